import { expect } from "chai";
import { writes } from "./support/given";
import { frankfurt, givenLoose, inFrankfurt, placed } from "./support/loose";
import type { Program, Reference } from "./support/stack";

const memberOf = /memberOf/;

describe("a placement that cannot be", () => {
    const membershipOf = (connectorId: string, connectorGroupId: string | Reference = inFrankfurt): Program => ({
        frankfurt,
        membership: { connectorId, connectorGroupId },
    });
    const assignmentOf = (applicationId: string): Program => ({
        frankfurt,
        assignment: { applicationId, connectorGroupId: inFrankfurt },
    });

    it("for an unknown connector is refused at preview, with how connectors come and go", async () => {
        const { emulator, stack } = await givenLoose();

        const message = await stack.failingUp(membershipOf("11111111-1111-4111-8111-111111111111"));

        expect(message).to.include("the tenant has no connector of that id").and.to.include("10 days");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("for an appId in place of the object id says which object id is meant", async () => {
        const { emulator, stack, a1 } = await givenLoose();
        const appId = emulator.tenant.applications().find(({ id }) => id === a1)?.appId ?? "";

        const message = await stack.failingUp(assignmentOf(appId));

        expect(message).to.include('that is the appId of "Payroll"').and.to.include(a1);
    });

    it("for an application that is not published says that application proxy is not enabled on it", async () => {
        const { emulator, stack, a1 } = await givenLoose();
        emulator.tenant.setPublished(a1, false);

        expect(await stack.failingUp(assignmentOf(a1))).to.include('application proxy is not enabled on "Payroll"');
    });

    it("for an application that is unpublished between the look and the write says the same", async () => {
        const { emulator, stack, a1 } = await givenLoose();
        const run = () => emulator.tenant.setPublished(a1, false);
        emulator.inject({ method: "PUT", path: /applications/, effect: "meanwhile", run });

        expect(await stack.failingUp(assignmentOf(a1))).to.include('application proxy is not enabled on "Payroll"');
    });

    it("for no application at all says so", async () => {
        const { stack } = await givenLoose();

        const message = await stack.failingUp(assignmentOf("22222222-2222-4222-8222-222222222222"));

        expect(message).to.include("the tenant has no application of that object id");
    });

    it("in a group of another agent, or in none, is refused at preview", async () => {
        const { emulator, stack, c1 } = await givenLoose();
        const sync = emulator.tenant.addGroup({ name: "Sync", connectorGroupType: "syncFabric" });

        expect(await stack.failingUp(membershipOf(c1, sync.id))).to.include("is a group of the type syncFabric");
        expect(await stack.failingUp(membershipOf(c1, "33333333-3333-4333-8333-333333333333"))).to.include(
            "There is no connector group with the id 33333333-3333-4333-8333-333333333333",
        );
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("with something that is no id is refused without a question to the tenant", async () => {
        const { emulator, stack } = await givenLoose();

        expect(await stack.failingUp(membershipOf(" "))).to.include("connectorId must be an id");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("on the second way is put back where it was", async () => {
        const { emulator, stack, c1, a1 } = await givenLoose();
        const tokyo = { name: "Tokyo", region: "asia" };
        await stack.up({ ...placed(c1, a1), tokyo });
        const to: Program = {
            ...placed(c1, a1),
            tokyo,
            membership: { connectorId: c1, connectorGroupId: { idOf: "tokyo" } },
        };
        emulator.inject({ method: "POST", path: memberOf, skip: 2, effect: "answerBeforeActing", status: 400 });

        const message = await stack.failingUp(to);

        expect(message).to.include("was not let into the group").and.to.include("has been put back");
        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([c1]);
    });
});
