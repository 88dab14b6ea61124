/**
 * The folder that a project is written into: whole, or not at all.
 *
 * Everything is first written into a folder of its own. Only when that is complete is it put in place, file by file
 * where the project's folder holds other things as well; a failure then puts back what was there.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Digest, isUnchanged, manifestFile, manifestText, readManifest } from "./manifest";

/** What became of the files of an earlier export that are no longer needed. */
export interface Placed {
    readonly removed: readonly string[];
    /** A person has changed them, so they are left. */
    readonly left: readonly string[];
}

/** The project's folder, while a new project is made for it. */
export class ProjectFolder {
    readonly folder: string;
    readonly #written = new Map<string, string>();
    #workshop: string | undefined;
    #madeParent: string | undefined;

    constructor(
        folder: string,
        private readonly force: boolean,
    ) {
        this.folder = resolve(folder);
    }

    /**
     * Makes sure that these files may be written.
     *
     * @throws when one of them is there and is not as an export has left it, unless they are to be overwritten by force
     */
    refuseForeign(paths: Iterable<string>): void {
        if (existsSync(this.folder) && !statSync(this.folder).isDirectory()) {
            throw new Error(`${this.folder} is not a folder. Nothing was written. Choose another with --out.`);
        }
        if (this.force) {
            return;
        }
        const manifest = readManifest(this.folder);
        const foreign = [...paths].filter((path) => this.#holds(path) && !isUnchanged(this.folder, path, manifest));
        if (foreign.length > 0) {
            throw new Error(foreignWords(this.folder, foreign));
        }
    }

    /** Writes a file of the new project, where nobody sees it yet. */
    write(path: string, text: string): void {
        this.#written.set(path, new Digest().add(text).toString());
        writeFileSync(this.#inDraft(path), text);
    }

    /** Opens a file of the new project, to be written piece by piece. */
    async open(path: string): Promise<ProjectFile> {
        const file = await open(this.#inDraft(path), "w");
        return new ProjectFile(file, (digest) => this.#written.set(path, digest));
    }

    /** Puts the new project in place of the former. On failure the former is put back, and nothing is lost. */
    place(): Placed {
        this.refuseForeign(this.#written.keys());
        const former = readManifest(this.folder);
        const obsolete = [...former.keys()].filter((path) => !this.#written.has(path) && this.#holds(path));
        const removed = obsolete.filter((path) => isUnchanged(this.folder, path, former));
        writeFileSync(this.#inDraft(manifestFile), manifestText(this.#written));
        const { project, former: place } = this.#workplace();
        if (existsSync(this.folder)) {
            exchange(project, this.folder, [...this.#written.keys(), manifestFile], { goners: removed, place });
            removeIfEmpty(join(this.folder, "groups"));
        } else {
            renameSync(project, this.folder);
            this.#madeParent = undefined;
        }
        this.discard();
        return { removed, left: obsolete.filter((path) => !removed.includes(path)) };
    }

    /** Leaves everything as it was. Without effect once the project is in place. */
    discard(): void {
        for (const made of [this.#workshop, this.#madeParent]) {
            if (made !== undefined) {
                rmSync(made, { recursive: true, force: true });
            }
        }
        this.#workshop = undefined;
        this.#madeParent = undefined;
    }

    #holds(path: string): boolean {
        return existsSync(join(this.folder, path));
    }

    #inDraft(path: string): string {
        const file = join(this.#workplace().project, path);
        mkdirSync(dirname(file), { recursive: true });
        return file;
    }

    /** Where the new project is made, and where the former one's files go meanwhile. */
    #workplace(): { readonly project: string; readonly former: string } {
        if (this.#workshop === undefined) {
            // Beside a project that is not there yet, which is then put in place by one step; within one that is, since
            // it may be a file system of its own, over whose border nothing can be moved.
            const parent = existsSync(this.folder) ? this.folder : dirname(this.folder);
            this.#madeParent = mkdirSync(parent, { recursive: true });
            this.#workshop = mkdtempSync(join(parent, `.${basename(this.folder)}.export-`));
        }
        return { project: join(this.#workshop, "project"), former: join(this.#workshop, "former") };
    }
}

/** A file that is written piece by piece. */
export class ProjectFile {
    readonly #digest = new Digest();

    constructor(
        private readonly file: FileHandle,
        private readonly onClose: (digest: string) => void,
    ) {}

    async append(text: string): Promise<void> {
        this.#digest.add(text);
        await this.file.appendFile(text);
    }

    async close(): Promise<void> {
        await this.file.close();
        this.onClose(this.#digest.toString());
    }
}

/**
 * Moves files from one folder into another; what they replace, and what is to go, is put in a third place. Undoes all of
 * it if one step fails.
 */
function exchange(
    from: string,
    to: string,
    paths: readonly string[],
    former: { readonly goners: readonly string[]; readonly place: string },
): void {
    const undo: (() => void)[] = [];
    const move = (source: string, target: string) => {
        mkdirSync(dirname(target), { recursive: true });
        renameSync(source, target);
        undo.unshift(() => renameSync(target, source));
    };
    try {
        for (const path of [...former.goners, ...paths]) {
            if (existsSync(join(to, path))) {
                move(join(to, path), join(former.place, path));
            }
        }
        for (const path of paths) {
            move(join(from, path), join(to, path));
        }
    } catch (error) {
        for (const step of undo) {
            step();
        }
        throw error;
    }
}

function removeIfEmpty(folder: string): void {
    try {
        rmdirSync(folder);
    } catch {
        // It is in use, or was never there.
    }
}

const shownFiles = 5;

function foreignWords(folder: string, foreign: readonly string[]): string {
    const shown = foreign.slice(0, shownFiles).join(", ");
    const more = foreign.length > shownFiles ? ` and ${foreign.length - shownFiles} more` : "";
    return (
        `${folder} holds files that no export has written, or that were changed since: ${shown}${more}. Nothing was ` +
        "written. Choose another folder with --out, or overwrite them with --force."
    );
}
