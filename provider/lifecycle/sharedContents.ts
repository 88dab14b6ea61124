import { mostInBatch } from "../graph/batch";
import type { Clock } from "./context";
import { fold } from "./names";
import type { ReadAge } from "./tenant";

/**
 * What is assigned to each group, in one of the two ways. The engine asks for a few resources at a time and in no known
 * order, so what is asked for is joined by groups that nobody has asked about yet: until a batch is full, which costs a
 * round trip anyway, and all the others once a tenth of as many was asked about. Who asks for one group alone gets nothing
 * but that.
 */
export class SharedContents<T> {
    readonly #kept = new Map<string, { readonly askedAt: number; readonly contents: Promise<readonly T[]> }>();
    readonly #wanted = new Set<string>();
    #inNextRound: string[] = [];

    constructor(
        private readonly ask: (groupId: string) => Promise<readonly T[]>,
        private readonly rounds: Rounds,
        private readonly now: () => number,
        private readonly groupIds: () => readonly string[],
    ) {}

    /** What is in the group, as it was asked for so long ago at most. */
    async atMost(groupId: string, { mostAgeMs }: ReadAge): Promise<readonly T[]> {
        this.#wanted.add(fold(groupId));
        const kept = this.#kept.get(fold(groupId));
        if (kept && this.now() - kept.askedAt < mostAgeMs) {
            return await kept.contents;
        }
        if (this.#inNextRound.length === 0) {
            void this.rounds.join(async () => this.#fillBatch(mostAgeMs));
        }
        this.#inNextRound.push(groupId);
        return await this.#keep(
            groupId,
            this.rounds.join(() => this.ask(groupId)),
        );
    }

    /** Something was moved: what was read is of no use. */
    forget(): void {
        this.#kept.clear();
    }

    /** A failure is kept too: what many ask for and nobody gets is not asked for by each of them. */
    #keep(groupId: string, contents: Promise<readonly T[]>): Promise<readonly T[]> {
        contents.catch(() => undefined);
        this.#kept.set(fold(groupId), { askedAt: this.now(), contents });
        return contents;
    }

    #fillBatch(mostAgeMs: number): void {
        const asked = this.#inNextRound;
        this.#inNextRound = [];
        if (this.#wanted.size === 1) {
            return;
        }
        const ids = this.groupIds();
        const last = ids.indexOf(asked.at(-1) ?? "");
        const isOld = (id: string) => this.now() - (this.#kept.get(fold(id))?.askedAt ?? 0) >= mostAgeMs;
        const others = [...ids.slice(last + 1), ...ids.slice(0, last + 1)].filter(
            (id) => !this.#wanted.has(fold(id)) && (!this.#kept.has(fold(id)) || isOld(id)),
        );
        const isWorthAll = others.length <= Math.min(mostReadAhead, 10 * this.#wanted.size);
        const left = (groupsInBatch - (asked.length % groupsInBatch)) % groupsInBatch;
        for (const id of isWorthAll ? others : others.slice(0, left)) {
            void this.#keep(id, this.ask(id));
        }
    }
}

/**
 * Lets what is asked for while other answers are on the way wait for them, so that more of it goes in one batch: the
 * engine's calls come one by one, each when the one before it is written down. Where that takes long because there are
 * many, a round takes no less than {@link shortestRoundMs}.
 */
export class Rounds {
    #next: (() => Promise<unknown>)[] = [];
    #isUnderWay = false;

    constructor(
        private readonly clock: Clock,
        private readonly areMany: () => boolean,
    ) {}

    /** Does it in the next round, with all that joins that one. */
    async join<T>(act: () => Promise<T>): Promise<T> {
        const done = new Promise<T>((resolve) => {
            this.#next.push(() => {
                const doing = (async () => await act())();
                resolve(doing);
                return doing;
            });
        });
        if (!this.#isUnderWay) {
            this.#isUnderWay = true;
            setImmediate(() => this.#run());
        }
        return await done;
    }

    async #run(): Promise<void> {
        while (this.#next.length > 0) {
            const round = this.#next;
            this.#next = [];
            const begun = this.clock.now();
            await Promise.allSettled(round.map((act) => act()));
            const left = begun + shortestRoundMs - this.clock.now();
            if (left > 0 && this.areMany()) {
                await this.clock.sleep(left);
            }
        }
        this.#isUnderWay = false;
    }
}

/** A decision about a group takes two reads of it. */
const groupsInBatch = mostInBatch / 2;

/** How many groups are read ahead at once: more of them are too old before the engine has come to most. */
export const mostReadAhead = 200;

const shortestRoundMs = 200;
