import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Sourced } from "../../identity/sources";
import { NotAsReviewed } from "../errors";
import { type Digest, parseDigest } from "./digest";
import { shown } from "./words";

/**
 * Reads the digest of the review out of the file that is named. A relative path is looked up in `folder` and in each
 * folder above it, the nearest first, as far as the one that holds the project file: a provider runs in the folder of
 * the program, which may lie deeper.
 *
 * @throws NotAsReviewed when there is no such file, or when it is not the digest of a review as the review wrote it
 */
export async function readDigest(named: Sourced, folder: string): Promise<Digest> {
    const folders = isAbsolute(named.value) ? [dirname(named.value)] : foldersFrom(folder);
    for (const candidate of folders.map((one) => resolve(one, named.value))) {
        const text = await textOf(named, candidate);
        if (text !== undefined) {
            return await digestIn(named, text);
        }
    }
    throw refused(
        named,
        `does not exist (looked for in ${folders.join(", ")})`,
        `Have \`entra-app-proxy review --digest\` write it, or take ${named.from} away (\`pulumi destroy\` goes by the ` +
            "configuration of the last update)",
    );
}

/** How the file is called in messages. */
export function digestWords({ value, from }: Sourced): string {
    return `${shown(value)} (${from})`;
}

/** The folder and those above it, as far as the one with the project file; the folder alone, where none has one. */
function foldersFrom(folder: string): readonly string[] {
    const folders = [folder];
    for (let current = folder; !isProject(current); current = dirname(current)) {
        if (dirname(current) === current) {
            return [folder];
        }
        folders.push(dirname(current));
    }
    return folders;
}

/** Source of the names: https://www.pulumi.com/docs/iac/concepts/projects/project-file/ */
function isProject(folder: string): boolean {
    return ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((name) => existsSync(join(folder, name)));
}

/** Undefined where there is no such file. */
async function textOf(named: Sourced, path: string): Promise<string | undefined> {
    try {
        return await readFile(path, "utf8");
    } catch (error) {
        const { code = "unknown" } = error as NodeJS.ErrnoException;
        if (code === "ENOENT" || code === "ENOTDIR") {
            return undefined;
        }
        throw refused(named, `cannot be read (${path}: ${code})`, "Make it readable, or name another file", error);
    }
}

async function digestIn(named: Sourced, text: string): Promise<Digest> {
    const read = await parseDigest(text);
    if ("fault" in read) {
        throw refused(named, read.fault, read.advice);
    }
    return read;
}

function refused(named: Sourced, fault: string, advice: string, cause?: unknown): NotAsReviewed {
    const message = `The digest of the review, ${digestWords(named)}, ${fault}. Nothing was changed. ${advice}.`;
    return new NotAsReviewed(message, message, { cause });
}
