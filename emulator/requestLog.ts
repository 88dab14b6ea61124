import type { IncomingHttpHeaders } from "node:http";

/** One request as it arrived, and what became of it. */
export interface LoggedRequest {
    readonly method: string;
    /** The path with its query, as it was sent. */
    readonly path: string;
    /** The headers, names in lower case, without the value of `authorization`. */
    readonly headers: IncomingHttpHeaders;
    /** The body: parsed if it was JSON, else as text; absent if there was none. */
    readonly body?: unknown;
    /** When it had arrived, in milliseconds of the emulator's clock. */
    readonly startedAt: number;
    /** When the answer was sent or the connection cut; absent until then. */
    readonly endedAt?: number;
    /** The status that was answered; absent until then, and where the connection was cut. */
    readonly status?: number;
}

/** Every request in the order of arrival. */
export class RequestLog {
    private entries: LoggedRequest[] = [];

    constructor(private readonly now: () => number) {}

    /** A copy of all entries so far. */
    all(): LoggedRequest[] {
        return [...this.entries];
    }

    /** Forgets everything. Requests under way do not come back. */
    clear(): void {
        this.entries = [];
    }

    /** Notes a request that has arrived. Returns what notes how it ended. */
    begin(request: Pick<LoggedRequest, "method" | "path" | "headers" | "body">): (status?: number) => void {
        const { authorization, ...headers } = request.headers;
        const entry: LoggedRequest = {
            ...request,
            headers: authorization === undefined ? headers : { ...headers, authorization: "(not logged)" },
            startedAt: this.now(),
        };
        this.entries.push(entry);
        return (status) => {
            const index = this.entries.indexOf(entry);
            if (index >= 0) {
                this.entries[index] = { ...entry, endedAt: this.now(), ...(status === undefined ? {} : { status }) };
            }
        };
    }
}
