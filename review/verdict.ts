/** What a person has to know first about a change, and how much of it there is. */
import { fold } from "../provider/lifecycle/names";
import type { Rehearsed } from "./rehearsal/rehearsedTenant";
import type { Change, Counts, Drift, Finding, Gap, Operation, Verdict } from "./review";

/** What a verdict is given over. */
export interface Outcome {
    readonly changes: readonly Change[];
    readonly gaps: readonly Gap[];
    readonly findings: readonly Finding[];
    /** What nobody can foretell, in sentences. */
    readonly open: readonly string[];
}

export function verdictOf({ changes, gaps, findings, open }: Outcome): Verdict {
    if (changes.some(({ failure }) => failure !== undefined)) {
        return "will fail";
    }
    if (findings.some(({ standing, level }) => standing === "new" && level === "error")) {
        return "blocked by rule";
    }
    if (gaps.length > 0 || open.length > 0) {
        return "gap";
    }
    return changes.length === 0 ? "no change" : "safe";
}

/** Why, in one sentence. */
export function reasonOf(verdict: Verdict, { changes, gaps, findings, open }: Outcome): string {
    switch (verdict) {
        case "will fail":
            return changes.find(({ failure }) => failure !== undefined)?.failure ?? "";
        case "blocked by rule":
            return findings.find(({ standing, level }) => standing === "new" && level === "error")?.sentence ?? "";
        case "gap":
            return gaps.length > 0 ? gapReason(gaps) : (open[0] ?? "");
        case "safe":
            return "No application is without an active connector at any moment because of this change.";
        case "no change":
            return "Nothing is asked of the tenant.";
    }
}

function gapReason(gaps: readonly Gap[]): string {
    const names = [...new Map(gaps.map(({ application }) => [application.id, application.name])).values()];
    const lasting = gaps.filter(({ to }) => to === undefined);
    const isCertain = gaps.some(({ isPossible }) => !isPossible);
    const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
    return (
        `${names.slice(0, 3).join(", ")}${more} ${isCertain ? (names.length === 1 ? "is" : "are") : "may be"} served by no active ` +
        "connector " +
        (lasting.length === 0 ? "for a while." : "from some moment of this change on.")
    );
}

export function countsOf({
    changes,
    gaps,
    findings,
    drift,
    writes,
}: Omit<Outcome, "open"> & { readonly drift: readonly Drift[]; readonly writes: readonly Rehearsed[] }): Counts {
    const of = (...operations: readonly Operation[]) =>
        changes.filter(({ operation, urn }) => operations.includes(operation) && urn !== "").length;
    const accepted = writes.filter(({ isRefused }) => !isRefused).map(({ asked }) => asked);
    const connectors = accepted.flatMap((asked) => (asked.kind === "moveConnector" ? [fold(asked.connector.id)] : []));
    const applications = accepted.flatMap((asked) =>
        asked.kind === "assign" || asked.kind === "unassign" ? [fold(asked.application.id)] : [],
    );
    const broken = (level: Finding["level"]) =>
        findings.filter((finding) => finding.standing === "new" && finding.level === level).length;
    return {
        created: of("create", "adopt"),
        updated: of("update"),
        replaced: of("replace"),
        deleted: of("delete"),
        released: of("release"),
        connectorsMoved: new Set(connectors).size,
        applicationsMoved: new Set(applications).size,
        writes: writes.length,
        gaps: new Set(gaps.map(({ application }) => fold(application.id))).size,
        errors: broken("error"),
        warnings: broken("warning"),
        drifted: drift.length,
    };
}
