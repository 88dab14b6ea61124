import { randomUUID } from "node:crypto";
import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
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
import { createPace } from "./pace";
import { defaultRetryBounds, type Repeating, type RetryBounds, repeating } from "./retry";
import { defaultUserAgent } from "./userAgent";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** Microsoft Graph's beta endpoint of one tenant: connector groups exist in no other version. */
export interface GraphClient {
    /**
     * One request, repeated as `decideRetry` says; `path` begins below the version. Throws `GraphError`, or what the
     * token source throws.
     */
    request(method: Method, path: string, body?: unknown, nature?: RequestNature): Promise<GraphResponse>;
    /** The pages of a list, following `@odata.nextLink`. Throws as `request` does. */
    pages(path: string): AsyncGenerator<unknown[]>;
    /** The full address of an object, as a reference to it has to name it. */
    reference(path: string): string;
}

/** What the method alone does not tell of a request. */
export interface RequestNature {
    /** Whether asking for it twice is the same as asking for it once. @default true for every method but POST */
    readonly isAbsolute?: boolean;
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
    /** How long one try of a request may take, its body included. By default 60 seconds. */
    readonly timeoutMs?: number;
    /** Makes what ends a try after that time. By default `AbortSignal.timeout`. */
    readonly timeout?: (milliseconds: number) => AbortSignal;
    /** How long and how often a request is tried. */
    readonly retry?: RetryBounds;
    /** What waits between tries, in milliseconds since some fixed moment. By default the system's. */
    readonly clock?: Repeating["clock"];
    /** Milliseconds since the epoch. By default the system's. */
    readonly today?: () => number;
    /** Draws the waits, from 0 to less than 1. By default `Math.random`. */
    readonly random?: () => number;
    /** Told what a wait of more than 5 seconds is for. By default nobody is. */
    readonly say?: (sentence: string) => void;
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
        /** The most bytes that a body may have; `text` fails beyond it. */
        readonly size: number;
        readonly signal: AbortSignal;
        readonly agent: Agent;
    },
) => Promise<AnswerHead & { text(): Promise<string> }>;

/** Throws `ConfigurationError` when the root is one that a token must not be sent to. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
    const base = `${parseEndpoint(options.root, "The client's root")}/beta`;
    const clock = options.clock ?? systemClock;
    const wire: Wire = {
        base,
        repeating: {
            bounds: options.retry ?? defaultRetryBounds,
            clock,
            today: options.today ?? Date.now,
            random: options.random ?? Math.random,
            say: options.say ?? (() => undefined),
            pace: createPace(clock),
            reach: { isLost: false },
        },
        timeout: options.timeout ?? AbortSignal.timeout,
        tokenSource: options.tokenSource,
        fetch: options.fetch ?? fetchOverNode,
        userAgent: options.userAgent ?? defaultUserAgent(),
        timeoutMs: options.timeoutMs ?? 60_000,
        newId: options.newId ?? randomUUID,
        agent: options.agent,
        connections: createConnections(options.env),
    };
    return {
        request: (method, path, body, { isAbsolute = method !== "POST" } = {}) =>
            ask(wire, { method, url: new URL(base + path), body, isAbsolute }),
        pages: (path) => pages(wire, new URL(base + path)),
        reference: (path) => base + path,
    };
}

const systemClock: Repeating["clock"] = {
    now: () => performance.now(),
    sleep: async (milliseconds) => await sleep(milliseconds),
};

interface Wire {
    readonly base: string;
    readonly repeating: Repeating;
    readonly timeout: (milliseconds: number) => AbortSignal;
    readonly tokenSource: TokenSource;
    readonly fetch: Fetch;
    readonly userAgent: string;
    readonly timeoutMs: number;
    readonly newId: () => string;
    readonly agent: Agent | undefined;
    readonly connections: Connections;
}

interface Question {
    readonly method: Method;
    readonly url: URL;
    readonly body?: unknown;
    readonly isAbsolute: boolean;
}

async function* pages(wire: Wire, first: URL): AsyncGenerator<unknown[]> {
    const seen = new Set<string>();
    for (let url: URL | undefined = first; url; ) {
        seen.add(url.href);
        const response = await ask(wire, { method: "GET", url, isAbsolute: true });
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

/** One request, in its turn among those of all resources, as often as it takes. */
async function ask(wire: Wire, question: Question): Promise<GraphResponse> {
    const authorized = withRenewal(wire.tokenSource, (token) => attempt(wire, question, token));
    return await wire.repeating.pace.withRoom(() => repeating(wire.repeating, question.isAbsolute, authorized));
}

/** A token that is refused is renewed once; a 401 means that nothing was carried out, so this is safe for any method. */
function withRenewal<T>(tokenSource: TokenSource, act: (token: string) => Promise<T>): () => Promise<T> {
    let isRenewed = false;
    return async () => {
        const token = await tokenSource.getToken();
        try {
            return await act(token);
        } catch (thrown) {
            if (!isGraphError(thrown) || thrown.status !== 401 || !tokenSource.forget || isRenewed) {
                throw thrown;
            }
            isRenewed = true;
            tokenSource.forget(token);
            const fresh = await tokenSource.getToken();
            if (fresh === token) {
                throw thrown;
            }
            return await act(fresh);
        }
    };
}

/** One try and its answer. */
async function attempt(wire: Wire, { method, url, body }: Question, token: string): Promise<GraphResponse> {
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
    const signal = wire.timeout(wire.timeoutMs);
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
            size: mostBytes,
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
            throw refused(exchange, answer, "", { broken: !isTooLarge(thrown) });
        }
        if (isTooLarge(thrown)) {
            throw unreadable(exchange, answer, `is larger than ${mostBytes / 2 ** 20} MB and was not read`);
        }
        const reason = signal.aborted ? `did not end within ${exchange.timeoutMs / 1000} s` : "broke off";
        throw unreadable(exchange, answer, reason, { broken: true, cause: thrown });
    }
    if (!succeeded) {
        throw refused(exchange, answer, text, { broken: isBroken(text) });
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
        const broken = isBroken(text);
        // JSON.parse quotes the text in its message, so it does not become the cause.
        throw unreadable(exchange, head, broken ? "is not whole JSON" : "is not JSON", { broken });
    }
}

/** What begins as JSON and is none has lost its end, or its middle, on the way; anything else was never an answer. */
function isBroken(text: string): boolean {
    if (!/^\s*[[{]/.test(text)) {
        return false;
    }
    try {
        JSON.parse(text);
        return false;
    } catch {
        return true;
    }
}

/** A page of 999 groups, the most that Microsoft Graph lets a page hold, stays far below it. */
const mostBytes = 16 * 2 ** 20;

function isTooLarge(thrown: unknown): boolean {
    return thrown instanceof Error && "type" in thrown && thrown.type === "max-size";
}

function pathBelow(base: string, url: URL): string {
    const whole = url.origin + url.pathname;
    return whole.startsWith(base) ? whole.slice(base.length) : url.pathname;
}

const fetchOverNode: Fetch = async (url, init) => {
    const { default: fetch } = await import("node-fetch");
    return await fetch(url, init);
};
