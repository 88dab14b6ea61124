import { expect } from "chai";
import { declared, givenSites, groups, placesIn, type Sites, sorted } from "./support/sites";
import type { Program } from "./support/stack";

const inAustralia: Program = { ...groups, frankfurt: { name: "Frankfurt", region: "aus" } };

async function hurriedSites(...given: Parameters<typeof givenSites>): Promise<Sites> {
    const sites = await givenSites(...given);
    sites.clock.hurry(50);
    return sites;
}

describe("waiting for one another", () => {
    it("does not count a connector that is about to leave, where another is about to come", async () => {
        for (const latencyMs of [0, 100]) {
            const sites = await hurriedSites({ frankfurt: ["c1", "c2", "a1"], tokyo: ["c3"] });
            sites.emulator.settings.latencyMs = latencyMs;
            const moved = { frankfurt: ["c2", "c3"], tokyo: ["a1", "c1"] };

            await sites.stack.up(declared(sites, moved));

            expect(placesIn(sites)).to.deep.equal(sorted(moved));
            expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
        }
    });

    it("goes on where a connector needs longer to show than the last one of its group has patience", async () => {
        const sites = await hurriedSites({ frankfurt: ["c1", "c2", "a1", "a2"] });
        sites.emulator.settings.latencyMs = 200;
        sites.emulator.settings.lagMs = 5_000;
        const moved = { tokyo: ["c1", "c2", "a1", "a2"] };

        await sites.stack.up(declared(sites, moved));

        sites.emulator.tenant.settle();
        expect(placesIn(sites)).to.deep.equal(sorted(moved));
        expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("lasts as long as the replacement that keeps the connector from coming", async () => {
        const many = Array.from({ length: 30 }, (_, n) => `a${n}`);
        const sites = await hurriedSites({ frankfurt: ["c1", "c2", "a", ...many] });
        sites.emulator.settings.latencyMs = 500;
        const places = { frankfurt: ["c2", ...many], tokyo: ["c1", "a"] };

        const { warned } = await sites.stack.up(declared(sites, places, inAustralia));

        expect(placesIn(sites)).to.deep.equal(sorted(places));
        expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
        expect(warned.filter((sentence) => sentence.includes("served by nobody."))).to.deep.equal([]);
    }).timeout(20_000);

    it("keeps a connector in the new group of a replacement that is gone on with, until all has come", async () => {
        for (const latencyMs of [50, 130, 250]) {
            const sites = await hurriedSites({ frankfurt: ["c1", "c2", "a1", "a2"], tokyo: ["c8"] });
            const { emulator, stack } = sites;
            const before = { frankfurt: ["c1", "c2", "a1", "a2"], tokyo: ["c8"] };
            const refusal = emulator.inject({ method: "PUT", effect: "answerBeforeActing", status: 403, times: 9 });
            await stack.failingUp(declared(sites, before, inAustralia));
            refusal.withdraw();
            const [arrived] = emulator.tenant.membersOf(stack.idOf("frankfurt")).map(({ machineName }) => machineName);
            const [other = ""] = ["c1", "c2"].filter((name) => name !== arrived);
            const places = { frankfurt: [other, "a1", "a2"], tokyo: ["c8", arrived ?? ""] };
            emulator.tenant.forgetGaps();
            emulator.settings.latencyMs = latencyMs;

            await stack.up(declared(sites, places, inAustralia));

            expect(placesIn(sites)).to.deep.equal(sorted(places));
            expect(emulator.tenant.gaps()).to.deep.equal([]);
        }
    });
});

describe("what is removed from the program", () => {
    for (const names of [
        ["c1", "c2", "a1"],
        ["a1", "c1", "c2"],
    ]) {
        it(`goes back to a default group that nobody serves without a gap (${names})`, async () => {
            const sites = await hurriedSites({ frankfurt: names });
            sites.emulator.tenant.removeConnector("nobody's");
            sites.emulator.settings.latencyMs = 50;

            await sites.stack.up(groups);

            expect(sites.emulator.tenant.membersOf("Default")).to.have.length(2);
            expect(sites.emulator.tenant.groupOf("a1")?.isDefault).to.equal(true);
            expect(sites.emulator.tenant.gaps()).to.deep.equal([]);
        });
    }
});
