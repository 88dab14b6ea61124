import { STATUS_CODES } from "node:http";
import { connectionFailure } from "../identity/connectionFailure";
import type { CredentialOrigin } from "../identity/credential";
import { isLoopback } from "../identity/endpoint";
import { presentable } from "../identity/errors";
import { innermostFirst, readGraphError } from "./errorBody";

/** What a {@link GraphError} says beside its message. */
export interface GraphErrorDetails {
    /** The HTTP status; undefined when there was no answer. */
    readonly status?: number | undefined;
    /** Every error code of the answer, the most specific first. */
    readonly codes?: readonly string[];
    readonly requestId?: string | undefined;
    readonly clientRequestId?: string | undefined;
    /** The answer's `Date` header, as the service wrote it. */
    readonly date?: string | undefined;
    /** The answer's `x-ms-ags-diagnostic` header, which Microsoft's support asks for. */
    readonly diagnostic?: string | undefined;
    readonly method: string;
    /** The path below the version, without its query. */
    readonly path: string;
    /** Whether the same request may succeed a moment later. Whether it is safe to repeat is another matter. */
    readonly retryable: boolean;
    /** Whether the service may have carried out the write although no success was seen. Never so for a read. */
    readonly mayHaveActed: boolean;
    /** Whether the answer was not in Microsoft Graph's form, so that something in between may have given it. */
    readonly foreign?: boolean;
    /** Whether the error code is blank in an answer of Microsoft Graph's form, or was lost with the rest of it. */
    readonly withoutCode?: boolean;
    /** The answer's `Retry-After` header, as the service wrote it. */
    readonly retryAfter?: string | undefined;
    readonly cause?: unknown;
}

/**
 * A request to Microsoft Graph that did not succeed. The message is one line and says what was asked, what came back
 * and, where it is known, what to do; it holds neither a token nor a whole body.
 */
export class GraphError extends Error {
    override readonly name = "GraphError";
    readonly status: number | undefined;
    readonly codes: readonly string[];
    readonly requestId: string | undefined;
    readonly clientRequestId: string | undefined;
    readonly date: string | undefined;
    readonly diagnostic: string | undefined;
    readonly method: string;
    readonly path: string;
    readonly retryable: boolean;
    readonly mayHaveActed: boolean;
    readonly foreign: boolean;
    readonly withoutCode: boolean;
    readonly retryAfter: string | undefined;

    constructor(message: string, details: GraphErrorDetails) {
        super(message, details.cause === undefined ? undefined : { cause: details.cause });
        this.status = details.status;
        this.codes = details.codes ?? [];
        this.requestId = details.requestId;
        this.clientRequestId = details.clientRequestId;
        this.date = details.date;
        this.diagnostic = details.diagnostic;
        this.method = details.method;
        this.path = details.path;
        this.retryable = details.retryable;
        this.mayHaveActed = details.mayHaveActed;
        this.foreign = details.foreign ?? false;
        this.withoutCode = details.withoutCode ?? false;
        this.retryAfter = details.retryAfter;
        // The dynamic-provider server prints the stack of every error, and the message says where it comes from.
        this.stack = message;
    }

    /** The most specific error code; undefined when the service gave none. */
    get code(): string | undefined {
        return this.codes[0];
    }
}

/** Whether something thrown is a {@link GraphError}, from whichever copy of this package. */
export function isGraphError(thrown: unknown): thrown is GraphError {
    return thrown instanceof Error && thrown.name === "GraphError";
}

/**
 * Whether the service itself says that it knows no such object. A 404 of a gateway in between says nothing of it, and
 * neither does one with a blank code: so the service behind Microsoft Graph answers where it has no such address.
 *
 * Source of the blank code: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8929
 */
export function isNotFound(thrown: unknown): boolean {
    return isGraphError(thrown) && thrown.status === 404 && !thrown.foreign && !thrown.withoutCode;
}

/** A request under way, as far as messages need it. */
export interface Exchange {
    readonly method: string;
    readonly path: string;
    readonly host: string;
    readonly clientRequestId: string;
    /** The proxy's host and port, where one is used. */
    readonly proxy?: string | undefined;
    readonly timeoutMs: number;
    readonly origin?: CredentialOrigin | undefined;
    /** What must not appear in any message. */
    readonly secrets: readonly string[];
}

