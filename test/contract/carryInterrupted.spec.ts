import { expect } from "chai";
import type { FaultEffect, Switches } from "../../emulator/index";
import { everyTry } from "./support/given";
import { givenOccupied, inRegion } from "./support/occupied";
import { shapeOf } from "./support/stack";

const anyWrite = ["POST", "PATCH", "PUT", "DELETE"];
const routes = ["viaDefaultRegion", "alwaysViaDefaultRegion", "free"] as const;
const allNames = ["free", "unique"] as const;
const homes = ["the same home folder", "an empty home folder"] as const;

const trouble: Readonly<Record<string, FaultEffect>> = {
    "is refused as not allowed": { effect: "answerBeforeActing", status: 403, code: "Authorization_RequestDenied" },
    "is refused as a bad request": { effect: "answerBeforeActing", status: 400, code: "Request_BadRequest" },
    "is answered with 503, however often it is tried": { effect: "answerBeforeActing", status: 503 },
    "is answered with 503 each time, although it was carried out": { effect: "answerAfterActing", status: 503 },
    "is cut before the service acts, however often it is tried": { effect: "cutBeforeActing" },
    "is cut each time, after the service has acted": { effect: "cutAfterActing" },
};

/** What an update comes to that nothing disturbs: found out once in each kind of tenant. */
function undisturbed(switches: Partial<Switches>): ReturnType<typeof disturbedByNothing> {
    const kind = JSON.stringify(switches);
    const known = outcomes.get(kind) ?? disturbedByNothing(switches);
    outcomes.set(kind, known);
    return known;
}

const outcomes = new Map<string, ReturnType<typeof disturbedByNothing>>();

async function disturbedByNothing(switches: Partial<Switches>) {
    const { emulator, stack } = await givenOccupied({}, { switches });
    const { writes } = await stack.up(inRegion("asia"));
    const requests = emulator.requests.filter(({ method }) => method !== "GET").length;
    return { shape: shapeOf(emulator), writes, requests };
}

/** The next update, after one that was interrupted, has to end like one that was not. */
async function goesOn(
    { emulator, stack, watched }: Awaited<ReturnType<typeof givenOccupied>>,
    shape: object,
    at: string,
): Promise<void> {
    const { how, message } = await stack.attempt(inRegion("asia"));
    expect(how, `${at}: ${message}`).to.equal("done");
    expect(shapeOf(emulator), at).to.deep.equal(shape);
    expect(stack.state, at).to.deep.equal(["frankfurt"]);
    expect(stack.outputsOf("frankfurt"), at).to.include({ name: "Frankfurt", region: "asia" });
    expect(watched.faults, at).to.deep.equal([]);
    expect(emulator.tenant.gaps(), at).to.deep.equal([]);
    expect((await stack.preview(inRegion("asia"))).plan, at).to.deep.equal({ frankfurt: "same" });
}

describe("an interrupted carry ends like an undisturbed one, without a gap, once `up` is run again", function () {
    this.timeout(60_000);

    for (const [r, connectorMoves] of routes.entries()) {
        for (const [n, names] of allNames.entries()) {
            const switches = { connectorMoves, names };
            const where = `(moves: ${connectorMoves}, names: ${names})`;

            for (const when of ["beforeActing", "afterActing"] as const) {
                for (const home of homes) {
                    it(`killed ${when} at any write, with ${home} ${where}`, async () => {
                        const { shape, writes } = await undisturbed(switches);
                        for (let write = 0; write < writes; write += 1) {
                            const all = await givenOccupied({}, { switches });
                            await all.stack.killedUp(inRegion("asia"), { write, when });
                            if (home !== "the same home folder") {
                                all.stack.moveToAnotherMachine();
                            }
                            await goesOn(all, shape, `write ${write}`);
                        }
                    });
                }
            }

            for (const [t, [what, effect]] of Object.entries(trouble).entries()) {
                const home = homes[(r + n + t) % 2];
                it(`where any write ${what}, with ${home} ${where}`, async () => {
                    const { shape, requests } = await undisturbed(switches);
                    for (let skip = 0; skip < requests; skip += 1) {
                        const all = await givenOccupied({}, { switches });
                        const isFinal = "status" in effect && effect.status < 500;
                        const times = isFinal ? {} : everyTry;
                        const fault = all.emulator.inject({ method: anyWrite, skip, ...times, ...effect });
                        await all.stack.attempt(inRegion("asia"));
                        expect(fault.hits, `write ${skip}`).to.be.greaterThan(0);
                        fault.withdraw();
                        if (home !== "the same home folder") {
                            all.stack.moveToAnotherMachine();
                        }
                        await goesOn(all, shape, `write ${skip}`);
                    }
                });
            }
        }
    }

    it("where the tenant lets nobody in any more from any write on", async () => {
        const { shape, requests } = await undisturbed({ names: "unique" });
        for (let skip = 0; skip < requests; skip += 1) {
            const all = await givenOccupied({}, { switches: { names: "unique" } });
            const { token } = all.emulator;
            let written = 0;
            const outage = all.emulator.inject({
                method: anyWrite,
                effect: "meanwhile",
                times: Number.POSITIVE_INFINITY,
                run: () => {
                    written += 1;
                    if (written === skip + 1) {
                        all.emulator.settings.token = "another";
                    }
                },
            });
            await all.stack.failingUp(inRegion("asia"));
            outage.withdraw();
            all.emulator.settings.token = token;
            await goesOn(all, shape, `write ${skip}`);
        }
    });

    it("where the second hop of a connector fails as often as it is tried", async () => {
        const { shape } = await undisturbed({});
        for (const effect of ["answerBeforeActing", "cutBeforeActing"] as const) {
            const all = await givenOccupied();
            const fault = all.emulator.inject({
                method: "POST",
                path: /memberOf/,
                skip: 2,
                times: Number.POSITIVE_INFINITY,
                ...(effect === "cutBeforeActing" ? { effect } : { effect, status: 503 }),
            });
            await all.stack.failingUp(inRegion("asia"));
            fault.withdraw();
            expect(all.emulator.tenant.membersOf("Default")).to.have.length(2);
            await goesOn(all, shape, effect);
        }
    });
});
