/**
 * What moves at the same time may come in either order, and only the tenant's answers decide. So a change is rehearsed at
 * several paces: what comes out the same in all of them is foretold, and of the rest it is said that nobody knows.
 */
import { fold, sameId } from "../../provider/lifecycle/names";
import type { KnownTenant } from "./knownTenant";
import type { Rehearsal, RehearsedResource } from "./rehearse";
import type { Asked, Pace } from "./rehearsedTenant";

/** How a change can go: at which pace requests are answered, and what the program makes known first. */
export interface Course {
    /** Made anew for each rehearsal, so that it always comes out the same. */
    readonly pace: () => Pace;
    /** The program makes known at the same time what does not depend on one another. */
    readonly isReversed: boolean;
}

/** The first of them is the likeliest. */
export const courses: readonly [Course, ...Course[]] = [
    { pace: () => () => 50, isReversed: false },
    { pace: () => (what) => (what === "read" ? 20 : 200), isReversed: false },
    { pace: () => (what) => (what === "read" ? 200 : 20), isReversed: true },
    { pace: unevenly, isReversed: true },
];

/** The course that a person has to reckon with: one that fails, else one that leaves the most applications unserved. */
export function worstOf(rehearsals: readonly [Rehearsal, ...Rehearsal[]]): Rehearsal {
    const badness = ({ resources, tenant }: Rehearsal) =>
        (resources.some(({ failure }) => failure !== undefined) ? 1e9 : 0) +
        new Set(tenant.unserved.map(({ application }) => application.id)).size;
    return rehearsals.reduce((worst, course) => (badness(course) > badness(worst) ? course : worst));
}

/**
 * The ids of the groups, connectors and applications that nobody knows beforehand what is done to: not the same in all
 * courses, or moved by the program out of a group that a replacement empties at the same time.
 */
export function uncertainIn(rehearsals: readonly Rehearsal[], known: KnownTenant): ReadonlySet<string> {
    const [first = new Map<string, string>(), ...others] = rehearsals.map(doneTo);
    const ids = [first, ...others].flatMap((done) => [...done.keys()]);
    const differing = ids.filter((id) => others.some((done) => done.get(id) !== first.get(id)));
    return new Set([...differing, ...rehearsals.flatMap(({ resources }) => racedIn(resources, known))]);
}

/** The ids of the applications that are unserved in some courses and not in others. */
export function possiblyUnservedIn(rehearsals: readonly Rehearsal[]): ReadonlySet<string> {
    const unserved = rehearsals.map(
        ({ tenant }) => new Set(tenant.unserved.map(({ application }) => fold(application.id))),
    );
    const ids = unserved.flatMap((each) => [...each]);
    return new Set(ids.filter((id) => unserved.some((each) => !each.has(id))));
}

function racedIn(resources: readonly RehearsedResource[], known: KnownTenant): readonly string[] {
    const replaced = resources.filter(({ plan }) => plan === "replace");
    return replaced.flatMap(({ resource, id: successor = "" }) => {
        const raced = resources.filter(
            ({ plan, type, inputs }) =>
                (plan === "create" || plan === "update") &&
                type !== "ConnectorGroup" &&
                !sameId(String(inputs.connectorGroupId), successor) &&
                sameId(placeOf(known, inputs) ?? "", resource.old?.id ?? ""),
        );
        const marks = raced.some(({ type }) => type === "ConnectorMembership") ? [fold(successor)] : [];
        return [...raced.map(({ inputs }) => fold(String(inputs.connectorId ?? inputs.applicationId))), ...marks];
    });
}

function placeOf(known: KnownTenant, { connectorId, applicationId }: RehearsedResource["inputs"]): string | undefined {
    return typeof connectorId === "string"
        ? known.connector(connectorId)?.groupId
        : known.application(String(applicationId))?.groupId;
}

function doneTo({ tenant }: Rehearsal): ReadonlyMap<string, string> {
    const done = new Map<string, string>();
    for (const { asked, isRefused } of tenant.writes) {
        const id = subjectId(asked);
        done.set(id, `${done.get(id) ?? ""}${isRefused ? "refused " : ""}${wordOf(asked)}\n`);
    }
    return done;
}

/** The id of what a write is about. */
export function subjectId(asked: Asked): string {
    switch (asked.kind) {
        case "createGroup":
        case "updateGroup":
            return fold(asked.groupId);
        case "deleteGroup":
            return fold(asked.former.id);
        case "moveConnector":
            return fold(asked.connector.id);
        case "assign":
        case "unassign":
            return fold(asked.application.id);
    }
}

function wordOf(asked: Asked): string {
    switch (asked.kind) {
        case "moveConnector":
        case "assign":
            return `${asked.kind} ${fold(asked.to.id)}`;
        default:
            return asked.kind;
    }
}

/** Numbers that look drawn and are always the same: the generator of Park and Miller, Communications of the ACM 31 (1988). */
function unevenly(): Pace {
    let drawn = 20261125;
    return () => {
        drawn = (drawn * 48271) % 2147483647;
        return 10 + (drawn % 400);
    };
}
