/**
 * The folders in which downloaded and built CLIs are kept: `<shelf>/<name>/bin/pulumi`.
 *
 * A copy is made under another name and put in place by one rename, after it has answered: what bears its name is
 * finished, however many processes make the same copy at once and whatever interrupts them.
 */
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { programFile, reasonOf, type Surroundings } from "./way";

/** Where a copy is being made. */
export interface Workplace {
    /** To be filled with `bin/pulumi`; `bin` exists. */
    readonly folder: string;
    /** Goes away with the rest, filled or not. */
    readonly temporary: string;
}

const unfinishedPrefix = ".unfinished-";
const abandonedAfterMilliseconds = 60 * 60 * 1000;

/** The name of a copy. A checkout or a home can be shared by machines of several kinds, so the platform is in it. */
export function copyName(kind: "release" | "built", version: string): string {
    return `${kind}-${version}-${process.platform}-${process.arch}`;
}

/** The project's own shelf, which git ignores. */
export function projectShelf(projectFolder: string): string {
    return join(projectFolder, ".pulumi-cli");
}

/** The binary of a copy. */
export function binaryIn(folder: string): string {
    return join(folder, "bin", programFile("pulumi"));
}

/**
 * Makes a copy called `name` on the first of `shelves` that can be written, and answers its folder. `fill` makes it,
 * `verify` throws if it is no good; then nothing is left on the shelf. A good copy that another process has put there
 * meanwhile is used; a bad one is replaced.
 */
export async function putOnShelf(
    shelves: readonly string[],
    name: string,
    make: {
        readonly fill: (workplace: Workplace) => Promise<void>;
        readonly verify: (folder: string) => Promise<void>;
        readonly now: Surroundings["now"];
    },
): Promise<string> {
    const { shelf, unfinished } = await firstWritable(shelves);
    try {
        await removeAbandoned(shelf, make.now());
        const workplace = { folder: join(unfinished, "copy"), temporary: join(unfinished, "temporary") };
        await mkdir(join(workplace.folder, "bin"), { recursive: true });
        await mkdir(workplace.temporary);
        await make.fill(workplace);
        await make.verify(workplace.folder);
        await putInPlace(workplace.folder, join(shelf, name), join(unfinished, "replaced"), make.verify);
        return join(shelf, name);
    } finally {
        await rm(unfinished, { recursive: true, force: true });
    }
}

async function firstWritable(shelves: readonly string[]): Promise<{ shelf: string; unfinished: string }> {
    const reasons: string[] = [];
    for (const shelf of shelves) {
        try {
            await mkdir(shelf, { recursive: true });
            return { shelf, unfinished: await mkdtemp(join(shelf, unfinishedPrefix)) };
        } catch (error) {
            reasons.push(reasonOf(error));
        }
    }
    throw new Error(`no folder to keep it in can be written: ${reasons.join("; ")}`);
}

/** What a killed process left behind; younger ones may be at work. */
async function removeAbandoned(shelf: string, now: number): Promise<void> {
    for (const entry of await readdir(shelf)) {
        if (!entry.startsWith(unfinishedPrefix)) {
            continue;
        }
        const folder = join(shelf, entry);
        const details = await stat(folder).catch(() => undefined);
        if (details !== undefined && now - details.mtimeMs > abandonedAfterMilliseconds) {
            await rm(folder, { recursive: true, force: true });
        }
    }
}

async function putInPlace(
    copy: string,
    place: string,
    replaced: string,
    verify: (folder: string) => Promise<void>,
): Promise<void> {
    try {
        await rename(copy, place);
    } catch (error) {
        if (await isGood(place, verify)) {
            return;
        }
        await rename(place, replaced).catch(() => {
            throw error;
        });
        await rename(copy, place);
    }
}

async function isGood(folder: string, verify: (folder: string) => Promise<void>): Promise<boolean> {
    try {
        await verify(folder);
        return true;
    } catch {
        return false;
    }
}
