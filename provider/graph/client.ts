import { randomUUID } from "node:crypto";
import type { Agent } from "node:http";
import { type Connections, createConnections } from "../identity/connections";
import type { TokenSource } from "../identity/credential";
import { parseEndpoint } from "../identity/endpoint";
import {
    type AnswerHead,
    type Exchange,
    type GraphError,
    isGraphError,
    refused,
    unanswered,
    unreadable,
} from "./errors";
import { defaultUserAgent } from "./userAgent";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Microsoft Graph's beta endpoint of one tenant: connector groups exist in no other version. */
export interface GraphClient {
    /** One request; `path` begins below the version. Throws `GraphError`, or what the token source throws. */
    request(method: Method, path: string, body?: unknown): Promise<GraphResponse>;
    /** The pages of a list, following `@odata.nextLink`. Throws as `request` does. */
    pages(path: string): AsyncGenerator<unknown[]>;
    /** The full address of an object, as a reference to it has to name it. */
    reference(path: string): string;
}

/** A successful answer. */
export interface GraphResponse {
    readonly status: number;
    readonly headers: AnswerHead["headers"];
    /** The parsed body; undefined when it is empty. */
    readonly body: unknown;
    /** The error for a body that is not what was asked for; `what` completes "the answer …". */
    unreadable(what: string): GraphError;
}

export interface GraphClientOptions {
    /** The root of Microsoft Graph without a version; https, or http on the loopback interface. */
    readonly root: string;
    readonly tokenSource: TokenSource;
    /** By default node-fetch, loaded with the first request. */
    readonly fetch?: Fetch;
    /** By default this package's name and version. */
    readonly userAgent?: string;
    /** How long one request may take, its body included. By default 60 seconds. */
    readonly timeoutMs?: number;
    /** Makes the `client-request-id` of each request. */
    readonly newId?: () => string;
    /** In place of the agents for kept-alive and proxied connections. */
    readonly agent?: Agent;
    /** Where HTTPS_PROXY and NO_PROXY are looked up. By default the process's environment. */
    readonly env?: NodeJS.ProcessEnv;
}

/** As much of `fetch` as is used here. */
export type Fetch = (
    url: string,
    init: {
        readonly method: string;
        readonly headers: Record<string, string>;
        readonly body?: string;
        readonly redirect: "manual";
        readonly signal: AbortSignal;
        readonly agent: Agent;
    },
) => Promise<AnswerHead & { text(): Promise<string> }>;

/** Throws `ConfigurationError` when the root is one that a token must not be sent to. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
    const base = `${parseEndpoint(options.root, "The client's root")}/beta`;
    const wire: Wire = {
        base,
        tokenSource: options.tokenSource,
        fetch: options.fetch ?? fetchOverNode,
        userAgent: options.userAgent ?? defaultUserAgent(),
        timeoutMs: options.timeoutMs ?? 60_000,
        newId: options.newId ?? randomUUID,
        agent: options.agent,
        connections: createConnections(options.env),
    };
    return {
        request: (method, path, body) => ask(wire, method, new URL(base + path), body),
        pages: (path) => pages(wire, new URL(base + path)),
        reference: (path) => base + path,
    };
}

interface Wire {
    readonly base: string;
    readonly tokenSource: TokenSource;
    readonly fetch: Fetch;
    readonly userAgent: string;
    readonly timeoutMs: number;
    readonly newId: () => string;
    readonly agent: Agent | undefined;
    readonly connections: Connections;
}

async function* pages(wire: Wire, first: URL): AsyncGenerator<unknown[]> {
    const seen = new Set<string>();
    for (let url: URL | undefined = first; url; ) {
        seen.add(url.href);
        const response = await ask(wire, "GET", url);
        const { value, next } = readPage(response);
        yield value;
        url = next === undefined ? undefined : nextPage(response, next, url, seen);
    }
}

function readPage(response: GraphResponse): { readonly value: unknown[]; readonly next?: string } {
    const page: Readonly<Record<string, unknown>> = Object(response.body);
    const next = page["@odata.nextLink"] ?? undefined;
    if (!Array.isArray(page.value)) {
        throw response.unreadable("is not a list");
    }
    if (next !== undefined && typeof next !== "string") {
        throw response.unreadable("names its next page in an unknown form");
    }
    return { value: page.value, ...(next !== undefined && { next }) };
}

function nextPage(response: GraphResponse, link: string, current: URL, seen: ReadonlySet<string>): URL {
    const next = URL.canParse(link, current.href) ? new URL(link, current.href) : undefined;
    if (next?.origin !== current.origin) {
        throw response.unreadable(
            `names a next page on another host (${next?.host ?? "not a URL"}), which was not asked: the token is for ` +
                `${current.host} alone`,
        );
    }
    if (seen.has(next.href)) {
        throw response.unreadable("names as its next page one that was read already");
    }
    return next;
}

/** A token that is refused is renewed once; a 401 means that nothing was carried out, so this is safe for any method. */
async function ask(wire: Wire, method: Method, url: URL, body?: unknown): Promise<GraphResponse> {
    const token = await wire.tokenSource.getToken();
    try {
        return await attempt(wire, method, url, body, token);
    } catch (thrown) {
        if (!isGraphError(thrown) || thrown.status !== 401 || !wire.tokenSource.forget) {
            throw thrown;
        }
        wire.tokenSource.forget(token);
        const fresh = await wire.tokenSource.getToken();
        if (fresh === token) {
            throw thrown;
        }
        return await attempt(wire, method, url, body, fresh);
    }
}

