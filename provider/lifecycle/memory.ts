import type { ConnectorGroupInputs, ConnectorGroupState } from "./connectorGroupShapes";
import { OperationMoves } from "./moves";
import { fold, sameName } from "./names";
import { Turns } from "./turns";

/** What a `diff` has seen, for the calls that follow it in the same operation. */
export interface Change {
    readonly id: string;
    readonly state: ConnectorGroupState;
    readonly inputs: ConnectorGroupInputs;
    /** Whether `diff` itself asked for the replacement; the program's `replaceOnChanges` can turn an update into one. */
    readonly replaces: boolean;
}

/**
 * What this process has seen of the engine's operation. Every resource of one preview, update, refresh or destroy is
 * handled by one process, which ends with it; the engine passes nothing from one call to the next but inputs and
 * outputs, and no name of the resource, so whatever a later call needs to know is remembered here, under the inputs.
 */
export class OperationMemory {
    /** What moves in this operation. */
    readonly moves = new OperationMoves();
    readonly turns = new Turns();
    readonly #checked = new Set<string>();
    readonly #changes = new Map<string, Map<string, Change>>();
    readonly #claims = new Set<string>();
    readonly #adopting = new Set<string>();
    readonly #renames = new Map<string, { readonly from: string; readonly to: string }>();
    readonly #aside = new Set<string>();
    readonly #created = new Map<string, string | undefined>();
    readonly #said = new Set<string>();
    readonly #successors = new Map<string, string>();
    readonly #deleted = new Set<string>();

    /** `check` was called with these inputs: a `diff` that knows no such check belongs to a refresh. */
    noteChecked(inputs: object): void {
        this.#checked.add(keyOf(inputs));
    }

    wasChecked(inputs: object): boolean {
        return this.#checked.has(keyOf(inputs));
    }

    /** `diff` found this change. Its group stays with the stack, unless a replacement of it begins. */
    noteChange(change: Change): void {
        const key = keyOf(change.inputs);
        this.#changes.set(key, (this.#changes.get(key) ?? new Map<string, Change>()).set(change.id, change));
        if (!change.replaces) {
            this.claim(change.id);
        }
    }

    /** The changes that lead to these inputs: more than one, where groups of the same inputs change together. */
    changesTo(inputs: ConnectorGroupInputs): readonly Change[] {
        return [...(this.#changes.get(keyOf(inputs))?.values() ?? [])];
    }

    /** The engine has begun to replace the group: its later deletion is meant. */
    beginReplacement(change: Change): void {
        this.#claims.delete(fold(change.id));
    }

    /** The change is being carried out; no later call is about it. */
    settleChange(change: { readonly id: string; readonly inputs: ConnectorGroupInputs }): void {
        this.#changes.get(keyOf(change.inputs))?.delete(change.id);
    }

    /** The preview says that this group will be taken over. */
    noteAdopting(id: string): void {
        this.#adopting.add(id);
    }

    isAdopting(id: string): boolean {
        return this.#adopting.has(id);
    }

    /** A resource of this operation stands for this id, so a deletion of the same id in this operation is not meant. */
    claim(id: string): void {
        this.#claims.add(fold(id));
    }

    isClaimed(id: string): boolean {
        return this.#claims.has(fold(id));
    }

    /** The group is giving up one name for another in this operation. */
    noteRename(id: string, from: string, to: string): void {
        this.#renames.set(id, { from, to });
    }

    /** Whether the group is giving up this name in this operation, so that the name counts as free. */
    isLeaving(id: string, name: string): boolean {
        const rename = this.#renames.get(id);
        return rename !== undefined && sameName(rename.from, name) && !sameName(rename.to, name);
    }

    /** The group that is taking this name in this operation, or undefined. */
    groupTaking(name: string): string | undefined {
        return [...this.#renames].find(([, { from, to }]) => sameName(to, name) && !sameName(from, name))?.[0];
    }

    /**
     * Whether this group is the one to step aside: the groups that wait for one another's names form a ring, and none
     * of them has stepped aside yet.
     */
    stepsAside(id: string): boolean {
        const ring = this.#ringOf(id);
        if (ring.length === 0 || ring.some((member) => this.#aside.has(member))) {
            return false;
        }
        this.#aside.add(id);
        return true;
    }

    /** Keeps a second group of this name from being created in this operation, whether or not lists show the first. */
    reserveName(name: string): boolean {
        const taken = this.#created.has(fold(name));
        if (!taken) {
            this.#created.set(fold(name), undefined);
        }
        return !taken;
    }

    /** The name is given; the id is that of the group that bears it. */
    noteCreated(name: string, id: string): void {
        this.#created.set(fold(name), id);
    }

    createdAs(name: string): string | undefined {
        return this.#created.get(fold(name));
    }

    releaseName(name: string): void {
        this.#created.delete(fold(name));
    }

    /** A group of this operation follows another. */
    noteSuccessor(id: string, successorId: string): void {
        this.#successors.set(id, successorId);
    }

    successorOf(id: string): string | undefined {
        return this.#successors.get(id);
    }

    /** This operation has asked for the group's deletion. Lists may go on showing it for a while. */
    noteDeleted(id: string): void {
        this.#deleted.add(id);
    }

    wasDeleted(id: string): boolean {
        return this.#deleted.has(id);
    }

    /** Whether a sentence is said for the first time: the engine calls `check` twice for one replacement. */
    isNews(sentence: string): boolean {
        const news = !this.#said.has(sentence);
        this.#said.add(sentence);
        return news;
    }

    #ringOf(id: string): readonly string[] {
        const ring: string[] = [];
        let current: string | undefined = id;
        while (current !== undefined && !ring.includes(current)) {
            ring.push(current);
            const wanted: string | undefined = this.#renames.get(current)?.to;
            current =
                wanted === undefined
                    ? undefined
                    : [...this.#renames].find(
                          ([holder, { from }]) => holder !== current && sameName(from, wanted),
                      )?.[0];
        }
        return current === id && ring.length > 1 ? ring : [];
    }
}

function keyOf(inputs: object): string {
    const declared = Object.entries(inputs).filter(([, value]) => value !== undefined);
    return JSON.stringify(declared.sort(([a], [b]) => (a < b ? -1 : 1)));
}
