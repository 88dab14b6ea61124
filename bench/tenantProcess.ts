/** An emulated tenant in a process of its own, so that it shares no event loop with the programs that are measured. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type EmulatorOptions, startEmulator } from "../emulator/index";

/** What the process can be asked to do. */
interface Actions {
    /** Makes the tenant ready for a new life, and answers where it is and the ids of its applications. */
    start(options: EmulatorOptions): Promise<{ url: string; token: string; applications: readonly string[] }>;
    /** How many round trips of each kind there were since this was last asked. */
    takeCounts(): Promise<Counts>;
    /** Renames some groups, as someone does in the portal. */
    rename(count: number): Promise<void>;
    stop(): Promise<void>;
}

/** Round trips by method and path, such as `GET connectorGroups/{id}`. A batch is one. */
export type Counts = Readonly<Record<string, number>>;

export type TenantProcess = { readonly [Name in keyof Actions]: Actions[Name] } & { close(): void };

/** Starts the process; `close` ends it. */
export function openTenantProcess(): TenantProcess {
    const child = fork(__filename);
    return {
        start: (options) => ask(child, "start", options),
        takeCounts: () => ask(child, "takeCounts"),
        rename: (count) => ask(child, "rename", count),
        stop: () => ask(child, "stop"),
        close: () => void child.kill(),
    };
}

/** One at a time: who asks waits for the answer. */
async function ask<T>(child: ChildProcess, name: keyof Actions, ...given: readonly unknown[]): Promise<T> {
    child.send({ name, given });
    const [{ answer, error }] = (await once(child, "message")) as [{ answer: T; error?: string }];
    if (error !== undefined) {
        throw new Error(`The tenant's process: ${error}`);
    }
    return answer;
}

function serve(): void {
    let emulator: Awaited<ReturnType<typeof startEmulator>> | undefined;
    const running = () => {
        if (!emulator) {
            throw new Error("no tenant is running");
        }
        return emulator;
    };
    const actions: Actions = {
        start: async (options) => {
            emulator = await startEmulator(options);
            const { url, token, tenant } = emulator;
            return { url, token, applications: tenant.applications().map(({ id }) => id) };
        },
        takeCounts: async () => {
            const { exchanges } = running();
            running().clearRequests();
            return countKinds(exchanges);
        },
        rename: async (count) => {
            const { tenant } = running();
            const own = tenant.groups().filter(({ isDefault }) => !isDefault);
            for (const { id, name } of own.slice(0, count)) {
                tenant.renameGroup(id, `${name} (renamed)`);
            }
        },
        stop: async () => await running().stop(),
    };
    process.on("message", async ({ name, given }: { name: keyof Actions; given: never[] }) => {
        const act = actions[name] as (...given: never[]) => Promise<unknown>;
        try {
            process.send?.({ answer: await act(...given) });
        } catch (error) {
            process.send?.({ error: String(error) });
        }
    });
}

function countKinds(exchanges: readonly { readonly method: string; readonly path: string }[]): Counts {
    const counts: Record<string, number> = {};
    for (const { method, path } of exchanges) {
        const kind = `${method} ${kindOfPath(path)}`;
        counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
}

/** The path without what all share, without ids and without its query. */
export function kindOfPath(path: string): string {
    return path
        .replace(/\?.*$/s, "")
        .replace(/^\/beta\//, "")
        .replace(/^onPremisesPublishingProfiles\/applicationProxy\//, "")
        .replace(/^(connectorGroups|connectors|applications)\/[^/]+/, "$1/{id}");
}

if (process.send !== undefined && require.main === module) {
    serve();
}
