/** The groups that a change touches, as they are and as they will be. */
import type { Application, ConnectorGroup } from "../provider/graph/types";
import { fold, readMark, sameId } from "../provider/lifecycle/names";
import type { Contents } from "../provider/lifecycle/tenant";
import type { Learned } from "./rehearsal/learn";
import type { GroupName, PicturedGroup } from "./review";
import { groupName } from "./writes";

/** The groups that the change touches, and which of them go or take another's place. */
export interface Judged {
    readonly before: readonly PicturedGroup[];
    readonly after: readonly PicturedGroup[];
    /** The id of the group that takes another's place, by that one's id. */
    readonly successors: ReadonlyMap<string, string>;
    readonly deleted: readonly string[];
    /** Every group of the tenant, before. */
    readonly all: readonly ConnectorGroup[];
}

/** The groups that anything is done to, or from or to which anything goes. */
export function judgedBy({ tenant, known }: Learned): Judged {
    const touched = tenant.touched().map(fold);
    const successors = new Map<string, string>();
    for (const { asked } of tenant.writes) {
        if (asked.kind === "createGroup") {
            for (const id of readMark(asked.name)?.replaces ?? []) {
                successors.set(id, asked.groupId);
            }
        }
    }
    const standing = tenant.groups().filter(({ id }) => touched.includes(fold(id)));
    const former = known.groups.filter(({ id }) => touched.includes(fold(id)));
    return {
        before: former.map((group) => pictured(group, known.contents(group.id))),
        after: standing.map((group) => pictured(group, tenant.contentsOf(group.id))),
        successors,
        deleted: former.filter(({ id }) => !standing.some((group) => sameId(group.id, id))).map(({ id }) => id),
        all: known.groups,
    };
}

function pictured(group: ConnectorGroup, { connectors, applications }: Contents): PicturedGroup {
    const { region, isDefault } = group;
    return {
        ...groupName(group),
        ...(region !== undefined && { region }),
        isDefault,
        connectors: sorted(
            connectors.map(({ id, machineName, status }) => ({
                id,
                name: machineName,
                ...(status !== undefined && { status }),
            })),
        ),
        applications: sorted(applications.map(namedApplication)),
    };
}

/** An application by its name and address. */
export function namedApplication({ id, displayName, publishing }: Application) {
    const externalUrl = publishing?.externalUrl;
    return { id, name: displayName, ...(externalUrl !== undefined && { externalUrl }) };
}

function sorted<T extends GroupName>(named: readonly T[]): readonly T[] {
    const key = ({ name, id }: T) => `${name}\n${id}`;
    return [...named].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
