import { fold } from "./names";

/** A move of a connector or an application that this operation has made. */
interface Move {
    readonly from: string;
    readonly to: string;
    /** Whether the program declares it, or a replacement has carried it along. */
    readonly by: "program" | "replacement";
}

/**
 * What moves in one operation. The engine handles many resources at the same time and tells none of them of the others,
 * so that a replacement and the program's own moves know of one another through this alone.
 *
 * Ids are the same in either case of their letters.
 */
export class OperationMoves {
    readonly #made = new Map<string, readonly Move[]>();
    readonly #leaving = new Map<string, Set<string>>();
    readonly #departed = new Map<string, Set<string>>();
    readonly #expected = new Map<string, Set<string>>();
    readonly #replaced = new Map<string, "announced" | "running">();
    readonly #turns = new Map<string, Promise<unknown>>();
    #madeKnown = 0;
    #lastMadeKnownAt = Number.NEGATIVE_INFINITY;

    note(id: string, move: Move): void {
        this.#made.set(fold(id), [...this.#movesOf(id), move]);
    }

    /** How often it has been moved so far: whoever has asked before the last of them has to ask again. */
    countOf(id: string): number {
        return this.#movesOf(id).length;
    }

    /** Whether a replacement has moved it from the one group to the other, so that it is still the stack's own. */
    wasCarried(id: string, from: string, to: string): boolean {
        return this.#movesOf(id).some(
            (move) => move.by === "replacement" && fold(move.from) === fold(from) && fold(move.to) === fold(to),
        );
    }

    /** Whether the program has moved it to the group. */
    wasPlaced(id: string, to: string): boolean {
        return this.#movesOf(id).some((move) => move.by === "program" && fold(move.to) === fold(to));
    }

    /** The preview says that a connector is to leave a group. */
    noteLeaving(groupId: string, connectorId: string): void {
        add(this.#leaving, groupId, connectorId);
    }

    isToLeave(groupId: string, connectorId: string): boolean {
        return holds(this.#leaving, groupId, connectorId);
    }

    /**
     * Lets a connector leave a group if another of the active ones stays. Those that were let go before count as gone,
     * whether or not the tenant shows it, so that the last two do not let one another go.
     */
    maySpare(groupId: string, connectorId: string, active: readonly string[]): boolean {
        const spared = active.some((id) => fold(id) !== fold(connectorId) && !this.hasDeparted(groupId, id));
        if (spared) {
            this.noteDeparture(groupId, connectorId);
        }
        return spared;
    }

    noteDeparture(groupId: string, connectorId: string): void {
        add(this.#departed, groupId, connectorId);
    }

    /** It has not left after all. */
    cancelDeparture(groupId: string, connectorId: string): void {
        this.#departed.get(fold(groupId))?.delete(fold(connectorId));
    }

    /** What is in the group from here on has come to it since. */
    forgetDepartures(groupId: string): void {
        this.#departed.delete(fold(groupId));
    }

    hasDeparted(groupId: string, connectorId: string): boolean {
        return holds(this.#departed, groupId, connectorId);
    }

    /** The preview says that the group is to be replaced. */
    announceReplacement(groupId: string): void {
        this.#replaced.set(fold(groupId), "announced");
    }

    /** Everything on the group is being carried to another one, or everything on another one to this. */
    beginReplacement(groupId: string): void {
        this.#replaced.set(fold(groupId), "running");
    }

    endReplacement(groupId: string): void {
        this.#replaced.delete(fold(groupId));
    }

    /** How far the replacement of the group has come; undefined where there is none, or none any more. */
    replacementOf(groupId: string): "announced" | "running" | undefined {
        return this.#replaced.get(fold(groupId));
    }

    /** The program puts a connector in a group, and it is not there yet. */
    expect(groupId: string, connectorId: string): void {
        add(this.#expected, groupId, connectorId);
    }

    /** It is there, or will not come. */
    expectNoMore(groupId: string, connectorId: string): void {
        this.#expected.get(fold(groupId))?.delete(fold(connectorId));
    }

    isAnyExpected(groupId: string): boolean {
        return (this.#expected.get(fold(groupId))?.size ?? 0) > 0;
    }

    /** The engine makes known one resource after the other, and nobody can tell which is the last. */
    async whileMadeKnown<T>(now: () => number, act: () => Promise<T>): Promise<T> {
        this.#madeKnown += 1;
        try {
            return await act();
        } finally {
            this.#madeKnown -= 1;
            this.#lastMadeKnownAt = now();
        }
    }

    /** Since when the engine has made no resource known; the given moment where it is about to. */
    quietSince(now: number): number {
        return this.#madeKnown > 0 ? now : this.#lastMadeKnownAt;
    }

    /** Lets resources that are handled at the same time do one kind of thing one after the other. */
    async oneAtATime<T>(kind: string, act: () => Promise<T>): Promise<T> {
        const turn = (this.#turns.get(kind) ?? Promise.resolve()).then(act, act);
        this.#turns.set(kind, turn);
        return await turn;
    }

    /** Lets one and the same connector or application be moved by one at a time: ask where it is, move it, see it there. */
    async inTurnOf<T>(id: string, act: () => Promise<T>): Promise<T> {
        return await this.oneAtATime(`moving ${fold(id)}`, act);
    }

    #movesOf(id: string): readonly Move[] {
        return this.#made.get(fold(id)) ?? [];
    }
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
    sets.set(fold(key), (sets.get(fold(key)) ?? new Set<string>()).add(fold(value)));
}

function holds(sets: ReadonlyMap<string, ReadonlySet<string>>, key: string, value: string): boolean {
    return sets.get(fold(key))?.has(fold(value)) ?? false;
}
