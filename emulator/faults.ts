import type { Answer } from "./answers";

/** Something that is made to go wrong for the requests it matches. */
export type Fault = FaultMatch & FaultEffect;

/** Which requests a {@link Fault} is for. */
export interface FaultMatch {
    /** For example `POST`, or several. @default every method */
    readonly method?: string | readonly string[];
    /**
     * Matched against the path with its query, as it was sent. An item of a batch is hit as if it had come alone. The
     * batch itself, which is cut or answered as a whole then, is hit where this matches `/beta/$batch`.
     *
     * @default every path; of a batch, the items alone
     */
    readonly path?: RegExp;
    /** How many matching requests are let through first. @default 0 */
    readonly skip?: number;
    /** How many requests it hits; `Infinity` for all from now on. @default 1 */
    readonly times?: number;
}

/** What a {@link Fault} does. */
export type FaultEffect =
    /** Answers this instead of acting, or after having acted. */
    | ({ readonly effect: "answerBeforeActing" | "answerAfterActing" } & FaultAnswer)
    /** Cuts the connection without an answer, before or after having acted. */
    | { readonly effect: "cutBeforeActing" | "cutAfterActing" }
    /** Acts, and cuts the connection in the middle of the answer. */
    | { readonly effect: "cutWithinAnswer" }
    /** Acts, and loses the second half of the answer's body, in such a way that the answer looks complete. */
    | { readonly effect: "halfAnswer" }
    /** Never answers, without or after having acted. The connection stays open until the client or `stop` ends it. */
    | { readonly effect: "hangBeforeActing" | "hangAfterActing" }
    /** Runs this just before the request is acted on, which then goes its normal way: what someone else does meanwhile. */
    | { readonly effect: "meanwhile"; readonly run: () => void };

/** An answer made up by a test. */
export interface FaultAnswer {
    readonly status: number;
    /** The code in Graph's error body. @default "UnknownError" */
    readonly code?: string;
    /** The message in Graph's error body. @default "Scripted fault." */
    readonly message?: string;
    /** Sent as it is instead of Graph's error body: a string as text, anything else as JSON. */
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
}

/** A fault that has been injected. */
export interface InjectedFault {
    /** How many requests it has hit so far. */
    readonly hits: number;
    /** Takes it away. */
    withdraw(): void;
}

/** A {@link Fault} that decides what becomes of a request. */
export type ScriptedFault = Exclude<Fault, { effect: "meanwhile" }>;

interface Waiting {
    readonly fault: Fault;
    seen: number;
    hits: number;
}

/** The faults that wait for their requests, in the order in which they were injected. */
export class FaultScript {
    private readonly waiting: Waiting[] = [];

    /** Adds a fault behind those that wait. */
    inject(fault: Fault): InjectedFault {
        const entry: Waiting = { fault, seen: 0, hits: 0 };
        this.waiting.push(entry);
        return {
            get hits() {
                return entry.hits;
            },
            withdraw: () => this.remove(entry),
        };
    }

    /** The fault for this request, if there is one, after everything that happens meanwhile has been run. */
    next(method: string, path: string, kind: "call" | "batch"): ScriptedFault | undefined {
        for (const entry of [...this.waiting]) {
            const { fault } = entry;
            if (!matches(fault, method, path, kind) || ++entry.seen <= (fault.skip ?? 0)) {
                continue;
            }
            entry.hits += 1;
            if (entry.hits >= (fault.times ?? 1)) {
                this.remove(entry);
            }
            if (fault.effect !== "meanwhile") {
                return fault;
            }
            fault.run();
        }
        return undefined;
    }

    private remove(entry: Waiting): void {
        const index = this.waiting.indexOf(entry);
        if (index >= 0) {
            this.waiting.splice(index, 1);
        }
    }
}

function matches(fault: FaultMatch, method: string, path: string, kind: "call" | "batch"): boolean {
    const pattern = fault.path ?? (kind === "call" ? /^/ : undefined);
    const methods = [fault.method ?? method].flat();
    return methods.some((own) => own.toUpperCase() === method) && pattern !== undefined && path.search(pattern) >= 0;
}

/** What a made-up answer looks like on the wire; `errorBody` builds Graph's error body. */
export function faultAnswer(fault: FaultAnswer, errorBody: (code: string, message: string) => unknown): Answer {
    const { status, code = "UnknownError", message = "Scripted fault.", headers = {} } = fault;
    return { status, headers, body: "body" in fault ? fault.body : errorBody(code, message) };
}
