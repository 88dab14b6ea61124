import { mostInBatch } from "../graph/batch";
import type { Clock } from "./context";
import { fold } from "./names";
import type { ReadAge } from "./tenant";

/** What is known of the list of groups, and what it took. */
export interface KnownGroups {
    /** The ids of the groups on the last list, once there is one. */
    ids(): Promise<readonly string[]>;
    /** How often the list has been asked for. */
    timesAsked(): number;
}

/**
 * What is assigned to each group, in one of the two ways. The engine asks for a few resources at a time, and in any order,
 * so groups that nobody has asked about yet are read ahead of it: behind what is asked, until a batch is full, which costs
 * a round trip anyway, and where few are left as many more as {@link mostRequestsFor} lets. Who asks for one group alone
 * gets nothing but that.
 */
export class SharedContents<T> {
    readonly #kept = new Map<string, { readonly askedAt: number; readonly contents: Promise<readonly T[]> }>();
    readonly #wanted = new Set<string>();
    #inNextRound: string[] = [];
    #batches = 0;
    #aheadUnderWay = 0;
    #areFewLeft = false;

    constructor(
        private readonly ask: (groupId: string) => Promise<readonly T[]>,
        private readonly rounds: Rounds,
        private readonly now: () => number,
        private readonly groups: KnownGroups,
    ) {}

    /** What is in the group, as it was asked for so long ago at most. */
    async atMost(groupId: string, { mostAgeMs }: ReadAge): Promise<readonly T[]> {
        this.#wanted.add(fold(groupId));
        const known = this.#known(groupId, mostAgeMs);
        if (known) {
            this.rounds.reconsider();
            if (this.#areFewLeft) {
                void this.#readAhead(mostAgeMs, groupId, 0);
            }
            return await known;
        }
        this.#inNextRound.push(groupId);
        const contents = this.#keep(
            groupId,
            this.rounds.join(
                () => this.ask(groupId),
                () => this.#requestsLeft() >= 1,
            ),
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

    /** A failure is kept too: what many ask for and nobody gets is not asked for by each of them. */
    #keep(groupId: string, contents: Promise<readonly T[]>): Promise<readonly T[]> {
        contents.catch(() => undefined);
        this.#kept.set(fold(groupId), { askedAt: this.now(), contents });
        return contents;
    }

    #requestsLeft(): number {
        const most = mostRequestsFor(this.#wanted.size, this.#areFewLeft);
        return Math.floor(most - this.groups.timesAsked() - this.#batches);
    }

    #followRound(mostAgeMs: number): void {
        const asked = this.#inNextRound;
        this.#inNextRound = [];
        const batches = Math.ceil(asked.length / groupsInBatch);
        this.#batches += batches;
        void this.#readAhead(mostAgeMs, asked.at(-1) ?? "", batches * groupsInBatch - asked.length);
    }

