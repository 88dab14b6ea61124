/**
 * The Pulumi engine for everyone: finds a Pulumi CLI or makes one, so that tests and the demo run where none is
 * installed. `npx tsx tools/engine.ts` prints its path on standard output and what was tried on standard error.
 *
 * | way | where it comes from | where it stays |
 * |---|---|---|
 * | 1 | `pulumi` on PATH | there |
 * | 2 | a copy that an earlier run has kept | there |
 * | 3 | the official release, by the Automation API's `PulumiCommand.install` | `.pulumi-cli/` of the project |
 * | 4 | `go build` of the modules pinned in tools/pulumi/go.mod | the user's cache folder, or else `.pulumi-cli/` |
 *
 * A CLI of way 4 lacks the YAML language host, which some tests need: it is found or built in the same way.
 *
 * The user's cache folder is `pulumi-entra-app-proxy` in XDG_CACHE_HOME or the platform's own (`~/.cache`,
 * `~/Library/Caches`, `%LOCALAPPDATA%`).
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { installer } from "./pulumi/install";
import { run, which } from "./pulumi/run";
import { oldestVersion, pinnedModules } from "./pulumi/version";
import { dynamicProviderPlugin, type Engine, pluginFolder, reasonOf, type Surroundings, type Way } from "./pulumi/way";
import { allWays } from "./pulumi/ways";
import { yamlHostFolder } from "./pulumi/yamlHost";

export type { Engine } from "./pulumi/way";

/** What {@link ensureEngine} can be told; everything has a default. */
export interface EngineOptions extends Partial<Surroundings> {
    /** Takes the lines that say what is tried and why; standard error by default. */
    readonly say?: (line: string) => void;
}

/**
 * A Pulumi CLI that the Automation API accepts, from the first way that leads to one.
 *
 * Says one line before each way: what it does, and why the one before led nowhere. Throws one Error that lists every
 * way with its reason, and what to install.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
    const { say = sayOnStandardError, ...given } = options;
    const surroundings = { ...surroundingsHere(given.environment ?? process.env), ...given };
    const failures: Array<{ way: Way; reason: string }> = [];
    for (const way of allWays(surroundings)) {
        say(`engine: ${[failures.at(-1)?.reason, way.plan].filter((part) => part !== undefined).join("; ")}`);
        try {
            const engine = await way.take();
            say(`engine: pulumi ${engine.version}, ${engine.origin}: ${engine.path}`);
            return engine;
        } catch (error) {
            failures.push({ way, reason: reasonOf(error) });
        }
    }
    throw new Error(
        [
            "There is no Pulumi CLI here and none could be made, so nothing was run. Tried:",
            ...failures.map(({ way, reason }) => `  - ${way.name}: ${reason}`),
            `Install the Pulumi CLI, ${oldestVersion} or later (https://www.pulumi.com/docs/install/), ` +
                `or Go ${pinnedModules(surroundings.moduleFolder).go} or later (https://go.dev/dl/), and run this again.`,
        ].join("\n"),
    );
}

/**
 * The folder of a YAML language host for the engine, to be put on PATH: `pulumi import` needs one where there is no host
 * for Node. Throws, in one line, where there is none and none can be built.
 */
export async function ensureYamlHost(engine: Engine, options: EngineOptions = {}): Promise<string> {
    const { say = sayOnStandardError, ...given } = options;
    return await yamlHostFolder(engine, { ...surroundingsHere(given.environment ?? process.env), ...given }, say);
}

/**
 * The environment to run `engine` with: `environment` plus a PATH on which this project's Node, the dynamic-provider
 * plugin of @pulumi/pulumi (`pulumi-resource-pulumi-nodejs`) and the engine come first.
 *
 * The Automation API runs the `pulumi` that is on the PATH of the calling process, so assign the result to `process.env`
 * before using it.
 */
export function engineEnv(engine: Engine, environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
    const known = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
    // Windows has "Path".
    const pathKey = known.find(([key]) => key.toUpperCase() === "PATH")?.[0] ?? "PATH";
    // Node first: the engine may lie in a folder that holds another Node too, such as /usr/bin.
    const first = [
        join(projectFolder, "node_modules", "node", "bin"),
        ...(bringsPlugin(engine) ? [] : [pluginFolder]),
        dirname(engine.path),
    ];
    return {
        ...Object.fromEntries(known),
        [pathKey]: [...first, environment[pathKey]].filter(Boolean).join(delimiter),
        PULUMI_SKIP_UPDATE_CHECK: "1",
    };
}

/** The engine warns of a plugin on PATH where it has one beside it. */
function bringsPlugin(engine: Engine): boolean {
    return existsSync(join(dirname(engine.path), dynamicProviderPlugin));
}

const projectFolder = resolve(__dirname, "..");

/** This machine, and this checkout. */
export function surroundingsHere(environment: NodeJS.ProcessEnv): Surroundings {
    return {
        environment,
        projectFolder,
        moduleFolder: join(__dirname, "pulumi"),
        cacheFolder: join(userCacheFolder(environment), "pulumi-entra-app-proxy"),
        which,
        run,
        install: installer(run, environment),
        now: Date.now,
    };
}

function userCacheFolder(environment: NodeJS.ProcessEnv): string {
    const named = environment.XDG_CACHE_HOME;
    // A relative XDG_CACHE_HOME is to be ignored, says the XDG base directory specification.
    if (named !== undefined && isAbsolute(named)) {
        return named;
    }
    const home = environment.HOME || homedir();
    switch (process.platform) {
        case "win32":
            return environment.LOCALAPPDATA ?? join(home, "AppData", "Local");
        case "darwin":
            return join(home, "Library", "Caches");
        default:
            return join(home, ".cache");
    }
}

function sayOnStandardError(line: string): void {
    process.stderr.write(`${line}\n`);
}

/** What the tests need. */
async function makeReady(): Promise<Engine> {
    const engine = await ensureEngine();
    await ensureYamlHost(engine);
    return engine;
}

if (require.main === module) {
    makeReady().then(
        (engine) => process.stdout.write(`${engine.path}\n`),
        (error: unknown) => {
            sayOnStandardError(error instanceof Error ? error.message : String(error));
            process.exitCode = 1;
        },
    );
}
