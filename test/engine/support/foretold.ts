/** Takes a change through review and update, so that what was foretold stands beside what was done. */
import type { Emulator } from "../../../emulator/index";
import { createGraphTenant } from "../../../provider/lifecycle/graphTenant";
import { type Preview, parsePreview } from "../../../review/preview";
import type { Review } from "../../../review/review";
import { reviewChange } from "../../../review/reviewChange";
import type { Run, Stack } from "../../../tools/stack";
import type { Reviewable } from "./changes";
import { given } from "./given";

export interface Taken {
    readonly emulator: Emulator;
    readonly stack: Stack;
    readonly preview: Preview;
    readonly review: Review;
    readonly update: Run;
    /** Applications that the update left without an active connector, for however short a time, by their ids. */
    readonly gaps: ReadonlySet<string>;
}

/** The whole way of a change: the stack as it is, the preview, its review, and the update. */
export async function takeThrough(change: Reviewable, parallel: number): Promise<Taken> {
    const { emulator, stack } = await given({ newId: counted(), ...change.options });
    const { before, meanwhile, after } = change.given(emulator.tenant);
    if (before) {
        await succeeded(stack.up(before));
    }
    meanwhile?.();
    const flags = ["--parallel", String(parallel)];
    const shown = after
        ? await stack.preview(after, "--json", "--show-sames", ...flags)
        : await stack.run("destroy", "--stack", "dev", "--preview-only", "--json", "--non-interactive", ...flags);
    const preview = parsePreview(shown.stdout, "the preview");
    const review = await reviewOf(emulator, preview, parallel);
    const unserved = unservedNow(emulator);
    emulator.clearRequests();
    emulator.tenant.forgetGaps();
    const update = after ? await stack.up(after, ...flags) : await stack.destroy(...flags);
    const gaps = emulator.tenant.gaps().filter(({ applicationId }) => !unserved.has(applicationId));
    return { emulator, stack, preview, review, update, gaps: new Set(gaps.map(({ applicationId }) => applicationId)) };
}

/** The review of a preview over the emulator, with no rules. */
async function reviewOf(emulator: Emulator, preview: Preview, parallel: number): Promise<Review> {
    const env = { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token };
    const tenant = createGraphTenant(() => undefined, env);
    return await reviewChange(tenant, preview, { parallel, judge: () => [] });
}

async function succeeded(run: Promise<Run>): Promise<void> {
    const { code, output } = await run;
    if (code !== 0) {
        throw new Error(output);
    }
}

/** A gap that was there before is no gap of the change. */
function unservedNow({ tenant }: Emulator): ReadonlySet<string> {
    const served = (groupId: string) => tenant.membersOf(groupId).some(({ status }) => status === "active");
    return new Set(
        tenant
            .groups()
            .filter(({ id }) => !served(id))
            .flatMap(({ id }) => tenant.applicationsOf(id).map((application) => application.id)),
    );
}

/** Ids that are the same in each run, so that reviews of them are. */
function counted(): () => string {
    let count = 0;
    return () => `00000000-0000-4000-8000-${String(++count).padStart(12, "0")}`;
}
