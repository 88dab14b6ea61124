import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import type { Emulator } from "../../emulator/index";
import { writes } from "./support/given";
import { watch } from "./support/occupied";
import { declared, givenSites, groups, placesIn, type Sites, sorted } from "./support/sites";
import { givenStack, type Program } from "./support/stack";

const inAsia: Program = { ...groups, frankfurt: { name: "Frankfurt", region: "asia" } };

describe("connectors and applications that move together in one update", () => {
    for (const connectorMoves of ["viaDefaultRegion", "free"] as const) {
        const options = { switches: { connectorMoves } };

        it(`leave nothing unserved, although nothing says which goes first (moves: ${connectorMoves})`, async () => {
            const sites = await givenSites({ frankfurt: ["c1", "c2", "c3", "a1", "a2", "a3"] }, options);
            const { emulator, stack } = sites;
            const moved = { tokyo: ["c1", "c2", "c3", "a1", "a2", "a3"] };

            const { warned } = await stack.up(declared(sites, moved));

            expect(placesIn(sites)).to.deep.equal(sorted(moved));
            expect(emulator.tenant.gaps()).to.deep.equal([]);
            expect(warned.filter((sentence) => sentence.includes("nobody serves them now"))).to.deep.equal([]);
        });

        it(`leave nothing unserved where the connectors are declared last (moves: ${connectorMoves})`, async () => {
            const sites = await givenSites({ frankfurt: ["a1", "a2", "c1", "c2"] }, options);
            const moved = { tokyo: ["a1", "a2", "c1", "c2"] };

            await sites.stack.up(declared(sites, moved));

            expect(placesIn(sites)).to.deep.equal(sorted(moved));
            expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
        });

        it(`leave nothing unserved where two groups exchange all they have (moves: ${connectorMoves})`, async () => {
            const sites = await givenSites({ frankfurt: ["c1", "c2", "a1"], tokyo: ["c3", "c4", "a2"] }, options);
            const exchanged = { frankfurt: ["c3", "c4", "a2"], tokyo: ["c1", "c2", "a1"] };

            await sites.stack.up(declared(sites, exchanged));

            expect(placesIn(sites)).to.deep.equal(sorted(exchanged));
            expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
        });
    }

    it("leave nothing unserved where only one of three connectors is inactive, whichever it is", async () => {
        for (const idle of ["c1", "c2", "c3"]) {
            const sites = await givenSites({ frankfurt: ["c1", "c2", "c3", "a1"] }, {}, [idle]);
            const moved = { tokyo: ["c1", "c2", "c3", "a1"] };

            await sites.stack.up(declared(sites, moved));

            expect(placesIn(sites), idle).to.deep.equal(sorted(moved));
            expect(sites.emulator.tenant.gaps(), idle).to.deep.equal([]);
        }
    });

    it("come from the default group as well, where they were before anything was declared", async () => {
        const sites = await givenSites({ frankfurt: ["c9", "a9"] });
        const { emulator, stack } = sites;
        emulator.tenant.removeConnector("nobody's");
        const late = ["c1", "c2"].map((machineName) => [machineName, emulator.tenant.addConnector({ machineName }).id]);
        const app = emulator.tenant.addApplication({ displayName: "a1" }).id;
        const all: Sites = {
            ...sites,
            connectors: { ...sites.connectors, ...Object.fromEntries(late) },
            applications: { ...sites.applications, a1: app },
        };
        const moved = { frankfurt: ["c9", "a9"], tokyo: ["c1", "c2", "a1"] };
        emulator.tenant.forgetGaps();

        await stack.up(declared(all, moved));

        expect(placesIn(all)).to.deep.equal(sorted(moved));
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("of which one connector alone is active make the one gap that cannot be helped, and it is short", async () => {
        const sites = await givenSites({ frankfurt: ["c1", "a1"] });
        const moved = { tokyo: ["c1", "a1"] };

        await sites.stack.up(declared(sites, moved));

        expect(placesIn(sites)).to.deep.equal(sorted(moved));
        expect(sites.emulator.tenant.gaps()).to.have.length(1);
    });

    it("say whom nobody serves where the connectors go and the applications stay", async () => {
        const sites = await givenSites({ frankfurt: ["c1", "c2", "a1"] });
        const moved = { frankfurt: ["a1"], tokyo: ["c1", "c2"] };

        const { warned } = await sites.stack.up(declared(sites, moved));

        expect(placesIn(sites)).to.deep.equal(sorted(moved));
        expect(warned.join("\n")).to.match(/"Frankfurt".*keeps 1 application \(a1\).*nobody serves them now/);
    });

    it("say which group nobody serves where an application goes there and no connector does", async () => {
        const sites = await givenSites({ frankfurt: ["c1", "a1", "a2"] });

        const { warned } = await sites.stack.up(declared(sites, { frankfurt: ["c1"], tokyo: ["a1", "a2"] }));

        expect(warned.filter((sentence) => sentence.includes("has no active connector"))).to.have.length(1);
        expect(warned.join("\n")).to.include('Connector group "Tokyo"');
    });
});

describe("a connector that moves of itself while its group is replaced", () => {
    for (const before of [
        ["c1", "c2", "a1"],
        ["a1", "c2", "c1"],
        ["c3", "c1", "c2", "a1", "a2"],
    ]) {
        for (const latencyMs of [0, 3]) {
            it(`ends where the program says, and leaves nobody unserved (${before}, latency ${latencyMs} ms)`, async () => {
                const sites = await givenSites({ frankfurt: before }, { latencyMs });
                const { emulator, stack } = sites;
                const watched = watch(emulator);
                const places = { frankfurt: before.filter((name) => name !== "c1"), tokyo: ["c1"] };

                await stack.up(declared(sites, places, inAsia));

                expect(placesIn(sites)).to.deep.equal(sorted(places));
                expect(emulator.tenant.group("Frankfurt")).to.include({ region: "asia" });
                expect(emulator.tenant.gaps()).to.deep.equal([]);
                expect(watched.faults).to.deep.equal([]);
                expect((await stack.preview(declared(sites, places, inAsia))).plan).to.satisfy(
                    (plan: Record<string, string>) => Object.values(plan).every((kind) => kind === "same"),
                );
            });
        }
    }

    it("and an application that does are left where they have gone", async () => {
        for (const names of [
            ["c1", "c2", "a1", "a2"],
            ["a2", "a1", "c2", "c1"],
        ]) {
            const sites = await givenSites({ frankfurt: names, tokyo: ["c8"] });
            const places = { frankfurt: ["c1", "c2", "a1"], tokyo: ["c8", "a2"] };

            await sites.stack.up(declared(sites, places, inAsia));

            expect(placesIn(sites)).to.deep.equal(sorted(places));
            expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
        }
    });
});

describe("a replacement and the program's own moves of what is on the group", function () {
    this.timeout(60_000);

    for (const connectors of [["c1", "c2"], []]) {
        it(`come to the same in whichever order requests are served (${connectors.length} connectors)`, async () => {
            await fc.assert(
                fc.asyncProperty(fc.array(fc.nat(12), { minLength: 30, maxLength: 30 }), async (delays) => {
                    const applications = ["a1", "a2", "a3", "a4"];
                    const before = { frankfurt: [...connectors, ...applications], tokyo: ["c8"] };
                    const sites = await givenSites(before, { sleep: taking(delays) });
                    const { emulator, stack } = sites;
                    const places = {
                        frankfurt: connectors.slice(1),
                        tokyo: [...connectors.slice(0, 1), "c8", ...applications],
                    };
                    emulator.settings.latencyMs = 1;

                    await stack.up(declared(sites, places, inAsia));

                    emulator.settings.latencyMs = 0;
                    expect(placesIn(sites)).to.deep.equal(sorted(places));
                    expect(connectors.length === 0 || emulator.tenant.gaps().length === 0).to.equal(true);
                    await emulator.stop();
                }),
                { seed: 20261124, numRuns: 10 },
            );
        });
    }
});

/** Has each request take its time, one after the other as long as the numbers say, in milliseconds. */
function taking(delays: readonly number[]) {
    let request = 0;
    return async () => {
        request += 1;
        await setTimeout(delays[request % delays.length]);
    };
}

describe("an id in another case than the service's", () => {
    const shouting = (sites: Sites): Sites => ({
        ...sites,
        connectors: Object.fromEntries(Object.entries(sites.connectors).map(([name, id]) => [name, id.toUpperCase()])),
        applications: Object.fromEntries(
            Object.entries(sites.applications).map(([name, id]) => [name, id.toUpperCase()]),
        ),
    });

    it("is the same connector or application: no difference, nothing moved, followed and sent back", async () => {
        const places = { frankfurt: ["c1", "c2", "a1"] };
        const sites = await givenSites(places);
        const { emulator, stack } = sites;
        const loud = shouting(sites);

        expect(Object.values((await stack.preview(declared(loud, places))).plan)).to.deep.equal(Array(5).fill("same"));
        await stack.up(declared(loud, places));
        await stack.refresh();
        expect(Object.values((await stack.preview(declared(loud, places))).plan)).to.deep.equal(Array(5).fill("same"));
        expect(writes(emulator)).to.deep.equal([]);

        await stack.up(declared(loud, places, inAsia));
        expect(placesIn(sites)).to.deep.equal(sorted(places));
        await stack.up(inAsia);
        expect(placesIn(sites)).to.deep.equal(sorted({}));
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("is not sent back where another resource stands for it in the same update", async () => {
        const places = { frankfurt: ["c1", "a1"] };
        const sites = await givenSites(places);
        const { c1 = "" } = shouting(sites).connectors;
        const { a1 = "" } = shouting(sites).applications;
        const connectorGroupId = { idOf: "frankfurt" };

        await sites.stack.up({
            ...groups,
            renamed: { connectorId: c1, connectorGroupId },
            alsoRenamed: { applicationId: a1, connectorGroupId },
        });

        expect(writes(sites.emulator)).to.deep.equal([]);
        expect(placesIn(sites)).to.deep.equal(sorted(places));
    });

    it("of a group is the same group", async () => {
        const sites = await givenSites({ frankfurt: ["c1", "a1"] });
        const { stack, emulator, connectors, applications } = sites;
        const connectorGroupId = stack.idOf("frankfurt").toUpperCase();
        const program: Program = {
            ...groups,
            c1: { connectorId: connectors.c1 ?? "", connectorGroupId },
            a1: { applicationId: applications.a1 ?? "", connectorGroupId },
        };

        expect(Object.values((await stack.preview(program)).plan)).to.deep.equal(Array(4).fill("same"));
        await stack.up(program);

        expect(writes(emulator)).to.deep.equal([]);
    });
});

describe("the default group, where connectors pass through", () => {
    it("holds one of ours at most where its way on fails for good while another replacement goes on", async () => {
        const { emulator, stack } = await givenStack();
        const sites = (regions: readonly string[]): Program =>
            Object.fromEntries(regions.map((region, n) => [`site${n}`, { name: `Site ${n}`, region }]));
        await stack.up(sites(["eur", "asia", "aus"]));
        for (const n of [0, 1, 2]) {
            for (const machineName of [`s${n}-1`, `s${n}-2`]) {
                emulator.tenant.addConnector({ machineName, groupId: `Site ${n}` });
            }
            emulator.tenant.addApplication({ displayName: `s${n}-app`, groupId: `Site ${n}` });
        }
        emulator.tenant.forgetGaps();
        const watched = watch(emulator);
        const connection = fromTheDefaultGroupOn(emulator);

        const { how, message } = await stack.attempt(sites(["asia", "aus", "eur"]));
        expect(how).to.equal("failed");
        expect(message).to.include("is still in the default group, on its way to the group");
        expect(watched.mostInDefault).to.equal(1);

        connection.restore();
        await stack.up(sites(["asia", "aus", "eur"]));
        expect(watched.faults).to.deep.equal([]);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect(emulator.tenant.membersOf("Default")).to.deep.equal([]);
    });
});

/** The first connector that is asked to move gets to the default group, and there every answer is cut off. */
function fromTheDefaultGroupOn(emulator: Emulator) {
    let cut: { withdraw(): void } | undefined;
    emulator.inject({
        method: "POST",
        path: /memberOf/,
        effect: "meanwhile",
        run: () => {
            const [, id = ""] = /connectors\/([^/]+)/.exec(emulator.requests.at(-1)?.path ?? "") ?? [];
            const times = Number.POSITIVE_INFINITY;
            cut = emulator.inject({ method: "POST", path: new RegExp(id), skip: 1, times, effect: "cutBeforeActing" });
        },
    });
    return { restore: () => cut?.withdraw() };
}
