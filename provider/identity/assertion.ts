import { readFile } from "node:fs/promises";
import type { Assertion } from "./configuration";
import { createConnections } from "./connections";
import { isLoopback } from "./endpoint";
import { CredentialError } from "./errors";
import type { Sourced } from "./sources";

/** The token that proves an application's identity to Entra. Throws {@link CredentialError}. */
export async function proofOfIdentity(assertion: Assertion): Promise<string> {
    switch (assertion.kind) {
        case "token":
            return assertion.token.value;
        case "file":
            // Read each time: whoever writes the file renews the token in it.
            return (await readText(assertion.path, "OIDC token")).trim();
        case "request":
            return await askPipeline(assertion.url, assertion.token);
    }
}

/**
 * Asks the pipeline's own service for a token.
 *
 * Source: https://docs.github.com/actions/reference/security/oidc (methods for requesting the OIDC token)
 */
async function askPipeline(from: Sourced, token: Sourced): Promise<string> {
    const target = pipelineUrl(from);
    target.searchParams.set("audience", audience);
    const { default: fetch } = await import("node-fetch");
    const response = await fetch(target.href, {
        headers: { Authorization: `Bearer ${token.value}`, Accept: "application/json" },
        redirect: "manual",
        agent: await createConnections().agentFor(target),
        signal: AbortSignal.timeout(pipelineTimeoutMs),
    });
    const answer: unknown = response.ok ? await response.json() : undefined;
    const value = typeof answer === "object" && answer !== null && "value" in answer ? answer.value : undefined;
    if (typeof value !== "string") {
        throw new CredentialError(
            `The pipeline gave no OIDC token: ${target.host} (${from.from}) answered ${response.status}` +
                `${response.ok ? " without one" : ""}. Nothing was changed. In GitHub Actions the job needs ` +
                "`permissions: id-token: write`.",
        );
    }
    return value;
}

function pipelineUrl(from: Sourced): URL {
    const url = URL.canParse(from.value) ? new URL(from.value) : undefined;
    if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))) {
        return url;
    }
    throw new CredentialError(
        `${from.from} is not an https URL, so the pipeline was not asked for an OIDC token. Nothing was changed.`,
    );
}

/** The text of a file that the configuration names. Throws {@link CredentialError}. */
export async function readText(path: Sourced, what: string): Promise<string> {
    try {
        return await readFile(path.value, "utf8");
    } catch (thrown) {
        const reason = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "unknown reason";
        throw new CredentialError(
            `The file with the ${what}, ${path.value} (${path.from}), cannot be read: ${reason}. Nothing was changed.`,
        );
    }
}

/** What the token must be made out to. Source: https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
const audience = "api://AzureADTokenExchange";
const pipelineTimeoutMs = 30_000;
