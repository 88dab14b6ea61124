import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answers";
import type { Received } from "./receivedCall";

/** One request as it arrived, and what became of it. */
export interface LoggedRequest {
    readonly method: string;
    /** The path with its query, as it was sent. */
    readonly path: string;
    /** The headers, names in lower case, without the value of `authorization`. */
    readonly headers: IncomingHttpHeaders;
    /** The body: parsed if it was JSON, else as text; absent if there was none. */
    readonly body?: unknown;
    /** Which batch it came in, or is, counted from 1 since the start; absent for a single call. */
    readonly batch?: number;
    /** When it had arrived, in milliseconds of the emulator's clock. */
    readonly startedAt: number;
    /** When the answer was sent or the connection cut; absent until then. */
    readonly endedAt?: number;
    /**
     * The status that was answered; absent until then, and where the connection was cut. For an item of a batch that was
     * answered as a whole, with an error say, the status of the batch.
     */
    readonly status?: number;
}

/** Notes how a request ended: with which answer, or without one. */
export type NoteEnd = (answer?: Answer) => void;

/** Every request in the order of arrival: what was asked of the tenant, and what went over HTTP. */
export class RequestLog {
    private readonly requests = new Entries();
    private readonly exchanges = new Entries();
    private batches = 0;

    constructor(private readonly now: () => number) {}

    /** A copy of all calls so far: single ones and items of batches, without the envelopes. */
    allRequests(): LoggedRequest[] {
        return this.requests.all();
    }

    /** A copy of all round trips so far: single calls and envelopes of batches. */
    allExchanges(): LoggedRequest[] {
        return this.exchanges.all();
    }

    /** Forgets everything. Requests under way do not come back. */
    clear(): void {
        this.requests.clear();
        this.exchanges.clear();
    }

    /** Notes a single call that has arrived. */
    call(received: Received): NoteEnd {
        const entry = this.entryOf(received);
        const notes = [this.requests.add(entry), this.exchanges.add(entry)];
        return (answer) => {
            for (const note of notes) {
                note(this.endOf(answer?.status));
            }
        };
    }

    /** Notes a batch that has arrived, with the items that could be read in it. */
    batch(envelope: Received, items: readonly Received[]): NoteEnd {
        const batch = ++this.batches;
        const noteWhole = this.exchanges.add({ ...this.entryOf(envelope), batch });
        const noteItems = items.map((item) => this.requests.add({ ...this.entryOf(item), batch }));
        return (answer) => {
            noteWhole(this.endOf(answer?.status));
            for (const [index, note] of noteItems.entries()) {
                note(this.endOf(answer?.itemStatuses?.[index] ?? answer?.status));
            }
        };
    }

    private entryOf({ method, path, headers, text }: Received): LoggedRequest {
        return {
            method,
            path,
            headers: withoutToken(headers),
            ...(text === "" ? {} : { body: parsedOrText(text) }),
            startedAt: this.now(),
        };
    }

    private endOf(status: number | undefined): End {
        return { endedAt: this.now(), ...(status === undefined ? {} : { status }) };
    }
}

type End = Pick<LoggedRequest, "endedAt" | "status">;

class Entries {
    private entries: LoggedRequest[] = [];

    all(): LoggedRequest[] {
        return [...this.entries];
    }

    clear(): void {
        this.entries = [];
    }

    /** Returns what notes the end of this entry. */
    add(entry: LoggedRequest): (end: End) => void {
        this.entries.push(entry);
        return (end) => {
            const index = this.entries.indexOf(entry);
            if (index >= 0) {
                this.entries[index] = { ...entry, ...end };
            }
        };
    }
}

const notLogged = "(not logged)";

function withoutToken(headers: IncomingHttpHeaders): IncomingHttpHeaders {
    return headers.authorization === undefined ? headers : { ...headers, authorization: notLogged };
}

/** In the body of a batch, items can have a token of their own. */
function parsedOrText(text: string): unknown {
    try {
        return JSON.parse(text, (name, value: unknown) => (/^authorization$/i.test(name) ? notLogged : value));
    } catch {
        return text;
    }
}
