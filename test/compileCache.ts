/**
 * Compiled code for the processes that tests start. Each `pulumi up` starts a provider process, which spends most of its
 * start on compiling Pulumi's SDK, and which the engine kills before Node could keep the outcome for the next one.
 */
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const checkout = resolve(__dirname, "..");
const folder = join(checkout, "node_modules", ".cache", "compiled");

/**
 * Has every process that is started from here on take compiled code from the cache of this checkout, and fills that
 * once. https://nodejs.org/api/module.html#module-compile-cache
 */
export function shareCompiledCode(): void {
    process.env.NODE_COMPILE_CACHE = folder;
    if (!existsSync(folder)) {
        fill();
    }
}

/** The variable that leads to the cache, for a process that is given nothing else of the environment. */
export function compiledCode(): Readonly<Record<string, string>> {
    const { NODE_COMPILE_CACHE } = process.env;
    return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };
}

/** Loads the SDK's part of a provider process, and ends in the way in which Node keeps what it has compiled. */
function fill(): void {
    const load = 'require("@pulumi/pulumi/cmd/dynamic-provider"); process.exit()';
    try {
        execFileSync(process.execPath, ["-e", load, "as if run by", "no engine"], { cwd: checkout, stdio: "pipe" });
    } catch (error) {
        // The next run would take a cache that is half full for a full one.
        rmSync(folder, { recursive: true, force: true });
        throw error;
    }
}
