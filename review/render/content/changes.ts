/** What happens to each resource: what Microsoft Graph is asked for, in order, and why. */
import type { Change, Review, Subject, Write } from "../../review";
import { type Line, line, name, own, said } from "../line";
import { type ChangeEntry, type Section, those } from "../section";
import { shortTitleOf, titleOf } from "./changeTitle";
import { restOfChanges } from "./counts";
import { propertyLines } from "./properties";
import { requestEntry, servingInAll } from "./requests";

/** The changes in the order of what is asked for them; that for which nothing is asked comes last. */
export function changesSection({ changes }: Review): Section {
    const asked = askedAbout(changes);
    const inOrder = changes.toSorted((a, b) => firstOrder(a, asked) - firstOrder(b, asked));
    return {
        topic: "changes",
        title: "Changes",
        noun: "change",
        intro: [],
        body: { kind: "changes", items: inOrder.map((change) => changeEntry(change, asked)) },
        closing: [],
        isAside: false,
        rest: (leftOut) => line`${own(restOfChanges(those(inOrder, leftOut)))}`,
    };
}

/** What is asked about a connector or an application, and for which resource. */
type Asked = ReadonlyMap<string, readonly { readonly resource: string; readonly order: number }[]>;

function askedAbout(changes: readonly Change[]): Asked {
    const asked = new Map<string, { resource: string; order: number }[]>();
    for (const { resource, writes } of changes) {
        for (const { subject, order } of writes) {
            const key = keyOf(subject);
            asked.set(key, [...(asked.get(key) ?? []), { resource, order }]);
        }
    }
    return asked;
}

function keyOf({ kind, id }: Subject): string {
    return `${kind} ${id}`;
}

/** Of what is asked for the change, or else of what others ask about the same thing. */
function firstOrder({ writes, subject }: Change, asked: Asked): number {
    const requests = writes.length > 0 ? writes : (asked.get(keyOf(subject)) ?? []);
    return requests.reduce((first, { order }) => Math.min(first, order), Number.MAX_SAFE_INTEGER);
}

function changeEntry(change: Change, asked: Asked): ChangeEntry {
    const { writes, words } = change;
    const isIdle = writes.length === 0 && change.failure === undefined && !change.isNotReached;
    const doneBy = isIdle ? doneByLine(change, asked) : [];
    return {
        title: titleOf(change),
        shortTitle: shortTitleOf(change),
        details: [
            ...propertyLines(change),
            ...words.map((sentence) => line`${said(sentence)}`),
            ...(isIdle ? [line`Asked of Microsoft Graph: ${doneBy}.`] : []),
        ],
        requests: writes.map(requestEntry),
        doneBy,
        servingInAll: servingInAll(writes),
        weight: isIdle && tellsNothing(change) ? "idle" : isSimple(change) ? "simple" : "telling",
    };
}

/** Why nothing is asked for it: a replaced group takes along what is on it, or it is where it should be. */
function doneByLine({ type, operation, subject, to }: Change, asked: Asked): Line {
    const requests = asked.get(keyOf(subject)) ?? [];
    const [first] = requests;
    if (type === "ConnectorGroup" || !first) {
        const isThere = to !== undefined && operation !== "release";
        return isThere ? line`nothing, it is there already` : line`nothing`;
    }
    const noun = requests.length === 1 ? "request" : "requests";
    return line`${own(noun)} ${own(requests.map(({ order }) => order).join(", "))}, for ${name(first.resource)}`;
}

/** One request at most, and nothing that asks for a second look. */
function isSimple(change: Change): boolean {
    return (
        change.failure === undefined &&
        tellsNothing(change) &&
        change.writes.length <= 1 &&
        change.writes.every(isHarmless)
    );
}

function tellsNothing(change: Change): boolean {
    return change.words.length === 0 && change.operation !== "replace" && propertyLines(change).length === 0;
}

function isHarmless({ expected, serving }: Write): boolean {
    return (
        expected === "accepted" &&
        serving.every(({ activeAfter, applications }) => activeAfter > 0 || applications === 0)
    );
}
