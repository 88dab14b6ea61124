/** Takes a change through review and update, so that what was foretold stands beside what was done. */
import type { Emulator } from "../../../emulator/index";
import { createGraphTenant } from "../../../provider/lifecycle/graphTenant";
import { type Preview, parsePreview } from "../../../review/preview";
import type { Review } from "../../../review/review";
import { reviewChange } from "../../../review/reviewChange";
import { defaultRuleSettings } from "../../../review/ruleSettings";
import { findingsOf } from "../../../review/rules";
import type { Run } from "../../../tools/stack";
import { unservedNow } from "../../foretoldWrites";
import type { Reviewable } from "./changes";
import { given } from "./given";

export interface Taken {
    readonly emulator: Emulator;
    readonly preview: Preview;
    readonly review: Review;
    readonly update: Run;
    /** Applications that the update left without an active connector, for however short a time, by their ids. */
    readonly gaps: ReadonlySet<string>;
    /** The id of the group that the stack holds for a resource. */
    readonly idOf: (resource: string) => string | undefined;
}

/** The whole way of a change: the stack as it is, the preview, its review, and the update. */
export async function takeThrough(change: Reviewable, parallel: number): Promise<Taken> {
    const { emulator, stack } = await given({ newId: counted(), ...change.options });
    const { before, meanwhile, after } = change.given(emulator.tenant);
    if (before) {
        // One after the other, so that they get the same ids each time.
        await succeeded(stack.up(before, "--parallel", "1"));
    }
    meanwhile?.();
    // Otherwise the steps are listed in the order in which they happen to end.
    const inOrder = ["--json", "--parallel", "1"];
    const shown = after
        ? await stack.preview(after, "--show-sames", ...inOrder)
        : await stack.run("destroy", "--stack", "dev", "--preview-only", "--non-interactive", ...inOrder);
    const preview = parsePreview(shown.stdout, "the preview");
    const review = await reviewOf(emulator, preview, parallel);
    const unserved = unservedNow(emulator);
    emulator.clearRequests();
    emulator.tenant.forgetGaps();
    const flags = ["--parallel", String(parallel)];
    const update = after ? await stack.up(after, ...flags) : await stack.destroy(...flags);
    const { resources } = await stack.exported();
    const gaps = emulator.tenant.gaps().filter(({ applicationId }) => !unserved.has(applicationId));
    return {
        emulator,
        preview,
        review,
        update,
        gaps: new Set(gaps.map(({ applicationId }) => applicationId)),
        idOf: (name) =>
            resources.find(
                ({ urn, type, delete: isOld }) => urn.endsWith(`::${name}`) && /:ConnectorGroup$/.test(type) && !isOld,
            )?.id,
    };
}

/** The review of a preview over the emulator, by the rules as they are where nobody has adjusted them. */
async function reviewOf(emulator: Emulator, preview: Preview, parallel: number): Promise<Review> {
    const env = { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token };
    const tenant = createGraphTenant(() => undefined, env);
    return await reviewChange(tenant, preview, {
        parallel,
        judge: ({ before, after, ...context }) => findingsOf(before, after, defaultRuleSettings, context),
    });
}

async function succeeded(run: Promise<Run>): Promise<void> {
    const { code, output } = await run;
    if (code !== 0) {
        throw new Error(output);
    }
}

/** Ids that are the same in each run, so that reviews of them are. */
function counted(): () => string {
    let count = 0;
    return () => `00000000-0000-4000-8000-${String(++count).padStart(12, "0")}`;
}
