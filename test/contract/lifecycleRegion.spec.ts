import { expect } from "chai";
import { everyTry, given, groups, unseen, writes } from "./support/given";
import { refusal } from "./support/operation";

const eur = { name: "Frankfurt", region: "eur" };
const nam = { name: "Frankfurt", region: "nam" };

describe("changing the region of a connector group", () => {
    for (const emptyMembers of ["emptyList", "notFound"] as const) {
        for (const emptyApplications of ["emptyList", "notFound"] as const) {
            it(`updates it where nothing is assigned (members: ${emptyMembers}, applications: ${emptyApplications})`, async () => {
                const { emulator, operation, made } = await given({ switches: { emptyMembers, emptyApplications } });
                const group = await made(eur);

                const { how, resource } = await operation().change(group, nam);

                expect(how).to.equal("update");
                expect(writes(emulator)).to.deep.equal([[`PATCH ${groups}/${group.id}`, { region: "nam" }]]);
                expect(resource.outputs).to.include({ name: "Frankfurt", region: "nam" });
                expect(await operation().preview(resource, nam)).to.equal("same");
            });
        }
    }

    for (const [what, occupy, words] of [
        ["a connector, even an inactive one,", "inactive", "1 connector (fra-1 [inactive]) and 0 applications"],
        ["an application", "application", "0 connectors and 1 application (Payroll)"],
        ["both", "both", "1 connector (fra-1) and 1 application (Payroll)"],
    ] as const) {
        it(`is a replacement where ${what} is assigned, decided from the tenant and not from the state`, async () => {
            const { emulator, operation, made } = await given();
            const group = await made(eur);
            if (occupy !== "application") {
                const status = occupy === "inactive" ? "inactive" : "active";
                emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id, status });
            }
            if (occupy !== "inactive") {
                emulator.tenant.addApplication({ displayName: "Payroll", groupId: group.id });
            }
            const preview = operation();

            expect(await preview.preview(group, nam)).to.equal("replace");

            expect(preview.said).to.have.length(1);
            expect(preview.said[0]).to.include(`Connector group "Frankfurt" (id ${group.id}): region eur => nam`);
            expect(preview.said[0]).to.include(words);
            expect(writes(emulator)).to.deep.equal([]);
        });
    }

    it("counts what stands on every page, and names the first five", async () => {
        const { emulator, operation, made } = await given({ pageSize: 2 });
        const group = await made(eur);
        for (const machineName of ["c1", "c2", "c3", "c4", "c5", "c6", "c7"]) {
            emulator.tenant.addConnector({ machineName, groupId: group.id });
        }
        const preview = operation();

        await preview.preview(group, nam);

        expect(preview.said[0]).to.include("7 connectors (c1, c2, c3, c4, c5 and 2 more)");
    });

    it("is an error where the tenant cannot be asked, since nobody can tell what it comes to", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        await emulator.stop();

        const message = await refusal(operation().preview(group, nam));

        expect(message).to.include(`Connector group "Frankfurt" (id ${group.id})`);
        expect(message).to.include("the tenant could not be asked").and.to.include("ECONNREFUSED");
        expect(message).to.include("Nothing was changed");
    });

    for (const path of [/connectorGroups\/[^/]+$/, /members$/, /applications$/]) {
        it(`is an error where one of the answers it rests on is missing: ${path.source}`, async () => {
            const { emulator, operation, made } = await given();
            const group = await made(eur);
            emulator.inject({ method: "GET", path, effect: "answerBeforeActing", status: 500, ...everyTry });

            expect(await refusal(operation().preview(group, nam))).to.include("the tenant could not be asked");
            expect(writes(emulator)).to.deep.equal([]);
        });
    }

    it("stops in the update where something has been assigned since the preview decided", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        const checked = await up.check(group.inputs, nam);
        await up.diff(group.id, group.outputs, checked);
        emulator.tenant.addApplication({ displayName: "Payroll", groupId: group.id });

        const message = await refusal(up.update(group, checked));

        expect(message).to.include(`Connector group "Frankfurt" (id ${group.id}): region eur => nam`);
        expect(message).to.include("(Payroll)").and.to.include("Run `pulumi up` again");
        expect(writes(emulator)).to.deep.equal([]);
        expect(await operation().preview(group, nam)).to.equal("replace");
    });

    it("replaces a group that is gone from the tenant by a new one, under its plain name", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        emulator.tenant.removeGroup(group.id);
        const up = operation();

        const changed = await up.change(group, nam);
        await up.delete(group);

        expect(changed.how).to.equal("replace");
        expect(up.said[0]).to.include("no longer exists in the tenant: a new group is created in its place");
        expect(writes(emulator)).to.deep.equal([[`POST ${groups}`, nam]]);
        expect(emulator.tenant.group("Frankfurt")).to.include({ id: changed.resource.id, region: "nam" });
    });

    it("is not a replacement of a group that only its own address does not show, as long as the list does", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        emulator.inject(unseen(group.id));

        expect(await operation().preview(group, nam)).to.equal("update");
    });

    it("updates a group that only its own address does not show, as long as the list does", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        emulator.inject({ ...unseen(group.id), times: 2 });

        await operation().change(group, nam);

        expect(emulator.tenant.group("Frankfurt")).to.include({ id: group.id, region: "nam" });
    });

    for (const regionResend of ["refused", "accepted"] as const) {
        it(`sends nothing where the group is there already (sending it again: ${regionResend})`, async () => {
            const { emulator, operation, made } = await given({ switches: { regionResend } });
            const group = await made(eur);
            emulator.tenant.setRegion(group.id, "nam");
            emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });
            const up = operation();

            const { how, resource } = await up.change(group, nam);

            expect(how).to.equal("update");
            expect(up.said[0]).to.include("is in region nam already");
            expect(resource.outputs).to.include({ region: "nam" });
            expect(writes(emulator)).to.deep.equal([]);
        });
    }

    it("never sends the region of an occupied group along with a new name", async () => {
        const { emulator, operation, made } = await given({ switches: { regionResend: "refused" } });
        const group = await made(eur);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });

        await operation().change(group, { name: "Frankfurt am Main", region: "EUR" });

        expect(writes(emulator)).to.deep.equal([[`PATCH ${groups}/${group.id}`, { name: "Frankfurt am Main" }]]);
    });

    it("that someone else has changed on an occupied group stops a new name, and says to refresh first", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        emulator.tenant.setRegion(group.id, "nam");
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });

        const message = await refusal(operation().change(group, { name: "Frankfurt am Main", region: "eur" }));

        expect(message).to.include(`(id ${group.id})`).and.to.include("pulumi refresh").and.to.include("(fra-1)");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("takes an undeclared region for whatever it is", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });

        const { how } = await operation().change(group, { name: "Frankfurt" });

        expect(how).to.equal("same");
        expect(writes(emulator)).to.deep.equal([]);
    });

    for (const [regionCase, kept] of [
        ["lower", "japan"],
        ["asSent", "Japan"],
    ] as const) {
        it(`holds it in the spelling in which the service then shows it (${kept})`, async () => {
            const { operation, made } = await given({ switches: { regionCase } });
            const group = await made(eur);

            const { resource } = await operation().change(group, { name: "Frankfurt", region: "Japan" });

            expect(resource.outputs).to.include({ region: kept });
        });
    }

    it("trusts the write where reads lag behind it", async () => {
        const { emulator, operation, made, clock } = await given();
        const group = await made(eur);
        clock.advance(60_000);
        emulator.settings.lagMs = 30_000;

        const { resource } = await operation().change(group, nam);

        expect(resource.outputs).to.include({ region: "nam" });
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "nam" });
    });

    it("is done, with a warning, where only reading it back has failed", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        const up = operation();
        const checked = await up.check(group.inputs, nam);
        await up.diff(group.id, group.outputs, checked);
        emulator.inject({
            method: "GET",
            path: /connectorGroups\/[^/]+$/,
            skip: 1,
            effect: "cutBeforeActing",
            ...everyTry,
        });

        const { outputs } = await up.update(group, checked);

        expect(outputs).to.include({ region: "nam" });
        expect(up.warned[0]).to.include('Connector group "Frankfurt"').and.to.include("could not be read back");
    });

    it("that is known only in the update is a warning while something is assigned", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(eur);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });
        const preview = operation();
        const unknown = { name: "Frankfurt", region: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };

        expect(await preview.preview(group, unknown)).to.equal("update");
        expect(preview.warned[0]).to.include("the new region is known only in the update");
    });

    describe("where it is the default group", () => {
        it("updates it while nothing is assigned", async () => {
            const { emulator, operation, made } = await given();
            const group = await made({ name: "Default", adopt: true });

            await operation().change(group, { name: "Default", region: "eur", adopt: true });

            expect(emulator.tenant.defaultGroup).to.include({ id: group.id, region: "eur" });
        });

        it("is refused while an application follows it without being assigned to anything", async () => {
            const { emulator, operation, made } = await given();
            const group = await made({ name: "Default", adopt: true });
            emulator.tenant.addApplication({ displayName: "Team wiki" });

            const message = await refusal(operation().preview(group, { name: "Default", region: "eur", adopt: true }));

            expect(message).to.include("is the tenant's default group and 0 connectors and 1 application (Team wiki)");
            expect(message).to.include("Nothing was changed");
        });

        it("passes on what the service says where it refuses it even on an empty one", async () => {
            const { operation, made } = await given({ switches: { defaultGroupRegion: "refused" } });
            const group = await made({ name: "Default", adopt: true });

            const message = await refusal(operation().change(group, { name: "Default", region: "eur", adopt: true }));

            expect(message).to.include(`Connector group "Default" (id ${group.id}) is not updated. PATCH`);
            expect(message).to.include("400 Bad Request");
        });
    });
});