/** One request and its answer. Whatever decides on another attempt belongs around this function. */
async function attempt(wire: Wire, method: Method, url: URL, body: unknown, token: string): Promise<GraphResponse> {
    const agent = wire.agent ?? (await wire.connections.agentFor(url));
    const exchange: Exchange = {
        method,
        path: pathBelow(wire.base, url),
        host: url.host,
        clientRequestId: wire.newId(),
        proxy: wire.agent ? undefined : await wire.connections.proxyFor(url),
        timeoutMs: wire.timeoutMs,
        origin: wire.tokenSource.origin,
        secrets: [token],
    };
    const signal = AbortSignal.timeout(wire.timeoutMs);
    let answer: Awaited<ReturnType<Fetch>>;
    try {
        answer = await wire.fetch(url.href, {
            method,
            headers: {
                Authorization: `Bearer ${token}`,
                Accept: "application/json",
                ...(body !== undefined && { "Content-Type": "application/json" }),
                "User-Agent": wire.userAgent,
                "client-request-id": exchange.clientRequestId,
                // Without it the service answers `unknownFutureValue` for regions newer than its first list.
                // Source: https://learn.microsoft.com/graph/best-practices-concept
                Prefer: "include-unknown-enum-members",
            },
            ...(body !== undefined && { body: JSON.stringify(body) }),
            redirect: "manual",
            signal,
            agent,
        });
    } catch (thrown) {
        throw unanswered(exchange, thrown, signal.aborted);
    }
    return await read(exchange, answer, signal);
}

async function read(
    exchange: Exchange,
    answer: Awaited<ReturnType<Fetch>>,
    signal: AbortSignal,
): Promise<GraphResponse> {
    const { status, headers } = answer;
    const succeeded = status >= 200 && status < 300;
    let text: string;
    try {
        text = await answer.text();
    } catch (thrown) {
        if (!succeeded) {
            throw refused(exchange, answer, "");
        }
        const reason = signal.aborted ? `did not end within ${exchange.timeoutMs / 1000} s` : "broke off";
        throw unreadable(exchange, answer, reason, thrown);
    }
    if (!succeeded) {
        throw refused(exchange, answer, text);
    }
    return {
        status,
        headers,
        body: parseBody(exchange, answer, text),
        unreadable: (what) => unreadable(exchange, answer, what),
    };
}

function parseBody(exchange: Exchange, head: AnswerHead, text: string): unknown {
    if (text.trim() === "") {
        return undefined;
    }
    try {
        return JSON.parse(text);
    } catch {
        // JSON.parse quotes the text in its message, so it does not become the cause.
        throw unreadable(exchange, head, "is not JSON");
    }
}

function pathBelow(base: string, url: URL): string {
    const whole = url.origin + url.pathname;
    return whole.startsWith(base) ? whole.slice(base.length) : url.pathname;
}

const fetchOverNode: Fetch = async (url, init) => {
    const { default: fetch } = await import("node-fetch");
    return await fetch(url, init);
};
