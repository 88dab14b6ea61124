import { fold } from "../provider/lifecycle/names";

/** How many things of a tenant bear each name, without regard to case: what a lookup by name goes by. */
export class NameCounts {
    readonly #counts = new Map<string, number>();

    add(name: string): void {
        this.#counts.set(fold(name), this.of(name) + 1);
    }

    of(name: string): number {
        return this.#counts.get(fold(name)) ?? 0;
    }
}
