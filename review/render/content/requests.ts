/** What Microsoft Graph is asked for, and how many active connectors the groups have by then. */
import type { Serving, Write } from "../../review";
import { type Line, line, name, said, strong } from "../line";
import type { RequestEntry } from "../section";
import { counted } from "./counts";
import { groupLine } from "./subjects";

export function requestEntry(write: Write): RequestEntry {
    const sentence = line`${said(write.sentence)}`;
    return {
        order: write.order,
        about: write.subject.kind,
        sentence: withExpectation(sentence, write.expected),
        request: line`${name(`${write.method} ${write.path}`)}`,
        serving: write.serving.map(servingLine),
    };
}

function withExpectation(sentence: Line, expected: Write["expected"]): Line {
    switch (expected) {
        case "accepted":
            return sentence;
        case "refused":
            return line`${sentence} (it is expected to be refused, and what is done then follows)`;
        case "uncertain":
            return line`${sentence} (one way of several: what comes first decides)`;
    }
}

function servingLine({ group, activeBefore, activeAfter, applications }: Serving): Line {
    const numbers =
        activeBefore === activeAfter
            ? line`${groupLine(group)}: ${activeAfter}`
            : line`${groupLine(group)}: ${activeBefore} → ${activeAfter}`;
    return activeAfter === 0 && applications > 0
        ? line`${numbers}, ${strong(`none for ${counted(applications, "application")}`)}`
        : numbers;
}

/** For each group, from what it has before the first of the requests to what it has after the last. */
export function servingInAll(writes: readonly Write[]): readonly Line[] {
    const inAll = new Map<string, Serving>();
    for (const serving of writes.flatMap((write) => write.serving)) {
        const first = inAll.get(serving.group.id);
        inAll.set(serving.group.id, { ...serving, activeBefore: first?.activeBefore ?? serving.activeBefore });
    }
    return [...inAll.values()].map(servingLine);
}
