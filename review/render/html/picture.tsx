/** The picture of the groups before and after, as SVG. */
import type { VNode } from "preact";
import type { DrawnGroup, DrawnItem, Picture } from "../picture";
import { aboutOf, GroupCard } from "./groupCard";
import { told } from "./label";
import { heightOf, type PlacedRow, placed, sizes } from "./layout";

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
            {placedRows.map((row) => (
                <Row {...row} />
            ))}
        </svg>
    );
}

function Row({ y, height, row: { before, after } }: PlacedRow): VNode {
    return (
        <>
            {before ? (
                <GroupCard y={y} group={before} half="before" />
            ) : (
                <Nothing x={0} y={y + height / 2} words="does not exist yet" />
            )}
            {before && after && <Arrow y={y + Math.min(heightOf(before), heightOf(after)) / 2} />}
            {after ? (
                <GroupCard y={y} group={after} half="after" />
            ) : (
                <Nothing x={sizes.right} y={y + height / 2} words="does not exist any more" />
            )}
        </>
    );
}

function Nothing({ x, y, words }: { readonly x: number; readonly y: number; readonly words: string }): VNode {
    return (
        <text class="nothing" x={x} y={y}>
            {words}
        </text>
    );
}

function Arrow({ y }: { readonly y: number }): VNode {
    return <path class="becomes" d={`M${sizes.half + 14} ${y}h26m-8 -7l8 7l-8 7`} />;
}

/** The same for those who cannot see it. */
function description(rows: Picture["rows"]): string {
    return rows
        .flatMap(({ before, after }) => [
            ...(before ? [`Before: ${groupWords(before)}`] : []),
            ...(after ? [`After: ${groupWords(after)}`] : []),
        ])
        .join(" ");
}

function groupWords(group: DrawnGroup): string {
    const { before = "", text, behind = "" } = aboutOf(group);
    const about = `${before}${told(text)}${behind}`;
    return (
        `${told(group.name)}${about === "" ? "" : ` (${about})`}, ` +
        `applications: ${itemsWords(group.applications, group.moreApplications)}; ` +
        `connectors: ${itemsWords(group.connectors, group.moreConnectors)}.`
    );
}

function itemsWords(items: readonly DrawnItem[], more: number): string {
    const words = [...items.map(({ name }) => told(name)), ...(more > 0 ? [`${more} more`] : [])];
    return words.length === 0 ? "none" : words.join(", ");
}
