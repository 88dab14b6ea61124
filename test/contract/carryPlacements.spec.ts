import { expect } from "chai";
import { writes } from "./support/given";
import { frankfurt, givenLoose, inFrankfurt, placed } from "./support/loose";
import { inRegion } from "./support/occupied";
import type { Program } from "./support/stack";

const memberOf = /memberOf/;

describe("a connector membership and an application assignment", () => {
    it("move where they are declared, and then show no change", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();

        await stack.up(placed(c1, a1));

        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c1]);
        expect(emulator.tenant.applicationsOf("Frankfurt").map(({ id }) => id)).to.deep.equal([a1]);
        expect(stack.idOf("membership")).to.equal(c1);
        expect(stack.idOf("assignment")).to.equal(a1);
        emulator.clearRequests();
        expect((await stack.preview(placed(c1, a1))).plan).to.deep.equal({
            frankfurt: "same",
            membership: "same",
            assignment: "same",
        });
        expect(emulator.requests).to.deep.equal([]);
    });

    it("write nothing where they are right already", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        emulator.tenant.moveConnector(c1, "Frankfurt");
        emulator.tenant.assignApplication(a1, "Frankfurt");

        await stack.up(placed(c1, a1));

        expect(writes(emulator)).to.deep.equal([]);
    });

    it("go to another group in place, straight, and by the default group only where that is refused", async () => {
        for (const [connectorMoves, hops] of [
            ["free", 1],
            ["viaDefaultRegion", 3],
        ] as const) {
            const { emulator, stack, c1, a1 } = await givenLoose({ switches: { connectorMoves } });
            const tokyo = { name: "Tokyo", region: "asia" };
            await stack.up({ ...placed(c1, a1), tokyo });
            emulator.clearRequests();

            await stack.up({
                frankfurt,
                tokyo,
                membership: { connectorId: c1, connectorGroupId: { idOf: "tokyo" } },
                assignment: { applicationId: a1, connectorGroupId: { idOf: "tokyo" } },
            });

            expect(emulator.tenant.membersOf("Tokyo").map(({ id }) => id)).to.deep.equal([c1]);
            expect(emulator.tenant.groupOf(a1)?.name).to.equal("Tokyo");
            expect(writes(emulator).filter(([request]) => memberOf.test(String(request)))).to.have.length(hops);
        }
    });

    it("send back to the default group when they go, the application first", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        emulator.tenant.forgetGaps();

        await stack.up({ frankfurt });

        expect(emulator.tenant.membersOf("Frankfurt")).to.deep.equal([]);
        expect(emulator.tenant.groupOf(a1)?.isDefault).to.equal(true);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect(stack.state).to.deep.equal(["frankfurt"]);
    });

    it("leave what someone else has moved elsewhere when they go, and say so", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        emulator.tenant.addGroup({ name: "Elsewhere", region: "eur" });
        emulator.tenant.moveConnector(c1, "Elsewhere");
        emulator.tenant.assignApplication(a1, "Elsewhere");
        emulator.clearRequests();

        const { said } = await stack.up({ frankfurt });

        expect(writes(emulator)).to.deep.equal([]);
        expect(said.filter((sentence) => sentence.includes("by someone else's doing"))).to.have.length(2);
    });

    it("go without a write where what they stood for is gone, or in the default group already", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        emulator.tenant.removeConnector(c1);
        emulator.tenant.assignApplication(a1, undefined);
        emulator.clearRequests();

        await stack.up({ frankfurt });

        expect(writes(emulator)).to.deep.equal([]);
    });

    it("leave what another resource of the program stands for now, as after a rename without an alias", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        emulator.clearRequests();
        const { membership, assignment } = placed(c1, a1);

        const { said } = await stack.up({
            frankfurt,
            renamed: membership,
            alsoRenamed: assignment,
        });

        expect(writes(emulator)).to.deep.equal([]);
        expect(said.filter((sentence) => sentence.includes("another resource of this program"))).to.have.length(2);
    });

    it("read where things really are, so that drift shows and is taken back", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        const elsewhere = emulator.tenant.addGroup({ name: "Elsewhere", region: "eur" });
        emulator.tenant.moveConnector(c1, "Elsewhere");
        emulator.tenant.removeApplication(a1);

        await stack.refresh();

        expect(stack.outputsOf("membership")).to.include({ connectorId: c1, connectorGroupId: elsewhere.id });
        expect(stack.state).to.deep.equal(["frankfurt", "membership"]);
        const { frankfurt: group, membership } = placed(c1, a1);
        const declared = { frankfurt: group, membership };
        expect((await stack.preview(declared)).plan).to.deep.equal({ frankfurt: "same", membership: "update" });
        await stack.up(declared);
        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c1]);
    });

    it("put the other one in its place where they come to stand for another", async () => {
        const { emulator, stack, c1, c2, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));

        expect((await stack.preview(placed(c2, a1))).plan).to.include({ membership: "replace" });
        await stack.up(placed(c2, a1));

        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c2]);
        expect(emulator.tenant.membersOf("Default").map(({ id }) => id)).to.include(c1);
    });
});

