import type { LifecycleContext } from "../context";
import { NotAsReviewed } from "../errors";
import type { Tenant } from "../tenant";
import { compareWithReview, unchangedWords } from "./compare";
import { digestNamed } from "./digestNamed";

/** Where a process finds the tenant, and the review that it is to be held against. */
export interface Surroundings {
    /** Opens the tenant; asked once, when it is first needed. */
    open(): Tenant;
    /** The value of a full key of the stack configuration. */
    stack(key: string): string | undefined;
    readonly env: Readonly<Record<string, string | undefined>>;
    /** Where a relative path begins. */
    readonly folder: string;
    /** Prints a sentence in the output of the update. */
    say(sentence: string): void;
}

/**
 * The tenant of a process. Where the digest of a review is named, nothing is written before the tenant was compared with
 * what the review rests on, once, and nothing at all where that has changed. A process that writes nothing compares
 * nothing.
 */
export function heldAgainstReview({
    open,
    stack,
    env,
    folder,
    say,
}: Surroundings): Pick<LifecycleContext, "tenant" | "mayWrite"> {
    const tenant = once(open);
    const named = digestNamed(stack, env);
    if (!named) {
        return { tenant };
    }
    const mayWrite = comparedOnce(async () => {
        const compared = await compareWithReview(tenant(), named, folder);
        // So that nobody takes a run for one that was held against its review, and was not.
        say(unchangedWords(named, compared));
    });
    return { tenant: once(() => writingOnceAllowed(tenant(), mayWrite)), mayWrite };
}

/**
 * What every write of a process waits for: compares once, with the first write, and says the same to all others. The
 * first one that is refused is told in full what has changed.
 */
function comparedOnce(compare: () => Promise<void>): () => Promise<void> {
    let compared: Promise<void> | undefined;
    let isSaid = false;
    return async () => {
        compared ??= compare();
        try {
            await compared;
        } catch (error) {
            const isNews = !isSaid;
            isSaid = true;
            throw isNews || !(error instanceof NotAsReviewed) ? error : new NotAsReviewed(error.again);
        }
    };
}

/** The same tenant, in which nothing is written before `mayWrite` has returned. */
function writingOnceAllowed(tenant: Tenant, mayWrite: () => Promise<void>): Tenant {
    const allowed =
        <Given extends unknown[], T>(write: (...given: Given) => Promise<T>) =>
        async (...given: Given): Promise<T> => {
            await mayWrite();
            return await write(...given);
        };
    return {
        ...tenant,
        createGroup: allowed(tenant.createGroup),
        updateGroup: allowed(tenant.updateGroup),
        deleteGroup: allowed(tenant.deleteGroup),
        moveConnector: allowed(tenant.moveConnector),
        assignApplication: allowed(tenant.assignApplication),
        unassignApplication: allowed(tenant.unassignApplication),
    };
}

function once<T extends object>(make: () => T): () => T {
    let made: T | undefined;
    return () => {
        made ??= make();
        return made;
    };
}
