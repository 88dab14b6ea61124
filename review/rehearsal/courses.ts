/**
 * What moves at the same time may come in either order, and only the tenant's answers decide. So a change is rehearsed at
 * several paces: what comes out the same in all of them is foretold, and of the rest it is said that nobody knows.
 */
import { fold } from "../../provider/lifecycle/names";
import type { Rehearsal } from "./rehearse";
import type { Asked, Pace } from "./rehearsedTenant";

/** A pace for each course, made anew for each rehearsal so that it always comes out the same. */
export const paces: readonly [() => Pace, ...(() => Pace)[]] = [
    () => () => 50,
    () => (what) => (what === "read" ? 20 : 200),
    () => (what) => (what === "read" ? 200 : 20),
    unevenly,
];

/** The course that a person has to reckon with: one that fails, else one that leaves the most applications unserved. */
export function worstOf(courses: readonly [Rehearsal, ...Rehearsal[]]): Rehearsal {
    const badness = ({ resources, tenant }: Rehearsal) =>
        (resources.some(({ failure }) => failure !== undefined) ? 1e9 : 0) +
        new Set(tenant.unserved.map(({ application }) => application.id)).size;
    return courses.reduce((worst, course) => (badness(course) > badness(worst) ? course : worst));
}

/** The ids of the groups, connectors and applications that not the same is done to in all courses. */
export function uncertainIn(courses: readonly Rehearsal[]): ReadonlySet<string> {
    const [first = new Map<string, string>(), ...others] = courses.map(doneTo);
    const ids = [first, ...others].flatMap((done) => [...done.keys()]);
    return new Set(ids.filter((id) => others.some((done) => done.get(id) !== first.get(id))));
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
