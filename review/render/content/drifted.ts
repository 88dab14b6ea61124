import type { Drift } from "../../review";
import { type Line, line, name, own, strong } from "../line";
import { type Section, those } from "../section";
import { counted, typeWords } from "./counts";
import { subjectLine } from "./subjects";

/** What was changed in the tenant by something else than the stack, with the old and the new values. */
export function driftSection(drift: readonly Drift[]): Section {
    return {
        topic: "drift",
        title: "Drift",
        noun: "difference",
        intro: [line`Something else than the stack has changed this in the tenant since the state was written.`],
        body: {
            kind: "table",
            head: ["Resource", "What", "Property", "State", "Tenant"],
            items: drift.map(driftCells),
        },
        closing: [],
        isAside: false,
        rest: (leftOut) => restLine(those(drift, leftOut)),
    };
}

function driftCells({ resource, subject, property, from, to }: Drift): readonly Line[] {
    const about = [line`${name(resource)}`, subjectLine(subject)];
    return property === undefined
        ? [...about, line``, line`there`, line`${strong("gone")}`]
        : [...about, line`${name(property)}`, valueLine(from), valueLine(to)];
}

function valueLine(value: string | null | undefined): Line {
    return value === undefined || value === null ? line`none` : line`${name(value)}`;
}

function restLine(drift: readonly Drift[]): Line {
    const kinds = Object.entries(typeWords)
        .map(([type, noun]) => ({ noun, count: drift.filter((each) => each.type === type).length }))
        .filter(({ count }) => count > 0)
        .map(({ noun, count }) => `${count.toLocaleString("en")} of ${noun}s`);
    return line`and ${own(counted(drift.length, "more difference"))}: ${own(kinds.join(", "))}.`;
}
