/** What every way of coming by a Pulumi CLI has in common. */
import { dirname } from "node:path";

/** A Pulumi CLI that has answered `pulumi version` with a version the Automation API accepts. */
export interface Engine {
    /** Absolute path of the `pulumi` binary. */
    readonly path: string;
    /** What it answered, without the leading "v": `3.259.0`. */
    readonly version: string;
    /** Where it came from. */
    readonly origin: "on PATH" | "kept" | "downloaded" | "built";
}

/** One way of coming by a CLI. */
export interface Way {
    /** Short name for the closing error: `pulumi on PATH`. */
    readonly name: string;
    /** What is about to happen, for the line printed before it: `looking for pulumi on PATH`. */
    readonly plan: string;
    /** Throws an Error whose message says, in one line, why this way leads nowhere. */
    readonly take: () => Promise<Engine>;
}

/** The machine and the project, as the ways see them; every field can be replaced in a test. */
export interface Surroundings {
    readonly environment: NodeJS.ProcessEnv;
    /** The checkout. Copies go into `.pulumi-cli/` in it. */
    readonly projectFolder: string;
    /** The folder with the go.mod that pins the CLI's Go modules. */
    readonly moduleFolder: string;
    /** The user's cache folder for this project, shared by all checkouts. */
    readonly cacheFolder: string;
    /** Absolute path of the first executable of that name in the folders of `searchPath` (in the form of PATH). */
    readonly which: (name: string, searchPath: string) => Promise<string | undefined>;
    readonly run: Run;
    /** Installs the official release into `root`, so that `root/bin/pulumi` is there; `temporary` is for leftovers. */
    readonly install: (root: string, temporary: string) => Promise<void>;
    /** Milliseconds since the epoch. */
    readonly now: () => number;
}

/**
 * Runs a program to its end and answers its standard output. Throws an Error with a one-line reason when it cannot be
 * started, ends with another code than 0, or is still running after `limitSeconds` (then it and its children are
 * ended).
 */
export type Run = (program: string, args: readonly string[], options: RunOptions) => Promise<string>;

export interface RunOptions {
    readonly environment: NodeJS.ProcessEnv;
    readonly limitSeconds: number;
    readonly folder?: string;
}

/** The one-line text of anything thrown. */
export function reasonOf(error: unknown): string {
    const text = error instanceof Error ? error.message : String(error);
    return text.replace(/\s+/g, " ").trim();
}

/** The file name of a program on this platform. */
export function programFile(name: string, ending = ".exe"): string {
    return process.platform === "win32" ? `${name}${ending}` : name;
}

/** The engine's plugin for dynamic providers, a script that looks up @pulumi/pulumi from the program's folder. */
export const dynamicProviderPlugin = programFile("pulumi-resource-pulumi-nodejs", ".cmd");

/** Where @pulumi/pulumi keeps that plugin. */
export const pluginFolder = dirname(require.resolve("@pulumi/pulumi/package.json"));
