/** The sections of a report as parts of a Markdown text. */
import { counted } from "../content/counts";
import type { Line } from "../line";
import { type PictureSize, pictureOf, type Scene } from "../picture";
import type { Body, ChangeEntry, Section, Topic } from "../section";
import { changeBlock, changeRow, changeRowHead } from "./changeBlock";
import type { Part } from "./fit";
import { mermaid } from "./mermaid";
import { markdownLine } from "./text";

/**
 * The parts of a section that has items. Changes that tell little, and those that have no room in full, are rows of a
 * table: `roomInFull` is what the others may take together.
 */
export function partsOf(section: Section, roomInFull: number): readonly Part[] {
    const { body } = section;
    if (body.items.length === 0) {
        return [];
    }
    return body.kind === "changes"
        ? changeParts(section, body.items, roomInFull)
        : [{ ...frameOf(section), ...contentsOf(section, body) }];
}

export function paragraph(line: Line): string {
    return `${markdownLine(line)}\n\n`;
}

/** What may be left out first stands last; the shares leave room for a part of everything but the picture. */
const rooms: Readonly<Record<Topic, { readonly rank: number; readonly share: number }>> = {
    failures: { rank: 0, share: 8_000 },
    gaps: { rank: 1, share: 6_000 },
    "rules broken": { rank: 2, share: 6_000 },
    notes: { rank: 3, share: 3_000 },
    applications: { rank: 4, share: 10_000 },
    changes: { rank: 5, share: 10_000 },
    drift: { rank: 6, share: 4_000 },
    "other rules": { rank: 7, share: 1_500 },
    picture: { rank: 8, share: 0 },
};

/** A table or a list of more items is folded away. */
const manyItems = 15;
/** From as many changes on, those that tell little stand in a table. */
const manyChanges = 12;
/** The largest picture whose texts are not too long for a comment is taken. */
const pictureSizes: readonly PictureSize[] = [8, 5, 3, 1].map((groups) => ({ groups, itemsOfEach: 6 }));
const longestPicture = 12_000;

function frameOf({ title, topic, intro, closing, body, isAside }: Section): Omit<Part, "around" | "items" | "rest"> {
    const [open, close] = isAside
        ? [`<details>\n<summary>${title} (${body.items.length.toLocaleString("en")})</summary>\n\n`, "</details>\n\n"]
        : [`### ${title}\n\n`, ""];
    return {
        open: `${open}${intro.map(paragraph).join("")}`,
        close: `${closing.map(paragraph).join("")}${close}`,
        ...rooms[topic],
    };
}

type Contents = Pick<Part, "around" | "items" | "rest">;

function contentsOf(section: Section, body: Exclude<Body, { kind: "changes" }>): Contents {
    const rest = (from: number) => `… ${restFrom(section, from)}`;
    switch (body.kind) {
        case "list":
            return { around: ["", "\n"], items: body.items.map((item) => `- ${markdownLine(item)}\n`), rest };
        case "table":
            return { ...tableOf(section, body.head, body.items.map(markdownRow)), rest };
        case "picture":
            return { around: ["", ""], items: body.items.map(pictureText), rest: (from) => restFrom(section, from) };
    }
}

function restFrom({ rest, body }: Section, from: number): string {
    return paragraph(rest(body.items.map((_, index) => index).slice(from)));
}

function tableOf(
    { noun, isAside }: Pick<Section, "noun" | "isAside">,
    head: readonly string[],
    rows: readonly string[],
): Pick<Part, "around" | "items"> {
    const [fold, end] =
        isAside || rows.length <= manyItems
            ? ["", ""]
            : [`<details>\n<summary>${counted(rows.length, noun)}</summary>\n\n`, "</details>\n\n"];
    const line = `|${head.map(() => "---|").join("")}`;
    return { around: [`${fold}| ${head.join(" | ")} |\n${line}\n`, `\n${end}`], items: rows };
}

function markdownRow(cells: readonly Line[]): string {
    return `| ${cells.map(markdownLine).join(" | ")} |\n`;
}

function changeParts(section: Section, changes: readonly ChangeEntry[], roomInFull: number): readonly Part[] {
    const { inFull, inShort } = divided(changes, roomInFull);
    const frame = frameOf(section);
    const full: Part = {
        ...frame,
        close: inShort.length === 0 ? frame.close : "",
        around: ["", ""],
        items: inFull.map(({ text }) => text),
        rest: (from) => `… ${paragraph(section.rest(inFull.slice(from).map(({ index }) => index)))}`,
    };
    const short: Part = {
        ...frame,
        open: inFull.length === 0 ? frame.open : "",
        ...tableOf(
            { noun: inFull.length === 0 ? "change" : "further change", isAside: false },
            changeRowHead,
            inShort.map(({ change }) => changeRow(change)),
        ),
        rest: (from) => `… ${paragraph(section.rest(inShort.slice(from).map(({ index }) => index)))}`,
    };
    return [...(inFull.length > 0 ? [full] : []), ...(inShort.length > 0 ? [short] : [])];
}

interface Numbered {
    readonly change: ChangeEntry;
    readonly index: number;
    readonly text: string;
}

function divided(
    changes: readonly ChangeEntry[],
    roomInFull: number,
): { readonly inFull: readonly Numbered[]; readonly inShort: readonly Numbered[] } {
    const inFull: Numbered[] = [];
    const inShort: Numbered[] = [];
    let left = roomInFull;
    for (const [index, change] of changes.entries()) {
        const numbered = { change, index, text: changeBlock(change) };
        if ((change.isSimple && changes.length > manyChanges) || numbered.text.length > left) {
            inShort.push(numbered);
        } else {
            inFull.push(numbered);
            left -= numbered.text.length;
        }
    }
    return { inFull, inShort };
}

function pictureText(scene: Scene): string {
    const texts = pictureSizes.map((size) => sizedPicture(scene, size));
    return texts.find((text) => text.length <= longestPicture) ?? texts.at(-1) ?? "";
}

function sizedPicture(scene: Scene, size: PictureSize): string {
    const { rows, rest } = pictureOf(scene, size);
    const before = rows.flatMap((row) => row.before ?? []);
    const after = rows.flatMap((row) => row.after ?? []);
    return [
        "Blue border: changes its group. Dashed border: not active.\n\n",
        `**Before**\n\n${before.length === 0 ? "None of these groups exists.\n" : diagram(mermaid(before))}\n`,
        `**After**\n\n${after.length === 0 ? "None of these groups exists any more.\n" : diagram(mermaid(after))}\n`,
        ...(rest === "" ? [] : [`${rest}\n\n`]),
    ].join("");
}

function diagram(text: string): string {
    return `\`\`\`mermaid\n${text}\`\`\`\n`;
}
