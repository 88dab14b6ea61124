import type { VNode } from "preact";
import type { DrawnGroup, DrawnItem } from "../picture";
import { Label, type LabelText } from "./label";
import { heightOf, linesOf, sizes } from "./layout";

/** On which side of the picture a group stands. */
export type Half = "before" | "after";

/** A group: its name, the applications on it, and the connectors that serve them. */
export function GroupCard({
    y,
    group,
    half,
}: {
    readonly y: number;
    readonly group: DrawnGroup;
    readonly half: Half;
}): VNode {
    const height = heightOf(group);
    const x = half === "before" ? 0 : sizes.right;
    return (
        <g transform={`translate(${x} ${y})`} class={classOf(group)}>
            <rect class="card" x={1.5} y={1.5} width={sizes.half - 3} height={height - 3} rx={8} />
            <Label class="title" x={14} y={24} width={260} of={{ text: group.name || "(empty)" }} />
            <Label class="about" x={sizes.half - 254} y={24} width={240} of={aboutOf(group)} isAtEnd />
            <line class="rule" x1={1.5} x2={sizes.half - 1.5} y1={sizes.title} y2={sizes.title} />
            <Column of="applications" group={group} half={half} />
            <path class="link" d={`M${sizes.connectors.x - 26} ${(sizes.title + height) / 2 - 11}l8 7l-8 7`} />
            <Column of="connectors" group={group} half={half} />
        </g>
    );
}

/** What is said of a group beside its name; its region is a text from elsewhere. */
export function aboutOf({ region, isDefault, fate }: DrawnGroup): LabelText {
    const words = [...(isDefault ? ["default group"] : []), ...(fate === "stays" ? [] : [fate])];
    return region === undefined
        ? { text: words.join(", ") }
        : { before: "region ", text: region, behind: words.map((each) => `, ${each}`).join("") };
}

function Column({
    of,
    group,
    half,
}: {
    readonly of: "applications" | "connectors";
    readonly group: DrawnGroup;
    readonly half: Half;
}): VNode {
    const { x, width } = sizes[of];
    const more = of === "applications" ? group.moreApplications : group.moreConnectors;
    return (
        <>
            {linesOf(group[of], more, `no ${of}`).map(({ item, words }, index) => {
                const y = sizes.title + index * sizes.item;
                return item ? (
                    <Item x={x} y={y} width={width} item={item} half={half} />
                ) : (
                    <text class="nothing" x={x} y={y + 26}>
                        {words}
                    </text>
                );
            })}
        </>
    );
}

interface ItemPlace {
    readonly x: number;
    readonly y: number;
    readonly width: number;
}

function Item({ x, y, width, item, half }: ItemPlace & { readonly item: DrawnItem; readonly half: Half }): VNode {
    const place = { x: x + 12, width: width - 12 };
    return (
        <g class={item.isMoving ? "moving" : ""}>
            <rect class={item.isIdle ? "dot idle" : "dot"} x={x} y={y + 8} width={4} height={sizes.item - 12} rx={2} />
            <Label class="name" {...place} y={y + 20} of={nameOf(item, half)} />
            <Label class="detail" {...place} y={y + 36} of={{ text: item.detail ?? "" }} />
        </g>
    );
}

/** An arrow behind the name of what leaves, and before that of what arrives. */
function nameOf({ name, isMoving }: DrawnItem, half: Half): LabelText {
    const text = name || "(empty)";
    return isMoving ? (half === "before" ? { text, behind: " →" } : { before: "→ ", text }) : { text };
}

function classOf({ fate }: DrawnGroup): string {
    return fate === "new" ? "group made" : fate === "goes away" ? "group leaving" : "group";
}
