import pLimit from "p-limit";

/** When requests are sent: a few at once, as fast as the tenant takes them, and none while it asks to be left alone. */
export interface Pace {
    /** Runs it as soon as there is room. What is repeated keeps its room, so that no other overtakes it for ever. */
    withRoom<T>(isRead: boolean, request: () => Promise<T>): Promise<T>;
    /**
     * Runs one exchange with the service as soon as fewer than {@link mostAtOnce} of its kind are under way: what is
     * read ahead holds up no write.
     */
    whenFree<T>(isRead: boolean, exchange: () => Promise<T>): Promise<T>;
    /** Returns when the next try of a request may be sent. */
    turn(): Promise<void>;
    /** A request was let through, whatever the answer to it was. */
    noteAnswered(): void;
    /**
     * A 429: nothing is sent for this long, and less in a second from then on. Answers whether that ends noticeably
     * later than the pause that was on already.
     */
    noteThrottled(pauseMs: number): boolean;
}

/** How many exchanges of a kind, reads or writes, are under way at once, for all resources of a process. */
export const mostAtOnce = 8;

/** How many reads are begun at once: enough to fill some batches, and few enough for what is throttled to show soon. */
export const mostReadsAtOnce = 100;

/** How many are begun before the first was let through: as many as a batch holds, should the tenant take none now. */
const firstReadsAtOnce = 20;

/**
 * Microsoft Graph throttles by tenant, and its limit for these calls is not published: it has to be found by trying.
 * Until the first 429 nothing but the room bounds the rate. A 429 after a second of steady sending shows the limit:
 * from then on it is a little less than what went through in that second, and rises again by a tenth in 20 seconds, to
 * more than twice as much in a minute, since others use the tenant too. Any other 429 shows only that there is a limit:
 * the rate is halved, and doubles in 5 seconds.
 *
 * Source: https://learn.microsoft.com/graph/throttling-limits
 */
export function createPace(clock: { now(): number; sleep(milliseconds: number): Promise<void> }): Pace {
    const [writes, reads] = [pLimit(mostAtOnce), pLimit(firstReadsAtOnce)];
    const readExchanges = pLimit(mostAtOnce);
    let sendingSince: number | undefined;
    let nextTurn = Number.NEGATIVE_INFINITY;
    let answered: readonly number[] = [];
    let bound: Bound | undefined;
    const inLastSecond = () => answered.filter((at) => at > clock.now() - 1000);
    const isPaused = () => sendingSince !== undefined && clock.now() < sendingSince;
    const boundAfterThrottling = (from: number): Bound => {
        const rate = rateAt(bound, clock.now());
        const half = Math.min(rate, 2 * mostAtOnce) / 2;
        const wentThrough = inLastSecond().length;
        const isFound = clock.now() - (sendingSince ?? clock.now()) >= 1000 && wentThrough >= half;
        return { perSecond: Math.max(slowest, isFound ? Math.min(rate, wentThrough) / 1.1 : half), from, isFound };
    };
    return {
        withRoom: (isRead, request) => (isRead ? reads : writes)(request),
        // A write that has room may be exchanged at once: there is no more room than that.
        whenFree: (isRead, exchange) => (isRead ? readExchanges(exchange) : exchange()),
        turn: async () => {
            for (;;) {
                const now = clock.now();
                const left = Math.max(sendingSince ?? now, nextTurn) - now;
                if (left <= 0) {
                    sendingSince ??= now;
                    nextTurn = Math.max(now, nextTurn) + 1000 / rateAt(bound, now);
                    return;
                }
                await clock.sleep(left);
            }
        },
        noteAnswered: () => {
            reads.concurrency = mostReadsAtOnce;
            answered = [...inLastSecond(), clock.now()];
        },
        noteThrottled: (pauseMs) => {
            const end = clock.now() + pauseMs;
            // What was under way when the first 429 came is refused with it: one throttling, not several.
            if (!isPaused()) {
                bound = boundAfterThrottling(end);
            }
            const isNews = end > Math.max(clock.now(), sendingSince ?? 0) + noticeableMs;
            sendingSince = Math.max(sendingSince ?? end, end);
            return isNews;
        },
    };
}

/** What bounds the rate from a moment on, and whether it is the tenant's limit or only somewhere below it. */
interface Bound {
    readonly perSecond: number;
    readonly from: number;
    readonly isFound: boolean;
}

function rateAt(bound: Bound | undefined, now: number): number {
    if (bound === undefined) {
        return Number.POSITIVE_INFINITY;
    }
    const { perSecond, from, isFound } = bound;
    const seconds = Math.max(0, now - from) / 1000;
    return perSecond * (isFound ? 1.1 ** ((seconds / 20) * (seconds / 20)) : 2 ** (seconds / 5));
}

const slowest = 1;
const noticeableMs = 1_000;
