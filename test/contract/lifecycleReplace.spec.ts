import { expect } from "chai";
import type { InjectedFault } from "../../emulator/index";
import { everyTry, given, groups, names, writes } from "./support/given";
import { type Operation, type Resource, refusal } from "./support/operation";

const eur = { name: "Frankfurt", region: "eur" };
const nam = { name: "Frankfurt", region: "nam" };

/** An empty group is only replaced where the program asks for it (`replaceOnChanges`); otherwise it is updated. */
async function replace(up: Operation, group: Resource, news: object): Promise<Resource> {
    const changed = await up.change(group, news, { replaceOnChanges: true });
    expect(changed.how).to.equal("replace");
    return changed.resource;
}

describe("replacing an empty connector group", () => {
    for (const namesAre of ["free", "unique"] as const) {
        it(`marks the successor until the old one is deleted, where names are ${namesAre}`, async () => {
            const { emulator, operation, made } = await given({ switches: { names: namesAre } });
            const group = await made(eur);
            const up = operation();

            const successor = await replace(up, group, nam);

            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", `Frankfurt [replaces ${group.id}]`]);
            expect(successor.id).to.not.equal(group.id);
            expect(successor.outputs).to.include({ name: "Frankfurt", region: "nam" });

            await up.delete(group);

            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
            expect(emulator.tenant.group("Frankfurt")).to.include({ id: successor.id, region: "nam" });
            expect(writes(emulator)).to.deep.equal([
                [`POST ${groups}`, { name: `Frankfurt [replaces ${group.id}]`, region: "nam" }],
                [`DELETE ${groups}/${group.id}`],
                [`PATCH ${groups}/${successor.id}`, { name: "Frankfurt" }],
            ]);
        });
    }

    it("ignores adopt: the successor is never the group that it replaces", async () => {
        const { emulator, operation, made } = await given();
        emulator.tenant.addGroup(eur);
        const group = await made({ ...eur, adopt: true });
        const up = operation();

        const successor = await replace(up, group, { ...nam, adopt: true });
        await up.delete(group);

        expect(successor.id).to.not.equal(group.id);
        expect(emulator.tenant.group("Frankfurt")).to.include({ id: successor.id, region: "nam" });
    });

    it("keeps the old region where none is declared any more", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();

        const successor = await replace(up, group, { name: "Munich" });
        await up.delete(group);

        expect(emulator.tenant.group("Munich")).to.include({ id: successor.id, region: "eur" });
    });

    it("waits with the name until the deletion shows", async () => {
        const { emulator, operation, made, clock } = await given({ switches: { names: "unique" } });
        const group = await made(eur);
        clock.advance(60_000);
        const up = operation();
        const successor = await replace(up, group, nam);
        clock.advance(60_000);
        emulator.settings.lagMs = 20_000;

        await up.delete(group);

        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(successor.id);
        const [deletion, renaming] = emulator.requests.filter(({ method }) => method !== "GET" && method !== "POST");
        expect([deletion?.method, renaming?.method]).to.deep.equal(["DELETE", "PATCH"]);
        expect(renaming?.startedAt).to.be.at.least((deletion?.startedAt ?? 0) + emulator.settings.lagMs);
    });

    it("that is the default group leaves it in the tenant, and the successor gets its name at once", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Default", adopt: true });
        const up = operation();

        const successor = await replace(up, group, { name: "Standard", adopt: true });
        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Standard"]);
        expect(emulator.tenant.group("Standard")).to.include({ id: successor.id, isDefault: false });
    });

    for (const [failing, path] of [
        ["the deletion", /connectorGroups\/[^/]+$/],
        ["the look at what is assigned", /members$/],
    ] as const) {
        it(`whose delete failed at ${failing} is finished by the next one, in another process`, async () => {
            const { emulator, operation, made } = await given();
            const group = await made(eur);
            const up = operation();
            const successor = await replace(up, group, nam);
            const method = failing === "the deletion" ? "DELETE" : "GET";
            emulator.inject({ method, path, effect: "answerBeforeActing", status: 500, ...everyTry });

            expect(await refusal(up.delete(group))).to.include(`(id ${group.id}) is not deleted`);
            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", `Frankfurt [replaces ${group.id}]`]);
            await operation().delete(group);

            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
            expect(emulator.tenant.group("Frankfurt")?.id).to.equal(successor.id);
        });
    }

    it("whose delete failed at the successor's name is finished by the next one", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        const successor = await replace(up, group, nam);
        emulator.inject({ method: "PATCH", effect: "answerBeforeActing", status: 503, ...everyTry });

        await refusal(up.delete(group));
        expect(emulator.tenant.group(group.id)).to.equal(undefined);
        const next = operation();
        expect(await next.change(successor, nam)).to.deep.include({ how: "same" });
        await next.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(successor.id);
    });

    it("whose successor has been given its name is done, although every answer to that was lost", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        const successor = await replace(up, group, nam);
        emulator.inject({ method: "PATCH", effect: "answerAfterActing", status: 503, ...everyTry });

        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(successor.id);
    });

    it("whose answer to the deletion was lost once is finished by the same delete", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        await replace(up, group, nam);
        emulator.inject({ method: "DELETE", effect: "cutAfterActing" });

        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("whose answers to the deletion were all lost is looked at, and done where the group is gone", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        await replace(up, group, nam);
        emulator.inject({ method: "DELETE", effect: "answerAfterActing", status: 504, ...everyTry });

        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("whose deletion may have been done, and cannot be looked at, is finished by the next delete", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        await replace(up, group, nam);
        const lost = { effect: "answerAfterActing", status: 504, ...everyTry } as const;
        const outage: InjectedFault[] = [];
        const run = () => void outage.push(emulator.inject({ ...lost, method: "GET" }));
        emulator.inject({ method: "DELETE", effect: "meanwhile", run });
        emulator.inject({ ...lost, method: "DELETE" });

        expect(await refusal(up.delete(group))).to.include("carried it out all the same is not known");
        outage[0]?.withdraw();
        await operation().delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("that got something assigned in between is swept first, and deleted when it is empty", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        await replace(up, group, nam);
        const { id } = emulator.tenant.addApplication({ displayName: "Payroll", groupId: group.id });

        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        expect(emulator.tenant.groupOf(id)?.name).to.equal("Frankfurt");
    });

    it("that got something assigned before the successor was made has it carried over", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        await up.diff(group.id, group.outputs, await up.check(group.inputs, nam));
        const second = await up.check({}, nam);
        const { id } = emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });

        const successor = await up.create(second);

        expect(emulator.tenant.membersOf(successor.id).map((member) => member.id)).to.deep.equal([id]);
    });

    it("whose mark someone has taken off, or changed, is left as it is by the delete", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        const successor = await replace(up, group, nam);
        emulator.tenant.renameGroup(successor.id, "Chosen by hand");

        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Chosen by hand", "Default"]);
    });

    it("never takes a group for the successor of another one", async () => {
        const { emulator, operation, made } = await given();
        const other = emulator.tenant.addGroup({ name: "Munich [replaces 00000000-0000-4000-8000-000000000000]" });
        const group = await made(eur);

        await operation().delete(group);

        expect(names(emulator)).to.deep.equal(["Default", other.name]);
    });

    it("that is gone by the time the successor is made has its name taken over at once", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        await up.diff(group.id, group.outputs, await up.check(group.inputs, nam));
        const second = await up.check({}, nam);
        emulator.tenant.removeGroup(group.id);

        const successor = await up.create(second);
        await up.delete(group);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(successor.id);
    });

    it("of two with the same inputs in one update is refused, because they cannot be told apart", async () => {
        const { emulator, operation, made } = await given();
        const [a, b] = [await made({ name: "A", region: "eur" }), await made({ name: "B", region: "eur" })];
        for (const { id } of [a, b]) {
            emulator.tenant.addApplication({ displayName: `on ${id}`, groupId: id });
        }
        const up = operation();
        await up.diff(a.id, a.outputs, await up.check(a.inputs, nam));

        const message = await refusal(up.check(b.inputs, nam).then((inputs) => up.diff(b.id, b.outputs, inputs)));

        expect(message).to.include(a.id).and.to.include(b.id).and.to.include("--target");
        expect(writes(emulator)).to.deep.equal([]);
    });

    describe("that is retained", () => {
        it("leaves the mark on the successor, and an unchanged program says nothing about it", async () => {
            const { emulator, operation, made } = await given();
            const group = await made(eur);
            const successor = await replace(operation(), group, nam);

            expect(await operation().preview(successor, nam)).to.equal("same");
            expect(names(emulator)).to.include(`Frankfurt [replaces ${group.id}]`);
        });

        it("loses the mark by refresh and update once nobody else bears the name", async () => {
            const { emulator, operation, made } = await given();
            const group = await made(eur);
            const successor = await replace(operation(), group, nam);
            emulator.tenant.renameGroup(group.id, "Kept for later");

            const refreshed = await operation().refresh(successor);
            const { how } = await operation().change(refreshed ?? successor, nam);

            expect(how).to.equal("update");
            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", "Kept for later"]);
            expect(emulator.tenant.group("Frankfurt")?.id).to.equal(successor.id);
        });

        it("loses the mark by an update although the retained group bears the name, where the service allows it", async () => {
            const { emulator, operation, made } = await given({ switches: { names: "free" } });
            const group = await made(eur);
            const successor = await replace(operation(), group, nam);

            await operation().change(successor, { name: "Frankfurt", region: "aus" });

            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", "Frankfurt"]);
        });

        it("keeps the mark while the retained group bears the name, where the service refuses a second", async () => {
            const { emulator, operation, made } = await given({ switches: { names: "unique" } });
            const group = await made(eur);
            const successor = await replace(operation(), group, nam);

            const up = operation();
            await up.change(successor, { name: "Frankfurt", region: "aus" });

            expect(up.said.join()).to.include(`keeps the name "Frankfurt [replaces ${group.id}]" for now: the group`);
            expect(emulator.tenant.group(successor.id)).to.include({ region: "aus" });
            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", `Frankfurt [replaces ${group.id}]`]);
        });
    });
});
