/** What an engine test starts from: a tenant in the emulator, and a stack that is configured for it. */
import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator/index";
import { openStack, type Stack } from "../../../tools/stack";
import { closeAfterTest } from "../../closing";

export interface Given {
    readonly emulator: Emulator;
    readonly stack: Stack;
}

/** A new tenant and a new stack; both are gone after the test. */
export async function given(options: EmulatorOptions = {}, env: Readonly<Record<string, string>> = {}): Promise<Given> {
    const emulator = await startEmulator(options);
    closeAfterTest(() => emulator.stop());
    return { emulator, stack: await stackFor(emulator, env) };
}

/** Has the stack's configuration name the tenant, too: the program itself asks it, and runs in the test's own process. */
export async function configure({ emulator, stack }: Given): Promise<void> {
    await stack.must(
        ...["config", "set-all", "--stack", "dev"],
        ...["--plaintext", `entraAppProxy:endpoint=${emulator.url}`],
        ...["--secret", `entraAppProxy:accessToken=${emulator.token}`],
    );
}

/** One more stack on the same tenant. */
export async function stackFor(emulator: Emulator, env: Readonly<Record<string, string>> = {}): Promise<Stack> {
    const stack = await openStack({
        parent: join(__dirname, "..", ".work"),
        env: { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token, ...env },
    });
    closeAfterTest(() => stack.close());
    return stack;
}

/** The requests that changed something, as `METHOD path`, in order. */
export function writes(emulator: Emulator): readonly string[] {
    return emulator.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}