/** The head of an answer. */
export interface AnswerHead {
    readonly status: number;
    readonly statusText: string;
    readonly headers: { get(name: string): string | null };
}

/** The error for an answer with an error status, or a redirect. `text` is the body, as much of it as has arrived. */
export function refused(
    exchange: Exchange,
    head: AnswerHead,
    text: string,
    { broken = false }: { readonly broken?: boolean } = {},
): GraphError {
    const { status } = head;
    const body = readGraphError(text);
    const codes = innermostFirst(body).map((code) => presentable(code, exchange.secrets, 100));
    const foreign = body === undefined && text.trim() !== "" && !broken;
    const mayHaveActed = isWrite(exchange.method) && (status >= 500 || status === 408);
    const said = [
        statusWords(head),
        [codes[0], body?.message && presentable(body.message, exchange.secrets)].filter(Boolean).join(": "),
    ];
    const meta = metaOf(exchange, head, body?.requestId);
    return new GraphError(
        sentences(
            `${subject(exchange)} failed: ${said.filter(Boolean).join(", ").replace(/\.$/, "")}` +
                (meta.requestId === undefined ? "" : ` (request-id ${meta.requestId})`),
            advice(exchange, status, foreign),
            mayHaveActed && maybeDone,
        ),
        {
            ...meta,
            status,
            codes,
            foreign,
            withoutCode: broken || (body !== undefined && codes.length === 0),
            mayHaveActed,
            // What the service refuses is not known where its reason was lost.
            retryable: broken || retryableStatuses.has(status),
            retryAfter: head.headers.get("retry-after") ?? undefined,
        },
    );
}

/**
 * The error for a success whose body is not what it should be. `what` completes "its answer …"; the body is `broken`
 * where the rest of it was lost on the way, so that the next answer may well be whole.
 */
export function unreadable(
    exchange: Exchange,
    head: AnswerHead,
    what: string,
    { broken = false, cause }: { readonly broken?: boolean; readonly cause?: unknown } = {},
): GraphError {
    const mayHaveActed = isWrite(exchange.method);
    const meta = metaOf(exchange, head);
    return new GraphError(
        sentences(
            `${subject(exchange)} was answered ${statusWords(head)}, but the answer ${what}` +
                (meta.requestId === undefined ? "" : ` (request-id ${meta.requestId})`),
            mayHaveActed && "The service has most likely carried it out: look at the tenant before repeating it",
        ),
        { ...meta, status: head.status, mayHaveActed, retryable: broken, cause },
    );
}

/** The error for a request that got no answer. */
export function unanswered(exchange: Exchange, thrown: unknown, timedOut: boolean): GraphError {
    const failure = timedOut ? undefined : connectionFailure(thrown);
    const mayHaveActed = isWrite(exchange.method) && !failure?.neverSent;
    return new GraphError(
        sentences(
            `${subject(exchange)} failed${reasonWithoutAnswer(exchange, thrown, timedOut)}`,
            mayHaveActed ? maybeDone : "This request changed nothing",
            (timedOut || failure !== undefined) && routeAdvice(exchange),
        ),
        {
            method: exchange.method,
            path: exchange.path,
            clientRequestId: exchange.clientRequestId,
            mayHaveActed,
            retryable: timedOut || failure?.transient === true,
            cause: withoutSecrets(thrown, exchange.secrets),
        },
    );
}

/** What became of a request before it was given up. */
export interface Tries {
    readonly count: number;
    readonly elapsedMs: number;
    /** Whether one of them may have been carried out. */
    readonly mayHaveActed: boolean;
    /** Why it was not tried again, as a sentence without its full stop. */
    readonly why?: string | undefined;
}

/** The error of the last try, for a request that was given up after {@link Tries}. */
export function givenUp(last: GraphError, { count, elapsedMs, mayHaveActed, why }: Tries): GraphError {
    if (count === 1 && why === undefined) {
        return last;
    }
    const message = sentences(
        last.message.replace(/\.$/, ""),
        count > 1 && `It was tried ${count} times in ${inSeconds(elapsedMs)}`,
        mayHaveActed && !last.mayHaveActed && "Whether the service carried out an earlier try is not known",
        why,
    );
    return new GraphError(message, { ...last, mayHaveActed: mayHaveActed || last.mayHaveActed, cause: last.cause });
}

