/** Exports as a user runs them: by the built command, in a process of its own, and into a folder of the test's. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Emulator } from "../../../emulator/index";
import { ensureEngine, ensureYamlHost } from "../../../tools/engine";
import type { Run, Stack } from "../../../tools/stack";
import { closeAfterTest } from "../../closing";
import { stackOf } from "./installedHost";

const checkout = resolve(__dirname, "..", "..", "..");

/** The command in the copy of the package that every build renews: an installed one, to all intents. */
export const command = join(checkout, "node_modules", "pulumi-entra-app-proxy", "dist", "cli", "main.js");

/** A folder that an export can make. It lies in the checkout, and so has the checkout's node_modules above it. */
export function newTarget(): string {
    const work = join(checkout, "test", "engine", ".work");
    mkdirSync(work, { recursive: true });
    const parent = mkdtempSync(join(work, "export-"));
    closeAfterTest(() => rmSync(parent, { recursive: true, force: true }));
    return join(parent, "exported");
}

/** The tenant that is exported, and the command if it is not {@link command}. */
interface Asked extends Pick<Emulator, "url" | "token"> {
    readonly main?: string;
}

/** Runs `entra-app-proxy export` on the emulator's tenant. */
export async function runExport(tenant: Asked, ...args: string[]): Promise<Pick<Run, "code" | "stdout" | "stderr">> {
    const child = startExport(tenant, ...args);
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (text: string) => {
            output[name] += text;
        });
    }
    const code = await new Promise<number | null>((done, failed) => child.on("error", failed).on("close", done));
    return { code, ...output };
}

/** The command where it was compiled: nothing has installed it. */
export const commandOfCheckout = join(checkout, "dist", "cli", "main.js");

/** Starts `entra-app-proxy export` on the emulator's tenant. */
export function startExport({ url, token, main = command }: Asked, ...args: string[]) {
    return spawn(process.execPath, [main, "export", ...args], {
        cwd: checkout,
        env: { ...process.env, ENTRA_APP_PROXY_ENDPOINT: url, ENTRA_APP_PROXY_ACCESS_TOKEN: token },
    });
}

/** Runs an export that has to succeed, into a new folder, and answers the folder. */
export async function exported(emulator: Emulator, ...args: string[]): Promise<string> {
    const folder = newTarget();
    const run = await runExport(emulator, "--out", folder, ...args);
    if (run.code !== 0) {
        throw new Error(`the export ended with ${run.code}: ${run.stderr}`);
    }
    return folder;
}

/** A new stack of the exported project that has imported everything. */
export async function importedStack(folder: string, emulator: Emulator, ...flags: string[]): Promise<Stack> {
    const stack = await stackOf({ folder }, emulator);
    await importInto(stack, ...flags);
    return stack;
}

/** `pulumi import` of the file that the last export into the stack's folder has written. */
export async function importInto(stack: Stack, ...flags: string[]): Promise<void> {
    await (await beside(stack)).must(
        "import",
        ...["--stack", "dev", "--file", join(stack.folder, "import.json"), "--generate-code=false"],
        ...["--yes", "--skip-preview", "--non-interactive", ...flags],
    );
}

/**
 * The same stack in a project whose runtime is YAML. Pulumi's Node host, which the import of a project for Node needs, is
 * part of an installed CLI alone.
 */
async function beside(stack: Stack): Promise<Stack> {
    const folder = mkdtempSync(join(stack.folder, "..", "yaml-"));
    const project = readFileSync(join(stack.folder, "Pulumi.yaml"), "utf8");
    writeFileSync(join(folder, "Pulumi.yaml"), project.replace("runtime: nodejs", "runtime: yaml"));
    const host = await ensureYamlHost(await ensureEngine({ say: () => {} }));
    return stack.from(folder, { PATH: `${host}:${stack.env.PATH}` });
}

/** The texts of all files below a folder, by their paths. */
export function filesIn(folder: string): Record<string, string> {
    return Object.fromEntries(
        readdirSync(folder, { recursive: true, encoding: "utf8" })
            .filter((path) => statSync(join(folder, path)).isFile())
            .toSorted()
            .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
    );
}
