import { expect } from "chai";
import fc from "fast-check";
import { askedWrites, certainOf, foretoldWrites, picturedAndReal, unservedNow } from "../foretoldWrites";
import { letTimeJump } from "./support/given";
import { previewed, reviewed } from "./support/previewed";
import { declared, givenSites, groups, type Places } from "./support/sites";
import type { Program } from "./support/stack";

const names = ["c1", "c2", "c3", "c4", "a1", "a2", "a3"] as const;

/** Where each connector and application is declared; `undefined` where it is not. */
const places = fc.tuple(...names.map(() => fc.constantFrom("frankfurt", "tokyo", undefined))).map((chosen): Places => {
    const on = (group: string) => names.filter((_, nth) => chosen[nth] === group);
    return { frankfurt: on("frankfurt"), tokyo: on("tokyo") };
});

function notIn(before: Places): readonly string[] {
    return names.filter((name) => !Object.values(before).flat().includes(name));
}

/** Groups as they are declared after: as before, or renamed, or in another region. */
const after = fc.record({
    frankfurt: fc.constantFrom<Program[string]>(
        groups.frankfurt ?? {},
        { name: "Frankfurt am Main", region: "eur" },
        { name: "Frankfurt", region: "asia" },
        { name: "Frankfurt", region: "nam" },
    ),
    tokyo: fc.constantFrom<Program[string]>(groups.tokyo ?? {}, { name: "Kyoto", region: "nam" }),
});

describe("a review of whatever change", function () {
    this.timeout(240_000);

    it("foretells what is written about each group, connector and application, and who is unserved", async () => {
        await fc.assert(
            fc.asyncProperty(
                places,
                places,
                after,
                fc.subarray(["c1", "c2", "c3", "c4"]),
                async (before, then, declaredGroups, inactive) => {
                    const sites = await givenSites(before, { latencyMs: 50 }, inactive, notIn(before));
                    const { emulator, stack } = sites;
                    letTimeJump(emulator, sites.clock);
                    const program = declared(sites, then, declaredGroups);
                    const review = await reviewed(emulator, previewed(stack, program));
                    const unserved = unservedNow(emulator);
                    emulator.clearRequests();
                    emulator.tenant.forgetGaps();

                    const { how, message } = await stack.attempt(program);

                    expect(how, message).to.equal(review.verdict === "will fail" ? "failed" : "done");
                    const told = foretoldWrites(review, (name) => stack.idOf(name));
                    expect(certainOf(askedWrites(emulator), told)).to.deep.equal(certainOf(told, told));
                    const { pictured, real } = picturedAndReal(review, emulator);
                    expect(pictured).to.deep.equal(real);
                    const gaps = new Set(
                        emulator.tenant
                            .gaps()
                            .map(({ applicationId }) => applicationId)
                            .filter((id) => !unserved.has(id)),
                    );
                    const foretold = review.gaps.map(({ application }) => application.id);
                    const sure = review.gaps.filter(({ isPossible }) => !isPossible);
                    expect(foretold).to.include.members([...gaps]);
                    expect([...gaps]).to.include.members(sure.map(({ application }) => application.id));
                },
            ),
            { numRuns: 40, seed: 20261124 },
        );
    });
});