/** What a request was answered, in the words of a message that stands before something else. */
export function answeredWords({ method, path, status }: GraphError): string {
    const answer = status === undefined ? "got no answer" : `was answered ${statusWords({ status, statusText: "" })}`;
    return `${method} ${shownPath(path)} ${answer}`;
}

/** A time as messages show it. */
export function inSeconds(milliseconds: number): string {
    return `${Math.ceil(milliseconds / 1000)} s`;
}

/** A path as messages show it: without the prefix that all of them share, and without its query. */
export function shownPath(path: string): string {
    return path.replace(/\?.*$/s, "").replace("/onPremisesPublishingProfiles/applicationProxy/", "/…/");
}

const maybeDone = "Whether the service carried it out all the same is not known";

// 408, 429 and the gateway's errors. Source: https://learn.microsoft.com/graph/errors and /graph/best-practices-concept
const retryableStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 509]);

function advice(exchange: Exchange, status: number, foreign: boolean): string | undefined {
    if (status >= 300 && status < 400) {
        return "A redirect is not followed, since the token is for this host alone: check the endpoint";
    }
    if (status === 401) {
        return exchange.origin
            ? `The token was not accepted; it comes from ${exchange.origin.description}. ${exchange.origin.renewal}`
            : "The token was not accepted: it has expired, or it is for another service or cloud";
    }
    if (foreign) {
        return `The answer is not in Microsoft Graph's form: check the endpoint, and what lies between here and ${exchange.host}`;
    }
    if (status === 403) {
        // Source: the permission tables of the connectorGroup pages, and
        // https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-network-topology for the role.
        return (
            "The caller needs the permission Directory.ReadWrite.All and the directory role Application Administrator; " +
            "app-only access is documented for creating a group alone, so sign in as a user (`az login`) for the rest"
        );
    }
    return undefined;
}

function reasonWithoutAnswer(exchange: Exchange, thrown: unknown, timedOut: boolean): string {
    const { host, proxy, timeoutMs, secrets } = exchange;
    const route = proxy === undefined ? host : `${host}, through the proxy ${proxy},`;
    if (timedOut) {
        return `: ${route} gave no answer within ${timeoutMs / 1000} s`;
    }
    const failure = connectionFailure(thrown);
    return failure
        ? `: ${route} could not be reached: ${failure.words}`
        : ` without an answer: ${presentable(messageOf(thrown), secrets).replace(/\.$/, "")}`;
}

function routeAdvice({ host, proxy }: Exchange): string {
    if (isLoopback(new URL(`http://${host}`).hostname)) {
        return "Check that the service on this machine is running";
    }
    return proxy === undefined
        ? "Check the network; no proxy is used for this host: set HTTPS_PROXY if the network needs one"
        : "Check the proxy (HTTPS_PROXY), or name the host in NO_PROXY if it can be reached directly";
}

function metaOf(exchange: Exchange, { headers }: AnswerHead, requestIdInBody?: string) {
    const header = (name: string): string | undefined => headers.get(name) ?? undefined;
    return {
        method: exchange.method,
        path: exchange.path,
        requestId: header("request-id") ?? requestIdInBody,
        clientRequestId: exchange.clientRequestId,
        date: header("date"),
        diagnostic: header("x-ms-ags-diagnostic"),
    };
}

function subject({ method, path }: Exchange): string {
    return `${method} ${shownPath(path)}`;
}

function statusWords({ status, statusText }: Omit<AnswerHead, "headers">): string {
    return `${status} ${statusText || STATUS_CODES[status] || ""}`.trim();
}

function isWrite(method: string): boolean {
    return method !== "GET";
}

function sentences(...parts: readonly (string | false | undefined)[]): string {
    return `${parts.filter(Boolean).join(". ")}.`;
}

function messageOf(thrown: unknown): string {
    return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Node prints the cause along with an error: one that holds a secret is left out. */
function withoutSecrets(thrown: unknown, secrets: readonly string[]): unknown {
    const text = messageOf(thrown);
    return secrets.some((secret) => secret !== "" && text.includes(secret)) ? undefined : thrown;
}
