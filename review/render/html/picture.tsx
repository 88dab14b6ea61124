/** The picture of the groups before and after, as SVG. */
import type { VNode } from "preact";
import { isolated, shownText, withRunsIsolated } from "../foreign";
import type { DrawnGroup, DrawnItem, Picture } from "../picture";
import { charactersFor, heightOf, letterWidths, linesOf, placed, sizes } from "./layout";

export function PictureSvg({ rows }: Picture): VNode {
    const { rows: placedRows, height } = placed(rows);
    return (
        <svg
            xmlns="http://www.w3.org/2000/svg"
            viewBox={`0 0 ${sizes.width} ${height}`}
            width={sizes.width}
            height={height}
            role="img"
            aria-labelledby="picture-title picture-description"
        >
            <title id="picture-title">The connector groups before and after the change</title>
            <desc id="picture-description">{description(rows)}</desc>
            <text class="half" x={0} y={24}>
                Before
            </text>
            <text class="half" x={sizes.right} y={24}>
                After
            </text>
            {placedRows.map(({ y, height: rowHeight, row }) => (
                <>
                    {row.before && <GroupCard x={0} y={y} group={row.before} half="before" />}
                    {row.before && row.after && (
                        <Arrow y={y + Math.min(heightOf(row.before), heightOf(row.after)) / 2} />
                    )}
                    {row.after && <GroupCard x={sizes.right} y={y} group={row.after} half="after" />}
                    {!row.after && (
                        <text class="nothing" x={sizes.right} y={y + rowHeight / 2}>
                            is deleted
                        </text>
                    )}
                </>
            ))}
        </svg>
    );
}

/** Of what is not drawn but told. */
const longest = 300;

type Half = "before" | "after";

function GroupCard({
    x,
    y,
    group,
    half,
}: {
    readonly x: number;
    readonly y: number;
    readonly group: DrawnGroup;
    readonly half: Half;
}): VNode {
    const height = heightOf(group);
    const { applications, connectors } = sizes;
    const arrowX = connectors.x - 18;
    const middle = sizes.title + (height - sizes.title) / 2 - 4;
    return (
        <g transform={`translate(${x} ${y})`} class={classOf(group)}>
            <rect class="card" x={1.5} y={1.5} width={sizes.half - 3} height={height - 3} rx={8} />
            <Label class="name" x={14} y={24} width={250} text={group.name || "(empty)"} />
            <Label class="about" x={sizes.half - 264} y={24} width={250} text={about(group)} isAtEnd />
            <line class="rule" x1={1.5} x2={sizes.half - 1.5} y1={sizes.title} y2={sizes.title} />
            <Column
                {...applications}
                lines={linesOf(group.applications, group.moreApplications, "no applications")}
                half={half}
            />
            <path class="link" d={`M${arrowX - 8} ${middle - 7}l8 7l-8 7`} />
            <Column
                {...connectors}
                lines={linesOf(group.connectors, group.moreConnectors, "no connectors")}
                half={half}
            />
        </g>
    );
}

function Column({
    x,
    width,
    lines,
    half,
}: {
    readonly x: number;
    readonly width: number;
    readonly lines: ReturnType<typeof linesOf>;
    readonly half: Half;
}): VNode {
    return (
        <>
            {lines.map(({ item, words }, index) => {
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

function Item({
    x,
    y,
    width,
    item,
    half,
}: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly item: DrawnItem;
    readonly half: Half;
}): VNode {
    const words = item.isMoving ? (half === "before" ? "leaves" : "arrives") : "";
    const detail = [item.detail?.replace(/^https:\/\/|\/$/g, "") ?? "", words].filter((each) => each !== "");
    return (
        <g class={item.isMoving ? "item moving" : "item"}>
            <rect class={item.isIdle ? "dot idle" : "dot"} x={x} y={y + 8} width={4} height={sizes.item - 12} rx={2} />
            <Label class="name" x={x + 12} y={y + 20} width={width - 12} text={item.name || "(empty)"} />
            <Label class="detail" x={x + 12} y={y + 36} width={width - 12} text={detail.join(" · ")} />
        </g>
    );
}

/** A text that stays within its place, whatever it is: what has no room is cut out of its middle, and its title is whole. */
function Label(label: {
    readonly class: keyof typeof letterWidths;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly text: string;
    readonly isAtEnd?: boolean;
}): VNode {
    const { x, y, width, isAtEnd = false } = label;
    const text = shownText(label.text, longest);
    return (
        <svg x={x} y={y - 16} width={width} height={22} class={label.class}>
            <title>{isolated(text)}</title>
            <text x={isAtEnd ? width : 0} y={16} text-anchor={isAtEnd ? "end" : "start"}>
                {isolated(shownText(label.text, charactersFor(text, width, letterWidths[label.class])))}
            </text>
        </svg>
    );
}

function Arrow({ y }: { readonly y: number }): VNode {
    return <path class="becomes" d={`M${sizes.half + 14} ${y}h26m-8 -7l8 7l-8 7`} />;
}

function about({ region, isDefault, fate }: DrawnGroup): string {
    return [
        ...(region === undefined ? [] : [`region ${region}`]),
        ...(isDefault ? ["default group"] : []),
        ...(fate === "stays" ? [] : [fate]),
    ].join(", ");
}

function classOf({ fate }: DrawnGroup): string {
    return fate === "new" ? "group made" : fate === "goes away" ? "group leaving" : "group";
}

/** The same for those who cannot see it. */
function description(rows: Picture["rows"]): string {
    return rows
        .map(({ before, after }) =>
            [...(before ? [`Before: ${words(before)}`] : []), ...(after ? [`After: ${words(after)}`] : [])].join(" "),
        )
        .join(" ");
}

function words(group: DrawnGroup): string {
    const list = (items: readonly DrawnItem[], more: number) =>
        [...items.map(({ name }) => isolated(shownText(name, longest))), ...(more > 0 ? [`${more} more`] : [])].join(
            ", ",
        ) || "none";
    const note = withRunsIsolated(shownText(about(group), longest));
    return (
        `${isolated(shownText(group.name, longest))}${note === "" ? "" : ` (${note})`}, ` +
        `applications: ${list(group.applications, group.moreApplications)}; connectors: ${list(group.connectors, group.moreConnectors)}.`
    );
}
