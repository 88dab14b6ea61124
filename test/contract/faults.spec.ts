import { expect } from "chai";
import type { GraphClientOptions } from "../../provider/graph/client";
import {
    type Around,
    callOf,
    outcomeOf,
    renewedToken,
    requestsOf,
    type Scenario,
    scenarios,
    troubles,
} from "./support/faultTable";
import { type Ended, givenStack, shapeOf } from "./support/stack";

/** A tenant whose token can be renewed, and that is not waited for longer than it takes to see that it hangs. */
async function given(scenario: Scenario, { lagMs = 0, hangs = false } = {}): Promise<Around> {
    let token = "emulator-token";
    const client: Partial<GraphClientOptions> = {
        timeout: () => AbortSignal.timeout(hangs ? 250 : 60_000),
        tokenSource: {
            getToken: async () => token,
            forget: () => {
                token = renewedToken;
            },
        },
    };
    const around = await givenStack({}, client);
    await scenario.arrange(around);
    around.clock.advance(2 * lagMs);
    around.emulator.settings.lagMs = lagMs;
    around.emulator.clearRequests();
    around.emulator.tenant.forgetGaps();
    return around;
}

async function operate({ declares }: Scenario, around: Around): Promise<Pick<Ended, "how" | "message">> {
    if (declares) {
        return await around.stack.attempt(declares(around));
    }
    try {
        await around.stack.refresh();
        return { how: "done", message: "" };
    } catch (error) {
        return { how: "failed", message: (error as Error).message };
    }
}

interface Undisturbed {
    readonly calls: readonly string[];
    readonly shape: object;
    readonly state: readonly string[];
}

async function undisturbed(scenario: Scenario, options = {}): Promise<Undisturbed> {
    const around = await given(scenario, options);
    const { how, message } = await operate(scenario, around);
    expect(how, message).to.equal("done");
    const calls = [...new Set(around.emulator.requests.map(callOf))];
    return { calls, shape: shapeOf(around.emulator), state: [...around.stack.state].sort() };
}

function expectDone({ emulator, stack }: Around, { shape, state }: Undisturbed, at: string): void {
    expect(shapeOf(emulator), at).to.deep.equal(shape);
    expect([...stack.state].sort(), at).to.deep.equal(state);
}

const dump = process.env.DUMP !== undefined;

describe("trouble with any call of the lifecycle", function () {
    this.timeout(60_000);

    for (const scenario of scenarios) {
        describe(scenario.title, () => {
            let plain: Undisturbed;
            before(async () => {
                plain = await undisturbed(scenario);
            });

            it("makes these calls", () => {
                if (dump) console.log("CALLS", JSON.stringify([scenario.title, plain.calls]));
                else expect(plain.calls).to.have.members(scenario.calls);
            });

            it("ends the same in a tenant that lags by 5 seconds", async () => {
                const lagging = await undisturbed(scenario, { lagMs: 5_000 });
                expect(lagging.shape).to.deep.equal(plain.shape);
                expect(lagging.state).to.deep.equal(plain.state);
            });

            for (const trouble of troubles) {
                it(`holds against ${trouble.title}`, async () => {
                    const cell = async (call: string): Promise<void> => {
                        const around = await given(scenario, trouble);
                        const { emulator, stack } = around;
                        const effect = trouble.effect(around, call);
                        if (!effect) {
                            return;
                        }
                        const at = `${call}, ${trouble.title}`;
                        const before = stack.ids;
                        const fault = emulator.inject({ ...requestsOf(call), ...effect });
                        const { how, message } = await operate(scenario, around);
                        expect(fault.hits, at).to.be.greaterThan(0);
                        fault.withdraw();
                        const expected = outcomeOf(scenario, call, trouble);
                        if (dump) {
                            if ((how === "done") !== (expected === "done"))
                                console.log(
                                    "CELL",
                                    JSON.stringify([scenario.title, trouble.title, call, how, message]),
                                );
                        } else expect(how, `${at}: ${message}`).to.equal(expected === "done" ? "done" : "failed");
                        if (how === "failed") {
                            expect(message, at).to.match(/Connector|Application/);
                            expect(message, at).to.not.match(
                                /undefined|\[object|\.ts:|token"|emulator-token|renewed-token/,
                            );
                            expect(stack.ids, at).to.include.members([...before]);
                            const again = await operate(scenario, around);
                            expect(again.how, `${at}, again: ${again.message} after ${message}`).to.equal("done");
                        }
                        expectDone(around, plain, at);
                        if (scenario.isServed) {
                            expect(emulator.tenant.gaps(), at).to.deep.equal([]);
                        }
                    };
                    const all = await Promise.allSettled(plain.calls.map(cell));
                    const bad = all.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
                    if (bad.length > 0) {
                        throw new Error(bad.join("\n"));
                    }
                });
            }
        });
    }
});
