import { randomUUID } from "node:crypto";
import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { createConnections } from "../identity/connections";
import type { TokenSource } from "../identity/credential";
import { parseEndpoint } from "../identity/endpoint";
import { type AskTogether, createBatching } from "./batch";
import { isGraphError } from "./errors";
import { exchange, type Fetch, type GraphResponse, type Method, type Question, type Wire } from "./exchange";
import { createPace, type Pace } from "./pace";
import { defaultRetryBounds, type Repeating, type RetryBounds, repeating } from "./retry";
import { defaultUserAgent } from "./userAgent";

export type { Fetch, GraphResponse, Method } from "./exchange";

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

/** Throws `ConfigurationError` when the root is one that a token must not be sent to. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
    const base = `${parseEndpoint(options.root, "The client's root")}/beta`;
    const line = lineOver(options, {
        base,
        timeout: options.timeout ?? AbortSignal.timeout,
        tokenSource: options.tokenSource,
        fetch: options.fetch ?? fetchOverNode,
        userAgent: options.userAgent ?? defaultUserAgent(),
        timeoutMs: options.timeoutMs ?? 60_000,
        newId: options.newId ?? randomUUID,
        agent: options.agent,
        connections: createConnections(options.env),
    });
    return {
        request: (method, path, body, { isAbsolute = method !== "POST" } = {}) =>
            ask(line, { method, url: new URL(base + path), body }, isAbsolute),
        pages: (path) => pages(line, new URL(base + path)),
        reference: (path) => base + path,
    };
}

/** The wire, and what decides when and how often it is used. */
interface Line {
    readonly wire: Wire;
    readonly askTogether: AskTogether;
    readonly pace: Pace;
    readonly repeating: Repeating;
}

function lineOver(options: GraphClientOptions, wire: Wire): Line {
    const clock = options.clock ?? systemClock;
    const pace = createPace(clock);
    return {
        wire,
        askTogether: createBatching(wire, (read) => pace.whenFree(true, read)),
        pace,
        repeating: {
            bounds: options.retry ?? defaultRetryBounds,
            clock,
            today: options.today ?? Date.now,
            random: options.random ?? Math.random,
            say: options.say ?? (() => undefined),
            pace,
            reach: { isLost: false },
        },
    };
}

const systemClock: Repeating["clock"] = {
    now: () => performance.now(),
    sleep: async (milliseconds) => await sleep(milliseconds),
};

async function* pages(line: Line, first: URL): AsyncGenerator<unknown[]> {
    const seen = new Set<string>();
    for (let url: URL | undefined = first; url; ) {
        seen.add(url.href);
        const response = await ask(line, { method: "GET", url }, true);
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

/**
 * One request, in its turn among those of all resources, as often as it takes. A read is asked for along with others the
 * first time and by itself from then on, so that it cannot be spoilt by the others for ever.
 */
async function ask(line: Line, question: Question, isAbsolute: boolean): Promise<GraphResponse> {
    const { wire, pace, askTogether } = line;
    const isRead = question.method === "GET";
    let isFirst = isRead;
    const authorized = withRenewal(wire.tokenSource, (token) => {
        const isAmongOthers = isFirst;
        isFirst = false;
        return isAmongOthers
            ? askTogether(question, token)
            : pace.whenFree(isRead, () => exchange(wire, question, token));
    });
    return await pace.withRoom(isRead, () => repeating(line.repeating, isAbsolute, authorized));
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

const fetchOverNode: Fetch = async (url, init) => {
    const { default: fetch } = await import("node-fetch");
    return await fetch(url, init);
};
