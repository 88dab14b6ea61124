import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, Refusal, type World } from "./answers";
import { batchOutcome, batchPath } from "./batch";
import { type Arrived, Exchange, type Outcome, type ServerParts, type Torn } from "./exchange";
import type { RequestLog } from "./requestLog";

/** What the server works with. */
export interface ListeningParts extends ServerParts {
    readonly log: RequestLog;
    readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The HTTP side of the emulator. */
export function httpServer(parts: ListeningParts): Server {
    return createServer((request, response) => {
        serve(parts, request, response).catch(() => request.socket.destroy());
    });
}

async function serve(parts: ListeningParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { world, log, sleep } = parts;
    const { method = "GET", url: path = "/", headers } = request;
    const arrived = { method, path, headers, text: await bodyOf(request) };
    const isBatch = method === "POST" && path === batchPath;
    const batch = isBatch ? log.beginBatch(logged(arrived)) : undefined;
    const ended = batch ? batch.ended : log.begin(logged(arrived));
    if (world.settings.latencyMs > 0) {
        await sleep(world.settings.latencyMs);
    }
    const exchange = new Exchange(parts, arrived);
    const outcome = exchange.outcome(
        batch &&
            (() => {
                refuseUnserved(world);
                return batchOutcome(parts, exchange, arrived, (item) => batch.begin(logged(item)));
            }),
    );
    new Reply(parts, exchange, request, response, ended).end(outcome);
}

function refuseUnserved({ settings }: World): void {
    if (settings.switches.batch === "refused") {
        throw new Refusal(404, "BadRequest", "Resource not found for the segment '$batch'.");
    }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString("utf8");
}

function logged({ method, path, headers, text }: Arrived) {
    return { method, path, headers, ...(text === "" ? {} : { body: parsedOrText(text) }) };
}

function parsedOrText(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

/** What goes back over the connection. */
class Reply {
    constructor(
        private readonly parts: ServerParts,
        private readonly exchange: Exchange,
        private readonly request: IncomingMessage,
        private readonly response: ServerResponse,
        private readonly ended: (status?: number) => void,
    ) {}

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
        const { requestId, clientRequestId, showsUnknownEnumMembers } = this.exchange;
        this.response.writeHead(status, {
            Date: new Date(this.parts.now()).toUTCString(),
            "request-id": requestId,
            "client-request-id": clientRequestId,
            "x-ms-ags-diagnostic": JSON.stringify({ ServerInfo: { DataCenter: "Emulator", Ring: "0" } }),
            ...(body === undefined ? {} : { "Content-Type": contentType(body), "OData-Version": "4.0" }),
            ...(showsUnknownEnumMembers ? { "Preference-Applied": "include-unknown-enum-members" } : {}),
            ...headers,
        });
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
