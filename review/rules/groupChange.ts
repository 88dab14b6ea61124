import { fold } from "../../provider/lifecycle/names";
import type { PicturedGroup } from "../review";

/** What a change does to connector groups, as the rules look at it. */
export interface GroupChange {
    readonly before: Moment;
    readonly after: Moment;
    /** The ids that a group of before may have afterwards: its own, and that of the one which replaces it. */
    heirsOf(id: string): readonly string[];
    /** The ids that a group of afterwards may have had: its own, and those of the ones which it replaces. */
    predecessorsOf(id: string): readonly string[];
    readonly deletions: readonly Deletion[];
}

/** The tenant at one moment. */
export interface Moment {
    /** The groups that the change touches. */
    readonly touched: readonly PicturedGroup[];
    /** Every group of the tenant, the touched ones among them. */
    readonly all: readonly NamedRegion[];
}

/** As much of a group as is known of every one. */
export type NamedRegion = Pick<PicturedGroup, "id" | "name" | "region">;

/** A group whose deletion the change asks for, without another in its place. */
export interface Deletion {
    readonly was: PicturedGroup;
    /** The group at the end, where it could not be deleted. */
    readonly left?: PicturedGroup;
}

/** What is known of a change beside the groups that it touches. */
export interface ChangeContext {
    /** For each group that is replaced, by its id, the id of the one that takes its place. */
    readonly successors: ReadonlyMap<string, string>;
    /** The ids of the groups whose deletion the change asks for, whether it comes to pass or not. */
    readonly deleted: ReadonlySet<string>;
    /** Every group of the tenant before the change. */
    readonly tenant: readonly NamedRegion[];
}

export function groupChange(
    before: readonly PicturedGroup[],
    after: readonly PicturedGroup[],
    { successors, deleted, tenant }: ChangeContext,
): GroupChange {
    const [wasBefore, isAfter] = [byId(before), byId(after)];
    const replacements = [...successors];
    const successorsOf = grouped(replacements, ([old]) => old);
    const replacedBy = grouped(replacements, ([, successor]) => successor);
    return {
        before: { touched: before, all: [...before, ...tenant.filter(({ id }) => !wasBefore(id))] },
        after: { touched: after, all: [...after, ...tenant.filter(({ id }) => !wasBefore(id) && !isAfter(id))] },
        heirsOf: (id) => [id, ...successorsOf(id).map(([, successor]) => successor)],
        predecessorsOf: (id) => [id, ...replacedBy(id).map(([old]) => old)],
        deletions: [...deleted]
            .filter((id) => successorsOf(id).length === 0)
            .flatMap((id) => deletionOf(wasBefore(id), isAfter(id))),
    };
}

/** Finds things by the id of a group, however it is spelled. */
export function byId<T extends { readonly id: string }>(things: readonly T[]): (id: string) => T | undefined {
    const found = grouped(things, ({ id }) => id);
    return (id) => found(id)[0];
}

function grouped<T>(things: readonly T[], idOf: (thing: T) => string): (id: string) => readonly T[] {
    const groups = new Map<string, T[]>();
    for (const thing of things) {
        const key = idKey(idOf(thing));
        const group = groups.get(key);
        if (group) {
            group.push(thing);
        } else {
            groups.set(key, [thing]);
        }
    }
    return (id) => groups.get(idKey(id)) ?? [];
}

/** The service spells its ids in any case; what a new group is called by in a review is a name of the program. */
function idKey(id: string): string {
    return id.startsWith("new:") ? id : fold(id);
}

function deletionOf(was: PicturedGroup | undefined, left: PicturedGroup | undefined): readonly Deletion[] {
    return was ? [{ was, ...(left && { left }) }] : [];
}
