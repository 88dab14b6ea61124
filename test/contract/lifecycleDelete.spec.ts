import { expect } from "chai";
import { given, groups, names, unseen, writes } from "./support/given";
import { refusal } from "./support/operation";

describe("deleting a connector group", () => {
    for (const emptyMembers of ["emptyList", "notFound"] as const) {
        for (const emptyApplications of ["emptyList", "notFound"] as const) {
            it(`deletes an empty one (members: ${emptyMembers}, applications: ${emptyApplications})`, async () => {
                const { emulator, operation, made } = await given({ switches: { emptyMembers, emptyApplications } });
                const group = await made({ name: "Frankfurt" });

                await operation().delete(group);

                expect(writes(emulator)).to.deep.equal([[`DELETE ${groups}/${group.id}`]]);
                expect(names(emulator)).to.deep.equal(["Default"]);
            });
        }
    }

    it("takes one round trip to look, at the list and into several groups, and one to delete each", async () => {
        const { emulator, operation, made } = await given();
        const made3 = [await made({ name: "A" }), await made({ name: "B" }), await made({ name: "C" })];
        const destroy = operation();
        emulator.clearRequests();

        await Promise.all(made3.map((group) => destroy.delete(group)));

        const roundTrips = emulator.exchanges.map(({ method, path }) => `${method} ${path}`);
        expect(roundTrips[0]).to.equal("POST /beta/$batch");
        expect(roundTrips.slice(1)).to.have.members(made3.map(({ id }) => `DELETE ${groups}/${id}`));
        expect(names(emulator)).to.deep.equal(["Default"]);
    });

    for (const deleteWithApplications of ["refused", "allowed"] as const) {
        it(`never deletes one with an application, even where the service would (${deleteWithApplications})`, async () => {
            const { emulator, operation, made } = await given({ switches: { deleteWithApplications } });
            const group = await made({ name: "Frankfurt" });
            emulator.tenant.addApplication({ displayName: "Payroll", groupId: group.id });

            const message = await refusal(operation().delete(group));

            expect(message).to.include(`Connector group "Frankfurt" (id ${group.id}) is not deleted`);
            expect(message).to.include("0 connectors and 1 application (Payroll) are still assigned");
            expect(writes(emulator)).to.deep.equal([]);
        });
    }

    it("never deletes one with a connector, and names it", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id, status: "inactive" });

        const message = await refusal(operation().delete(group));

        expect(message).to.include("1 connector (fra-1 [inactive]) and 0 applications");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("sees what stands on a later page of the list alone", async () => {
        const { emulator, operation, made } = await given({ pageSize: 1 });
        const group = await made({ name: "Frankfurt" });
        for (const displayName of ["Payroll", "Intranet"]) {
            emulator.tenant.addApplication({ displayName, groupId: group.id });
        }

        expect(await refusal(operation().delete(group))).to.include("2 applications (Payroll, Intranet)");
    });

    it("leaves the default group in the tenant, and says so", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Default", adopt: true });
        emulator.tenant.addConnector({ machineName: "spare" });
        const up = operation();

        await up.delete(group);

        expect(up.said).to.have.length(1);
        expect(up.said[0]).to.include(`Connector group "Default" (id ${group.id}) is the tenant's default group`);
        expect(writes(emulator)).to.deep.equal([]);
        expect(emulator.tenant.defaultGroup.id).to.equal(group.id);
    });

    it("leaves a group alone that has become the default group, whatever the state says", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Default", adopt: true });

        await operation().delete({ ...group, outputs: { ...group.outputs, isDefault: false } });

        expect(writes(emulator)).to.deep.equal([]);
    });

    it("is done where the group is gone already", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.tenant.removeGroup(group.id);

        await operation().delete(group);

        expect(writes(emulator)).to.deep.equal([]);
    });

    it("is done where someone else deletes it at the same moment", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.inject({ method: "DELETE", effect: "meanwhile", run: () => emulator.tenant.removeGroup(group.id) });

        await operation().delete(group);

        expect(names(emulator)).to.deep.equal(["Default"]);
    });

    it("deletes a group that only its own address does not show, as long as the list does", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.inject(unseen(group.id));

        await operation().delete(group);

        expect(names(emulator)).to.deep.equal(["Default"]);
    });

    it("names the group where the service refuses for a reason of its own", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.inject({ method: "DELETE", effect: "answerBeforeActing", status: 403 });

        const message = await refusal(operation().delete(group));

        expect(message).to.include(`Connector group "Frankfurt" (id ${group.id}) is not deleted. DELETE`);
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    describe("whose id another resource of this update stands for", () => {
        it("leaves it where a resource was renamed without an alias and adopts it", async () => {
            const { emulator, operation, made } = await given();
            const old = await made({ name: "Frankfurt", region: "eur" });
            const up = operation();

            const renamed = await up.declare({ name: "Frankfurt", region: "eur", adopt: true });
            await up.delete(old);

            expect(renamed.id).to.equal(old.id);
            expect(up.said.at(-1)).to.include(`(id ${old.id}) is not deleted: another resource of this program`);
            expect(writes(emulator)).to.deep.equal([]);
        });

        it("leaves it where another resource was updated, or had nothing to update", async () => {
            const { emulator, operation, made } = await given();
            const group = await made({ name: "Frankfurt" });
            for (const news of [{ name: "Frankfurt" }, { name: "Munich" }]) {
                const up = operation();
                await up.change(group, news);
                await up.delete(group);
            }

            expect(names(emulator)).to.deep.equal(["Default", "Munich"]);
        });

        it("leaves it where the update only finished what an earlier one had begun", async () => {
            const { emulator, operation, made } = await given();
            const group = await made({ name: "Frankfurt" });
            const up = operation();
            await up.update(group, { name: "Frankfurt" });

            await up.delete(group);

            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        });

        it("leaves it where adopting it failed halfway", async () => {
            const { emulator, operation, made } = await given();
            const old = await made({ name: "Frankfurt" });
            const up = operation();
            emulator.inject({ method: "PATCH", effect: "answerBeforeActing", status: 400 });
            await refusal(up.declare({ name: "Frankfurt", region: "eur", adopt: true }));

            await up.delete(old);

            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        });

        it("deletes it in the next update, where no resource stands for it any more", async () => {
            const { emulator, operation, made } = await given();
            const group = await made({ name: "Frankfurt" });
            await operation().change(group, { name: "Munich" });

            await operation().delete(group);

            expect(names(emulator)).to.deep.equal(["Default"]);
        });
    });
});
