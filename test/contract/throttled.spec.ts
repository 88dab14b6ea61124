import { expect } from "chai";
import type { Emulator } from "../../emulator/index";
import type { TestClock } from "./support/given";
import { givenStack, type Program, type Stack } from "./support/stack";

const perSecond = 20;
const busy = { latencyMs: 20, requestsPerSecond: perSecond, pageSize: 999 };

/** From here on time jumps from one event to the next, the same for everybody. */
function letTimeJump(emulator: Emulator, clock: TestClock): void {
    let seen = -1;
    clock.jump(() => {
        const now = emulator.requests.length;
        const isBusy = now !== seen;
        seen = now;
        return isBusy;
    });
}

/** How many requests a second the tenant has let through, from the first to the last one. */
function rateOf({ requests }: Emulator): number {
    const begun = Math.min(...requests.map(({ startedAt }) => startedAt));
    const ended = Math.max(...requests.map(({ endedAt = 0 }) => endedAt));
    return (1000 * requests.filter(({ status }) => status !== 429).length) / (ended - begun);
}

function expectNearlyThatRate(emulator: Emulator): void {
    const refused = emulator.requests.filter(({ status }) => status === 429);
    expect(refused.length).to.be.within(1, emulator.requests.length / 20);
    expect(rateOf(emulator)).to.be.within(0.8 * perSecond, perSecond);
}

async function up(stack: Stack, program: Program): Promise<string> {
    const { how, message } = await stack.attempt(program);
    return how === "done" ? how : message;
}

describe("a stack of 500 groups in a tenant that lets 20 requests a second through", function () {
    this.timeout(60_000);

    it("is created and deleted without an error, at nearly that rate", async () => {
        const { emulator, stack, clock } = await givenStack(busy);
        const name = (n: number) => `Site ${n}`;
        const program = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [name(n), { name: name(n) }]));
        letTimeJump(emulator, clock);

        expect(await up(stack, program)).to.equal("done");
        expect(emulator.tenant.groups()).to.have.length(501);
        expectNearlyThatRate(emulator);

        emulator.clearRequests();
        expect(await up(stack, {})).to.equal("done");
        expect(emulator.tenant.groups()).to.have.length(1);
        expectNearlyThatRate(emulator);
    });
});
