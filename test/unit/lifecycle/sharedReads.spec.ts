import { expect } from "chai";
import { GraphError } from "../../../provider/graph/errors";
import type { ConnectorGroup } from "../../../provider/graph/types";
import { withSharedReads } from "../../../provider/lifecycle/sharedReads";
import { decisionAgeMs, lookAgeMs, type Tenant } from "../../../provider/lifecycle/tenant";
import { failureOf } from "../graph/service";

const look = { mostAgeMs: lookAgeMs };
const decision = { mostAgeMs: decisionAgeMs };

function group(name: string): ConnectorGroup {
    return { id: `id of ${name}`, name, isDefault: false, connectorGroupType: "applicationProxy" };
}

/** A tenant that shows what it is told to, notes what it is asked, and answers in the next turn. */
function given(...names: readonly string[]) {
    const asked: string[] = [];
    const around = {
        groups: names.map(group),
        now: 0,
        asked,
        failure: undefined as Error | undefined,
        listHeld: Promise.resolve(),
        membersHeld: Promise.resolve(),
    };
    const answer = async <T>(question: string, give: () => T): Promise<T> => {
        asked.push(question);
        await new Promise(setImmediate);
        if (around.failure) {
            throw around.failure;
        }
        return give();
    };
    const silent = (question: string) => answer(question, () => undefined);
    const tenant = {
        listGroups: async () => {
            const groups = await answer("list", () => around.groups);
            await around.listHeld;
            return groups;
        },
        listMembers: async (id: string) => {
            const members = await answer(`members of ${id}`, () => [{ id: `connector of ${id}`, machineName: id }]);
            await around.membersHeld;
            return members;
        },
        listApplications: (id: string) => answer(`applications of ${id}`, () => []),
        createGroup: ({ name }: { name: string }) => answer(`create ${name}`, () => group(name)),
        updateGroup: (id: string) => silent(`update ${id}`),
        deleteGroup: (id: string) => silent(`delete ${id}`),
        assignApplication: (id: string) => silent(`assign ${id}`),
    } as unknown as Tenant;
    const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
    const sleep = (milliseconds: number) =>
        new Promise<void>((wake) => sleepers.push({ until: around.now + milliseconds, wake }));
    const pass = async (milliseconds: number) => {
        around.now += milliseconds;
        for (const { wake } of sleepers.filter(({ until }) => until <= around.now)) {
            wake();
        }
        await settled();
    };
    return { around, pass, shared: withSharedReads(tenant, { now: () => around.now, sleep }) };
}

/** Everything that needs no time has happened. */
async function settled(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
        await new Promise(setImmediate);
    }
}

function groupsNamed(count: number): readonly string[] {
    return Array.from({ length: count }, (_, n) => `G${n}`);
}

const namesIn = (groups: readonly ConnectorGroup[]) => groups.map(({ name }) => name);

describe("the list of groups, shared", () => {
    it("is asked for once by all who ask in the same moment, and again once it is too old for one of them", async () => {
        const { around, shared } = given("A");
        await Promise.all([shared.listGroups(), shared.listGroups(look), shared.listGroups(decision)]);
        around.now = decisionAgeMs - 1;
        await shared.listGroups(decision);
        expect(around.asked).to.deep.equal(["list"]);
        around.now = decisionAgeMs;
        await shared.listGroups(look);
        expect(around.asked).to.deep.equal(["list"]);
        await shared.listGroups(decision);
        around.now = decisionAgeMs + lookAgeMs;
        await shared.listGroups(look);
        expect(around.asked).to.deep.equal(["list", "list", "list"]);
    });

    it("has our own writes worked in for those to whom it may be older, whether or not the tenant shows them", async () => {
        const { around, shared } = given("A", "B");
        await shared.listGroups(look);
        await shared.createGroup({ name: "C" });
        await shared.updateGroup("ID OF A", { name: "Alpha" });
        await shared.deleteGroup("id of B");
        expect(namesIn(await shared.listGroups(look))).to.deep.equal(["Alpha", "C"]);
        expect(around.asked.filter((question) => question === "list")).to.have.length(1);
    });

    it("has a write worked in that ends while the list is on its way", async () => {
        const { shared } = given("A");
        const listed = shared.listGroups(look);
        await shared.createGroup({ name: "C" });
        await listed;
        expect(namesIn(await shared.listGroups(look))).to.deep.equal(["A", "C"]);
    });

    it("shows a group once where the tenant shows it already", async () => {
        const { around, shared } = given("A");
        around.groups = [group("A"), group("C")];
        const listed = shared.listGroups(look);
        await shared.createGroup({ name: "C" });
        await listed;
        expect(namesIn(await shared.listGroups(look))).to.deep.equal(["A", "C"]);
    });

    it("is asked for anew after a write of ours by those who say nothing of an age", async () => {
        const { around, shared } = given("A");
        await shared.listGroups();
        await shared.createGroup({ name: "C" });
        expect(namesIn(await shared.listGroups())).to.deep.equal(["A"]);
        expect(around.asked).to.deep.equal(["list", "create C", "list"]);
    });

    it("is forgotten where nobody knows what a write has done, and kept where it did nothing", async () => {
        for (const [mayHaveActed, asked] of [
            [false, ["list", "create C"]],
            [true, ["list", "create C", "list"]],
        ] as const) {
            const { around, shared } = given("A");
            await shared.listGroups(look);
            around.failure = new GraphError("It failed.", {
                method: "POST",
                path: "/",
                retryable: false,
                mayHaveActed,
            });
            await failureOf(shared.createGroup({ name: "C" }));
            around.failure = undefined;
            await shared.listGroups(look);
            expect(around.asked).to.deep.equal(asked);
        }
    });

    it("that could not be had is asked for again, and everyone who waited for it is told why", async () => {
        const { around, shared } = given("A");
        around.failure = new Error("not today");
        const failures = [shared.listGroups(look), shared.listGroups()].map(failureOf);
        expect((await Promise.all(failures)).map(({ message }) => message)).to.deep.equal(["not today", "not today"]);
        around.failure = undefined;
        expect(namesIn(await shared.listGroups(look))).to.deep.equal(["A"]);
    });
});

