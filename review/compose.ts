/** The review of a change, put together from its rehearsal. Pure: the same rehearsal, the same review. */
import { fold } from "../provider/lifecycle/names";
import { fingerprintOf, inOrder } from "../provider/lifecycle/reviewed/facts";
import { changesOf, failuresOf } from "./changes";
import { factsOf } from "./facts";
import { type Judged, judgedBy, namedApplication } from "./pictured";
import { isHidden, type PreviewFailure } from "./preview";
import type { Learned } from "./rehearsal/learn";
import type { RehearsedResource } from "./rehearsal/rehearse";
import type { Change, Drift, Finding, Gap, Review } from "./review";
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
    const gaps = gapsOf(rehearsal);
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
        notes: [...open, ...uncertainNotes(changes), ...notes],
        before: judged.before,
        after: judged.after,
        facts,
        fingerprint: fingerprintOf(facts),
    };
}

function gapsOf({ tenant, possiblyUnserved }: Learned): readonly Gap[] {
    return tenant.unserved.map(({ application, group, from, to }) => ({
        application: namedApplication(application),
        group: groupName(group),
        from,
        ...(to !== undefined && { to }),
        ...(possiblyUnserved.has(fold(application.id)) && { isPossible: true as const }),
    }));
}

function openNotes(resources: readonly RehearsedResource[]): readonly string[] {
    return resources
        .filter(({ open }) => open.length > 0)
        .map(({ resource, open }) => {
            const isOrAre = open.length === 1 ? "is" : "are";
            const why = open.some((property) => isHidden(resource.new?.inputs[property]))
                ? `${isOrAre} hidden in the preview, as a secret`
                : `${isOrAre} known only in the update`;
            return `${resource.name}: ${open.join(" and ")} ${why}, so what comes of it cannot be foretold.`;
        });
}

/** It comes to the same end, and nobody knows by which way. */
function uncertainNotes(changes: readonly Change[]): readonly string[] {
    const uncertain = changes.flatMap(({ writes }) => writes).filter(({ expected }) => expected === "uncertain");
    const ids = new Set(uncertain.map(({ subject }) => subject.id));
    const names = [...new Set(changes.filter(({ subject }) => ids.has(subject.id)).map(({ resource }) => resource))];
    const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
    const advice = changes.some(({ operation }) => operation === "replace")
        ? " To have it one way, replace a group in one update, and move things to other groups in another."
        : "";
    return names.length === 0
        ? []
        : [
              `What comes first in the update decides how ${names.sort().slice(0, 5).join(", ")}${more} ` +
                  `${names.length === 1 ? "gets" : "get"} there: of these requests, what is shown is one way of several.${advice}`,
          ];
}