describe("a placement on a group that is replaced", () => {
    const inAsia = (c1: string, a1: string): Program => ({ ...placed(c1, a1), ...inRegion("asia") });

    it("follows it, with no write of its own", async () => {
        const { emulator, stack, c1, c2, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        emulator.tenant.moveConnector(c2, "Frankfurt");
        emulator.tenant.forgetGaps();

        await stack.up(inAsia(c1, a1));

        expect(stack.outputsOf("membership").connectorGroupId).to.equal(stack.idOf("frankfurt"));
        expect(emulator.tenant.applicationsOf("Frankfurt").map(({ id }) => id)).to.deep.equal([a1]);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect((await stack.preview(inAsia(c1, a1))).plan).to.deep.equal({
            frankfurt: "same",
            membership: "same",
            assignment: "same",
        });
    });

    it("that is removed in the same update is still ours, and sent back", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));

        await stack.up(inRegion("asia"));

        expect(emulator.tenant.membersOf("Frankfurt")).to.deep.equal([]);
        expect(emulator.tenant.groupOf(a1)?.isDefault).to.equal(true);
    });

    it("is still ours after an interruption, and sent back when it is removed in the next update", async () => {
        for (const write of [3, 6]) {
            const { emulator, stack, c1, a1 } = await givenLoose();
            await stack.up(placed(c1, a1));
            await stack.killedUp(inAsia(c1, a1), { write, when: "afterActing" });

            await stack.up(inRegion("asia"));

            expect(emulator.tenant.membersOf("Frankfurt"), `write ${write}`).to.deep.equal([]);
            expect(emulator.tenant.groupOf(a1)?.isDefault, `write ${write}`).to.equal(true);
        }
    });

    it("ends where it is declared after any interruption", async () => {
        const first = await givenLoose();
        await first.stack.up(placed(first.c1, first.a1));
        const { writes: count } = await first.stack.up(inAsia(first.c1, first.a1));
        for (let write = 0; write < count; write += 1) {
            for (const when of ["beforeActing", "afterActing"] as const) {
                const { emulator, stack, c1, a1 } = await givenLoose();
                await stack.up(placed(c1, a1));
                await stack.killedUp(inAsia(c1, a1), { write, when });

                await stack.up(inAsia(c1, a1));

                expect(emulator.tenant.group("Frankfurt"), `write ${write} ${when}`).to.include({ region: "asia" });
                expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c1]);
                expect(emulator.tenant.groupOf(a1)?.name).to.equal("Frankfurt");
            }
        }
    });
});

describe("a placement where reads lag behind", () => {
    it("waits until the tenant shows the move", async () => {
        const { emulator, stack, clock, c1, a1 } = await givenLoose();
        clock.advance(60_000);
        emulator.settings.lagMs = 20_000;

        await stack.up(placed(c1, a1));

        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c1]);
        await stack.refresh();
        expect(stack.outputsOf("membership").connectorGroupId).to.equal(stack.idOf("frankfurt"));
    });

    it("fails once the time is up, says that the move was accepted, and is right in the next update", async () => {
        const { emulator, stack, clock, c1, a1 } = await givenLoose();
        clock.advance(600_000);
        emulator.settings.lagMs = 300_000;
        const message = await stack.failingUp(placed(c1, a1));
        emulator.settings.lagMs = 0;

        expect(message).to.include("still shows it").and.to.include("60 seconds");
        emulator.clearRequests();
        await stack.up(placed(c1, a1));
        expect(writes(emulator)).to.deep.equal([]);
    });
});

describe("the last active connector of a group with applications", () => {
    it("is named at preview when it is to leave", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        const tokyo = { name: "Tokyo", region: "nam" };
        await stack.up({ ...placed(c1, a1), tokyo });

        const { warned } = await stack.preview({
            ...placed(c1, a1),
            tokyo,
            membership: { connectorId: c1, connectorGroupId: { idOf: "tokyo" } },
        });

        expect(warned.join("\n")).to.match(/"Frankfurt".*loses its last active connector, c1,.*Payroll/);
        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(1);
    });

    it("is named at preview when several leave together", async () => {
        const { stack, c1, c2, a1 } = await givenLoose();
        const tokyo = { name: "Tokyo", region: "nam" };
        const at = (idOf: string): Program => ({
            ...placed(c1, a1),
            tokyo,
            membership: { connectorId: c1, connectorGroupId: { idOf } },
            second: { connectorId: c2, connectorGroupId: { idOf } },
        });
        await stack.up(at("frankfurt"));

        const together = await stack.preview(at("tokyo"));
        const one = await stack.preview({ ...at("tokyo"), second: { connectorId: c2, connectorGroupId: inFrankfurt } });

        expect(
            together.warned.filter((sentence) => sentence.includes("loses its last active connector")),
        ).to.have.length(1);
        expect(one.warned).to.deep.equal([]);
    });

    it("is named at preview when a new membership takes it away", async () => {
        const { emulator, stack, c1 } = await givenLoose();
        emulator.tenant.addGroup({ name: "Legacy", region: "nam" });
        emulator.tenant.moveConnector(c1, "Legacy");
        emulator.tenant.addApplication({ displayName: "Old", groupId: "Legacy" });

        const { warned } = await stack.preview({
            frankfurt,
            membership: { connectorId: c1, connectorGroupId: inFrankfurt },
        });

        expect(warned.join("\n")).to.include('"Legacy"').and.to.include("Old");
    });

    it("goes all the same when its applications stay, with a warning", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        await stack.up(placed(c1, a1));
        const { assignment } = placed(c1, a1);

        const { warned } = await stack.up({ frankfurt, assignment });

        expect(emulator.tenant.membersOf("Frankfurt")).to.deep.equal([]);
        expect(warned.join("\n")).to.include("nobody serves them now").and.to.include("Payroll");
    });
});
