import pLimit from "p-limit";

/** How many requests are under way at once: as many as the tenant takes, and none while it asks to be left alone. */
export interface Pace {
    /** Runs it as soon as there is room. What is repeated keeps its room, so that no other overtakes it for ever. */
    withRoom<T>(request: () => Promise<T>): Promise<T>;
    /** Returns when no pause is on. */
    whenOpen(): Promise<void>;
    noteSuccess(): void;
    /**
     * A 429: nothing is sent for this long, and half as many requests at once from then on. Answers whether that ends
     * noticeably later than the pause that was on already.
     */
    noteThrottled(pauseMs: number): boolean;
}

/** Within which bounds a pace moves. */
export interface PaceBounds {
    readonly atFirst: number;
    readonly atMost: number;
}

/**
 * Microsoft Graph throttles by tenant, and its limit for these calls is not published: it has to be found by trying.
 * Source: https://learn.microsoft.com/graph/throttling-limits
 */
export const defaultPaceBounds: PaceBounds = { atFirst: 8, atMost: 16 };

/** A pace that halves with each throttling, and grows by one when as many requests as fit at once have gone through. */
export function createPace(
    clock: { now(): number; sleep(milliseconds: number): Promise<void> },
    { atFirst, atMost }: PaceBounds = defaultPaceBounds,
): Pace {
    const limit = pLimit(atFirst);
    let pausedUntil = Number.NEGATIVE_INFINITY;
    let sinceChange = 0;
    const setRoom = (room: number) => {
        limit.concurrency = room;
        sinceChange = 0;
    };
    return {
        withRoom: (request) => limit(request),
        whenOpen: async () => {
            for (let left = pausedUntil - clock.now(); left > 0; left = pausedUntil - clock.now()) {
                await clock.sleep(left);
            }
        },
        noteSuccess: () => {
            sinceChange += 1;
            if (sinceChange >= limit.concurrency && limit.concurrency < atMost) {
                setRoom(limit.concurrency + 1);
            }
        },
        noteThrottled: (pauseMs) => {
            const now = clock.now();
            // What was under way when the first 429 came is refused with it: one throttling, not several.
            if (now >= pausedUntil) {
                setRoom(Math.max(1, Math.floor(limit.concurrency / 2)));
            }
            const isNews = now + pauseMs > Math.max(now, pausedUntil) + noticeableMs;
            pausedUntil = Math.max(pausedUntil, now + pauseMs);
            return isNews;
        },
    };
}

const noticeableMs = 1_000;
