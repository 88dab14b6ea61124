import type { CreationNotes } from "./creationNotes";
import type { OperationMemory } from "./memory";
import type { Tenant } from "./tenant";

/** What the lifecycle of a resource works with, all of it given from outside. */
export interface LifecycleContext {
    /** @throws ConfigurationError when the configuration does not say which tenant, or contradicts itself */
    tenant(): Tenant;
    /**
     * Returns once this process may write. Every write waits for it of itself; what would wait for other writes of this
     * process asks beforehand, so that the time is not counted against them. Absent where nothing has to be compared.
     *
     * @throws NotAsReviewed when the tenant is not as it was reviewed
     */
    readonly mayWrite?: () => Promise<void>;
    readonly memory: OperationMemory;
    readonly notes: Notes;
    /** Prints a sentence in the output of the preview or the update. */
    say(sentence: string): void;
    /** The same, as a warning. */
    warn(sentence: string): void;
    readonly clock: Clock;
    readonly bounds: Bounds;
}

/** What is noted about what was begun, so that it is not lost when the process is killed. */
export type Notes = Pick<CreationNotes, keyof CreationNotes>;

/** Time, injected so that tests need not wait. */
export interface Clock {
    /** Milliseconds since some fixed moment. */
    now(): number;
    sleep(milliseconds: number): Promise<void>;
}

/** How long a condition is polled for, in milliseconds. */
export interface Bounds {
    readonly pollMs: number;
    /** How long a group that nobody is known to rename may keep a name that is wanted. */
    readonly unexpectedHolderMs: number;
    /** How long a group that this operation renames may take to give up its name. */
    readonly expectedHolderMs: number;
    /** How long a write may take to show in a later read. */
    readonly consistencyMs: number;
    /** How long the engine may take to begin an update that it has decided on, or to make the next resource known. */
    readonly updateBeginsMs: number;
    /** How long the last active connector of a group waits for applications that are known to go, while none goes. */
    readonly leavingMs: number;
}

/** Bounds for a real tenant; the service documents no figure for its own delays. */
export const defaultBounds: Bounds = {
    pollMs: 1_000,
    unexpectedHolderMs: 15_000,
    expectedHolderMs: 120_000,
    consistencyMs: 60_000,
    updateBeginsMs: 2_000,
    leavingMs: 30_000,
};

/** Asks until an answer comes or the time is up. The last time it asks is at the end of the time. */
export async function poll<T>(
    { clock, bounds }: Pick<LifecycleContext, "clock" | "bounds">,
    withinMs: number,
    ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
    const end = clock.now() + withinMs;
    for (;;) {
        const answer = await ask();
        const left = end - clock.now();
        if (answer !== undefined || left <= 0) {
            return answer;
        }
        await clock.sleep(Math.min(bounds.pollMs, left));
    }
}
