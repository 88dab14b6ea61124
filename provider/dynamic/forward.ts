/**
 * What every module in this folder is: a provider that hands each call of the engine to its lifecycle. Nothing is
 * loaded before the engine calls: a program that only declares resources pays for none of it.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { ResourceLifecycle } from "../lifecycle/resourceLifecycle";
import type { ResourceKind } from "../resourceKinds";

/** The provider of a kind, whose lifecycle is loaded with the first call. */
export function forwardTo(kind: ResourceKind) {
    // Assigned before the first await: the engine's next call can arrive while `configure` is still running.
    let config: dynamic.Config | undefined;
    let lifecycle: Promise<ResourceLifecycle> | undefined;
    const load = () => {
        lifecycle ??= import("./lifecycles.js").then(({ lifecycleOf }) => lifecycleOf(kind, config));
        return lifecycle;
    };
    return {
        configure: async (request: dynamic.ConfigureRequest): Promise<void> => {
            config = request.config;
        },
        check: async (olds: unknown, news: unknown) => (await load()).check(olds, news),
        diff: async (id: string, olds: unknown, news: unknown) => (await load()).diff(id, olds, news),
        create: async (inputs: unknown) => (await load()).create(inputs),
        read: async (id: string, outputs: unknown) => (await load()).read(id, outputs),
        update: async (id: string, olds: unknown, news: unknown) => (await load()).update(id, olds, news),
        remove: async (id: string, outputs: unknown) => (await load()).delete(id, outputs),
    };
}
