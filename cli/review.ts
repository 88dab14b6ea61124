import { readFile, writeFile } from "node:fs/promises";
import { createGraphTenant } from "../provider/lifecycle/graphTenant";
import { renderHtml } from "../review/html";
import { renderDigest } from "../review/json";
import { renderMarkdown } from "../review/markdown";
import { parsePreview } from "../review/preview";
import type { Review } from "../review/review";
import { reviewChange } from "../review/reviewChange";
import { defaultRuleSettings, parseRuleSettings, type RuleSettings, rulesFileName } from "../review/ruleSettings";
import { findingsOf } from "../review/rules";
import { pulumiOutput } from "./pulumiOutput";

/** What `entra-app-proxy review` can be told. */
export interface ReviewOptions {
    /** The stack to preview; absent where a file with the preview is given. */
    readonly stack?: string;
    readonly format: keyof typeof renderings;
    /** A file that the digest is written to as well, for the update to be held against. */
    readonly digest?: string;
    /** What the exit code tells of. */
    readonly failOn: FailOn;
    /** The file with the settings of the rules. @default `entra-app-proxy.rules.json`, where it exists */
    readonly rules?: string;
    /** How many steps the update will take at a time (`pulumi up --parallel`). */
    readonly parallel: number;
}

/** `warning` tells of everything, `gap` of gaps and what is worse, `error` of failures and broken rules, `never` of nothing. */
export const failOnChoices = ["warning", "gap", "error", "never"] as const;

export type FailOn = (typeof failOnChoices)[number];

export const renderings = { markdown: renderMarkdown, html: renderHtml, json: renderDigest };

/** What a command talks to. */
export interface Surroundings {
    readonly env: NodeJS.ProcessEnv;
    readonly out: (text: string) => void;
    /** Told what a long wait is for. */
    readonly sayMeanwhile: (line: string) => void;
}

/**
 * `entra-app-proxy review`: says what a previewed change will do to the tenant, and answers the exit code: 0 nothing to
 * worry about, 2 a gap or a rule's warning, 3 it will fail or is blocked by a rule. Nothing in the tenant is changed.
 */
export async function review(
    file: string | undefined,
    options: ReviewOptions,
    { env, out, sayMeanwhile }: Surroundings,
): Promise<number> {
    const settings = await ruleSettings(options.rules);
    const { text, source } = await pulumiOutput({
        file,
        stack: options.stack,
        // With what an earlier update has not deleted; one at a time, since the steps are listed in the order in which they end.
        arguments: [
            ...["preview", "--json", "--show-sames", "--show-replacement-steps"],
            ...["--non-interactive", "--parallel", "1"],
        ],
    });
    const preview = parsePreview(text, source);
    const tenant = createGraphTenant(() => undefined, env, { say: sayMeanwhile });
    const reviewed = await reviewChange(tenant, preview, {
        parallel: options.parallel,
        judge: ({ before, after, ...context }) => findingsOf(before, after, settings, context),
    });
    if (options.digest !== undefined) {
        await writeFile(options.digest, renderDigest(reviewed));
    }
    out(renderings[options.format](reviewed));
    return exitCode(reviewed, options.failOn);
}

async function ruleSettings(file: string | undefined): Promise<RuleSettings> {
    const named = file ?? rulesFileName;
    let text: string;
    try {
        text = await readFile(named, "utf8");
    } catch (error) {
        if (file === undefined && (error as NodeJS.ErrnoException).code === "ENOENT") {
            return defaultRuleSettings;
        }
        const reason = error instanceof Error ? error.message : error;
        throw new Error(`${named} with the settings of the rules cannot be read: ${reason}. Nothing was reviewed.`, {
            cause: error,
        });
    }
    return parseRuleSettings(text, named);
}

function exitCode({ verdict, counts }: Review, failOn: FailOn): number {
    const told = failOnChoices.indexOf(failOn);
    if (verdict === "will fail" || verdict === "blocked by rule") {
        return told <= failOnChoices.indexOf("error") ? 3 : 0;
    }
    const isGap = verdict === "gap" && told <= failOnChoices.indexOf("gap");
    const isWarning = counts.warnings > 0 && told <= failOnChoices.indexOf("warning");
    return isGap || isWarning ? 2 : 0;
}
