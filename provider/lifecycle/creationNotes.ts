import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConnectorGroup } from "../graph/types";
import { reasonOf } from "./errors";
import { fold, sameName } from "./names";

/** What is known about a creation that was begun: nothing but names and ids, never a credential. */
export interface CreationNote {
    readonly tenant: string;
    readonly name: string;
    /** The groups that bore the name before the service was asked to create one. */
    readonly before: readonly string[];
    /**
     * The id of the tenant's default group. Where the tenant is whichever one is signed in to, nothing else tells two of
     * them apart.
     */
    readonly defaultGroup?: string;
    /** The id the service answered, once it has. */
    readonly id?: string;
}

/**
 * Notes in the user's state folder about creations whose outcome the state may not know yet.
 *
 * An engine that is killed between the service's answer and its own writing of the state leaves a group that no state
 * knows. The note is written before the service is asked and removed once the state is known to hold the id, so that
 * the next update finds the group and goes on with it. A folder that cannot be written is a warning: the name guard
 * still stops a second creation, and names the id.
 */
export class CreationNotes {
    readonly #written = new Map<string, CreationNote>();
    /** The files of the notes that earlier processes have left, by the id that they name; read when first needed. */
    #found: ReadonlyMap<string, readonly string[]> | undefined;
    readonly #carried: string[] = [];
    #warned = false;

    constructor(
        private readonly folder: string,
        private readonly warn: (sentence: string) => void,
    ) {}

    /** @param groups the groups that the tenant has before the service is asked */
    begin(tenant: string, name: string, groups: readonly ConnectorGroup[]): void {
        const before = groups.filter((group) => sameName(group.name, name)).map(({ id }) => id);
        const defaultGroup = groups.find(({ isDefault }) => isDefault)?.id;
        this.#write({ tenant, name, before, ...(defaultGroup !== undefined && { defaultGroup }) });
    }

    answered(tenant: string, name: string, id: string): void {
        const file = fileOf(tenant, name);
        const begun = this.#written.get(file) ?? { tenant, name, before: [] };
        this.#write({ ...begun, id });
    }

    /** The group that an interrupted creation of this name left in the tenant, among the groups that are there. */
    leftBehind(tenant: string, name: string, groups: readonly ConnectorGroup[]): ConnectorGroup | undefined {
        const note = this.#read(fileOf(tenant, name));
        if (!note || note.tenant !== tenant || !isOfTenant(note, groups)) {
            return undefined;
        }
        const candidates = groups.filter((group) =>
            note.id === undefined
                ? sameName(group.name, name) && !note.before.includes(group.id)
                : group.id === note.id,
        );
        return candidates.length === 1 ? candidates[0] : undefined;
    }

    forget(tenant: string, name: string): void {
        this.#remove(fileOf(tenant, name));
    }

    /** The state holds this id: no note about it is needed any more. */
    forgetId(id: string): void {
        this.#found ??= this.#filesById();
        const own = [...this.#written].filter(([, note]) => note.id === id).map(([file]) => file);
        for (const file of [...own, ...(this.#found.get(id) ?? [])]) {
            // It may be about another group by now.
            if (this.#read(file)?.id === id) {
                this.#remove(file);
            }
        }
    }

    /**
     * A replacement of this group is begun. Its successor bears a mark in the tenant, but a program that goes back to
     * what it was gives no reason to look there, and this does.
     */
    beginCarry(id: string): void {
        this.#orWarn(() => {
            mkdirSync(this.folder, { recursive: true, mode: 0o700 });
            writeFileSync(this.#carryFile(id), "", { mode: 0o600 });
        });
    }

    isCarryBegun(id: string): boolean {
        return existsSync(this.#carryFile(id));
    }

    /** Everything is on the successor, which the state will know once the operation has ended in an orderly way. */
    carried(ids: readonly string[]): void {
        this.#carried.push(...ids);
    }

    endCarry(ids: readonly string[]): void {
        for (const id of ids) {
            this.#orWarn(() => rmSync(this.#carryFile(id), { force: true }));
        }
    }

    #carryFile(id: string): string {
        return join(this.folder, `${hashOf(id)}.replacing`);
    }

    /** The operation has ended in an orderly way, so the state holds every id this process was answered. */
    forgetAnswered(): void {
        for (const [file, note] of this.#written) {
            if (note.id !== undefined) {
                this.#remove(file);
            }
        }
        this.endCarry(this.#carried);
    }

    #write(note: CreationNote): void {
        const file = fileOf(note.tenant, note.name);
        this.#written.set(file, note);
        this.#orWarn(() => {
            mkdirSync(this.folder, { recursive: true, mode: 0o700 });
            const unfinished = join(this.folder, `${file}.${process.pid}`);
            writeFileSync(unfinished, JSON.stringify(note), { mode: 0o600 });
            renameSync(unfinished, join(this.folder, file));
        });
    }

    #read(file: string): CreationNote | undefined {
        try {
            return JSON.parse(readFileSync(join(this.folder, file), "utf8")) as CreationNote;
        } catch (error) {
            if (!isMissing(error)) {
                this.#warnOnce(error);
            }
            return undefined;
        }
    }

    #filesById(): ReadonlyMap<string, readonly string[]> {
        const files = new Map<string, string[]>();
        for (const file of this.#files()) {
            const id = this.#read(file)?.id;
            if (id !== undefined) {
                files.set(id, [...(files.get(id) ?? []), file]);
            }
        }
        return files;
    }

    #files(): readonly string[] {
        try {
            return readdirSync(this.folder).filter((file) => file.endsWith(".json"));
        } catch (error) {
            if (!isMissing(error)) {
                this.#warnOnce(error);
            }
            return [];
        }
    }

    #remove(file: string): void {
        this.#written.delete(file);
        this.#orWarn(() => rmSync(join(this.folder, file), { force: true }));
    }

    #orWarn(write: () => void): void {
        try {
            write();
        } catch (error) {
            this.#warnOnce(error);
        }
    }

    #warnOnce(error: unknown): void {
        if (!this.#warned) {
            this.#warned = true;
            this.warn(
                `The notes about creations in ${this.folder} cannot be kept: ${reasonOf(error)}. An update that is ` +
                    "killed while it creates a group will have to be finished by hand. Point " +
                    "ENTRA_APP_PROXY_STATE_DIR at a folder that can be written.",
            );
        }
    }
}

function isOfTenant({ defaultGroup }: CreationNote, groups: readonly ConnectorGroup[]): boolean {
    return defaultGroup === undefined || groups.some(({ id }) => id === defaultGroup);
}

function fileOf(tenant: string, name: string): string {
    return `${hashOf(JSON.stringify([tenant, fold(name)]))}.json`;
}

function hashOf(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

function isMissing(error: unknown): boolean {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
}
