import type { Agent } from "node:http";
import type { Connections } from "../identity/connections";
import type { TokenSource } from "../identity/credential";
import { type AnswerHead, type Exchange, type GraphError, refused, unanswered, unreadable } from "./errors";

export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** What is asked of the service. */
export interface Question {
    readonly method: Method;
    readonly url: URL;
    readonly body?: unknown;
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

/** What an exchange with the service needs. */
export interface Wire {
    /** The root of Microsoft Graph with its version, which every path begins below. */
    readonly base: string;
    readonly timeout: (milliseconds: number) => AbortSignal;
    readonly tokenSource: TokenSource;
    readonly fetch: Fetch;
    readonly userAgent: string;
    readonly timeoutMs: number;
    readonly newId: () => string;
    readonly agent: Agent | undefined;
    readonly connections: Connections;
}

/** Asks one question by itself, once. Throws `GraphError` for anything but a success that can be read. */
export async function exchange(wire: Wire, question: Question, token: string): Promise<GraphResponse> {
    const named = await nameExchange(wire, question, token);
    return understand(named, await receive(wire, question, token, named.clientRequestId));
}

/** What messages say of an exchange, with a new id for it. */
export async function nameExchange(wire: Wire, { method, url }: Question, token: string): Promise<Exchange> {
    return {
        method,
        path: pathBelow(wire.base, url),
        host: url.host,
        clientRequestId: wire.newId(),
        proxy: wire.agent ? undefined : await wire.connections.proxyFor(url),
        timeoutMs: wire.timeoutMs,
        origin: wire.tokenSource.origin,
        secrets: [token],
    };
}

/** What has come back: a whole answer, one without its body, or none. */
export type Received =
    | { readonly head: AnswerHead; readonly text: string }
    | { readonly head: AnswerHead | undefined; readonly lost: Loss };

/** Why the rest of an answer, or all of it, did not come. */
interface Loss {
    readonly thrown: unknown;
    readonly isTimeout: boolean;
}

/** Sends a question and waits for what comes back, which is never thrown. */
export async function receive(
    wire: Wire,
    { method, url, body }: Question,
    token: string,
    clientRequestId: string,
): Promise<Received> {
    const agent = wire.agent ?? (await wire.connections.agentFor(url));
    const signal = wire.timeout(wire.timeoutMs);
    let head: AnswerHead | undefined;
    try {
        const answer = await wire.fetch(url.href, {
            method,
            headers: {
                Authorization: `Bearer ${token}`,
                ...(body !== undefined && { "Content-Type": "application/json" }),
                "User-Agent": wire.userAgent,
                ...headersOf(clientRequestId),
            },
            ...(body !== undefined && { body: JSON.stringify(body) }),
            redirect: "manual",
            size: mostBytes,
            signal,
            agent,
        });
        head = answer;
        return { head, text: await answer.text() };
    } catch (thrown) {
        return { head, lost: { thrown, isTimeout: signal.aborted } };
    }
}

/** What every question says of itself, alone or among others. */
export function headersOf(clientRequestId: string): Record<string, string> {
    return {
        Accept: "application/json",
        "client-request-id": clientRequestId,
        // Without it the service answers `unknownFutureValue` for regions newer than its first list.
        // Source: https://learn.microsoft.com/graph/best-practices-concept
        Prefer: "include-unknown-enum-members",
    };
}

/** The response that has come back. Throws `GraphError` for anything but a success that can be read. */
export function understand(exchange: Exchange, received: Received): GraphResponse {
    if ("lost" in received) {
        throw incomplete(exchange, received);
    }
    const { head, text } = received;
    if (!isSuccess(head)) {
        throw refused(exchange, head, text, { broken: isBroken(text) });
    }
    return {
        status: head.status,
        headers: head.headers,
        body: parseBody(exchange, head, text),
        unreadable: (what) => unreadable(exchange, head, what),
    };
}

/** The path and the query of an address, below the version; undefined where it is not below it. */
export function addressBelow(base: string, url: URL): string | undefined {
    return url.href.startsWith(`${base}/`) ? url.href.slice(base.length) : undefined;
}

function incomplete(exchange: Exchange, { head, lost }: Extract<Received, { readonly lost: Loss }>): GraphError {
    const { thrown, isTimeout } = lost;
    if (!head) {
        return unanswered(exchange, thrown, isTimeout);
    }
    if (!isSuccess(head)) {
        return refused(exchange, head, "", { broken: !isTooLarge(thrown) });
    }
    if (isTooLarge(thrown)) {
        return unreadable(exchange, head, `is larger than ${mostBytes / 2 ** 20} MB and was not read`);
    }
    const reason = isTimeout ? `did not end within ${exchange.timeoutMs / 1000} s` : "broke off";
    return unreadable(exchange, head, reason, { broken: true, cause: thrown });
}

function isSuccess({ status }: AnswerHead): boolean {
    return status >= 200 && status < 300;
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
