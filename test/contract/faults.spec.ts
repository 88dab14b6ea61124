import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { GraphClientOptions } from "../../provider/graph/client";
import { faultsPage } from "./support/faultsPage";
import {
    type Around,
    type Call,
    callOf,
    lagMs,
    outcomeOf,
    renewedToken,
    requestsOf,
    type Scenario,
    scenarios,
    type Trouble,
    troubles,
} from "./support/faultTable";
import { givenStack, shapeOf } from "./support/stack";

/** A tenant whose token can be renewed, and in which nobody waits for real. */
async function given(scenario: Scenario, { hangs = false, alone = false } = {}): Promise<Around> {
    let token = "emulator-token";
    const client: Partial<GraphClientOptions> = {
        // Long enough for every answer that comes at all.
        timeout: () => AbortSignal.timeout(hangs ? 1_000 : 60_000),
        tokenSource: {
            getToken: async () => token,
            forget: () => {
                token = renewedToken;
            },
        },
    };
    const around = await givenStack({ switches: { batch: alone ? "refused" : "served" } }, client);
    await scenario.arrange(around);
    around.clock.advance(2 * lagMs);
    around.emulator.clearRequests();
    around.emulator.tenant.forgetGaps();
    return around;
}

/** What the operation fails with; undefined where it succeeds. */
async function operate({ declares }: Scenario, around: Around): Promise<string | undefined> {
    if (declares) {
        const { how, message } = await around.stack.attempt(declares(around));
        return how === "done" ? undefined : message;
    }
    return await around.stack.refresh().then(
        () => undefined,
        (error: Error) => error.message,
    );
}

/** What the tenant and the state come to. */
function outcome({ emulator, stack }: Around): object {
    return { tenant: shapeOf(emulator), state: [...stack.state].sort() };
}

async function undisturbed(scenario: Scenario): Promise<{ readonly calls: readonly Call[]; readonly end: object }> {
    const around = await given(scenario);
    expect(await operate(scenario, around)).to.equal(undefined);
    return { calls: [...new Set(around.emulator.requests.map(callOf))], end: outcome(around) };
}

async function expectHeld(scenario: Scenario, trouble: Trouble, call: Call, end: object): Promise<void> {
    const around = await given(scenario, trouble);
    const { emulator, stack } = around;
    const before = stack.ids;
    const fault = emulator.inject({ ...requestsOf(call), ...trouble.effect(around, call) });

    const failure = await operate(scenario, around);

    expect(fault.hits).to.be.greaterThan(0);
    fault.withdraw();
    expect(failure === undefined ? "done" : "fails", failure).to.equal(outcomeOf(scenario, call, trouble));
    if (failure !== undefined) {
        expect(failure).to.match(/(Connector group|Connector|Application) /);
        expect(failure).to.not.match(/undefined|\[object|\.ts:|emulator-token|renewed-token/);
        if (!scenario.letsGo) {
            expect(stack.ids).to.include.members([...before]);
        }
        expect(await operate(scenario, around)).to.equal(undefined);
    }
    expect(outcome(around)).to.deep.equal(end);
    if (scenario.isServed) {
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    }
}

describe("trouble with any call of the lifecycle", function () {
    this.timeout(60_000);

    for (const scenario of scenarios) {
        describe(scenario.title, () => {
            let end: object;
            let calls: readonly Call[];

            before(async () => {
                ({ end, calls } = await undisturbed(scenario));
            });

            it("makes the calls that the table says", () => {
                expect(calls).to.have.members(scenario.calls);
            });

            it("ends the same in a tenant that lags", async () => {
                const around = await given(scenario);
                around.emulator.settings.lagMs = lagMs;
                expect(await operate(scenario, around)).to.equal(undefined);
                expect(outcome(around)).to.deep.equal(end);
            });

            for (const trouble of troubles) {
                const befallen = scenario.calls.filter((call) => outcomeOf(scenario, call, trouble) !== undefined);
                it(`holds against ${trouble.title}`, async () => {
                    const cells = befallen.map((call) =>
                        expectHeld(scenario, trouble, call, end).catch((error: Error) => {
                            throw new Error(`${call}: ${error.message}`, { cause: error });
                        }),
                    );
                    const failed = (await Promise.allSettled(cells)).flatMap((cell) =>
                        cell.status === "rejected" ? [cell.reason] : [],
                    );
                    expect(failed.map(({ message }) => message)).to.deep.equal([]);
                });
            }
        });
    }

    it("stands in docs/faults.md as it is held (`npm run docs:faults` writes it)", () => {
        expect(readFileSync("docs/faults.md", "utf8")).to.equal(faultsPage());
    });
});
