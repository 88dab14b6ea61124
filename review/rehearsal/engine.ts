/**
 * The order in which the engine goes through a change: resources are made known one after the other, each once what it
 * depends on is done; their steps are carried out side by side; what goes, goes at the end, dependents first.
 */
import type { PreviewedResource } from "../preview";
import { Slots } from "./slots";

/** What the engine has done with a resource. */
export type Done = "done" | "failed" | "not reached";

export interface Steps {
    /** Decides what becomes of a resource that the program declares. One at a time. Throws what stops it. */
    decide(resource: PreviewedResource): Promise<Decided>;
    /** Deletes what has gone from the program, or has been replaced. */
    remove(resource: PreviewedResource): Promise<void>;
    /** Told what stopped a resource. */
    failed(resource: PreviewedResource, error: unknown): void;
}

export interface Decided {
    /** Carries it out; absent where nothing is to be done. */
    readonly act?: () => Promise<void>;
    /** Whether what was there before has to be deleted at the end. */
    readonly replaces: boolean;
}

/**
 * Goes through a change as the engine does.
 *
 * The engine's own figures: https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/ (`--parallel`), and measured: with N
 * steps under way it makes nothing more known.
 *
 * @param parallel how many steps are carried out at the same time
 */
export async function goThrough(
    resources: readonly PreviewedResource[],
    parallel: number,
    steps: Steps,
): Promise<ReadonlyMap<string, Done>> {
    const outcome = new Map<string, Done>();
    const slots = new Slots(parallel);
    const replaced = await registerAll(resources, slots, steps, outcome);
    const gone = resources.filter((resource) => !resource.new && resource.old);
    const hasFailed = [...outcome.values()].includes("failed");
    if (!hasFailed) {
        await removeAll([...gone, ...replaced], slots, steps, outcome);
    }
    for (const { urn } of gone) {
        outcome.set(urn, outcome.get(urn) ?? "not reached");
    }
    return outcome;
}

async function registerAll(
    resources: readonly PreviewedResource[],
    slots: Slots,
    steps: Steps,
    outcome: Map<string, Done>,
): Promise<readonly PreviewedResource[]> {
    const replaced: PreviewedResource[] = [];
    const known = new Slots(1);
    const registered = new Map<string, Promise<Done>>();
    let isStopped = false;
    const stop = (resource: PreviewedResource, error: unknown): Done => {
        isStopped = true;
        steps.failed(resource, error);
        return "failed";
    };
    const register = async (resource: PreviewedResource): Promise<Done> => {
        const needed = resource.new?.dependencies ?? [];
        const before = await Promise.all(needed.map((urn) => registered.get(urn)));
        if (before.some((done) => done !== undefined && done !== "done")) {
            return "not reached";
        }
        await known.take();
        let decided: Decided;
        try {
            if (isStopped) {
                return "not reached";
            }
            decided = await steps.decide(resource);
            await slots.take();
        } catch (error) {
            return stop(resource, error);
        } finally {
            known.give();
        }
        try {
            await decided.act?.();
        } catch (error) {
            return stop(resource, error);
        } finally {
            slots.give();
        }
        if (decided.replaces) {
            replaced.push(resource);
        }
        return "done";
    };
    for (const resource of resources.filter((each) => each.new)) {
        registered.set(resource.urn, register(resource));
    }
    for (const [urn, done] of registered) {
        outcome.set(urn, await done);
    }
    return replaced;
}

async function removeAll(
    resources: readonly PreviewedResource[],
    slots: Slots,
    steps: Steps,
    outcome: Map<string, Done>,
): Promise<void> {
    let left = resources.filter(({ old }) => old && !old.retainOnDelete);
    while (left.length > 0) {
        const needed = new Set(left.flatMap(({ urn, old }) => (old?.dependencies ?? []).filter((it) => it !== urn)));
        const free = left.filter(({ urn }) => !needed.has(urn));
        const now = free.length > 0 ? free : left;
        const done = await Promise.all(now.map((resource) => removeOne(resource, slots, steps)));
        for (const [nth, { urn }] of now.entries()) {
            outcome.set(urn, done[nth] === "failed" ? "failed" : (outcome.get(urn) ?? "done"));
        }
        if (done.includes("failed")) {
            return;
        }
        left = left.filter((resource) => !now.includes(resource));
    }
}

async function removeOne(resource: PreviewedResource, slots: Slots, steps: Steps): Promise<Done> {
    await slots.take();
    try {
        await steps.remove(resource);
        return "done";
    } catch (error) {
        steps.failed(resource, error);
        return "failed";
    } finally {
        slots.give();
    }
}
