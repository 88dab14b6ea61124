import type { Gap, Review, Write } from "../../review";
import { type Line, line, own, said, strong } from "../line";
import { type Section, those } from "../section";
import { counted } from "./counts";
import { applicationLine, groupLine } from "./subjects";

/** Which applications are without an active connector, from when until when, and what begins and ends it. */
export function gapsSection({ gaps, changes }: Review): Section {
    const writes = new Map(changes.flatMap((change) => change.writes.map((write) => [write.order, write] as const)));
    return {
        topic: "gaps",
        title: "Gaps",
        noun: "gap",
        intro: [],
        body: { kind: "list", items: gaps.map((gap) => gapLine(gap, writes)) },
        closing: [],
        isAside: false,
        rest: (leftOut) => restLine(those(gaps, leftOut)),
    };
}

function gapLine({ application, group, from, to, isPossible }: Gap, writes: ReadonlyMap<number, Write>): Line {
    const subject = line`${applicationLine(application)} on ${groupLine(group)}`;
    const beginning = requestLine(from, writes);
    const is = own(isPossible ? "may be" : "is");
    return to === undefined
        ? line`${subject} ${is} ${strong("no longer served by an active connector")} from ${beginning} on.`
        : line`${subject} ${is} ${strong("without an active connector")} from ${beginning} to ${requestLine(to, writes)}.`;
}

function requestLine(order: number, writes: ReadonlyMap<number, Write>): Line {
    const write = writes.get(order);
    return write ? line`request ${order} (${said(write.sentence)})` : line`request ${order}`;
}

function restLine(gaps: readonly Gap[]): Line {
    const lasting = gaps.filter(({ to }) => to === undefined).length;
    return line`and ${own(counted(gaps.length, "more gap"))}, ${own(lasting === 0 ? "all of which end" : `${lasting.toLocaleString("en")} of which ${lasting === 1 ? "lasts" : "last"}`)}.`;
}
