import { expect } from "chai";
import type { Emulator } from "../../emulator/index";
import { given, letTimeJump, names, writes } from "./support/given";
import { refusal } from "./support/operation";
import { givenStack, type Program, type Stack } from "./support/stack";

const perSecond = 20;
const busy = { latencyMs: 20, requestsPerSecond: perSecond, pageSize: 999 };

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

describe("an update that is asked to wait", () => {
    const frankfurt = { name: "Frankfurt", region: "eur" };
    const throttled = (seconds: number) =>
        ({ effect: "answerBeforeActing", status: 429, headers: { "Retry-After": `${seconds}` } }) as const;

    it("waits, says each time what for, and creates the group once", async () => {
        const { emulator, operation, clock } = await given();
        emulator.inject({ method: "POST", ...throttled(30), times: 2 });
        const up = operation();
        const begun = clock.now();

        await up.declare(frankfurt);

        expect(up.said).to.deep.equal([
            "Microsoft Graph is throttling (429): every request of this process waits for 30 s.",
            "Microsoft Graph is throttling (429): every request of this process waits for 30 s.",
        ]);
        expect(clock.now() - begun).to.be.at.least(60_000);
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("says nothing of a short wait", async () => {
        const { emulator, operation } = await given();
        emulator.inject({ method: "POST", ...throttled(4) });
        const up = operation();

        await up.declare(frankfurt);

        expect(up.said).to.deep.equal([]);
    });

    it("for too long fails at once, says for how long, and leaves nothing behind", async () => {
        const { emulator, operation, notes } = await given();
        emulator.inject({ method: "POST", ...throttled(3600) });

        const message = await refusal(operation().declare(frankfurt));

        expect(message).to.include('Connector group "Frankfurt" is not created');
        expect(message).to.include("The service asks to wait 3600 s before the next try");
        expect(writes(emulator)).to.have.length(1);
        expect(notes()).to.deep.equal([]);
        await operation().declare(frankfurt);
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });
});

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
