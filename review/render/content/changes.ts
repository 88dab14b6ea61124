/** What happens to each resource: what Microsoft Graph is asked for, in order, and why. */
import type { Change, ChangedProperty, Operation, Review, Serving, Write } from "../../review";
import { type Line, line, name, own, said, strong } from "../line";
import { type ChangeEntry, type RequestEntry, type Section, those } from "../section";
import { changesWords, counted } from "./counts";
import { groupLine, subjectLine } from "./subjects";

export function changesSection({ changes }: Review): Section {
    return {
        topic: "changes",
        title: "Changes",
        noun: "change",
        intro: [],
        body: { kind: "changes", items: changes.map(changeEntry) },
        closing: [],
        isAside: false,
        rest: (leftOut) => restLine(those(changes, leftOut)),
    };
}

/** What will fail, in the words in which it does. */
export function failuresSection({ changes }: Review): Section {
    const failing = changes.flatMap((change) =>
        change.failure === undefined ? [] : [{ change, failure: change.failure }],
    );
    const unreached = changes.filter(({ isNotReached }) => isNotReached).length;
    return {
        topic: "failures",
        title: "What fails",
        noun: "change that fails",
        intro: [],
        body: {
            kind: "list",
            items: failing.map(({ change, failure }) => line`${failingLine(change)}: ${said(failure)}`),
        },
        closing:
            unreached === 0
                ? []
                : [
                      line`${own(counted(unreached, "other change"))} ${own(unreached === 1 ? "is" : "are")} not reached because of it.`,
                  ],
        isAside: false,
        rest: (leftOut) => restLine(those(failing, leftOut).map(({ change }) => change)),
    };
}

function failingLine(change: Change): Line {
    return isOfThePreview(change)
        ? line`${name(change.resource)}`
        : line`${name(change.resource)} (${subjectLine(change.subject)})`;
}

/** What has stopped the preview itself stands for nothing in the tenant. */
function isOfThePreview({ operation, subject }: Change): boolean {
    return operation === "update" && subject.id === "";
}

function restLine(changes: readonly Change[]): Line {
    return line`and ${own(counted(changes.length, "more change"))}: ${own(changesWords(changes))}.`;
}

function changeEntry(change: Change): ChangeEntry {
    return {
        title: titleOf(change),
        details: [
            ...change.properties.map((property) => propertyLine(change, property)),
            ...change.words.map((words) => line`${said(words)}`),
            ...(isIdle(change) ? [line`Microsoft Graph is asked for nothing.`] : []),
        ],
        requests: change.writes.map(requestEntry),
        servingInAll: servingInAll(change.writes),
        isSimple: isSimple(change),
    };
}

/** `fra`: connector group `Frankfurt` is replaced. */
function titleOf(change: Change): Line {
    if (isOfThePreview(change)) {
        return line`${name(change.resource)}: the preview ${strong("fails")}`;
    }
    return line`${name(change.resource)}: ${subjectLine(change.subject)} ${fateLine(change)}${markLine(change)}`;
}

function fateLine({ type, operation, to }: Change): Line {
    if (type === "ConnectorGroup") {
        return line`${own(groupFates[operation])}`;
    }
    const place = to === undefined ? line`` : line` ${groupLine(to)}`;
    return line`${own(to === undefined ? placementEnds[operation] : placementFates[operation])}${place}`;
}

const groupFates: Readonly<Record<Operation, string>> = {
    create: "is created",
    adopt: "exists and is taken over",
    update: "is changed",
    replace: "is replaced",
    delete: "is deleted",
    release: "stays in the tenant and is dropped from the stack",
};

const placementFates: Readonly<Record<Operation, string>> = {
    create: "goes to",
    adopt: "is taken over on",
    update: "goes to",
    replace: "takes the place of another on",
    delete: "goes back to",
    release: "is dropped from the stack and stays on",
};

const placementEnds: Readonly<Record<Operation, string>> = {
    create: "is placed",
    adopt: "is taken over",
    update: "is moved",
    replace: "takes the place of another",
    delete: "is taken off its group",
    release: "stays where it is and is dropped from the stack",
};

function propertyLine({ operation }: Change, { property, from, to }: ChangedProperty): Line {
    return operation === "create" && from === undefined
        ? line`${name(property)}: ${valueLine(to)}`
        : line`${name(property)}: ${valueLine(from)} → ${valueLine(to)}`;
}

function valueLine(value: string | null | undefined): Line {
    if (value === null) {
        return line`known in the update only`;
    }
    return value === undefined ? line`none` : line`${name(value)}`;
}

/** Nothing is written, and nothing else is said about it that would tell why. */
function isIdle({ writes, failure, isNotReached }: Change): boolean {
    return writes.length === 0 && failure === undefined && !isNotReached;
}

function requestEntry(write: Write): RequestEntry {
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
    const numbers = line`${groupLine(group)}: ${activeBefore} → ${activeAfter}`;
    return activeAfter === 0 && applications > 0
        ? line`${numbers}, ${strong(`none for ${counted(applications, "application")}`)}`
        : numbers;
}

function markLine({ failure, isNotReached }: Change): Line {
    if (failure !== undefined) {
        return line` (${strong("fails")})`;
    }
    return isNotReached ? line` (${strong("not reached")}, because something else fails before it)` : line``;
}

/** For each group, from what it has before the first of the requests to what it has after the last. */
function servingInAll(writes: readonly Write[]): readonly Line[] {
    const inAll = new Map<string, Serving>();
    for (const serving of writes.flatMap((write) => write.serving)) {
        const first = inAll.get(serving.group.id);
        inAll.set(serving.group.id, { ...serving, activeBefore: first?.activeBefore ?? serving.activeBefore });
    }
    return [...inAll.values()].map(servingLine);
}

/** One request at most, and nothing that asks for a second look. */
function isSimple(change: Change): boolean {
    return (
        change.writes.length <= 1 &&
        change.words.length === 0 &&
        change.properties.length === 0 &&
        change.failure === undefined &&
        change.operation !== "replace" &&
        change.writes.every(({ serving }) => serving.every((each) => each.activeAfter > 0 || each.applications === 0))
    );
}
