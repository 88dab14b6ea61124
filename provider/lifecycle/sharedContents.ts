import { mostInBatch } from "../graph/batch";
import type { Clock } from "./context";
import { fold } from "./names";
import type { ReadAge } from "./tenant";

/**
 * What is assigned to each group, in one of the two ways. The engine asks for a few resources at a time, so groups that
 * nobody has asked about yet are read ahead of it, nearest first: behind what is asked, until a batch is full, which
 * costs a round trip anyway. Where few are left, more of them are read, as many as {@link mostBatchesFor} lets, and again
 * before the engine has come to the last of them. Who asks for one group alone gets nothing but that.
 */
export class SharedContents<T> {
    readonly #kept = new Map<string, { readonly askedAt: number; readonly contents: Promise<readonly T[]> }>();
    readonly #wanted = new Set<string>();
    #inNextRound: string[] = [];
    #mostAtOnce = 0;
    #asked = 0;

    constructor(
        private readonly ask: (groupId: string) => Promise<readonly T[]>,
        private readonly rounds: Rounds,
        private readonly now: () => number,
        private readonly groupIds: () => Promise<readonly string[]>,
    ) {}

    /** What is in the group, as it was asked for so long ago at most. */
    async atMost(groupId: string, { mostAgeMs }: ReadAge): Promise<readonly T[]> {
        this.#wanted.add(fold(groupId));
        const known = this.#known(groupId, mostAgeMs);
        if (known) {
            if (this.#ahead(mostAgeMs) < 2 * this.#mostAtOnce) {
                void this.#readAhead(mostAgeMs, [groupId], 0);
            }
            return await known;
        }
        this.#inNextRound.push(groupId);
        const contents = this.#keep(
            groupId,
            this.rounds.join(() => this.ask(groupId)),
        );
        if (this.#inNextRound.length === 1) {
            this.rounds.andThen(() => this.#followRound(mostAgeMs));
        }
        return await contents;
    }

    /** Something was moved: what was read is of no use. */
    forget(): void {
        this.#kept.clear();
    }

    #known(groupId: string, mostAgeMs: number): Promise<readonly T[]> | undefined {
        const kept = this.#kept.get(fold(groupId));
        return kept && this.now() - kept.askedAt < mostAgeMs ? kept.contents : undefined;
    }

    /** How many groups are known, or about to be, that nobody has asked about. */
    #ahead(mostAgeMs: number): number {
        const oldest = this.now() - mostAgeMs;
        let ahead = 0;
        for (const [id, { askedAt }] of this.#kept) {
            ahead += askedAt > oldest && !this.#wanted.has(id) ? 1 : 0;
        }
        return ahead;
    }

    /** A failure is kept too: what many ask for and nobody gets is not asked for by each of them. */
    #keep(groupId: string, contents: Promise<readonly T[]>): Promise<readonly T[]> {
        contents.catch(() => undefined);
        this.#kept.set(fold(groupId), { askedAt: this.now(), contents });
        this.#asked += 1;
        return contents;
    }

    #followRound(mostAgeMs: number): void {
        const asked = this.#inNextRound;
        this.#inNextRound = [];
        this.#mostAtOnce = Math.max(this.#mostAtOnce, asked.length);
        const restOfBatch = (groupsInBatch - (asked.length % groupsInBatch)) % groupsInBatch;
        void this.#readAhead(mostAgeMs, asked, restOfBatch);
    }

    /** Reads some groups ahead, as many as have room in batches that are sent anyway, or as are allowed. */
    async #readAhead(mostAgeMs: number, asked: readonly string[], haveRoom: number): Promise<void> {
        if (this.#wanted.size === 1) {
            return;
        }
        const ids = await this.groupIds();
        const isUnread = (id: string) => !this.#wanted.has(fold(id)) && !this.#known(id, mostAgeMs);
        const others = ids.map((id, place) => ({ id, place })).filter(({ id }) => isUnread(id));
        const areAllowed = Math.floor(groupsInBatch * mostBatchesFor(this.#wanted.size)) - this.#asked;
        const ahead = others.length <= mostReadAhead ? Math.max(haveRoom, areAllowed) : haveRoom;
        for (const { id } of nearest(others, ids.indexOf(asked.at(-1) ?? ""), ahead)) {
            void this.#keep(id, this.ask(id));
        }
    }
}

/** Some from one place on and back at the same time: the engine often keeps to the order of a list, or to its reverse. */
function nearest<T extends { readonly place: number }>(all: readonly T[], place: number, some: number): readonly T[] {
    const distance = (one: T) => Math.abs(one.place - place);
    return some === 0 ? [] : [...all].sort((one, other) => distance(one) - distance(other)).slice(0, some);
}

/**
 * Lets what is asked for while other answers are on the way wait for them, so that more of it goes in one batch: the
 * engine's calls come one by one, each when the one before it is written down. Where that takes long because there are
 * many, a round takes no less than {@link shortestRoundMs}.
 */
export class Rounds {
    #next: (() => Promise<unknown>)[] = [];
    #last: (() => void)[] = [];
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

    /** Does it once the next round has been asked for, so that nothing of the round comes after it. */
    andThen(act: () => void): void {
        this.#last.push(act);
    }

    async #run(): Promise<void> {
        while (this.#next.length > 0) {
            const [round, last] = [this.#next, this.#last];
            this.#next = [];
            this.#last = [];
            const begun = this.clock.now();
            const answers = round.map((act) => act());
            for (const act of last) {
                act();
            }
            await Promise.allSettled(answers);
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

/**
 * How many batches may be sent for so many groups, read ahead among them, where few are left to read: whoever asks about
 * some groups of many has not all the others read.
 */
const mostBatchesFor = (wanted: number) => 3 + wanted / 4;

/** What "few" is: more of them are too old before the engine has come to most. */
export const mostReadAhead = 200;

const shortestRoundMs = 200;
