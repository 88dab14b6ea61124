/** A half of the picture as a Mermaid flowchart, for the versions 11 and 12. */
import { isolated, shownText } from "../foreign";
import type { DrawnGroup } from "../picture";

export function mermaid(groups: readonly DrawnGroup[]): string {
    const lines = groups.flatMap((group, index) => groupLines(group, `g${index + 1}`));
    const used = Object.entries(styles).filter(([name]) =>
        lines.some((each) => each.startsWith("  class ") && each.endsWith(` ${name}`)),
    );
    return ["flowchart LR", ...lines, ...used.map(([name, style]) => `  classDef ${name} ${style}`), ""].join("\n");
}

/** Borders alone, which can be seen on light and dark: the page's own theme paints everything else. */
const styles: Readonly<Record<string, string>> = {
    moving: "stroke:#0969da,stroke-width:3px",
    idle: "stroke-dasharray:4 4",
    made: "stroke:#1a7f37,stroke-width:3px",
    leaving: "stroke:#cf222e,stroke-width:3px",
};

/** A longer text would make boxes of which no picture can be taken in. */
const longest = 40;

function groupLines(group: DrawnGroup, id: string): readonly string[] {
    const connectors = group.connectors.map((item, index) => ({ item, node: `${id}c${index + 1}` }));
    const applications = group.applications.map((item, index) => ({ item, node: `${id}a${index + 1}` }));
    const nodes = [...connectors, ...applications];
    return [
        `  subgraph ${id} ["${groupLabel(group)}"]`,
        ...connectors.map(({ item, node }) => `    ${node}(["${itemLabel(item.name, item.detail)}"])`),
        ...(group.moreConnectors > 0 ? [`    ${id}c0(["and ${group.moreConnectors} more"])`] : []),
        ...(connectors.length === 0 ? [`    ${id}c0["no connectors"]`] : []),
        "  end",
        ...applications.map(({ item, node }) => `  ${node}["${itemLabel(item.name, item.detail)}"] --> ${id}`),
        ...(group.moreApplications > 0 ? [`  ${id}a0["and ${group.moreApplications} more"] --> ${id}`] : []),
        ...classLines(
            "moving",
            nodes.filter(({ item }) => item.isMoving),
        ),
        ...classLines(
            "idle",
            nodes.filter(({ item }) => item.isIdle),
        ),
        ...(group.fate === "stays" ? [] : [`  class ${id} ${group.fate === "new" ? "made" : "leaving"}`]),
    ];
}

function classLines(className: string, nodes: readonly { readonly node: string }[]): readonly string[] {
    return nodes.length === 0 ? [] : [`  class ${nodes.map(({ node }) => node).join(",")} ${className}`];
}

function groupLabel({ name, region, isDefault, fate }: DrawnGroup): string {
    return [
        label(name),
        ...(region === undefined ? [] : [`region ${label(region)}`]),
        ...(isDefault ? ["default group"] : []),
        ...(fate === "stays" ? [] : [fate]),
    ].join(", ");
}

function itemLabel(name: string, detail: string | undefined): string {
    return detail === undefined ? label(name) : `${label(name)}<br>${label(detail)}`;
}

/**
 * A text from elsewhere within quotes, where Mermaid takes a character for what it is if it is written by its number.
 *
 * But it reads the text again once the characters have been put in place: `\n` is an end of a line to it then, `fa:fa-…`
 * an icon, `$$` mathematics, and `ﬂ°` and `¶ß` are its own marks for such numbers. A word joiner breaks these up.
 */
function label(text: string): string {
    return isolated(shownText(text === "" ? "(empty)" : text, longest)).replace(special, (character) => {
        const number = `#${character.codePointAt(0)};`;
        return "\\:$ﬂ¶".includes(character) ? `${number}${wordJoiner}` : number;
    });
}

/** Everything but letters, digits and spaces, and what joins these within a name or an address. */
const special = /(?<![\p{L}\p{N}])[-./]|[-./](?![\p{L}\p{N}])|[^\p{L}\p{M}\p{N} \-./\u2068\u2069]|ﬂ/gu;
const wordJoiner = "#8288;";
