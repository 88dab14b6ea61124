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
            return await askActions(assertion.url, assertion.token);
        case "serviceConnection":
            return await askAzurePipelines(assertion.url, assertion.token, assertion.serviceConnectionId);
    }
}

/** Source: https://docs.github.com/actions/reference/security/oidc (methods for requesting the OIDC token) */
async function askActions(from: Sourced, token: Sourced): Promise<string> {
    const target = pipelineUrl(from);
    target.searchParams.set("audience", audience);
    return await askPipeline({
        target,
        token,
        method: "GET",
        field: "value",
        from: from.from,
        advice: "In GitHub Actions the job needs `permissions: id-token: write`",
    });
}

/** Source: https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create */
async function askAzurePipelines(from: Sourced, token: Sourced, serviceConnectionId: Sourced): Promise<string> {
    const target = pipelineUrl(from);
    target.searchParams.set("api-version", "7.1");
    target.searchParams.set("serviceConnectionId", serviceConnectionId.value);
    return await askPipeline({
        target,
        token,
        method: "POST",
        field: "oidcToken",
        from: from.from,
        advice:
            `Check that the service connection ${serviceConnectionId.value} (${serviceConnectionId.from}) exists, is of ` +
            "the kind workload identity federation, and that this pipeline may use it",
    });
}

interface PipelineQuestion {
    readonly target: URL;
    readonly token: Sourced;
    readonly method: "GET" | "POST";
    /** Where the answer holds the token. */
    readonly field: string;
    readonly from: string;
    readonly advice: string;
}

async function askPipeline({ target, token, method, field, from, advice }: PipelineQuestion): Promise<string> {
    const { default: fetch } = await import("node-fetch");
    const response = await fetch(target.href, {
        method,
        headers: {
            Authorization: `Bearer ${token.value}`,
            Accept: "application/json",
            ...(method === "POST" && { "Content-Type": "application/json" }),
        },
        redirect: "manual",
        agent: await createConnections().agentFor(target),
        signal: AbortSignal.timeout(pipelineTimeoutMs),
    });
    const value = response.ok ? textAt(await response.json(), field) : undefined;
    if (value === undefined) {
        throw new CredentialError(
            `The pipeline gave no OIDC token: ${target.host} (${from}) answered ${response.status}` +
                `${response.ok ? " without one" : ""}. Nothing was changed. ${advice}.`,
        );
    }
    return value;
}

function textAt(answer: unknown, field: string): string | undefined {
    const value: unknown = Object(answer)[field];
    return typeof value === "string" ? value : undefined;
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