describe("what is in a group, shared", () => {
    it("is asked for each time by those who say nothing of an age", async () => {
        const { around, shared } = given("A");
        await shared.listMembers("id of A");
        await shared.listMembers("id of A");
        expect(around.asked).to.have.length(2);
    });

    it("is asked for once by those to whom it may be older, until something of ours is moved", async () => {
        const { around, shared } = given("A");
        await Promise.all([shared.listMembers("id of A", look), shared.listMembers("ID OF A", look)]);
        expect(around.asked).to.deep.equal(["members of id of A"]);
        await shared.assignApplication("payroll", "id of A");
        await shared.listMembers("id of A", look);
        expect(around.asked).to.deep.equal(["members of id of A", "assign payroll", "members of id of A"]);
    });

    it("is never older than is said", async () => {
        const { around, shared } = given("A");
        await shared.listMembers("id of A", decision);
        around.now = decisionAgeMs;
        await shared.listMembers("id of A", decision);
        expect(around.asked).to.have.length(2);
    });

    it("is read of no other group for who asks about one alone", async () => {
        const { around, shared } = given("A", "B", "C");
        await shared.listGroups();
        await shared.listMembers("id of A", decision);
        expect(around.asked).to.deep.equal(["list", "members of id of A"]);
    });

    it("is read ahead of the others of a small tenant once several are asked about", async () => {
        const names = groupsNamed(30);
        const { around, shared } = given(...names);
        await shared.listGroups();
        for (const name of names) {
            await shared.listMembers(`id of ${name}`, decision);
        }
        const read = around.asked.filter((question) => question.startsWith("members"));
        expect(read).to.have.length(30);
        expect(new Set(read).size).to.equal(30);
    });

    it("is read ahead of no more than fills the batch in a tenant of many groups", async () => {
        const { around, shared } = given(...groupsNamed(500));
        await shared.listGroups();
        await shared.listMembers("id of G100", decision);
        await shared.listMembers("id of G300", decision);
        const read = around.asked.filter((question) => question.startsWith("members"));
        expect(read).to.have.length(1 + 10);
        const ofNearest = Array.from({ length: 9 }, (_, n) => `members of id of G${296 + n}`);
        expect(read).to.include.members(ofNearest);
    });

    it("is read ahead where a small tenant has more, as far as five requests and one for every four groups allow", async () => {
        const { around, shared } = given(...groupsNamed(200));
        await shared.listGroups();
        const asked = Array.from({ length: 8 }, (_, n) => n * 25);
        for (const time of ["first", "second"]) {
            await Promise.all(asked.map((n) => shared.listMembers(`id of G${n}`, decision)));
            await settled();
            const read = around.asked.filter((question) => question.startsWith("members"));
            expect(read.slice(0, 8), "behind what was asked").to.have.members(
                asked.map((n) => `members of id of G${n}`),
            );
            // One of the seven is that for the list. What fills no batch of its own is read forty at a time.
            expect(read.length, time).to.equal(time === "first" ? 10 + 40 : 6 * 10);
        }
    });

    it("is read ahead of all others of a small tenant once more than eight are asked about, forty at a time", async () => {
        const { around, shared } = given(...groupsNamed(200));
        await shared.listGroups();
        const ask = (n: number) => shared.listMembers(`id of G${n}`, decision);
        await Promise.all(Array.from({ length: 8 }, (_, n) => ask(n * 25)));
        await settled();
        const before = around.asked.length;
        await ask(176);
        await settled();
        expect(around.asked.length - before).to.equal(40);
        for (let n = 177; n < 185; n += 1) {
            await ask(n);
            await settled();
        }
        const read = around.asked.filter((question) => question.startsWith("members"));
        expect(new Set(read).size).to.equal(200);
        expect(read).to.have.length(200);
    });

    it("is read ahead of those who ask, so that none of them waits after the first", async () => {
        const names = groupsNamed(150);
        const { around, shared } = given(...names);
        await shared.listGroups();
        const ask = (n: number) => shared.listMembers(`id of G${n}`, decision);
        await Promise.all([0, 1, 2, 3].map(ask));
        for (let n = 4; n < names.length; n += 1) {
            const before = [...around.asked];
            await ask(n);
            expect(before, `before G${n} is asked about`).to.include(`members of id of G${n}`);
        }
        expect(around.asked.filter((question) => question.startsWith("members"))).to.have.length(150);
    });

    it("is read ahead as soon as the first list has come, where it was asked for along with it", async () => {
        const { around, shared } = given("A", "B", "C", "D");
        let come: () => void = () => undefined;
        around.listHeld = new Promise((resolve) => {
            come = resolve;
        });
        const list = shared.listGroups(decision);
        await Promise.all(["A", "B"].map((name) => shared.listMembers(`id of ${name}`, decision)));
        expect(around.asked).to.deep.equal(["list", "members of id of A", "members of id of B"]);
        come();
        await list;
        await new Promise(setImmediate);
        expect(around.asked.slice(3)).to.have.members(["members of id of C", "members of id of D"]);
    });

    it("waits for what was asked first, and then goes along with what has come meanwhile", async () => {
        const { around, shared } = given("A", "B", "C");
        let come: () => void = () => undefined;
        around.membersHeld = new Promise((resolve) => {
            come = resolve;
        });
        const read = ["A", "B", "C"].map(async (name) => {
            await settled();
            return await shared.listMembers(`id of ${name}`, decision);
        });
        const first = shared.listMembers("id of A", decision);
        await settled();
        await settled();
        expect(around.asked).to.deep.equal(["members of id of A"]);
        come();
        await Promise.all([first, ...read]);
        expect(around.asked).to.deep.equal(["members of id of A", "members of id of B", "members of id of C"]);
    });

    it("waits for that of three others once the requests are used up, and goes with them", async () => {
        const { around, shared, reading } = await givenUsedUp();
        for (const n of [420, 440, 460]) {
            reading(n);
            await settled();
        }
        const before = around.asked.length;
        await shared.listMembers("id of G480", decision);
        expect(around.asked.slice(before, before + 4)).to.deep.equal(
            [420, 440, 460, 480].map((n) => `members of id of G${n}`),
        );
    });

    it("waits no longer than until as many have been asked about as make up for a request", async () => {
        const { around, reading } = await givenUsedUp();
        reading(420);
        await settled();
        expect(around.asked).to.not.include("members of id of G420");
        const haveBeenReadAhead = [551, 552, 553, 554];
        for (const n of haveBeenReadAhead) {
            expect(around.asked).to.include(`members of id of G${n}`);
            reading(n);
        }
        expect(around.asked).to.include("members of id of G420");
    });

    it("waits no longer than 200 ms for others", async () => {
        const { around, pass, reading } = await givenUsedUp();
        reading(420);
        await pass(199);
        reading(440);
        await pass(199);
        expect(around.asked).to.not.include("members of id of G420");
        await pass(1);
        expect(around.asked).to.include.members(["members of id of G420", "members of id of G440"]);
    });

    it("that could not be had is not asked for again by each who waits for it", async () => {
        const { around, shared } = given("A");
        around.failure = new Error("not today");
        const failed = [1, 2].map(() => failureOf(shared.listMembers("id of A", decision)));
        expect((await Promise.all(failed)).map(({ message }) => message)).to.deep.equal(["not today", "not today"]);
        expect(around.asked).to.have.length(1);
    });
});

/** A large tenant, about eight of whose groups have been asked at once and then about so many more that none may be alone. */
async function givenUsedUp() {
    const { around, pass, shared } = given(...groupsNamed(1000));
    await shared.listGroups();
    const reading = (n: number) => void shared.listMembers(`id of G${n}`, decision);
    reading(0);
    await settled();
    for (let n = 1; n <= 7; n += 1) {
        reading(n * 100);
    }
    await settled();
    for (let n = 0; around.asked.length < 7 * 10; n += 1) {
        reading(550 + 20 * n);
        await settled();
    }
    return { around, pass, shared, reading };
}
