import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Answer } from "./answers";
import { Batch, isBatch } from "./batch";
import type { FaultScript } from "./faults";
import { isAnswer, type Outcome, outcomeOf, type Pending, type Torn } from "./outcome";
import { type CallParts, type Received, ReceivedCall } from "./receivedCall";
import type { NoteEnd, RequestLog } from "./requestLog";

/** What the server works with. */
export interface ServerParts extends CallParts {
    readonly log: RequestLog;
    readonly faults: FaultScript;
    readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The HTTP side of the emulator: faults first, then what becomes of the call or the batch. */
export function httpServer(parts: ServerParts): Server {
    return createServer((request, response) => {
        serve(parts, request, response).catch(() => request.socket.destroy());
    });
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(parts, response, await receivedFrom(request));
    if (parts.world.settings.latencyMs > 0) {
        await parts.sleep(parts.world.settings.latencyMs);
    }
    exchange.end(outcomeOf(exchange.pending, parts.faults));
}

async function receivedFrom(request: IncomingMessage): Promise<Received> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
        chunks.push(chunk as Buffer);
    }
    const { method = "GET", url: path = "/", headers } = request;
    return { method, path, headers, text: Buffer.concat(chunks).toString("utf8") };
}

/** One request over HTTP and the answer to it. */
class Exchange {
    readonly pending: Pending;
    private readonly call: ReceivedCall;
    private readonly ended: NoteEnd;

    constructor(
        parts: ServerParts,
        private readonly response: ServerResponse,
        received: Received,
    ) {
        this.call = new ReceivedCall(parts, received);
        if (!isBatch(received)) {
            this.pending = this.call;
            this.ended = parts.log.call(received);
        } else if (parts.world.settings.switches.batch === "refused") {
            this.pending = this.call;
            this.ended = parts.log.batch(received, []);
        } else {
            const batch = new Batch(parts, this.call, received);
            this.pending = batch;
            this.ended = parts.log.batch(received, batch.received);
        }
    }

    end(outcome: Outcome): void {
        if (outcome === "hang") {
            return;
        }
        if (outcome === "cut") {
            this.ended();
            this.response.socket?.destroy();
        } else if (isAnswer(outcome)) {
            this.send(outcome);
        } else {
            this.tear(outcome);
        }
    }

    private send(answer: Answer): void {
        this.ended(answer);
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
            this.response.socket?.end("HTTP/1.1 2");
            return;
        }
        this.writeHead({ ...answer, headers: { ...answer.headers, "Content-Length": `${content?.length}` } });
        this.response.write(half, () => this.response.socket?.destroy());
    }

    private writeHead(answer: Answer): void {
        this.response.writeHead(answer.status, this.call.allHeaders(answer));
    }
}

function contentOf({ body }: Answer): string | undefined {
    return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}
