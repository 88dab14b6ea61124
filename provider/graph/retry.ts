import { answeredWords, type GraphError, givenUp, inSeconds, isGraphError } from "./errors";
import type { Pace } from "./pace";

/** How long, and how often, a request is tried. */
export interface RetryBounds {
    /**
     * How long one request is tried for, all its repetitions and their waits included, in milliseconds. A call of the
     * lifecycle has no bound of its own: a carry makes as many requests as the group has connectors and applications.
     */
    readonly limitMs: number;
    /** How often it is repeated after failures that say nothing about when to come again. */
    readonly mostRepeats: number;
    /** The longest wait before the first of these repetitions; it doubles with each. */
    readonly firstWaitMs: number;
    readonly longestWaitMs: number;
}

export const defaultRetryBounds: RetryBounds = {
    limitMs: 5 * 60_000,
    mostRepeats: 4,
    firstWaitMs: 1_000,
    longestWaitMs: 30_000,
};

/** Where a request stands when one of its tries has failed. */
export interface Standing {
    /** Whether asking for it twice is the same as asking for it once. */
    readonly isAbsolute: boolean;
    /** How often it has been repeated, first by a 429 and then for any other reason. */
    readonly throttled: number;
    readonly repeated: number;
    readonly elapsedMs: number;
    /** Milliseconds since the epoch: a date in `Retry-After` is compared with it where the answer bears none itself. */
    readonly today: number;
    /** From 0 to less than 1. */
    readonly random: number;
}

export type RetryDecision =
    | { readonly kind: "repeat"; readonly afterMs: number }
    /** `why` says what the error itself does not. */
    | { readonly kind: "giveUp"; readonly why?: string };

/**
 * Whether a request that failed is asked for again, and after how long.
 *
 * A request that is not absolute, which is the one that creates a group, is repeated only where it is certain that
 * nothing was done: a 429 is refused before it is processed, and a connection that was never made has carried nothing.
 * `Retry-After` says how long to wait; without it, the wait is drawn evenly from zero to a bound that doubles.
 *
 * Sources: https://learn.microsoft.com/graph/throttling and https://learn.microsoft.com/graph/best-practices-concept
 */
export function decideRetry(failure: GraphError, standing: Standing, bounds: RetryBounds): RetryDecision {
    if (!failure.retryable || (failure.mayHaveActed && !standing.isAbsolute)) {
        return { kind: "giveUp" };
    }
    if (failure.status !== 429 && standing.repeated >= bounds.mostRepeats) {
        return { kind: "giveUp" };
    }
    const asked = askedWait(failure, standing.today);
    const afterMs = asked ?? standing.random * widestWait(standing, bounds);
    if (standing.elapsedMs + afterMs <= bounds.limitMs) {
        return { kind: "repeat", afterMs };
    }
    const wanted =
        asked === undefined ? "" : `The service asks to wait ${inSeconds(asked)} before the next try, and a `;
    const limit = `request is tried for no longer than ${inSeconds(bounds.limitMs)}`;
    return { kind: "giveUp", why: wanted === "" ? `A ${limit}` : `${wanted}${limit}: try again after that time` };
}

/** The wait that the service asks for, in milliseconds; undefined where it says nothing that can be understood. */
export function askedWait({ status, retryAfter, date }: GraphError, today: number): number | undefined {
    const text = retryAfter?.trim() ?? "";
    if (!waitStatuses.has(status) || text === "") {
        return undefined;
    }
    if (/^\d+(\.\d+)?$/.test(text)) {
        return Number(text) * 1000;
    }
    // Without a letter it is no date of HTTP, although much is one to `Date.parse`.
    const until = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
    // The two dates of one answer come from one clock, which this machine's may not agree with.
    const sent = Date.parse(date ?? "");
    return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(sent) ? today : sent));
}

const waitStatuses: ReadonlySet<number | undefined> = new Set([429, 503]);

function widestWait({ throttled, repeated }: Standing, { firstWaitMs, longestWaitMs }: RetryBounds): number {
    return Math.min(longestWaitMs, firstWaitMs * 2 ** (throttled + repeated));
}

/** What the repeating works with. */
export interface Repeating {
    readonly bounds: RetryBounds;
    readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
    readonly today: () => number;
    readonly random: () => number;
    /** Told what a long wait is for. */
    readonly say: (sentence: string) => void;
    readonly pace: Pace;
}

/**
 * Tries a request until it succeeds or {@link decideRetry} gives it up. Its error then says how often it was tried, and
 * that it may have been carried out if any of the tries may have been.
 */
export async function repeating<T>(
    { bounds, clock, today, random, say, pace }: Repeating,
    isAbsolute: boolean,
    attempt: () => Promise<T>,
): Promise<T> {
    await pace.turn();
    const begun = clock.now();
    let mayHaveActed = false;
    for (let throttled = 0, repeated = 0; ; ) {
        try {
            const answer = await attempt();
            pace.noteAnswered();
            return answer;
        } catch (thrown) {
            if (!isGraphError(thrown)) {
                throw thrown;
            }
            if (thrown.status !== undefined && thrown.status !== 429) {
                pace.noteAnswered();
            }
            mayHaveActed ||= thrown.mayHaveActed;
            const elapsedMs = clock.now() - begun;
            const standing = { isAbsolute, throttled, repeated, elapsedMs, today: today(), random: random() };
            const decision = decideRetry(thrown, standing, bounds);
            if (decision.kind === "giveUp") {
                const { why } = decision;
                throw givenUp(thrown, { count: 1 + throttled + repeated, elapsedMs, mayHaveActed, why });
            }
            const isThrottled = thrown.status === 429;
            const isNews = isThrottled ? pace.noteThrottled(decision.afterMs) : true;
            if (isNews && decision.afterMs > longWaitMs) {
                say(waitWords(thrown, decision.afterMs));
            }
            throttled += isThrottled ? 1 : 0;
            repeated += isThrottled ? 0 : 1;
            await (isThrottled ? undefined : clock.sleep(decision.afterMs));
            await pace.turn();
        }
    }
}

const longWaitMs = 5_000;

function waitWords(failure: GraphError, afterMs: number): string {
    const wait = inSeconds(afterMs);
    return failure.status === 429
        ? `Microsoft Graph is throttling (429): every request of this process waits for ${wait}.`
        : `${answeredWords(failure)}. It is tried again in ${wait}.`;
}
