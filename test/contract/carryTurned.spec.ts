import { expect } from "chai";
import { givenOccupied, inRegion } from "./support/occupied";
import { shapeOf } from "./support/stack";

const switches = { names: "unique" } as const;
const anyWrite = ["POST", "PATCH", "PUT", "DELETE"];

type Occupied = Awaited<ReturnType<typeof givenOccupied>>;

/** The shape that an occupied group has in the end, once it has gone to a region. */
async function shapeIn(region: string) {
    const { emulator, stack } = await givenOccupied({}, { switches });
    await stack.up(inRegion(region));
    return shapeOf(emulator);
}

/** Runs a scenario once for every write at which an update to asia can be interrupted. */
async function atEveryWrite(scenario: (all: Occupied, write: number) => Promise<void>): Promise<void> {
    const { stack } = await givenOccupied({}, { switches });
    const { writes } = await stack.up(inRegion("asia"));
    for (let write = 0; write < writes; write += 1) {
        await scenario(await givenOccupied({}, { switches }), write);
    }
}

function isAsItShouldBe({ emulator, stack, watched }: Occupied, shape: object, at: string): void {
    expect(shapeOf(emulator), at).to.deep.equal(shape);
    expect(stack.state, at).to.deep.equal(["frankfurt"]);
    expect(stack.outputsOf("frankfurt").name, at).to.equal("Frankfurt");
    expect(watched.faults, at).to.deep.equal([]);
    expect(emulator.tenant.gaps(), at).to.deep.equal([]);
}

describe("a region that is changed once more while a carry is interrupted", () => {
    for (const when of ["beforeActing", "afterActing"] as const) {
        it(`is reached where the first update was killed at any write (${when})`, async () => {
            const shape = await shapeIn("aus");
            await atEveryWrite(async (all, write) => {
                await all.stack.killedUp(inRegion("asia"), { write, when });
                if (write % 2 === 0) {
                    all.stack.moveToAnotherMachine();
                }
                const { how, message } = await all.stack.attempt(inRegion("aus"));
                expect(how, `write ${write}: ${message}`).to.equal("done");
                isAsItShouldBe(all, shape, `write ${write}`);
            });
        });
    }

    it("is reached where the first update failed at any write", async () => {
        const shape = await shapeIn("aus");
        await atEveryWrite(async (all, write) => {
            all.emulator.inject({ method: anyWrite, skip: write, effect: "answerBeforeActing", status: 403 });
            await all.stack.failingUp(inRegion("asia"));
            const { how, message } = await all.stack.attempt(inRegion("aus"));
            expect(how, `write ${write}: ${message}`).to.equal("done");
            isAsItShouldBe(all, shape, `write ${write}`);
        });
    });
});

describe("a region change that is taken back while its carry is interrupted", () => {
    it("is undone on the same machine where the update was killed at any write", async () => {
        const shape = shapeOf((await givenOccupied({}, { switches })).emulator);
        for (const when of ["beforeActing", "afterActing"] as const) {
            await atEveryWrite(async (all, write) => {
                await all.stack.killedUp(inRegion("asia"), { write, when });
                const { how, message } = await all.stack.attempt(inRegion("eur"));
                expect(how, `write ${write}: ${message}`).to.equal("done");
                isAsItShouldBe(all, shape, `write ${write} ${when}`);
            });
        }
    });

    it("is undone on another machine, after a refresh, where the update was killed at any write", async () => {
        const shape = shapeOf((await givenOccupied({}, { switches })).emulator);
        for (const when of ["beforeActing", "afterActing"] as const) {
            await atEveryWrite(async (all, write) => {
                await all.stack.killedUp(inRegion("asia"), { write, when });
                all.stack.moveToAnotherMachine();
                await all.stack.refresh();
                const { how, message } = await all.stack.attempt(inRegion("eur"));
                expect(how, `write ${write}: ${message}`).to.equal("done");
                isAsItShouldBe(all, shape, `write ${write} ${when}`);
            });
        }
    });

    it("is undone where the update failed at any write", async () => {
        const shape = shapeOf((await givenOccupied({}, { switches })).emulator);
        await atEveryWrite(async (all, write) => {
            all.emulator.inject({ method: anyWrite, skip: write, effect: "answerBeforeActing", status: 403 });
            await all.stack.failingUp(inRegion("asia"));
            const { how, message } = await all.stack.attempt(inRegion("eur"));
            expect(how, `write ${write}: ${message}`).to.equal("done");
            isAsItShouldBe(all, shape, `write ${write}`);
        });
    });

    for (const turn of ["asia", "eur"]) {
        for (const home of ["the same", "another"]) {
            it(`killed once everything is moved and before the state knows, on ${home} machine ${turn}`, async () => {
                const all = await givenOccupied({}, { switches });
                const shape = turn === "asia" ? await shapeIn("asia") : shapeOf(all.emulator);
                await all.stack.killedUp(inRegion("asia"), "beforeState");
                if (home === "another") {
                    all.stack.moveToAnotherMachine();
                    if (turn === "eur") await all.stack.refresh();
                }
                await all.stack.up(inRegion(turn));
                isAsItShouldBe(all, shape, "");
            });
        }
    }
});
