import { isGraphError } from "../graph/errors";
import type { ConnectorGroup } from "../graph/types";
import { decisionAgeMs } from "./tenant";

/** What a list of groups shows. */
export type Groups = readonly ConnectorGroup[];

/** The list of groups, of which the one that was asked for last is kept. */
export class SharedGroups {
    #last: Listing | undefined;
    #lastSeen: Groups = [];
    #timesAsked = 0;

    constructor(
        private readonly ask: () => Promise<Groups>,
        private readonly now: () => number,
    ) {}

    /** How many lists have been asked for. */
    get timesAsked(): number {
        return this.#timesAsked;
    }

    /** The groups of the last list that has arrived, however old it is, or of the first one where it is on its way. */
    async seen(): Promise<Groups> {
        if (this.#lastSeen.length === 0) {
            await this.#last?.groups.catch(() => undefined);
        }
        return this.#lastSeen;
    }

    /** The groups as they were asked for after the last write of ours, at most {@link decisionAgeMs} ago. */
    sinceOwnWrites(): Promise<Groups> {
        const isShown = this.#last !== undefined && !this.#last.isBeforeWrite && this.#isWithin(decisionAgeMs);
        return isShown && this.#last ? this.#last.groups : this.#askAnew().groups;
    }

    /** The groups as they were asked for so long ago at most, with what we have written since. */
    async atMost(mostAgeMs: number): Promise<Groups> {
        const listing = this.#last && this.#isWithin(mostAgeMs) ? this.#last : this.#askAnew();
        await listing.groups;
        return await listing.withOwnWrites;
    }

    /** Waits for a write of ours, and works it into the list. What a failed one has done is for the tenant to say. */
    async writing<T>(write: Promise<T>, workIn: (known: Groups, answer: T) => Groups): Promise<T> {
        this.#noteWrite();
        try {
            const answer = await write;
            this.#noteWrite();
            this.#last?.workIn((known) => workIn(known, answer));
            return answer;
        } catch (error) {
            if (!isGraphError(error) || error.mayHaveActed) {
                this.#last = undefined;
            }
            throw error;
        }
    }

    #isWithin(ageMs: number): boolean {
        return this.#last !== undefined && this.now() - this.#last.askedAt < ageMs;
    }

    #noteWrite(): void {
        if (this.#last) {
            this.#last.isBeforeWrite = true;
        }
    }

    #askAnew(): Listing {
        this.#timesAsked += 1;
        const listing = new Listing(this.now(), this.ask());
        this.#last = listing;
        listing.groups.then(
            (groups) => {
                this.#lastSeen = groups;
            },
            () => {
                if (this.#last === listing) {
                    this.#last = undefined;
                }
            },
        );
        return listing;
    }
}

/** One list that was asked for, and what was written since. */
class Listing {
    isBeforeWrite = false;
    #withOwnWrites: Promise<Groups>;

    constructor(
        readonly askedAt: number,
        readonly groups: Promise<Groups>,
    ) {
        this.#withOwnWrites = groups;
    }

    get withOwnWrites(): Promise<Groups> {
        return this.#withOwnWrites;
    }

    workIn(write: (known: Groups) => Groups): void {
        this.#withOwnWrites = this.#withOwnWrites.then(write);
        // Whoever reads the list is told why there is none.
        this.#withOwnWrites.catch(() => undefined);
    }
}
