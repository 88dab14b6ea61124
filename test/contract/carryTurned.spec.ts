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

describe("a region that is changed once more while a carry is interrupted", function () {
    this.timeout(60_000);

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

describe("a region change that is taken back while its carry is interrupted", function () {
    this.timeout(60_000);

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
});

describe("a new name that is declared while a carry is interrupted", function () {
    this.timeout(60_000);

    for (const names of ["free", "unique"] as const) {
        it(`is given in the end, wherever the first update failed (names: ${names})`, async () => {
            const berlin = { frankfurt: { name: "Berlin", region: "asia" } };
            const { writes } = await (await givenOccupied({}, { switches: { names } })).stack.up(inRegion("asia"));
            const shape = (await shapeIn("asia"))
                .map((one) => (one.name === "Frankfurt" ? { ...one, name: "Berlin" } : one))
                .sort((a, b) => (a.name < b.name ? -1 : 1));
            for (let write = 0; write < writes; write += 1) {
                const { emulator, stack, watched } = await givenOccupied({}, { switches: { names } });
                emulator.inject({ method: anyWrite, skip: write, effect: "answerBeforeActing", status: 403 });
                await stack.failingUp(inRegion("asia"));

                await stack.up(berlin);

                expect(shapeOf(emulator), `write ${write}`).to.deep.equal(shape);
                expect(stack.state, `write ${write}`).to.deep.equal(["frankfurt"]);
                expect(watched.faults, `write ${write}`).to.deep.equal([]);
                expect(emulator.tenant.gaps(), `write ${write}`).to.deep.equal([]);
            }
        });
    }
});

describe("an update that is killed once everything is moved and before the state knows the new group", function () {
    this.timeout(60_000);

    for (const elsewhere of [false, true]) {
        const where = elsewhere ? "on another machine" : "on the same machine";

        it(`is gone on with ${where}`, async () => {
            const all = await givenOccupied({}, { switches });
            await all.stack.killedUp(inRegion("asia"), "beforeState");
            if (elsewhere) {
                all.stack.moveToAnotherMachine();
            }
            await all.stack.up(inRegion("asia"));
            isAsItShouldBe(all, await shapeIn("asia"), where);
        });

        it(`is undone ${where}${elsewhere ? ", after a refresh," : ""} where the change is taken back`, async () => {
            const all = await givenOccupied({}, { switches });
            const shape = shapeOf(all.emulator);
            await all.stack.killedUp(inRegion("asia"), "beforeState");
            if (elsewhere) {
                all.stack.moveToAnotherMachine();
                await all.stack.refresh();
            }
            await all.stack.up(inRegion("eur"));
            isAsItShouldBe(all, shape, where);
        });
    }
});

describe("a region change that is taken back before the new group was even asked for", function () {
    this.timeout(60_000);

    it("is forgotten without a word", async () => {
        const all = await givenOccupied({}, { switches });
        const shape = shapeOf(all.emulator);
        await all.stack.killedUp(inRegion("asia"), { write: 0, when: "beforeActing" });

        const { said, warned } = await all.stack.up(inRegion("eur"));

        expect([...said, ...warned]).to.deep.equal([]);
        isAsItShouldBe(all, shape, "");
    });
});

describe("a refresh in the middle of a carry", function () {
    this.timeout(60_000);

    for (const names of ["free", "unique"] as const) {
        it(`changes nothing about how it ends, wherever it has failed (names: ${names})`, async () => {
            const shape = await shapeIn("asia");
            const { writes } = await (await givenOccupied({}, { switches: { names } })).stack.up(inRegion("asia"));
            for (let write = 0; write < writes; write += 1) {
                const all = await givenOccupied({}, { switches: { names } });
                all.emulator.inject({ method: anyWrite, skip: write, effect: "answerBeforeActing", status: 403 });
                await all.stack.failingUp(inRegion("asia"));
                await all.stack.refresh();
                await all.stack.up(inRegion("asia"));
                isAsItShouldBe(all, shape, `write ${write}`);
            }
        });
    }
});

describe("a carry that is interrupted twice", function () {
    this.timeout(60_000);

    it("is still known on this machine where taking it back was refused at the very beginning", async () => {
        const all = await givenOccupied({}, { switches });
        const shape = shapeOf(all.emulator);
        await all.stack.killedUp(inRegion("asia"), { write: 4, when: "afterActing" });
        all.emulator.inject({ method: "POST", path: /connectorGroups$/, effect: "answerBeforeActing", status: 403 });
        await all.stack.failingUp(inRegion("eur"));

        await all.stack.up(inRegion("eur"));

        isAsItShouldBe(all, shape, "");
    });

    it("goes on with the new group where it has still to delete the old one, both times", async () => {
        const shape = await shapeIn("asia");
        const all = await givenOccupied({}, { switches });
        await all.stack.killedUp(inRegion("asia"), "beforeState");
        // All that is left to write is the deletion.
        await all.stack.killedUp(inRegion("asia"), { write: 0, when: "beforeActing" });

        await all.stack.up(inRegion("asia"));

        isAsItShouldBe(all, shape, "");
    });

    it("finds the last of three groups where the first is deleted already and the second never got its name", async () => {
        const all = await givenOccupied({}, { switches });
        const shape = shapeOf(all.emulator);
        const old = all.stack.idOf("frankfurt");
        const { writes } = await (await givenOccupied({}, { switches })).stack.up(inRegion("asia"));
        const fault = { effect: "answerBeforeActing", status: 403 } as const;
        all.emulator.inject({ method: anyWrite, skip: writes - 1, ...fault });
        await all.stack.failingUp(inRegion("asia"));
        expect(all.emulator.tenant.group(old)).to.equal(undefined);
        await all.stack.killedUp(inRegion("eur"), "beforeState");

        await all.stack.up(inRegion("eur"));

        isAsItShouldBe(all, shape, "");
    });

    it("is finished after a refresh, which makes the engine forget the failure, even where nothing is deleted", async () => {
        const all = await givenOccupied({}, { switches });
        const old = all.stack.idOf("frankfurt");
        all.emulator.inject({ method: anyWrite, skip: 5, effect: "answerBeforeActing", status: 403 });
        await all.stack.failingUp(inRegion("asia"));
        await all.stack.refresh();

        await all.stack.up(inRegion("asia"), { retainOnDelete: true });

        expect(all.emulator.tenant.membersOf(old)).to.deep.equal([]);
        expect(all.emulator.tenant.applicationsOf(old)).to.deep.equal([]);
        expect(all.emulator.tenant.membersOf(all.stack.idOf("frankfurt"))).to.have.length(3);
    });
});
