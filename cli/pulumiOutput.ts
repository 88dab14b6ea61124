import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

/** Where a command takes from what the Pulumi CLI prints. */
export interface PulumiSource {
    /** A file, `-` for standard input. */
    readonly file: string | undefined;
    /** The stack that the Pulumi CLI is run for instead, in the current folder. */
    readonly stack: string | undefined;
    /** What the CLI is run with, beside the stack's name. */
    readonly arguments: readonly string[];
}

/** What the Pulumi CLI has printed, and how it is called in messages. */
export interface PulumiOutput {
    readonly text: string;
    readonly source: string;
}

/**
 * Reads what the Pulumi CLI has printed, or runs it. What it says on standard error is passed on.
 *
 * Throws, in the user's words, where there is neither or both, and where the file or the CLI cannot be had.
 */
export async function pulumiOutput({ file, stack, arguments: given }: PulumiSource): Promise<PulumiOutput> {
    const command = `pulumi ${given.join(" ")}`;
    if ((file === undefined) === (stack === undefined)) {
        throw new Error(`Give either a file with what \`${command}\` prints (- for standard input), or --stack.`);
    }
    if (stack !== undefined) {
        return { text: await run([...given, "--stack", stack]), source: `\`${command}\`` };
    }
    return file === "-"
        ? { text: await text(process.stdin), source: "Standard input" }
        : { text: await fileText(file ?? ""), source: file ?? "" };
}

async function fileText(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`, { cause: error });
    }
}

/**
 * A preview that fails prints what it has found, too: the caller reads it whatever the exit code is. One that printed
 * nothing has said why on standard error.
 */
async function run(args: readonly string[]): Promise<string> {
    const child = spawn("pulumi", [...args], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise<number | null>((end, reject) => {
        child.on("close", end);
        child.on("error", (error) =>
            reject(new Error(`\`pulumi\` cannot be run: ${error.message}. Install the Pulumi CLI, or give a file.`)),
        );
    });
    const [printed, code] = await Promise.all([text(child.stdout), ended]);
    if (code !== 0 && printed.trim() === "") {
        throw new Error(
            `\`pulumi ${args.join(" ")}\` ended with ${code} and printed nothing: what it says stands above. Mend that, ` +
                "and run this again.",
        );
    }
    return printed;
}
