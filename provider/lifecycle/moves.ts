import { fold } from "./names";
import { Turns } from "./turns";

/** A move of a connector or an application that this operation has made. */
interface Move {
    readonly from: string;
    readonly to: string;
    /** Whether the program declares it, or a replacement has carried it along. */
    readonly by: "program" | "replacement";
}

/** A connector that the program puts in a group. */
export interface Arrival {
    readonly id: string;
    /** Brings it there, for whoever needs it before the engine comes to it. */
    bring(): Promise<void>;
}

/**
 * What moves in one operation. The engine handles many resources at the same time and tells none of them of the others,
 * so that a replacement and the program's own moves know of one another through this alone.
 *
 * Ids are the same in either case of their letters.
 */
export class OperationMoves {
    readonly #made = new Map<string, readonly Move[]>();
    readonly #toLeave = new Pairs();
    readonly #going = new Pairs();
    readonly #departed = new Pairs();
    readonly #serving = new Pairs();
    readonly #arrivals = new Map<string, Map<string, Arrival>>();
    readonly #underway = new Map<string, Promise<void>>();
    readonly #replaced = new Map<string, "announced" | "running">();
    readonly #waitedSince = new Map<string, number>();
    readonly #turns = new Turns();
    #beingMadeKnown = 0;
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

    /** Lets one and the same connector or application be moved by one at a time: ask where it is, move it, see it there. */
    async inTurnOf<T>(id: string, act: () => Promise<T>): Promise<T> {
        return await this.#turns.oneAtATime(fold(id), act);
    }

    /** The program is to take a connector out of a group, now or when the engine comes to it. */
    announceLeaving(groupId: string, connectorId: string): void {
        this.#toLeave.add(groupId, connectorId);
    }

    isToLeave(groupId: string, connectorId: string): boolean {
        return this.#toLeave.has(groupId, connectorId);
    }

    /** The program is to take an application off a group. */
    announceGoing(groupId: string, applicationId: string): void {
        this.#going.add(groupId, applicationId);
    }

    /** It has gone, or stays. */
    endGoing(groupId: string, applicationId: string): void {
        this.#going.delete(groupId, applicationId);
    }

    isAnyGoing(groupId: string): boolean {
        return this.#going.hasAny(groupId);
    }

    /** The program is to put a connector in a group. */
    announceArrival(groupId: string, arrival: Arrival): void {
        const arrivals = this.#arrivals.get(fold(groupId)) ?? new Map<string, Arrival>();
        this.#arrivals.set(fold(groupId), arrivals.set(fold(arrival.id), arrival));
    }

    /** It is there, or does not come. */
    endArrival(groupId: string, connectorId: string): void {
        this.#arrivals.get(fold(groupId))?.delete(fold(connectorId));
    }

    arrivalsIn(groupId: string): readonly Arrival[] {
        return [...(this.#arrivals.get(fold(groupId))?.values() ?? [])];
    }

    /** Does for a connector or an application what is to be done, once, whoever asks for it while it is under way. */
    async once(id: string, act: () => Promise<void>): Promise<void> {
        const underway = this.#underway.get(fold(id)) ?? act().finally(() => this.#underway.delete(fold(id)));
        this.#underway.set(fold(id), underway);
        await underway;
    }

    /**
     * Lets a connector leave a group if another of the active ones stays, and answers whether it may. Those that were
     * let go before count as gone, whether or not the tenant shows it, so that the last two do not let one another go.
     */
    letGo(groupId: string, connectorId: string, active: readonly string[]): boolean {
        const isServed = active.some((id) => fold(id) !== fold(connectorId) && !this.hasDeparted(groupId, id));
        if (isServed) {
            this.noteDeparture(groupId, connectorId);
        }
        return isServed;
    }

    noteDeparture(groupId: string, connectorId: string): void {
        this.#departed.add(groupId, connectorId);
    }

    /** It has certainly not left after all. */
    cancelDeparture(groupId: string, connectorId: string): void {
        this.#departed.delete(groupId, connectorId);
    }

    /** What is in the group from here on has come to it since. */
    forgetDepartures(groupId: string): void {
        this.#departed.clear(groupId);
    }

    hasDeparted(groupId: string, connectorId: string): boolean {
        return this.#departed.has(groupId, connectorId);
    }

    /** This operation has seen an active connector arrive in the group, which lists may not show yet. */
    noteServing(groupId: string, connectorId: string): void {
        this.#serving.add(groupId, connectorId);
    }

    servingIn(groupId: string): readonly string[] {
        return this.#serving.of(groupId);
    }

    /** The group is to be replaced. */
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

    /** The engine makes known one resource after the other, and nobody can tell which is the last. */
    async whileMadeKnown<T>(now: () => number, act: () => Promise<T>): Promise<T> {
        this.#beingMadeKnown += 1;
        try {
            return await act();
        } finally {
            this.#beingMadeKnown -= 1;
            this.#lastMadeKnownAt = now();
        }
    }

    /** Since when the engine has made no resource known; the given moment while it is doing so. */
    quietSince(now: number): number {
        return this.#beingMadeKnown > 0 ? now : this.#lastMadeKnownAt;
    }

    /** Since when applications have waited for somebody to serve the group. */
    waitedSince(groupId: string, now: number): number {
        const since = this.#waitedSince.get(fold(groupId)) ?? now;
        this.#waitedSince.set(fold(groupId), since);
        return since;
    }

    #movesOf(id: string): readonly Move[] {
        return this.#made.get(fold(id)) ?? [];
    }
}

/** Which connectors or applications stand in a relation to which groups. */
class Pairs {
    readonly #ids = new Map<string, Set<string>>();

    add(groupId: string, id: string): void {
        this.#ids.set(fold(groupId), (this.#ids.get(fold(groupId)) ?? new Set<string>()).add(fold(id)));
    }

    delete(groupId: string, id: string): void {
        this.#ids.get(fold(groupId))?.delete(fold(id));
    }

    clear(groupId: string): void {
        this.#ids.delete(fold(groupId));
    }

    has(groupId: string, id: string): boolean {
        return this.#ids.get(fold(groupId))?.has(fold(id)) ?? false;
    }

    hasAny(groupId: string): boolean {
        return this.of(groupId).length > 0;
    }

    of(groupId: string): readonly string[] {
        return [...(this.#ids.get(fold(groupId)) ?? [])];
    }
}
