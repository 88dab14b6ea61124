/**
 * What a picture of the groups before and after a change shows: which of them, and which of the things on them, so that
 * it can be taken in at a glance. What is too much is counted.
 */
import type { PicturedGroup } from "../review";
import { counted } from "./content/counts";
import { isNew } from "./content/subjects";

/** Two states of the same groups. */
export interface Scene {
    readonly before: readonly PicturedGroup[];
    readonly after: readonly PicturedGroup[];
}

export interface Picture {
    /** A group beside what becomes of it. Those that change come first. */
    readonly rows: readonly PictureRow[];
    /** What is not drawn, in words; empty where everything is. */
    readonly rest: string;
}

export interface PictureRow {
    readonly before?: DrawnGroup;
    readonly after?: DrawnGroup;
}

export interface DrawnGroup {
    readonly name: string;
    readonly region?: string;
    readonly isDefault: boolean;
    readonly fate: "stays" | "new" | "goes away";
    readonly connectors: readonly DrawnItem[];
    readonly moreConnectors: number;
    readonly applications: readonly DrawnItem[];
    readonly moreApplications: number;
}

export interface DrawnItem {
    readonly name: string;
    /** A connector's status, an application's URL without what all of them have. */
    readonly detail?: string;
    /** It is on another group in the other half of the picture. */
    readonly isMoving: boolean;
    /** A connector that is not active. */
    readonly isIdle: boolean;
}

/** How many groups are drawn, and how many connectors and applications of each. */
export interface PictureSize {
    readonly groups: number;
    readonly itemsOfEach: number;
}

export function pictureOf(scene: Scene, size: PictureSize): Picture {
    const groupBefore = groupByItem(scene.before);
    const groupAfter = groupByItem(scene.after);
    const rows = pairsOf(scene)
        .map(({ before, after }) => ({
            row: {
                ...(before && {
                    before: drawn(before, before.id === after?.id ? "stays" : "goes away", groupAfter, size),
                }),
                ...(after && { after: drawn(after, isNew(after) ? "new" : "stays", groupBefore, size) }),
            },
            isChanged: isChanged({ before, after }, groupBefore, groupAfter),
            group: after ?? before,
        }))
        .sort((a, b) => Number(b.isChanged) - Number(a.isChanged));
    return {
        rows: rows.slice(0, size.groups).map(({ row }) => row),
        rest: restWords(rows.slice(size.groups).flatMap(({ group }) => (group ? [group] : []))),
    };
}

interface Pair {
    readonly before: PicturedGroup | undefined;
    readonly after: PicturedGroup | undefined;
}

/** Each group beside itself, one that goes beside the new one that takes over most of what is on it. */
function pairsOf({ before, after }: Scene): readonly Pair[] {
    const free = new Set(after.filter(({ id }) => !before.some((group) => group.id === id)));
    const pairs = before.map((group): Pair => {
        const same = after.find(({ id }) => id === group.id);
        const successor = same ?? heirOf(group, [...free].filter(isNew));
        if (successor) {
            free.delete(successor);
        }
        return { before: group, after: successor };
    });
    return [...pairs, ...[...free].map((group): Pair => ({ before: undefined, after: group }))];
}

function heirOf(group: PicturedGroup, candidates: readonly PicturedGroup[]): PicturedGroup | undefined {
    const left = new Set(itemsOf(group).map(({ id }) => id));
    const ranked = candidates
        .map((candidate) => ({ candidate, shared: itemsOf(candidate).filter(({ id }) => left.has(id)).length }))
        .filter(({ shared }) => shared > 0)
        .sort((a, b) => b.shared - a.shared);
    return ranked[0]?.candidate;
}

type GroupByItem = ReadonlyMap<string, string>;

function groupByItem(groups: readonly PicturedGroup[]): GroupByItem {
    return new Map(groups.flatMap((group) => itemsOf(group).map(({ id }) => [id, group.id] as const)));
}

function isChanged({ before, after }: Pair, groupBefore: GroupByItem, groupAfter: GroupByItem): boolean {
    return (
        before?.id !== after?.id ||
        before?.name !== after?.name ||
        before?.region !== after?.region ||
        itemsOf(before).some(({ id }) => groupAfter.get(id) !== before?.id) ||
        itemsOf(after).some(({ id }) => groupBefore.get(id) !== after?.id)
    );
}

function itemsOf(group: PicturedGroup | undefined): readonly { readonly id: string }[] {
    return group ? [...group.connectors, ...group.applications] : [];
}

function drawn(
    group: PicturedGroup,
    fate: DrawnGroup["fate"],
    elsewhere: GroupByItem,
    { itemsOfEach }: PictureSize,
): DrawnGroup {
    const isMoving = ({ id }: { readonly id: string }) => elsewhere.get(id) !== group.id;
    const connectors = movingFirst(
        group.connectors.map((connector) => ({
            name: connector.name,
            ...(connector.status !== undefined && { detail: connector.status }),
            isMoving: isMoving(connector),
            isIdle: connector.status !== "active",
        })),
    );
    const applications = movingFirst(
        group.applications.map((application) => ({
            name: application.name,
            ...(application.externalUrl !== undefined && { detail: shortUrl(application.externalUrl) }),
            isMoving: isMoving(application),
            isIdle: false,
        })),
    );
    return {
        name: group.name,
        ...(group.region !== undefined && { region: group.region }),
        isDefault: group.isDefault,
        fate,
        connectors: connectors.slice(0, itemsOfEach),
        moreConnectors: Math.max(0, connectors.length - itemsOfEach),
        applications: applications.slice(0, itemsOfEach),
        moreApplications: Math.max(0, applications.length - itemsOfEach),
    };
}

function shortUrl(url: string): string {
    return url.replace(/^https:\/\/|\/$/g, "");
}

function movingFirst(items: readonly DrawnItem[]): readonly DrawnItem[] {
    return items.toSorted((a, b) => Number(b.isMoving) - Number(a.isMoving));
}

function restWords(groups: readonly PicturedGroup[]): string {
    if (groups.length === 0) {
        return "";
    }
    const connectors = groups.reduce((sum, group) => sum + group.connectors.length, 0);
    const applications = groups.reduce((sum, group) => sum + group.applications.length, 0);
    return (
        `Not drawn: ${counted(groups.length, "more connector group")} with ${counted(connectors, "connector")} and ` +
        `${counted(applications, "application")}.`
    );
}
