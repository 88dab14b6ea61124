import type { IncomingHttpHeaders } from "node:http";
import { type Answer, type Call, Refusal, type World } from "./answers";
import type { Pending } from "./outcome";
import { answerOf } from "./routes";
import type { Throttle } from "./throttle";

/** A request as it came in. */
export interface Received {
    readonly method: string;
    readonly path: string;
    /** Names in lower case. */
    readonly headers: IncomingHttpHeaders;
    readonly text: string;
}

/** What calls are judged by. */
export interface CallParts {
    readonly world: World;
    readonly throttle: Throttle;
    readonly now: () => number;
}

/** One call of the tenant, however it came: first the token, then the throttle, then what the tenant says. */
export class ReceivedCall implements Pending<Answer> {
    readonly kind = "call";
    readonly method: string;
    readonly path: string;
    private readonly requestId: string;
    private readonly clientRequestId: string;

    constructor(
        private readonly parts: CallParts,
        private readonly received: Received,
    ) {
        this.method = received.method;
        this.path = received.path;
        this.requestId = crypto.randomUUID();
        this.clientRequestId = this.header("client-request-id") ?? this.requestId;
    }

    act(): Answer {
        return this.unlessRefused(() => {
            this.admit();
            return answerOf(this.call(), this.parts.world);
        });
    }

    /** Runs this, and answers with Graph's error body where it throws a `Refusal`. */
    unlessRefused<Result>(run: () => Result): Result | Answer {
        try {
            return run();
        } catch (error) {
            if (error instanceof Refusal) {
                const { status, code, message, headers } = error;
                return { status, headers, body: this.errorBody(code, message) };
            }
            throw error;
        }
    }

    /** Throws 401 or 429 unless the call may be acted on. */
    admit(): void {
        this.checkToken();
        this.parts.throttle.check(this.parts.world.settings.requestsPerSecond);
    }

    /** Throws 401 unless the call carries a token that is accepted. */
    checkToken(): void {
        const [scheme, token] = (this.header("authorization") ?? "").split(" ");
        if (scheme?.toLowerCase() !== "bearer" || !this.accepts(token)) {
            const message = token ? "Access token validation failure." : "Access token is empty.";
            throw new Refusal(401, "InvalidAuthenticationToken", message, { "WWW-Authenticate": "Bearer" });
        }
    }

    /** The body; `undefined` if there is none. Throws 400 for one that is not JSON. */
    jsonBody(): unknown {
        if (this.received.text === "") {
            return undefined;
        }
        if (!/^application\/json\b/i.test(this.header("content-type") ?? "")) {
            throw new Refusal(400, "BadRequest", "A body needs the content type application/json.");
        }
        try {
            return JSON.parse(this.received.text);
        } catch {
            throw new Refusal(400, "BadRequest", "Unable to read JSON request payload.");
        }
    }

    errorBody(code: string, message: string): unknown {
        return {
            error: {
                code,
                message,
                innerError: { date: new Date(this.parts.now()).toISOString().slice(0, 19), ...this.ids() },
            },
        };
    }

    /** The headers that are about the answer, in a batch as well as alone. */
    contentHeaders({ body, headers = {} }: Answer): Record<string, string> {
        return {
            ...(body === undefined ? {} : { "Content-Type": contentType(body), "OData-Version": "4.0" }),
            ...(this.showsUnknownEnumMembers() ? { "Preference-Applied": "include-unknown-enum-members" } : {}),
            ...headers,
        };
    }

    /** All headers of an answer that is sent alone. */
    allHeaders(answer: Answer): Record<string, string> {
        return {
            Date: new Date(this.parts.now()).toUTCString(),
            ...this.ids(),
            "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo: { DataCenter: "Emulator", Ring: "0" } }),
            ...this.contentHeaders(answer),
        };
    }

    private ids() {
        return { "request-id": this.requestId, "client-request-id": this.clientRequestId };
    }

    private call(): Omit<Call, "parameters"> {
        const origin = `http://${this.header("host") ?? "127.0.0.1"}`;
        const url = new URL(this.path, origin);
        return {
            method: this.method,
            origin,
            pathname: url.pathname,
            query: url.searchParams,
            body: this.jsonBody(),
            showsUnknownEnumMembers: this.showsUnknownEnumMembers(),
            label: `${this.method} ${url.pathname}`,
        };
    }

    private accepts(token = ""): boolean {
        const { token: fixed, acceptsToken } = this.parts.world.settings;
        return token === fixed || acceptsToken?.(token) === true;
    }

    private showsUnknownEnumMembers(): boolean {
        return /\binclude-unknown-enum-members\b/i.test(this.header("prefer") ?? "");
    }

    private header(name: string): string | undefined {
        const value = this.received.headers[name];
        return Array.isArray(value) ? value.join(", ") : value;
    }
}

function contentType(body: unknown): string {
    return typeof body === "string"
        ? "text/html; charset=utf-8"
        : "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
}
