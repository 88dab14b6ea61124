import type { ConnectorGroup } from "../provider/graph/types";
import { isReservedName, sameName } from "../provider/lifecycle/names";
import { literal } from "./literals";
import { inOrder } from "./order";

/** The groups of a tenant that are exported, and those that are not. */
export interface Selection {
    /** In the order of their names. */
    readonly groups: readonly ConnectorGroup[];
    /** What is left out of what was asked for, each as a sentence with its reason. */
    readonly leftOut: readonly string[];
}

/**
 * Chooses the groups of these names, or all where no name is given.
 *
 * @throws when no group bears one of the names
 */
export function selectGroups(all: readonly ConnectorGroup[], names: readonly string[]): Selection {
    for (const name of names) {
        if (!all.some((group) => sameName(group.name, name))) {
            throw new Error(noSuchGroup(name, all));
        }
    }
    const asked = inOrder(
        all.filter(({ name }) => names.length === 0 || names.some((wanted) => sameName(wanted, name))),
        ({ name }) => name,
    );
    const reasons = asked.map((group) => ({ group, reason: reasonToLeaveOut(group) }));
    return {
        groups: reasons.filter(({ reason }) => reason === undefined).map(({ group }) => group),
        leftOut: reasons
            .filter(({ reason }) => reason !== undefined)
            .map(({ group, reason }) => `${literal(group.name)} (id ${group.id}): ${reason}`),
    };
}

function reasonToLeaveOut({ name, connectorGroupType }: ConnectorGroup): string | undefined {
    if (connectorGroupType !== "applicationProxy") {
        return `a group of the type ${connectorGroupType}, which no resource of this package manages.`;
    }
    if (isReservedName(name)) {
        return (
            "its name is one that a group bears while it is replaced or renamed. Finish that with `pulumi up` in the " +
            "stack it belongs to, then export again."
        );
    }
    return undefined;
}

const shownCandidates = 10;

function noSuchGroup(name: string, all: readonly ConnectorGroup[]): string {
    const names = all
        .filter(({ connectorGroupType }) => connectorGroupType === "applicationProxy")
        .map((group) => group.name)
        .toSorted();
    const alike = names.filter((candidate) => areAlike(candidate, name));
    const candidates = alike.length > 0 ? alike : names;
    const shown = candidates.slice(0, shownCandidates).map(literal).join(", ");
    const more = candidates.length > shownCandidates ? `, and ${candidates.length - shownCandidates} more` : "";
    return `No connector group bears the name ${literal(name)}. The tenant has${alike.length > 0 ? ", among others" : ""}: ${shown}${more}.`;
}

function areAlike(candidate: string, name: string): boolean {
    const [a, b] = [candidate.toLowerCase(), name.trim().toLowerCase()];
    return b !== "" && (a.includes(b) || b.includes(a));
}
