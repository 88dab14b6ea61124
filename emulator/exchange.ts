import type { IncomingHttpHeaders } from "node:http";
import { type Answer, type Call, Refusal, type World } from "./answers";
import { type FaultScript, faultAnswer } from "./faults";
import { answerOf } from "./routes";
import type { Throttle } from "./throttle";

/** What a request is answered with and from. */
export interface ServerParts {
    readonly world: World;
    readonly faults: FaultScript;
    readonly throttle: Throttle;
    readonly now: () => number;
}

/** A request, whether it came by itself or in a batch. */
export interface Arrived {
    readonly method: string;
    /** The path with its query, below the host. */
    readonly path: string;
    /** The headers, names in lower case. */
    readonly headers: IncomingHttpHeaders;
    /** The body as it was sent. */
    readonly text: string;
}

/** What becomes of a request. */
export type Outcome = Answer | Torn | "cut" | "hang";

/** An answer of which only a part arrives. */
export interface Torn {
    readonly of: Answer;
    /** Whether the connection breaks there, or the part looks like the whole. */
    readonly isCut: boolean;
}

/** One request and what becomes of it: faults first, then the token, the throttle, and what the tenant says. */
export class Exchange {
    readonly requestId = crypto.randomUUID();
    readonly clientRequestId: string;

    constructor(
        private readonly parts: ServerParts,
        private readonly arrived: Arrived,
    ) {
        this.clientRequestId = this.header("client-request-id") ?? this.requestId;
    }

    /** @param act what answers in place of the routes */
    outcome(act: () => Outcome = () => answerOf(this.call(), this.parts.world)): Outcome {
        const acted = () => this.refusable(act);
        try {
            return this.scripted(acted) ?? acted();
        } catch (error) {
            return { status: 500, body: this.errorBody("Emulator_Failed", String(error)) };
        }
    }

    /** The value of a header; the name in lower case. */
    header(name: string): string | undefined {
        const value = this.arrived.headers[name];
        return Array.isArray(value) ? value.join(", ") : value;
    }

    /** Throws what a missing or wrong token is refused with. */
    checkToken(): void {
        const [scheme, token] = (this.header("authorization") ?? "").split(" ");
        if (scheme?.toLowerCase() !== "bearer" || !this.accepts(token)) {
            const message = token ? "Access token validation failure." : "Access token is empty.";
            throw new Refusal(401, "InvalidAuthenticationToken", message, { "WWW-Authenticate": "Bearer" });
        }
    }

    /** The parsed body; undefined if there is none. */
    jsonBody(): unknown {
        if (this.arrived.text === "") {
            return undefined;
        }
        if (!/^application\/json\b/i.test(this.header("content-type") ?? "")) {
            throw new Refusal(400, "BadRequest", "A body needs the content type application/json.");
        }
        try {
            return JSON.parse(this.arrived.text);
        } catch {
            throw new Refusal(400, "BadRequest", "Unable to read JSON request payload.");
        }
    }

    /** Whether enum members outside the documented ones may be shown. */
    get showsUnknownEnumMembers(): boolean {
        return /\binclude-unknown-enum-members\b/i.test(this.header("prefer") ?? "");
    }

    readonly errorBody = (code: string, message: string): unknown => ({
        error: {
            code,
            message,
            innerError: {
                date: new Date(this.parts.now()).toISOString().slice(0, 19),
                "request-id": this.requestId,
                "client-request-id": this.clientRequestId,
            },
        },
    });

    private scripted(act: () => Outcome): Outcome | undefined {
        const fault = this.parts.faults.next(this.arrived.method, this.arrived.path);
        if (fault === undefined) {
            return undefined;
        }
        if (fault.effect.endsWith("AfterActing")) {
            act();
        }
        switch (fault.effect) {
            case "cutWithinAnswer":
            case "halfAnswer":
                return torn(act(), fault.effect === "cutWithinAnswer");
            case "hangBeforeActing":
            case "hangAfterActing":
                return "hang";
            case "cutBeforeActing":
            case "cutAfterActing":
                return "cut";
            default:
                return faultAnswer(fault, this.errorBody);
        }
    }

    private refusable(act: () => Outcome): Outcome {
        try {
            return act();
        } catch (error) {
            if (error instanceof Refusal) {
                const { status, headers, code, message } = error;
                return { status, headers, body: this.errorBody(code, message) };
            }
            throw error;
        }
    }

    private call(): Omit<Call, "parameters"> {
        this.checkToken();
        this.parts.throttle.check(this.parts.world.settings.requestsPerSecond);
        const origin = `http://${this.arrived.headers.host ?? "127.0.0.1"}`;
        const url = new URL(this.arrived.path, origin);
        return {
            method: this.arrived.method,
            origin,
            pathname: url.pathname,
            query: url.searchParams,
            body: this.jsonBody(),
            showsUnknownEnumMembers: this.showsUnknownEnumMembers,
            label: `${this.arrived.method} ${url.pathname}`,
        };
    }

    private accepts(token = ""): boolean {
        const { token: fixed, acceptsToken } = this.parts.world.settings;
        return token === fixed || acceptsToken?.(token) === true;
    }
}

/** What is cut or hangs already cannot be torn as well. */
function torn(outcome: Outcome, isCut: boolean): Outcome {
    return typeof outcome === "string" || "of" in outcome ? outcome : { of: outcome, isCut };
}
