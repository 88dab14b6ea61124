/** How many of what, in words. */
import type { Change, Counts, Operation, ResourceType } from "../../review";

/** `1 connector`, `2 connectors`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
    return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}

/** What a change comes to, in the order of a first look; empty where it comes to nothing. */
export function countsWords(counts: Counts): string {
    return [
        resourcesWords(counts),
        movedWords(counts),
        ...(counts.gaps > 0 ? [counted(counts.gaps, "application with a gap", "applications with a gap")] : []),
        rulesWords(counts),
        ...(counts.drifted > 0 ? [`${counted(counts.drifted, "difference")} between state and tenant`] : []),
        ...(counts.writes > 0 ? [`${counted(counts.writes, "request")} to Microsoft Graph`] : []),
    ]
        .filter((words) => words !== "")
        .join("; ");
}

/** `12 connector groups created, 3 connector memberships deleted`: what is done, and to how many. */
export function changesWords(changes: readonly Change[]): string {
    const counts = new Map<string, number>();
    for (const { type, operation } of changes) {
        const kind = `${type} ${operation}`;
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return Object.entries(typeWords)
        .flatMap(([type, noun]) =>
            Object.entries(operationWords).map(([operation, words]) => ({
                count: counts.get(`${type} ${operation}`) ?? 0,
                noun,
                words,
            })),
        )
        .filter(({ count }) => count > 0)
        .map(({ count, noun, words }) => `${counted(count, noun)} ${words}`)
        .join(", ");
}

/** The changes that are left out. */
export function restOfChanges(changes: readonly Change[]): string {
    return `and ${counted(changes.length, "more change")}: ${changesWords(changes)}.`;
}

/** `3 errors, 1 warning`. */
export function levelsWords(leveled: readonly { readonly level: "error" | "warning" }[]): string {
    return (["error", "warning"] as const)
        .map((level) => ({ level, count: leveled.filter((each) => each.level === level).length }))
        .filter(({ count }) => count > 0)
        .map(({ level, count }) => counted(count, level))
        .join(", ");
}

export const typeWords: Readonly<Record<ResourceType, string>> = {
    ConnectorGroup: "connector group",
    ConnectorMembership: "connector membership",
    ApplicationAssignment: "application assignment",
};

const operationWords: Readonly<Record<Operation, string>> = {
    create: "created",
    adopt: "taken over",
    update: "changed",
    replace: "replaced",
    delete: "deleted",
    release: "dropped from the stack",
};

function resourcesWords({ created, updated, replaced, deleted, released }: Counts): string {
    return (
        [
            [created, "created"],
            [updated, "changed"],
            [replaced, "replaced"],
            [deleted, "deleted"],
            [released, "left in the tenant"],
        ] as const
    )
        .filter(([count]) => count > 0)
        .map(([count, verb], index) =>
            index === 0 ? `${counted(count, "resource")} ${verb}` : `${count.toLocaleString("en")} ${verb}`,
        )
        .join(", ");
}

function movedWords({ connectorsMoved, applicationsMoved }: Counts): string {
    const words = [
        ...(connectorsMoved > 0 ? [counted(connectorsMoved, "connector")] : []),
        ...(applicationsMoved > 0 ? [counted(applicationsMoved, "application")] : []),
    ];
    return words.length === 0 ? "" : `${words.join(" and ")} moved`;
}

function rulesWords({ errors, warnings }: Counts): string {
    const words = [
        ...(errors > 0 ? [counted(errors, "rule error")] : []),
        ...(warnings > 0 ? [counted(warnings, "rule warning")] : []),
    ];
    return words.length === 0 ? "" : words.join(" and ");
}
