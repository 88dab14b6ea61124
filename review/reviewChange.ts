/** The review of a change over the live tenant: asks what has to be known, and puts the review together. Writes nothing. */
import type { Tenant } from "../provider/lifecycle/tenant";
import { composeReview } from "./compose";
import { driftOver, type HeldResource } from "./drift";
import type { Judged } from "./pictured";
import type { Preview } from "./preview";
import { KnownTenant } from "./rehearsal/knownTenant";
import { rehearseOver } from "./rehearsal/learn";
import type { Finding, Review } from "./review";

export interface ReviewOptions {
    /** How many steps the engine will carry out at the same time (`--parallel`). */
    readonly parallel: number;
    readonly judge: (judged: Judged) => readonly Finding[];
}

/**
 * Reviews what a preview has planned.
 *
 * Permission: to read connector groups, connectors and applications, `Directory.ReadWrite.All` (delegated) is all that
 * Microsoft documents.
 *
 * Throws what the service refused, in its words.
 */
export async function reviewChange(
    tenant: Tenant,
    preview: Preview,
    { parallel, judge }: ReviewOptions,
): Promise<Review> {
    const { failures } = preview;
    // A preview that has failed does not say all that the program declares.
    const resources = failures.length > 0 ? [] : preview.resources;
    const known = new KnownTenant();
    const drift = await driftOver(tenant, known, heldIn(preview));
    const rehearsal = await rehearseOver(tenant, known, resources, parallel);
    return composeReview({ rehearsal, failures, drift, judge, notes: leftOutNotes(preview) });
}

function leftOutNotes({ leftOut }: Preview): readonly string[] {
    return leftOut === 0
        ? []
        : [
              `The preview leaves out ${leftOut} resource${leftOut === 1 ? "" : "s"} that ${leftOut === 1 ? "stays" : "stay"} ` +
                  "as declared, so whether someone has changed them in the tenant was not looked at. Give --show-sames to " +
                  "`pulumi preview`.",
          ];
}

/** What the state holds, as it was before a refresh, without what has been replaced already. */
function heldIn({ resources, refreshed }: Preview): readonly HeldResource[] {
    const held = new Map([...resources, ...refreshed].map((resource) => [resource.urn, resource]));
    return [...held.values()].flatMap(({ urn, name, type, op, old }) =>
        type === undefined || op === "delete-replaced" || old?.id === undefined
            ? []
            : [{ urn, name, type, id: old.id, outputs: old.outputs }],
    );
}
