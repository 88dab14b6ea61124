/** The groups that a change touches, as they are and as they will be. */
import type { Application, ConnectorGroup } from "../provider/graph/types";
import { fold, readMark } from "../provider/lifecycle/names";
import type { Contents } from "../provider/lifecycle/tenant";
import type { Learned } from "./rehearsal/learn";
import type { RehearsedTenant } from "./rehearsal/rehearsedTenant";
import type { GroupName, PicturedGroup } from "./review";
import { groupName } from "./writes";

/** The groups that the change touches, and which of them go or take another's place. */
export interface Judged {
    readonly before: readonly PicturedGroup[];
    readonly after: readonly PicturedGroup[];
    /** The id of the group that takes another's place, by that one's id. */
    readonly successors: ReadonlyMap<string, string>;
    /** The ids of the groups whose deletion the change asks for, whether it comes to pass or not. */
    readonly deleted: ReadonlySet<string>;
    /** Every group of the tenant, before. */
    readonly tenant: readonly ConnectorGroup[];
}

/** The groups that anything is done to, or from or to which anything goes. */
export function judgedBy({ tenant, known, resources }: Learned): Judged {
    const declared = resources.filter(({ type }) => type === "ConnectorGroup");
    const own = declared.flatMap(({ resource: { old } }) => (old?.id === undefined ? [] : [old.id]));
    const touched = [...tenant.touched(), ...own.filter((id) => known.knows({ kind: "contents", id }))].map(fold);
    const isTouched = ({ id }: ConnectorGroup) => touched.includes(fold(id));
    return {
        before: sorted(known.groups.filter(isTouched).map((group) => pictured(group, known.contents(group.id)))),
        after: sorted(
            tenant
                .groups()
                .filter(isTouched)
                .map((group) => pictured(group, tenant.contentsOf(group.id))),
        ),
        successors: successorsIn(tenant),
        deleted: new Set(
            declared.flatMap(({ plan, resource: { old } }) => (plan === "delete" && old?.id ? [old.id] : [])),
        ),
        tenant: known.groups,
    };
}

function successorsIn({ writes }: RehearsedTenant): ReadonlyMap<string, string> {
    return new Map(
        writes.flatMap(({ asked }) =>
            asked.kind === "createGroup"
                ? (readMark(asked.name)?.replaces ?? []).map((id) => [id, asked.groupId] as const)
                : [],
        ),
    );
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
