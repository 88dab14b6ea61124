import type { ConnectorGroup } from "../graph/types";
import { readMark, sameId } from "./names";

/**
 * The groups that bear a mark saying that they replace this one, or one that replaces it. Only a marked group is ever
 * taken for a successor, and the default group never, whatever its name.
 */
export function successorsOf(groups: readonly ConnectorGroup[], id: string): readonly ConnectorGroup[] {
    const marked = markedOf(groups);
    const replaced = [id];
    for (const current of replaced) {
        const next = marked.filter(({ replaces }) => replaces.includes(current));
        replaced.push(...next.map(({ group }) => group.id).filter((other) => !replaced.includes(other)));
    }
    return marked.map(({ group }) => group).filter((group) => group.id !== id && replaced.includes(group.id));
}

/** The last of them: the one that nothing replaces. */
export function lastSuccessorOf(groups: readonly ConnectorGroup[], id: string): ConnectorGroup | undefined {
    return successorsOf(groups, id).find((group) => successorsOf(groups, group.id).length === 0);
}

/** Those of the ids that the tenant still has, each once. */
export function stillThere(groups: readonly ConnectorGroup[], ids: readonly string[]): readonly string[] {
    return [...new Set(ids)].filter((id) => groups.some((group) => sameId(group.id, id)));
}

interface Marked {
    readonly group: ConnectorGroup;
    /** The ids of the groups that it replaces. */
    readonly replaces: readonly string[];
}

/** Every group of a refresh is looked for in the marks of the same list. */
const markedOfLists = new WeakMap<readonly ConnectorGroup[], readonly Marked[]>();

function markedOf(groups: readonly ConnectorGroup[]): readonly Marked[] {
    const known = markedOfLists.get(groups);
    if (known) {
        return known;
    }
    const marked = groups.flatMap((group) => {
        const mark = group.isDefault ? undefined : readMark(group.name);
        return mark ? [{ group, replaces: mark.replaces }] : [];
    });
    markedOfLists.set(groups, marked);
    return marked;
}
