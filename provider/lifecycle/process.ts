import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultBounds, type LifecycleContext } from "./context";
import { CreationNotes } from "./creationNotes";
import { createGraphTenant } from "./graphTenant";
import { OperationMemory } from "./memory";
import { heldAgainstReview } from "./reviewed/gate";
import { withSharedReads } from "./sharedReads";

/** The stack's configuration, as a dynamic provider is given it. */
export interface StackConfig {
    get(key: string): string | undefined;
}

/** What the lifecycles of all resources in this process work with: one memory and one connection to the tenant. */
export function contextOf(config: StackConfig | undefined): LifecycleContext {
    context ??= newContext(config);
    return context;
}

let context: LifecycleContext | undefined;

function newContext(config: StackConfig | undefined): LifecycleContext {
    const say = (sentence: string) => console.log(sentence);
    const warn = (sentence: string) => console.error(sentence);
    const clock = { now: () => performance.now(), sleep: async (ms: number) => await sleep(ms) };
    const notes = new CreationNotes(stateFolder(process.env), warn);
    forgetNotesAtOrderlyEnd(notes);
    const stack = (key: string) => config?.get(key);
    const open = () => withSharedReads(createGraphTenant(stack, process.env, { clock, say }), clock);
    return {
        ...heldAgainstReview({ open, stack, env: process.env, folder: process.cwd(), say }),
        memory: new OperationMemory(),
        notes,
        say,
        warn,
        clock,
        bounds: defaultBounds,
    };
}

/** Where notes about begun creations are kept: `ENTRA_APP_PROXY_STATE_DIR`, else a folder in the user's home. */
function stateFolder(env: NodeJS.ProcessEnv): string {
    return env.ENTRA_APP_PROXY_STATE_DIR || join(homedir(), ".entra-app-proxy", "creations");
}

/**
 * The engine ends a provider with SIGINT once it has written the state; an engine that was killed sends nothing
 * (measured with the Pulumi CLI 3.259.0 on Linux).
 */
function forgetNotesAtOrderlyEnd(notes: CreationNotes): void {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => {
            notes.forgetAnswered();
            process.exit();
        });
    }
}
