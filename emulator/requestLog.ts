import type { IncomingHttpHeaders } from "node:http";

/** One request as it arrived, and what became of it. */
export interface LoggedRequest {
    readonly method: string;
    /** The path with its query, as it was sent; of one in a batch, as it would have been sent by itself. */
    readonly path: string;
    /** The headers, names in lower case, without the value of `authorization`. */
    readonly headers: IncomingHttpHeaders;
    /** The body: parsed if it was JSON, else as text; absent if there was none. */
    readonly body?: unknown;
    /** The batch that it came in, counted from 1; absent if it came by itself. */
    readonly batch?: number;
    /** When it had arrived, in milliseconds of the emulator's clock. */
    readonly startedAt: number;
    /** When the answer was sent or the connection cut; absent until then. */
    readonly endedAt?: number;
    /** The status that was answered; absent until then, and where the connection was cut. */
    readonly status?: number;
}

/** What arrives. */
export type NewRequest = Pick<LoggedRequest, "method" | "path" | "headers" | "body">;

/** Notes how a request ended: with a status, or cut. */
export type Ended = (status?: number) => void;

/** Every request in the order of arrival, and every round trip: what comes in a batch is one of the latter together. */
export class RequestLog {
    readonly #requests = new Entries();
    readonly #exchanges = new Entries();
    #batches = 0;

    constructor(private readonly now: () => number) {}

    /** A copy of all requests so far, those in batches one by one and the batches themselves left out. */
    get requests(): LoggedRequest[] {
        return this.#requests.all;
    }

    /** A copy of all round trips so far. */
    get exchanges(): LoggedRequest[] {
        return this.#exchanges.all;
    }

    /** Forgets everything. Requests under way do not come back. */
    clear(): void {
        this.#requests.clear();
        this.#exchanges.clear();
    }

    /** Notes a request that has arrived by itself. */
    begin(request: NewRequest): Ended {
        const entry = this.#arrived(request);
        const [asRequest, asExchange] = [this.#requests.add(entry), this.#exchanges.add(entry)];
        return (status) => {
            const end = this.#end(status);
            asRequest(end);
            asExchange(end);
        };
    }

    /** Notes a batch that has arrived. `begin` notes a request in it. */
    beginBatch(request: NewRequest): { readonly ended: Ended; begin(item: NewRequest): Ended } {
        const asExchange = this.#exchanges.add(this.#arrived(request));
        const batch = ++this.#batches;
        return {
            ended: (status) => asExchange(this.#end(status)),
            begin: (item) => {
                const asRequest = this.#requests.add({ ...this.#arrived(item), batch });
                return (status) => asRequest(this.#end(status));
            },
        };
    }

    #arrived(request: NewRequest): LoggedRequest {
        const { authorization, ...headers } = request.headers;
        return {
            ...request,
            headers: authorization === undefined ? headers : { ...headers, authorization: "(not logged)" },
            startedAt: this.now(),
        };
    }

    #end(status: number | undefined) {
        return { endedAt: this.now(), ...(status === undefined ? {} : { status }) };
    }
}

/** Requests in their order, of which each can be completed later. */
class Entries {
    #entries: LoggedRequest[] = [];

    get all(): LoggedRequest[] {
        return [...this.#entries];
    }

    clear(): void {
        this.#entries = [];
    }

    add(entry: LoggedRequest): (end: Pick<LoggedRequest, "endedAt" | "status">) => void {
        this.#entries.push(entry);
        return (end) => {
            const index = this.#entries.indexOf(entry);
            if (index >= 0) {
                this.#entries[index] = { ...entry, ...end };
            }
        };
    }
}
