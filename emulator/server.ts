import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, type Call, Refusal, type World } from "./answers";
import { type FaultScript, faultAnswer } from "./faults";
import type { RequestLog } from "./requestLog";
import { answerOf } from "./routes";
import type { Throttle } from "./throttle";

/** What the server works with. */
export interface ServerParts {
    readonly world: World;
    readonly log: RequestLog;
    readonly faults: FaultScript;
    readonly throttle: Throttle;
    readonly now: () => number;
    readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The HTTP side of the emulator: faults first, then the token, the throttle, and what the tenant says. */
export function httpServer(parts: ServerParts): Server {
    return createServer((request, response) => {
        serve(parts, request, response).catch(() => request.socket.destroy());
    });
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(parts, request, response, await bodyOf(request));
    if (parts.world.settings.latencyMs > 0) {
        await parts.sleep(parts.world.settings.latencyMs);
    }
    exchange.end(outcomeOf(parts, exchange));
}

type Outcome = Answer | Torn | "cut" | "hang";

/** An answer of which only a part arrives. */
interface Torn {
    readonly of: Answer;
    /** Whether the connection breaks there, or the part looks like the whole. */
    readonly isCut: boolean;
}

function outcomeOf(parts: ServerParts, exchange: Exchange): Outcome {
    try {
        return scriptedOutcome(parts, exchange) ?? exchange.act();
    } catch (error) {
        return { status: 500, body: exchange.errorBody("Emulator_Failed", String(error)) };
    }
}

function scriptedOutcome({ faults }: ServerParts, exchange: Exchange): Outcome | undefined {
    const fault = faults.next(exchange.method, exchange.path);
    if (fault === undefined) {
        return undefined;
    }
    if (fault.effect.endsWith("AfterActing")) {
        exchange.act();
    }
    switch (fault.effect) {
        case "cutWithinAnswer":
        case "halfAnswer":
            return { of: exchange.act(), isCut: fault.effect === "cutWithinAnswer" };
        case "hangBeforeActing":
        case "hangAfterActing":
            return "hang";
        case "cutBeforeActing":
        case "cutAfterActing":
            return "cut";
        default:
            return faultAnswer(fault, exchange.errorBody);
    }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
}

/** One request and the answer to it. */
class Exchange {
    readonly method: string;
    readonly path: string;
    private readonly requestId: string;
    private readonly clientRequestId: string;
    private readonly ended: (status?: number) => void;

    constructor(
        private readonly parts: ServerParts,
        private readonly request: IncomingMessage,
        private readonly response: ServerResponse,
        private readonly text: string,
    ) {
        this.method = request.method ?? "GET";
        this.path = request.url ?? "/";
        this.requestId = crypto.randomUUID();
        this.clientRequestId = headerOf(request, "client-request-id") ?? this.requestId;
        this.ended = parts.log.begin({
            method: this.method,
            path: this.path,
            headers: request.headers,
            ...(text === "" ? {} : { body: parsedOrText(text) }),
        });
    }

    act(): Answer {
        try {
            this.checkToken();
            this.parts.throttle.check(this.parts.world.settings.requestsPerSecond);
            return answerOf(this.call(), this.parts.world);
        } catch (error) {
            if (error instanceof Refusal) {
                return {
                    status: error.status,
                    headers: error.headers,
                    body: this.errorBody(error.code, error.message),
                };
            }
            throw error;
        }
    }

    end(outcome: Outcome): void {
        if (outcome === "cut") {
            this.ended();
            this.request.socket.destroy();
        } else if (outcome !== "hang" && "of" in outcome) {
            this.tear(outcome);
        } else if (outcome !== "hang") {
            this.send(outcome);
        }
    }

    private send(answer: Answer): void {
        this.ended(answer.status);
        this.writeHead(answer);
        this.response.end(contentOf(answer));
    }

    private tear({ of: answer, isCut }: Torn): void {
        const content = contentOf(answer);
        const half = content?.slice(0, content.length / 2);
        if (!isCut) {
            this.send({ ...answer, body: half, headers: { ...answer.headers, "Content-Type": "application/json" } });
            return;
        }
        this.ended();
        if (half === undefined) {
            this.request.socket.end("HTTP/1.1 2");
            return;
        }
        this.writeHead({ ...answer, headers: { ...answer.headers, "Content-Length": `${content?.length}` } });
        this.response.write(half, () => this.request.socket.destroy());
    }

    private writeHead({ status, body, headers = {} }: Answer): void {
        this.response.writeHead(status, {
            Date: new Date(this.parts.now()).toUTCString(),
            "request-id": this.requestId,
            "client-request-id": this.clientRequestId,
            "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo: { DataCenter: "Emulator", Ring: "0" } }),
            ...(body === undefined ? {} : { "Content-Type": contentType(body), "OData-Version": "4.0" }),
            ...(this.showsUnknownEnumMembers() ? { "Preference-Applied": "include-unknown-enum-members" } : {}),
            ...headers,
        });
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

    private call(): Omit<Call, "parameters"> {
        const origin = `http://${this.request.headers.host ?? "127.0.0.1"}`;
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

    private checkToken(): void {
        const [scheme, token] = (headerOf(this.request, "authorization") ?? "").split(" ");
        if (scheme?.toLowerCase() !== "bearer" || !this.accepts(token)) {
            const message = token ? "Access token validation failure." : "Access token is empty.";
            throw new Refusal(401, "InvalidAuthenticationToken", message, { "WWW-Authenticate": "Bearer" });
        }
    }

    private accepts(token = ""): boolean {
        const { token: fixed, acceptsToken } = this.parts.world.settings;
        return token === fixed || acceptsToken?.(token) === true;
    }

    private jsonBody(): unknown {
        if (this.text === "") {
            return undefined;
        }
        if (!/^application\/json\b/i.test(headerOf(this.request, "content-type") ?? "")) {
            throw new Refusal(400, "BadRequest", "A body needs the content type application/json.");
        }
        try {
            return JSON.parse(this.text);
        } catch {
            throw new Refusal(400, "BadRequest", "Unable to read JSON request payload.");
        }
    }

    private showsUnknownEnumMembers(): boolean {
        return /\binclude-unknown-enum-members\b/i.test(headerOf(this.request, "prefer") ?? "");
    }
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
}

function parsedOrText(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

function contentOf({ body }: Answer): string | undefined {
    return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}

function contentType(body: unknown): string {
    return typeof body === "string"
        ? "text/html; charset=utf-8"
        : "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
}
