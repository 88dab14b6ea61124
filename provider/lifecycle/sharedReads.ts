import { mostInBatch } from "../graph/batch";
import { isGraphError } from "../graph/errors";
import type { Application, Connector, ConnectorGroup } from "../graph/types";
import type { Clock } from "./context";
import { fold, sameId } from "./names";
import { decisionAgeMs, type ReadAge, type Tenant } from "./tenant";

/**
 * The same tenant, with few requests for what many ask.
 *
 * Who does not say how old an answer may be gets the list of groups as it was asked for after the last write of ours, at
 * most {@link decisionAgeMs} ago, and what is assigned to a group as it is now. Who does say so gets an answer that is
 * shared by all: the list of groups with our own writes since worked in, because the answer to a write can be trusted
 * although not every read shows it at once; and what is assigned to a group unless something of ours was moved since.
 */
export function withSharedReads(tenant: Tenant, clock: Clock): Tenant {
    const { now } = clock;
    const groups = new SharedGroups(() => tenant.listGroups(), now);
    const ahead = () => groups.lastSeen.map(({ id }) => id);
    const rounds = new Rounds(clock, () => groups.lastSeen.length > mostReadAhead);
    const members = new SharedContents<Connector>((id) => tenant.listMembers(id), rounds, now, ahead);
    const applications = new SharedContents<Application>((id) => tenant.listApplications(id), rounds, now, ahead);
    const moving = async (write: Promise<void>): Promise<void> => {
        const forget = () => {
            members.forget();
            applications.forget();
        };
        forget();
        await write.finally(forget);
    };
    return {
        ...tenant,
        listGroups: (age) => (age ? groups.atMost(age.mostAgeMs) : groups.sinceOwnWrites()),
        listMembers: (id, age) => (age ? members.atMost(id, age) : tenant.listMembers(id)),
        listApplications: (id, age) => (age ? applications.atMost(id, age) : tenant.listApplications(id)),
        createGroup: (group) =>
            groups.writing(tenant.createGroup(group), (known, created) => [...without(known, created.id), created]),
        updateGroup: (id, change) =>
            groups.writing(tenant.updateGroup(id, change), (known) =>
                known.map((group) => (sameId(group.id, id) ? { ...group, ...change } : group)),
            ),
        deleteGroup: (id) => groups.writing(tenant.deleteGroup(id), (known) => without(known, id)),
        moveConnector: (id, groupId) => moving(tenant.moveConnector(id, groupId)),
        assignApplication: (id, groupId) => moving(tenant.assignApplication(id, groupId)),
        unassignApplication: (id) => moving(tenant.unassignApplication(id)),
    };
}

type Groups = readonly ConnectorGroup[];

/** The list of groups, of which the one that was asked for last is kept. */
class SharedGroups {
    #last: Listing | undefined;
    #lastSeen: Groups = [];

    constructor(
        private readonly ask: () => Promise<Groups>,
        private readonly now: () => number,
    ) {}

    /** The groups of the last list that has arrived, however old it is. */
    get lastSeen(): Groups {
        return this.#lastSeen;
    }

    sinceOwnWrites(): Promise<Groups> {
        const isShown = this.#last !== undefined && !this.#last.isBeforeWrite && this.#isWithin(decisionAgeMs);
        return isShown && this.#last ? this.#last.groups : this.#askAnew().groups;
    }

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

function without(groups: Groups, id: string): Groups {
    return groups.filter((group) => !sameId(group.id, id));
}

/**
 * What is assigned to each group, in one of the two ways. The engine asks for a few resources at a time and in no known
 * order, so what is asked for is joined by groups that nobody has asked about yet: until a batch is full, which costs a
 * round trip anyway, and all the others once a tenth of as many was asked about. Who asks for one group alone gets nothing
 * but that.
 */
class SharedContents<T> {
    readonly #kept = new Map<string, { readonly askedAt: number; readonly contents: Promise<readonly T[]> }>();
    readonly #wanted = new Set<string>();
    #inNextRound: string[] = [];

    constructor(
        private readonly ask: (groupId: string) => Promise<readonly T[]>,
        private readonly rounds: Rounds,
        private readonly now: () => number,
        private readonly groupIds: () => readonly string[],
    ) {}

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

/** A decision about a group takes two reads of it. */
const groupsInBatch = mostInBatch / 2;

/** How many groups are read ahead at once: more of them are too old before the engine has come to most. */
const mostReadAhead = 200;

/**
 * Lets what is asked for while other answers are on the way wait for them, so that more of it goes in one batch: the
 * engine's calls come one by one, each when the one before it is written down. Where that takes long because there are
 * many, a round takes no less than {@link shortestRoundMs}.
 */
class Rounds {
    #next: (() => Promise<unknown>)[] = [];
    #isUnderWay = false;

    constructor(
        private readonly clock: Clock,
        private readonly areMany: () => boolean,
    ) {}

    /** Does it in the next round, with all that joins that one. */
    async join<T>(act: () => Promise<T>): Promise<T> {
        const done = new Promise<T>((resolve) => {
            this.#next.push(async () => {
                const doing = act();
                resolve(doing);
                return await doing;
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

const shortestRoundMs = 200;
