/**
 * The provider behind `ConnectorGroup`. **This module's path is a contract**: Pulumi writes
 * `require("pulumi-entra-app-proxy/dist/provider/dynamic/connectorGroup.js")`, and nothing else of this package, into
 * the state of every resource, because the provider handed to `pulumi.dynamic.Resource` is a module that lives under
 * node_modules. Moving the file would strand the stacks of every user; changing what is behind it reaches them at once.
 *
 * Nothing is loaded here until the engine calls: a program that only declares resources pays for none of it.
 */
import type { dynamic } from "@pulumi/pulumi";
import type { ConnectorGroupLifecycle } from "../lifecycle/connectorGroup";

// Assigned before the first await: the engine's next call can arrive while `configure` is still running.
let config: dynamic.Config | undefined;

export async function configure(request: dynamic.ConfigureRequest): Promise<void> {
    config = request.config;
}

export async function check(olds: unknown, news: unknown): Promise<dynamic.CheckResult> {
    return (await lifecycle()).check(olds, news);
}

export async function diff(id: string, olds: unknown, news: unknown): Promise<dynamic.DiffResult> {
    return (await lifecycle()).diff(id, olds, news);
}

export async function create(inputs: unknown): Promise<dynamic.CreateResult> {
    return (await lifecycle()).create(inputs);
}

export async function read(id: string, props: unknown): Promise<dynamic.ReadResult> {
    return (await lifecycle()).read(id, props);
}

export async function update(id: string, olds: unknown, news: unknown): Promise<dynamic.UpdateResult> {
    return (await lifecycle()).update(id, olds, news);
}

async function remove(id: string, props: unknown): Promise<void> {
    return (await lifecycle()).delete(id, props);
}

export { remove as delete };

async function lifecycle(): Promise<ConnectorGroupLifecycle> {
    const { connectorGroupLifecycle } = await import("../lifecycle/process.js");
    return connectorGroupLifecycle(config);
}
