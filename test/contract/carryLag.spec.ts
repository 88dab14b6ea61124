import { expect } from "chai";
import { givenStack } from "./support/stack";

describe("a carry in a tenant that shows writes late", () => {
    for (const lagMs of [3_000, 20_000]) {
        it(`moves everything without a gap, ${lagMs / 1000} seconds late`, async () => {
            const { emulator, stack, clock } = await givenStack();
            await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
            for (const machineName of ["fra-1", "fra-2"]) {
                emulator.tenant.addConnector({ machineName, groupId: "Frankfurt" });
            }
            emulator.tenant.addApplication({ displayName: "Payroll", groupId: "Frankfurt" });
            emulator.tenant.forgetGaps();
            clock.advance(60_000);
            emulator.settings.lagMs = lagMs;

            await stack.up({ frankfurt: { name: "Frankfurt", region: "asia" } });

            emulator.tenant.settle();
            expect(emulator.tenant.group("Frankfurt")).to.include({ region: "asia" });
            expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(2);
            expect(emulator.tenant.applicationsOf("Frankfurt")).to.have.length(1);
            expect(emulator.tenant.groups()).to.have.length(2);
            expect(emulator.tenant.gaps()).to.deep.equal([]);
        });
    }
});

describe("what a carry has moved", () => {
    it("is still the stack's own after the update failed: a membership that is removed then goes back", async () => {
        const { emulator, stack } = await givenStack();
        const [c1, c2] = ["fra-1", "fra-2"].map((machineName) => emulator.tenant.addConnector({ machineName }).id);
        const program = (region: string, ids: readonly (string | undefined)[]) => ({
            frankfurt: { name: "Frankfurt", region },
            ...Object.fromEntries(
                ids.map((id) => [`m-${id}`, { connectorId: String(id), connectorGroupId: { idOf: "frankfurt" } }]),
            ),
        });
        await stack.up(program("eur", [c1, c2]));
        emulator.inject({ method: "DELETE", effect: "answerBeforeActing", status: 403 });
        await stack.failingUp(program("asia", [c1, c2]));

        await stack.up(program("asia", [c2]));

        expect(emulator.tenant.membersOf("Default").map(({ id }) => id)).to.deep.equal([c1]);
        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c2]);
    });

    it("is not pulled out of the default group again, where someone has parked it afterwards", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        const [, last] = ["fra-1", "fra-2"].map((machineName) =>
            emulator.tenant.addConnector({ machineName, groupId: "Frankfurt" }),
        );
        emulator.inject({ method: "DELETE", effect: "answerBeforeActing", status: 403 });
        await stack.failingUp({ frankfurt: { name: "Frankfurt", region: "asia" } });
        const [moved] = emulator.tenant.connectors().filter(({ id }) => id === last?.id);
        emulator.tenant.moveConnector(String(moved?.id), "Default");

        await stack.up({ frankfurt: { name: "Frankfurt", region: "asia" } });

        expect(emulator.tenant.membersOf("Default").map(({ id }) => id)).to.deep.equal([moved?.id]);
    });
});

describe("a region that is declared, refused and taken back", () => {
    it("leaves nothing behind that would replace the group", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt" } });
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });
        await stack.failingUp({ frankfurt: { name: "Frankfurt", region: "asai" } });
        emulator.clearRequests();

        await stack.up({ frankfurt: { name: "Frankfurt" } });

        expect(emulator.requests).to.deep.equal([]);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.deep.equal(["Default", "Frankfurt"]);
    });
});
