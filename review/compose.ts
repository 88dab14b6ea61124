/** The review of a change, put together from its rehearsal. Pure: the same rehearsal, the same review. */
import { fingerprintOf, inOrder } from "../provider/lifecycle/reviewed/facts";
import { changesOf, failuresOf } from "./changes";
import { factsOf } from "./facts";
import { type Judged, judgedBy, namedApplication } from "./pictured";
import type { PreviewFailure } from "./preview";
import type { Learned } from "./rehearsal/learn";
import type { RehearsedResource } from "./rehearsal/rehearse";
import type { RehearsedTenant } from "./rehearsal/rehearsedTenant";
import type { Drift, Finding, Gap, Review } from "./review";
import { countsOf, reasonOf, verdictOf } from "./verdict";
import { groupName } from "./writes";

/** What a review is made of. */
export interface Reviewed {
    readonly rehearsal: Learned;
    /** What has stopped the preview, where it did not come to its end. */
    readonly failures: readonly PreviewFailure[];
    readonly drift: readonly Drift[];
    /** Judges the groups that the change touches. */
    readonly judge: (judged: Judged) => readonly Finding[];
    /** What could not be found out, in sentences. */
    readonly notes: readonly string[];
}

export function composeReview({ rehearsal, failures, drift, judge, notes }: Reviewed): Review {
    const { tenant } = rehearsal;
    const changes = [...changesOf(rehearsal), ...failuresOf(failures)];
    const gaps = gapsOf(tenant);
    const judged = judgedBy(rehearsal);
    const findings = judge(judged);
    const open = openNotes(rehearsal.resources);
    const facts = inOrder(factsOf(rehearsal));
    const verdict = verdictOf({ changes, gaps, findings, open });
    return {
        verdict,
        reason: reasonOf(verdict, { changes, gaps, findings, open }),
        counts: countsOf({ changes, gaps, findings, drift, writes: tenant.writes }),
        changes,
        gaps,
        findings,
        drift,
        notes: [...open, ...notes],
        before: judged.before,
        after: judged.after,
        facts,
        fingerprint: fingerprintOf(facts),
    };
}

function gapsOf({ unserved }: RehearsedTenant): readonly Gap[] {
    return unserved.map(({ application, group, from, to }) => ({
        application: namedApplication(application),
        group: groupName(group),
        from,
        ...(to !== undefined && { to }),
    }));
}

function openNotes(resources: readonly RehearsedResource[]): readonly string[] {
    return resources
        .filter(({ open }) => open.length > 0)
        .map(
            ({ resource, open }) =>
                `${resource.name}: ${open.join(" and ")} ${open.length === 1 ? "is" : "are"} known only in the update, so ` +
                "what comes of it cannot be foretold.",
        );
}
