import { expect } from "chai";
import type { PreviewedResource } from "../../../review/preview";
import { type Decided, goThrough } from "../../../review/rehearsal/engine";
import { VirtualTime } from "../../../review/rehearsal/virtualTime";

interface Seed {
    readonly needs?: readonly string[];
    readonly neededBefore?: readonly string[];
    readonly isGone?: boolean;
    readonly retainOnDelete?: boolean;
}

function resource(urn: string, { needs = [], neededBefore = [], isGone, retainOnDelete = false }: Seed = {}) {
    const state = { inputs: {}, outputs: {}, propertyDependencies: {}, retainOnDelete, hasInitErrors: false };
    return {
        urn,
        name: urn,
        type: "ConnectorGroup",
        op: "update",
        replaceReasons: [],
        old: { ...state, id: urn, dependencies: neededBefore },
        ...(isGone !== true && { new: { ...state, dependencies: needs } }),
    } satisfies PreviewedResource;
}

interface Play {
    readonly parallel?: number;
    readonly replaces?: readonly string[];
    readonly fails?: readonly string[];
    readonly isSame?: readonly string[];
}

/** Goes through resources whose steps take a second each, and answers what has been done, in order. */
async function played(
    resources: readonly PreviewedResource[],
    { parallel = 8, replaces = [], fails = [], isSame = [] }: Play = {},
) {
    const time = new VirtualTime();
    const log: string[] = [];
    const failed: string[] = [];
    const outcome = await time.until(
        goThrough(resources, parallel, {
            decide: async ({ urn }): Promise<Decided> => {
                log.push(`decide ${urn}`);
                await time.sleep(100);
                const act = async () => {
                    log.push(`begin ${urn}`);
                    await time.sleep(1000);
                    if (fails.includes(urn)) {
                        throw new Error(urn);
                    }
                    log.push(`end ${urn}`);
                };
                return { replaces: replaces.includes(urn), ...(!isSame.includes(urn) && { act }) };
            },
            remove: async ({ urn }) => {
                log.push(`remove ${urn}`);
                await time.sleep(1000);
                if (fails.includes(`remove ${urn}`)) {
                    throw new Error(urn);
                }
            },
            failed: ({ urn }) => failed.push(urn),
        }),
    );
    return { log, failed, outcome: Object.fromEntries(outcome) };
}

describe("the engine's way through a change", () => {
    it("decides one resource after the other and carries their steps out side by side", async () => {
        const { log } = await played([resource("a"), resource("b")]);

        expect(log).to.deep.equal(["decide a", "begin a", "decide b", "begin b", "end a", "end b"]);
    });

    it("comes to a resource once what it depends on is done", async () => {
        const { log } = await played([resource("a", { needs: ["b"] }), resource("b")]);

        expect(log).to.deep.equal(["decide b", "begin b", "end b", "decide a", "begin a", "end a"]);
    });

    it("makes nothing more known while as many steps are under way as there may be", async () => {
        const { log } = await played([resource("a"), resource("b"), resource("c"), resource("d")], { parallel: 2 });

        expect(log.indexOf("decide c"), "c is decided, and waits").to.be.lessThan(log.indexOf("end a"));
        expect(log.indexOf("decide d"), "d is not even decided").to.be.greaterThan(log.indexOf("end a"));
    });

    it("does one thing after the other where there may be one step at a time", async () => {
        const { log } = await played([resource("a"), resource("b")], { parallel: 1 });

        expect(log).to.deep.equal(["decide a", "begin a", "end a", "decide b", "begin b", "end b"]);
    });

    it("takes no slot for what is left as it is", async () => {
        const { log } = await played([resource("a"), resource("b")], { parallel: 1, isSame: ["a"] });

        expect(log).to.deep.equal(["decide a", "decide b", "begin b", "end b"]);
    });

    it("deletes at the end what has been replaced and what is gone, dependents first", async () => {
        const { log } = await played(
            [resource("group"), resource("member", { neededBefore: ["group"], isGone: true })],
            { replaces: ["group"] },
        );

        expect(log).to.deep.equal(["decide group", "begin group", "end group", "remove member", "remove group"]);
    });

    it("deletes nothing that the program has it retain", async () => {
        const { log } = await played([resource("a", { retainOnDelete: true })], { replaces: ["a"] });

        expect(log).to.not.include("remove a");
    });

    it("begins nothing new after a failure, ends what is under way, and deletes nothing", async () => {
        const { log, failed, outcome } = await played(
            [resource("a"), resource("b"), resource("after a", { needs: ["a"] }), resource("gone", { isGone: true })],
            { fails: ["a"] },
        );

        expect(failed).to.deep.equal(["a"]);
        expect(log).to.include("end b");
        expect(outcome).to.deep.equal({ a: "failed", b: "done", "after a": "not reached", gone: "not reached" });
    });

    it("stops deleting at what cannot be deleted", async () => {
        const { outcome } = await played(
            [resource("group", { isGone: true }), resource("member", { neededBefore: ["group"], isGone: true })],
            { fails: ["remove member"] },
        );

        expect(outcome).to.deep.equal({ member: "failed", group: "not reached" });
    });

    it("goes by what the state calls a resource that an alias has given another name", async () => {
        const renamed = resource("renamed");
        const group = { ...renamed, old: { ...renamed.old, urn: "group" } };
        const { log } = await played([group, resource("member", { neededBefore: ["group"], isGone: true })], {
            replaces: ["renamed"],
        });

        expect(log.slice(-2)).to.deep.equal(["remove member", "remove renamed"]);
    });

    it("refuses a state in which things depend on one another", async () => {
        const error = await played([
            resource("a", { neededBefore: ["b"], isGone: true }),
            resource("b", { neededBefore: ["a"], isGone: true }),
        ]).catch((thrown: Error) => thrown.message);

        expect(error).to.equal("The state says of a, b that each depends on another.");
    });
});

describe("virtual time", () => {
    it("lets hours pass in the order of those who sleep", async () => {
        const time = new VirtualTime();
        const woken: string[] = [];
        const sleeper = async (name: string, hours: number) => {
            await time.sleep(hours * 3_600_000);
            woken.push(`${name} at ${time.now() / 3_600_000}`);
        };

        await time.until(Promise.all([sleeper("late", 2), sleeper("early", 1), sleeper("as late", 2)]));

        expect(woken).to.deep.equal(["early at 1", "late at 2", "as late at 2"]);
    });

    it("says so where everybody waits for nobody", async () => {
        const error = await new VirtualTime()
            .until(new Promise(() => undefined))
            .catch((thrown: Error) => thrown.message);

        expect(error).to.include("waits for something that nobody does");
    });
});
