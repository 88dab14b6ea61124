/** The sections of a report as parts of a Markdown text. */
import type { Line } from "../line";
import type { Body, Section, Topic } from "../section";
import { changeParts } from "./changeParts";
import type { Frame, Part } from "./fit";
import { pictureText } from "./pictureText";
import { tableOf } from "./table";
import { markdownLine, paragraph } from "./text";

/** The parts of a section, none where it has no items, by the room that changes in full may take together. */
export function partsOf(section: Section): (roomInFull: number) => readonly Part[] {
    const { body } = section;
    if (body.items.length === 0) {
        return () => [];
    }
    if (body.kind === "changes") {
        return changeParts(section, frameOf(section), body.items);
    }
    const parts = [{ ...frameOf(section), ...contentsOf(section, body) }];
    return () => parts;
}

/**
 * The parts of the lowest rank have the room first. Each has its share before: in that of rules, errors come first, so
 * that many warnings do not take the room of what happens to applications.
 */
const rooms: Readonly<Record<Topic, { readonly rank: number; readonly share: number }>> = {
    failures: { rank: 0, share: 8_000 },
    gaps: { rank: 1, share: 6_000 },
    notes: { rank: 2, share: 3_000 },
    applications: { rank: 3, share: 10_000 },
    changes: { rank: 4, share: 10_000 },
    "rules broken": { rank: 5, share: 6_000 },
    drift: { rank: 6, share: 4_000 },
    "other rules": { rank: 7, share: 1_500 },
    picture: { rank: 8, share: 0 },
};

function frameOf({ title, topic, intro, closing, body, isAside }: Section): Frame {
    const [open, close] = isAside
        ? [`<details>\n<summary>${title} (${body.items.length.toLocaleString("en")})</summary>\n\n`, "</details>\n\n"]
        : [`### ${title}\n\n`, ""];
    return {
        open: `${open}${intro.map(paragraph).join("")}`,
        close: `${closing.map(paragraph).join("")}${close}`,
        ...rooms[topic],
    };
}

type Contents = Omit<Part, keyof Frame>;

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

function markdownRow(cells: readonly Line[]): string {
    return `| ${cells.map(markdownLine).join(" | ")} |\n`;
}
