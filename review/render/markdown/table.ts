import { counted } from "../content/counts";
import type { Section } from "../section";
import type { Part } from "./fit";

/** A table of more rows is folded away. */
const manyRows = 15;

/** A table, as what stands around its rows, and the rows. */
export function tableOf(
    { noun, isAside }: Pick<Section, "noun" | "isAside">,
    head: readonly string[],
    rows: readonly string[],
): Pick<Part, "around" | "items"> {
    const [fold, end] =
        isAside || rows.length <= manyRows
            ? ["", ""]
            : [`<details>\n<summary>${counted(rows.length, noun)}</summary>\n\n`, "</details>\n\n"];
    const line = `|${head.map(() => "---|").join("")}`;
    return { around: [`${fold}| ${head.join(" | ")} |\n${line}\n`, `\n${end}`], items: rows };
}
