import { expect } from "chai";
import type { Emulator, Switches } from "../../emulator/index";
import { givenOccupied, inRegion, occupy, watch } from "./support/occupied";
import { givenStack, type Program, shapeOf } from "./support/stack";

/** Each switch that the calls of a carry meet, at the setting that is not the default. */
const otherSettings: readonly Partial<Switches>[] = [
    { connectorMoves: "free" },
    { connectorMoves: "alwaysViaDefaultRegion" },
    { names: "unique" },
    { memberOfMethods: "post" },
    { memberOfMethods: "put" },
    { referenceAnswer: 201 },
    { emptyApplications: "emptyList" },
    { emptyMembers: "notFound" },
    { createAnswer: 201 },
    { updateAnswer: 200 },
    { regionResend: "accepted" },
    { deleteWithApplications: "allowed" },
    { foreignReferences: "accepted" },
];

/** The group that was replaced is gone, and its successor holds what it held. */
function isCarried(emulator: Emulator, before: ReturnType<typeof shapeOf>, region: string): void {
    expect(shapeOf(emulator)).to.deep.equal(before.map((one) => (one.name === "Frankfurt" ? { ...one, region } : one)));
}

describe("a carry that nothing disturbs", () => {
    for (const active of [0, 1, 2, 5]) {
        for (const inactive of [0, 2]) {
            for (const applications of [0, 1, 50]) {
                const load = { active, inactive, applications };
                it(`moves everything and only that, checked step by step: ${JSON.stringify(load)}`, async () => {
                    const { emulator, stack, watched } = await givenOccupied(load);
                    const before = shapeOf(emulator);
                    const old = stack.idOf("frankfurt");

                    await stack.up(inRegion("asia"));

                    isCarried(emulator, before, "asia");
                    expect(watched.faults).to.deep.equal([]);
                    const occupied = active + inactive + applications > 0;
                    expect(emulator.tenant.group(old) === undefined).to.equal(occupied);
                    if (active !== 1 && active !== 0) {
                        expect(emulator.tenant.gaps()).to.deep.equal([]);
                    }
                    expect((await stack.preview(inRegion("asia"))).plan).to.deep.equal({ frankfurt: "same" });
                    await stack.refresh();
                    expect((await stack.preview(inRegion("asia"))).plan).to.deep.equal({ frankfurt: "same" });
                });
            }
        }
    }

    for (const switches of otherSettings) {
        it(`comes to the same where the service does otherwise: ${JSON.stringify(switches)}`, async () => {
            const { emulator, stack, watched } = await givenOccupied({}, { switches });
            const before = shapeOf(emulator);

            await stack.up(inRegion("asia"));

            isCarried(emulator, before, "asia");
            expect(watched.faults).to.deep.equal([]);
            expect(emulator.tenant.gaps()).to.deep.equal([]);
        });
    }

    it("leaves the applications of one active connector without it for no longer than its own move", async () => {
        const { emulator, stack } = await givenOccupied({ active: 1, applications: 3 });

        await stack.up(inRegion("asia"));

        const order = emulator.requests
            .filter(({ method, path }) => method === "PUT" || path.includes("memberOf"))
            .map(({ path }) => (path.includes("memberOf") ? "connector" : "application"));
        expect(order.indexOf("application")).to.be.greaterThan(order.indexOf("connector"));
        expect(emulator.tenant.gaps().every(({ to }) => to !== undefined)).to.equal(true);
    });

    it("takes every page of what is on the old group", async () => {
        const { emulator, stack } = await givenOccupied({ active: 5, inactive: 3, applications: 7 }, { pageSize: 2 });
        const before = shapeOf(emulator);

        await stack.up(inRegion("asia"));

        isCarried(emulator, before, "asia");
    });

    for (const lagMs of [1_000, 4_000, 20_000]) {
        for (const names of ["free", "unique"] as const) {
            it(`waits for each step to show where reads lag behind by ${lagMs} ms (names: ${names})`, async () => {
                const { emulator, stack, watched, clock } = await givenOccupied({}, { switches: { names } });
                const before = shapeOf(emulator);
                clock.advance(60_000);
                emulator.settings.lagMs = lagMs;

                await stack.up(inRegion("asia"));

                isCarried(emulator, before, "asia");
                expect(watched.faults).to.deep.equal([]);
                expect(emulator.tenant.gaps()).to.deep.equal([]);
            });
        }
    }

    it("stops where a step does not show within the bound, and the next update goes on", async () => {
        const { emulator, stack, clock } = await givenOccupied();
        const before = shapeOf(emulator);
        clock.advance(600_000);
        emulator.settings.lagMs = 300_000;
        const message = await stack.failingUp(inRegion("asia"));
        emulator.settings.lagMs = 0;

        expect(message).to.match(/after 60 seconds|still shows it|does not show/);
        await stack.up(inRegion("asia"));
        isCarried(emulator, before, "asia");
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("has one connector at most in the default group where three groups are replaced at the same time", async () => {
        const { emulator, stack } = await givenStack();
        const sites = (regions: readonly string[]): Program =>
            Object.fromEntries(regions.map((region, n) => [`site${n}`, { name: `Site ${n}`, region }]));
        await stack.up(sites(["eur", "asia", "aus"]));
        for (const site of ["Site 0", "Site 1", "Site 2"]) {
            occupy(emulator, site, { active: 3, inactive: 1, applications: 4 });
        }
        emulator.tenant.forgetGaps();
        const before = shapeOf(emulator);
        const watched = watch(emulator);

        await stack.up(sites(["asia", "aus", "eur"]));

        expect(watched.mostInDefault).to.equal(1);
        expect(watched.faults).to.deep.equal([]);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        const regions: Record<string, string> = { "Site 0": "asia", "Site 1": "aus", "Site 2": "eur" };
        expect(shapeOf(emulator)).to.deep.equal(before.map((one) => ({ ...one, region: regions[one.name] ?? "nam" })));
    });

    it("goes straight where one of the two regions is the default group's", async () => {
        const { stack, watched } = await givenOccupied({ active: 3 });

        await stack.up(inRegion("nam"));

        expect(watched.mostInDefault).to.equal(0);
    });

    it("carries over as well where the program itself asks for a replacement (replaceOnChanges)", async () => {
        const { emulator, stack } = await givenOccupied();
        const old = stack.idOf("frankfurt");

        await stack.up({ frankfurt: { name: "Frankfurt am Main", region: "eur" } }, { replaceOnChanges: true });

        expect(stack.idOf("frankfurt")).to.not.equal(old);
        expect(emulator.tenant.group(old)).to.equal(undefined);
        expect(shapeOf(emulator).at(-1)).to.deep.include({ name: "Frankfurt am Main", region: "eur" });
        expect(emulator.tenant.applicationsOf("Frankfurt am Main")).to.have.length(2);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("keeps the old region where the program leaves the region out", async () => {
        const { emulator, stack } = await givenOccupied();

        await stack.up({ frankfurt: { name: "Frankfurt am Main" } }, { replaceOnChanges: true });

        expect(emulator.tenant.group("Frankfurt am Main")).to.include({ region: "eur" });
    });

    it("is not begun by a forced replacement (--replace), which is refused at preview before anything is written", async () => {
        const { emulator, stack } = await givenOccupied();
        const before = shapeOf(emulator);

        const message = await stack.failingUp(inRegion("eur"), { replace: true });

        expect(message).to.include("--replace");
        expect(shapeOf(emulator)).to.deep.equal(before);
    });

    it("leaves the emptied old group in the tenant where the engine retains it", async () => {
        const { emulator, stack } = await givenOccupied();
        const old = stack.idOf("frankfurt");

        await stack.up(inRegion("asia"), { retainOnDelete: true });

        expect(emulator.tenant.membersOf(old)).to.deep.equal([]);
        expect(emulator.tenant.applicationsOf(old)).to.deep.equal([]);
        expect(emulator.tenant.group(stack.idOf("frankfurt"))?.name).to.equal(`Frankfurt [replaces ${old}]`);
        expect((await stack.preview(inRegion("asia"))).plan).to.deep.equal({ frankfurt: "same" });
        await stack.refresh();
        await stack.up(inRegion("asia"));
        expect(emulator.tenant.group(stack.idOf("frankfurt"))?.name).to.equal("Frankfurt");
        expect(emulator.tenant.group(old)?.name).to.equal("Frankfurt");
    });

    it("leaves a retained old group alone in the next replacement", async () => {
        const { emulator, stack } = await givenOccupied();
        const old = stack.idOf("frankfurt");
        await stack.up(inRegion("asia"), { retainOnDelete: true });
        emulator.tenant.addApplication({ displayName: "Retained", groupId: old });

        await stack.up(inRegion("aus"), { retainOnDelete: true });

        expect(emulator.tenant.groupOf("Retained")?.id).to.equal(old);
        expect(emulator.tenant.membersOf(stack.idOf("frankfurt"))).to.have.length(3);
    });
});
