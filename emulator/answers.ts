import type { EmulatorSettings } from "./settings";
import type { TenantStore } from "./store";

/** What one request is answered with. */
export interface Answer {
    readonly status: number;
    /** Sent as JSON; absent for an empty body. */
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    /** Of the answer to a batch: what each item is answered with, in the order of the requests. */
    readonly itemStatuses?: readonly number[];
}

/** Thrown where a request is refused; becomes Graph's error body. */
export class Refusal extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        message: string,
        readonly headers: Readonly<Record<string, string>> = {},
    ) {
        super(message);
    }
}

/** One request, as the routes see it. */
export interface Call {
    readonly method: string;
    /** The scheme and host that the request was sent to: what links in answers begin with. */
    readonly origin: string;
    /** The path without the query, as it was sent. */
    readonly pathname: string;
    /** The parts of the path that the route left open, decoded. */
    readonly parameters: Readonly<Record<string, string>>;
    readonly query: URLSearchParams;
    /** The parsed JSON body; `undefined` if there was none. */
    readonly body: unknown;
    /** Whether enum members outside the documented ones may be shown. */
    readonly showsUnknownEnumMembers: boolean;
    /** Method and path, for the record of gaps. */
    readonly label: string;
}

/** What the routes act on. */
export interface World {
    readonly store: TenantStore;
    readonly settings: EmulatorSettings;
    readonly newId: () => string;
}

/** A 400 for which no source knows the real code. */
export function badRequest(message: string): Refusal {
    return new Refusal(400, "Request_BadRequest", message);
}

/** For what the real service may well do and the emulator does not. */
export function notEmulated(what: string): Refusal {
    return new Refusal(501, "Emulator_NotImplemented", `The emulator does not do this: ${what}`);
}

/** The JSON object that a write has to carry. */
export function objectIn(call: Call): Readonly<Record<string, unknown>> {
    if (typeof call.body !== "object" || call.body === null || Array.isArray(call.body)) {
        throw new Refusal(400, "BadRequest", "The request needs a JSON object as its body.");
    }
    return call.body as Readonly<Record<string, unknown>>;
}