    /** Reads some groups ahead, the nearest ones first: as many as have room in a batch that is sent anyway, or as may be. */
    async #readAhead(mostAgeMs: number, groupId: string, haveRoom: number): Promise<void> {
        if (this.#wanted.size === 1) {
            return;
        }
        const ids = await this.groups.ids();
        const isUnread = (id: string) => !this.#wanted.has(fold(id)) && !this.#known(id, mostAgeMs);
        const others = ids.map((id, place) => ({ id, place })).filter(({ id }) => isUnread(id));
        this.#areFewLeft = others.length <= mostReadAhead;
        const batches = this.#areFewLeft ? this.#batchesAhead(others.length - haveRoom) : 0;
        this.#batches += batches;
        const read = nearest(others, ids.indexOf(groupId), haveRoom + batches * groupsInBatch);
        this.#aheadUnderWay += read.length;
        for (const { id } of read) {
            const answered = () => {
                this.#aheadUnderWay -= 1;
            };
            this.#keep(id, this.ask(id)).then(answered, answered);
        }
    }

    /** How many batches of so many groups may be sent now, which leave room for what is asked next. */
    #batchesAhead(groups: number): number {
        const haveRoom = Math.floor((mostAheadAtOnce - this.#aheadUnderWay) / groupsInBatch);
        return Math.max(0, Math.min(Math.ceil(groups / groupsInBatch), this.#requestsLeft(), haveRoom));
    }
}

/** Some from one place on and back at the same time: a refresh often keeps to the order of the list, or to its reverse. */
function nearest<T extends { readonly place: number }>(all: readonly T[], place: number, some: number): readonly T[] {
    const distance = (one: T) => Math.abs(one.place - place);
    return some === 0 ? [] : [...all].sort((one, other) => distance(one) - distance(other)).slice(0, some);
}

/**
 * Lets what is asked for while the first answers are on the way wait for them, and later what may not yet take a request
 * of its own wait for others, so that more of it goes in one batch: the engine's calls come one by one, each when the one
 * before it is written down.
 */
export class Rounds {
    #next: { readonly begin: () => Promise<unknown>; readonly mayBegin: () => boolean }[] = [];
    #afterwards: (() => void)[] = [];
    #isFirstUnderWay = false;
    #timesJoined = 0;
    #mostJoined = 0;

    constructor(private readonly clock: Pick<Clock, "sleep">) {}

    /** Does it in the next round, with all that joins that one; soon, once it may have a round to itself. */
    async join<T>(act: () => Promise<T>, mayBegin: () => boolean): Promise<T> {
        const done = new Promise<T>((resolve) => {
            const begin = () => {
                const doing = (async () => await act())();
                resolve(doing);
                return doing;
            };
            this.#next.push({ begin, mayBegin });
        });
        this.#timesJoined += 1;
        setImmediate(() => this.reconsider());
        void this.#beginUnlessOthersJoin(this.#timesJoined);
        return await done;
    }

    /** Does it once the next round has been asked for, so that nothing of the round comes after it. */
    andThen(act: () => void): void {
        this.#afterwards.push(act);
    }

    /** Begins the next round where it is time, because enough wait for it or one of them need not. */
    reconsider(): void {
        const enough = Math.min(readsOfFour, Math.ceil(this.#mostJoined / 2));
        if (this.#next.length >= enough || this.#next.some(({ mayBegin }) => mayBegin())) {
            this.#begin();
        }
    }

    async #beginUnlessOthersJoin(timesJoined: number): Promise<void> {
        await this.clock.sleep(mostBetweenMs);
        if (this.#timesJoined === timesJoined) {
            this.#begin();
        }
    }

    #begin(): void {
        if (this.#next.length === 0 || this.#isFirstUnderWay) {
            return;
        }
        this.#isFirstUnderWay = this.#mostJoined === 0;
        const [round, afterwards] = [this.#next, this.#afterwards];
        this.#next = [];
        this.#afterwards = [];
        this.#mostJoined = Math.max(this.#mostJoined, round.length);
        const answers = round.map(({ begin }) => begin());
        for (const act of afterwards) {
            act();
        }
        if (this.#isFirstUnderWay) {
            void Promise.allSettled(answers).then(() => {
                this.#isFirstUnderWay = false;
                this.#begin();
            });
        }
    }
}

/** A decision about a group takes two reads of it. */
const groupsInBatch = mostInBatch / 2;

/**
 * How many requests may be sent for so many groups, lists among them: one for every four groups, and five to begin with.
 * Of who asks about more than {@link several} it is taken that all the others will be asked about too, where they are few.
 */
function mostRequestsFor(wanted: number, areFewLeft: boolean): number {
    const most = 5 + wanted / 4;
    return areFewLeft && wanted > several ? Math.max(most, 3 + mostReadAhead / groupsInBatch) : most;
}

/** What the engine does at once on two processors, so that fewer may be all that there are. */
const several = 8;

/** How many "few" are: more of them are too old before the engine has come to most. */
export const mostReadAhead = 200;

/** How many groups that nobody has asked about are read at once. */
const mostAheadAtOnce = 40;

/** So many reads wait for one another at most: those of four groups. */
const readsOfFour = 8;

/** How long one waits for the next, in milliseconds. */
const mostBetweenMs = 200;
