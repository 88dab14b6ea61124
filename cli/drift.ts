import { createGraphTenant } from "../provider/lifecycle/graphTenant";
import { driftOver } from "../review/drift";
import { renderDriftHtml } from "../review/html";
import { renderDriftJson } from "../review/json";
import { renderDriftMarkdown } from "../review/markdown";
import { KnownTenant } from "../review/rehearsal/knownTenant";
import { parseState } from "../review/state";
import { pulumiOutput } from "./pulumiOutput";
import type { Surroundings } from "./review";

/** What `entra-app-proxy drift` can be told. */
export interface DriftOptions {
    /** The stack whose state is exported; absent where a file with the exported state is given. */
    readonly stack?: string;
    readonly format: keyof typeof driftRenderings;
}

export const driftRenderings = { markdown: renderDriftMarkdown, html: renderDriftHtml, json: renderDriftJson };

/**
 * `entra-app-proxy drift`: says what differs between a stack's state and the tenant, and answers the exit code: 0
 * nothing, 2 something. Neither the state nor the tenant is changed.
 */
export async function drift(
    file: string | undefined,
    options: DriftOptions,
    { env, out, sayMeanwhile }: Surroundings,
): Promise<number> {
    const { text, source } = await pulumiOutput({ file, stack: options.stack, arguments: ["stack", "export"] });
    const held = parseState(text, source);
    const tenant = createGraphTenant(() => undefined, env, { say: sayMeanwhile });
    const found = await driftOver(tenant, new KnownTenant(), held);
    out(driftRenderings[options.format]({ checked: held.length, drift: found }));
    return found.length > 0 ? 2 : 0;
}
