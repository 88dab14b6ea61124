import type { Switches } from "./switches";

/** What can be changed while the emulator runs; the next request follows it. */
export interface EmulatorSettings {
    /** How long every answer takes, in milliseconds. */
    latencyMs: number;
    /** For how long reads go on showing what was there before a write, in milliseconds. */
    lagMs: number;
    /** How many requests a second are let through before the answer is 429; `undefined` is no limit. */
    requestsPerSecond: number | undefined;
    /** The most entries that one page of a list holds where no size is asked for. */
    pageSize: number;
    /** The most entries that one page of a list holds, whatever size is asked for with `$top`. */
    largestPage: number;
    /** The bearer token that is accepted; any other is answered with 401, unless `acceptsToken` accepts it. */
    token: string;
    /** Which other bearer tokens are accepted; `undefined` is none. */
    acceptsToken: ((token: string) => boolean) | undefined;
    /** Where the sources about the real service disagree: what this one does. */
    switches: Switches;
}
