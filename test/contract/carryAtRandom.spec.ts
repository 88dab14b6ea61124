import { expect } from "chai";
import fc from "fast-check";
import type { FaultEffect } from "../../emulator/index";
import { everyTry } from "./support/given";
import { givenOccupied } from "./support/occupied";
import type { Kill } from "./support/providerProcess";
import { shapeOf } from "./support/stack";

const anyWrite = ["POST", "PATCH", "PUT", "DELETE"];

/** One update that someone begins, and what becomes of it. */
interface Episode {
    readonly region: string;
    readonly name: string;
    readonly trouble: { readonly kill: Kill } | { readonly skip: number; readonly effect: FaultEffect };
    readonly afterwards: "nothing" | "refresh" | "refresh on another machine";
}

const kill = fc.oneof(
    fc.record({ write: fc.nat(16), when: fc.constantFrom("beforeActing" as const, "afterActing" as const) }),
    fc.constant("beforeState" as const),
);
const effect = fc.constantFrom<FaultEffect & { readonly times?: number }>(
    { effect: "answerBeforeActing", status: 403 },
    { effect: "answerBeforeActing", status: 400 },
    { effect: "answerAfterActing", status: 503, ...everyTry },
    { effect: "cutBeforeActing", ...everyTry },
    { effect: "cutAfterActing", ...everyTry },
);
const episode: fc.Arbitrary<Episode> = fc.record({
    region: fc.constantFrom("eur", "asia", "aus", "nam"),
    name: fc.constantFrom("Frankfurt", "Frankfurt", "Frankfurt", "Berlin"),
    trouble: fc.oneof(fc.record({ kill }), fc.record({ skip: fc.nat(16), effect })),
    afterwards: fc.constantFrom("nothing" as const, "refresh" as const, "refresh on another machine" as const),
});

describe("a carry that is interrupted again and again", function () {
    this.timeout(120_000);

    it("ends with everything in one group of the declared region, whatever is declared in between", async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.array(episode, { minLength: 1, maxLength: 5 }),
                fc.constantFrom("eur", "asia", "nam"),
                fc.constantFrom("viaDefaultRegion" as const, "alwaysViaDefaultRegion" as const, "free" as const),
                fc.constantFrom("unique" as const, "free" as const),
                async (episodes, region, connectorMoves, names) => {
                    const all = await givenOccupied({ applications: 3 }, { switches: { connectorMoves, names } });
                    const { emulator, stack, watched } = all;
                    const log: string[] = [];
                    try {
                        for (const { name, region, trouble, afterwards } of episodes) {
                            const declared = { frankfurt: { name, region } };
                            const fault =
                                "kill" in trouble
                                    ? undefined
                                    : emulator.inject({ method: anyWrite, skip: trouble.skip, ...trouble.effect });
                            const ended = await stack.attempt(
                                declared,
                                "kill" in trouble ? { kill: trouble.kill } : {},
                            );
                            log.push(
                                `${name} ${region} ${JSON.stringify(trouble)} ${afterwards}: ${ended.how} ${ended.message.slice(0, 1000)}\n    ${shapeOf(
                                    emulator,
                                )
                                    .map((g) => `${g.name} ${g.region} ${g.connectors.length}/${g.applications.length}`)
                                    .join("; ")}`,
                            );
                            fault?.withdraw();
                            if (afterwards === "refresh on another machine") {
                                stack.moveToAnotherMachine();
                            }
                            if (afterwards !== "nothing") {
                                await stack.refresh();
                            }
                        }
                        if (episodes.some(({ name }) => name === "Berlin")) {
                            // A name that a killed update has given is drift like any other: a refresh finds it.
                            await stack.refresh();
                        }
                        const { how, message } = await stack.attempt({ frankfurt: { name: "Frankfurt", region } });
                        expect(how, message).to.equal("done");
                        expect(stack.state).to.deep.equal(["frankfurt"]);
                        expect(shapeOf(emulator)).to.deep.equal([
                            { name: "Default", region: "nam", connectors: ["nobody's"], applications: [] },
                            {
                                name: "Frankfurt",
                                region,
                                connectors: ["Frankfurt-1", "Frankfurt-1 inactive", "Frankfurt-2"],
                                applications: ["Frankfurt app 1", "Frankfurt app 2", "Frankfurt app 3"],
                            },
                        ]);
                        expect(watched.faults).to.deep.equal([]);
                        expect(emulator.tenant.gaps()).to.deep.equal([]);
                        expect((await stack.preview({ frankfurt: { name: "Frankfurt", region } })).plan).to.deep.equal({
                            frankfurt: "same",
                        });
                    } catch (e) {
                        throw new Error(
                            `${(e as Error).message}\n${log.join("\n")}\n=> ${JSON.stringify(shapeOf(emulator), null, 1)}`,
                        );
                    } finally {
                        await emulator.stop();
                    }
                },
            ),
            // The same episodes in every run: a failure is then about the change at hand. Another seed looks for more.
            { seed: 20261124, numRuns: 60 },
        );
    });
});
