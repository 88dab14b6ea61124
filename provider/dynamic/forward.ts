/**
 * What every module in this folder is: a provider that hands each call of the engine to its lifecycle. Nothing is
 * loaded before the engine calls: a program that only declares resources pays for none of it.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { LifecycleContext } from "../lifecycle/context";
import type { ResourceLifecycle } from "../lifecycle/resourceLifecycle";

/** The provider over a lifecycle that is loaded with the first call. */
export function forwardTo(lifecycleOver: (context: () => Promise<LifecycleContext>) => Promise<ResourceLifecycle>) {
    // Assigned before the first await: the engine's next call can arrive while `configure` is still running.
    let config: dynamic.Config | undefined;
    const context = async () => (await import("../lifecycle/process.js")).contextOf(config);
    const load = once(() => lifecycleOver(context));
    // What requests are made with takes as long to load as the lifecycle, and is loaded at the same time. Where it cannot
    // be, the request that needs it says so.
    const loadFetch = once(() => import("node-fetch").catch(() => undefined));
    const loadToAsk = () => {
        void loadFetch();
        return load();
    };
    return {
        configure: async (request: dynamic.ConfigureRequest): Promise<void> => {
            config = request.config;
        },
        check: async (olds: unknown, news: unknown) => (await load()).check(olds, news),
        diff: async (id: string, olds: unknown, news: unknown) => (await load()).diff(id, olds, news),
        create: async (inputs: unknown) => (await loadToAsk()).create(inputs),
        read: async (id: string, outputs: unknown) => (await loadToAsk()).read(id, outputs),
        update: async (id: string, olds: unknown, news: unknown) => (await loadToAsk()).update(id, olds, news),
        remove: async (id: string, outputs: unknown) => (await loadToAsk()).delete(id, outputs),
    };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => {
        made ??= make();
        return made;
    };
}
