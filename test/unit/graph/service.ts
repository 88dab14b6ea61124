import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGraphClient, type GraphClient, type GraphClientOptions } from "../../../provider/graph/client";
import { GraphError } from "../../../provider/graph/errors";
import { closeAfterTest } from "../../closing";

/** A request as it arrived. */
export interface Received {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

export interface Answer {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Text as it is, anything else as JSON. */
    readonly body?: unknown;
}

/** A service on the loopback interface that answers by a function and keeps what arrived. */
export interface Service {
    readonly root: string;
    readonly received: Received[];
    client(options?: Partial<GraphClientOptions>): GraphClient;
}

type Respond = (request: Received, service: Service, response: ServerResponse) => Answer | undefined;

/** A service that answers each request with what `respond` gives; undefined leaves the answer to `respond` itself. */
export async function serve(respond: Respond): Promise<Service> {
    const received: Received[] = [];
    const server = createServer(async (request, response) => {
        let body = "";
        for await (const chunk of request) {
            body += chunk;
        }
        const arrived = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
        received.push(arrived);
        const answer = respond(arrived, service, response);
        if (answer) {
            const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
            response.writeHead(answer.status ?? 200, { "Content-Type": "application/json", ...answer.headers });
            response.end(answer.body === undefined ? undefined : text);
        }
    });
    const root = `http://127.0.0.1:${await listen(server)}`;
    const service: Service = {
        root,
        received,
        client: (options) =>
            createGraphClient({
                root,
                tokenSource: { getToken: async () => "token-1" },
                clock: clockWithoutWaiting(),
                random: () => 0.5,
                ...options,
            }),
    };
    return service;
}

/** A clock that stands still until somebody sleeps, and notes for how long. */
export function clockWithoutWaiting() {
    const slept: number[] = [];
    let now = 0;
    return {
        slept,
        now: () => now,
        sleep: async (milliseconds: number) => {
            slept.push(milliseconds);
            now += milliseconds;
        },
        advance: (milliseconds: number) => {
            now += milliseconds;
        },
    };
}

export async function listen(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closeAfterTest(() => {
        server.closeAllConnections();
        server.close();
    });
    return (server.address() as AddressInfo).port;
}

/** The error that something fails with, which must be a GraphError. */
export async function graphErrorOf(promise: Promise<unknown>): Promise<GraphError> {
    const error = await failureOf(promise);
    if (!(error instanceof GraphError)) {
        throw error;
    }
    return error;
}

export async function failureOf(promise: Promise<unknown>): Promise<Error> {
    try {
        await promise;
    } catch (error) {
        return error as Error;
    }
    throw new Error("it succeeded");
}
