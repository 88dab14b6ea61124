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
    /** How often it has been repeated after a 429. */
    readonly throttled: number;
    /** How often it has been repeated after anything else. */
    readonly repeated: number;
    readonly elapsedMs: number;
    /** Whether another request was given up without an answer, and none has had one since. */
    readonly isUnreachable: boolean;
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
 * `Retry-After` says how long to wait; without it, the wait is drawn evenly from zero to a bound that doubles. Where
 * nobody answers, one request finds that out for all: the next ones are tried once.
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
    if (failure.status === undefined && standing.isUnreachable) {
        return { kind: "giveUp" };
    }
    const asked = askedWait(failure, standing.today);
    const afterMs = asked ?? standing.random * widestWait(standing, bounds);
    if (standing.elapsedMs + afterMs <= bounds.limitMs) {
        return { kind: "repeat", afterMs };
    }
    const limit = `request is tried for no longer than ${inSeconds(bounds.limitMs)}`;
    const why =
        asked === undefined
            ? `A ${limit}`
            : `The service asks to wait ${inSeconds(asked)} before the next try, and a ${limit}: try again after that time`;
    return { kind: "giveUp", why };
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
    readonly reach: Reach;
}

/** Whether the service answers at all, as the requests of this process have found. */
export interface Reach {
    isLost: boolean;
}

/**
 * Tries a request until it succeeds or {@link decideRetry} gives it up. Its error then says how often it was tried, and
 * that it may have been carried out if any of the tries may have been.
 */
export async function repeating<T>(around: Repeating, isAbsolute: boolean, attempt: () => Promise<T>): Promise<T> {
    const { clock, pace, reach } = around;
    await pace.turn();
    let past: Past = { isAbsolute, begun: clock.now(), throttled: 0, repeated: 0, mayHaveActed: false };
    for (;;) {
        try {
            const answer = await attempt();
            pace.noteAnswered();
            reach.isLost = false;
            return answer;
        } catch (thrown) {
            if (!isGraphError(thrown)) {
                throw thrown;
            }
            if (thrown.status !== undefined && thrown.status !== 429) {
                pace.noteAnswered();
            }
            reach.isLost &&= thrown.status === undefined;
            past = await waitOrGiveUp(around, past, thrown);
        }
    }
}

/** What has become of a request so far. */
interface Past extends Pick<Standing, "isAbsolute" | "throttled" | "repeated"> {
    readonly begun: number;
    readonly mayHaveActed: boolean;
}

/** Returns when the request may be tried again, with what has become of it by then. Throws when it is given up. */
async function waitOrGiveUp(around: Repeating, past: Past, failure: GraphError): Promise<Past> {
    const { bounds, clock, today, random, pace, reach } = around;
    const { throttled, repeated } = past;
    const mayHaveActed = past.mayHaveActed || failure.mayHaveActed;
    const elapsedMs = clock.now() - past.begun;
    const standing = { ...past, elapsedMs, isUnreachable: reach.isLost, today: today(), random: random() };
    const decision = decideRetry(failure, standing, bounds);
    if (decision.kind === "giveUp") {
        reach.isLost = failure.status === undefined;
        throw givenUp(failure, { count: 1 + throttled + repeated, elapsedMs, mayHaveActed, why: decision.why });
    }
    await wait(around, failure, decision.afterMs);
    await pace.turn();
    return failure.status === 429
        ? { ...past, mayHaveActed, throttled: throttled + 1 }
        : { ...past, mayHaveActed, repeated: repeated + 1 };
}

/** After a 429 all requests wait, in their pace; after anything else this one does. */
async function wait({ clock, pace, say }: Repeating, failure: GraphError, afterMs: number): Promise<void> {
    const isThrottled = failure.status === 429;
    const isNews = isThrottled ? pace.noteThrottled(afterMs) : true;
    if (isNews && afterMs > longWaitMs) {
        say(waitWords(failure, afterMs));
    }
    if (!isThrottled) {
        await clock.sleep(afterMs);
    }
}

const longWaitMs = 5_000;

function waitWords(failure: GraphError, afterMs: number): string {
    const wait = inSeconds(afterMs);
    return failure.status === 429
        ? `Microsoft Graph is throttling (429): every request of this process waits for ${wait}.`
        : `${answeredWords(failure)}. It is tried again in ${wait}.`;
}
