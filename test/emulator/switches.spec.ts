import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { defaultSwitches, type Emulator, type Switches, sampleTenant } from "../../emulator/index.js";
import { call, profile, reference, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;
const withSwitches = (switches: Partial<Switches>) => started({ seed: sampleTenant(), switches });

function idOf(emulator: Emulator, name: string): string {
    return emulator.tenant.group(name)?.id ?? "";
}

async function patch(emulator: Emulator, group: string, body: unknown): Promise<number> {
    return (await call(emulator, "PATCH", `${groups}/${idOf(emulator, group)}`, body)).status;
}

async function move(emulator: Emulator, machineName: string, group: string, method = "POST") {
    const connector = emulator.tenant.connectors().find((one) => one.machineName.startsWith(machineName));
    const body = reference(emulator, "connectorGroups", idOf(emulator, group));
    return call(emulator, method, `${profile}/connectors/${connector?.id}/memberOf/$ref`, body);
}

describe("emulator: switches", () => {
    for (const createAnswer of [200, 201] as const) {
        it(`answers ${createAnswer} with the group to a POST`, async () => {
            const emulator = await withSwitches({ createAnswer });
            const { status, body } = await call(emulator, "POST", groups, { name: "A" });
            expect(status).to.equal(createAnswer);
            expect(body.name).to.equal("A");
        });
    }

    for (const updateAnswer of [204, 200] as const) {
        it(`answers ${updateAnswer} to a PATCH`, async () => {
            const emulator = await withSwitches({ updateAnswer });
            const path = `${groups}/${idOf(emulator, "Europe datacenter")}`;
            const { status, body } = await call(emulator, "PATCH", path, { name: "B" });
            expect(status).to.equal(updateAnswer);
            expect(body.name).to.equal(updateAnswer === 200 ? "B" : undefined);
            expect(emulator.tenant.group("B")?.region).to.equal("eur");
        });
    }

    for (const readOnlyInPatch of ["refused", "ignored"] as const) {
        it(`read-only fields in a PATCH are ${readOnlyInPatch}`, async () => {
            const emulator = await withSwitches({ readOnlyInPatch });
            for (const field of ["id", "isDefault", "connectorGroupType"]) {
                const status = await patch(emulator, "Europe datacenter", { [field]: "x" });
                expect(status, field).to.equal(readOnlyInPatch === "refused" ? 400 : 204);
            }
            expect(emulator.tenant.group("Europe datacenter")).to.include({ isDefault: false, region: "eur" });
        });
    }

    for (const emptyApplications of ["notFound", "emptyList"] as const) {
        it(`a group without applications answers ${emptyApplications}`, async () => {
            const emulator = await withSwitches({ emptyApplications });
            const { id } = emulator.tenant.addGroup({ name: "A" });
            const { status, body } = await call(emulator, "GET", `${groups}/${id}/applications`);
            if (emptyApplications === "notFound") {
                expect([status, body.error.code]).to.deep.equal([404, "ApplicationsForGroup_NotFound"]);
            } else {
                expect([status, body.value]).to.deep.equal([200, []]);
            }
        });
    }

    for (const emptyMembers of ["notFound", "emptyList"] as const) {
        it(`a group without connectors answers ${emptyMembers}`, async () => {
            const emulator = await withSwitches({ emptyMembers });
            const { id } = emulator.tenant.addGroup({ name: "A" });
            const { status, body } = await call(emulator, "GET", `${groups}/${id}/members`);
            if (emptyMembers === "notFound") {
                expect([status, body.error.code]).to.deep.equal([404, "ConnectorGroup_NotFound"]);
            } else {
                expect([status, body.value]).to.deep.equal([200, []]);
            }
        });
    }

    for (const names of ["free", "unique"] as const) {
        it(`group names are ${names}`, async () => {
            const emulator = await withSwitches({ names });
            const refused = names === "unique";
            const { status } = await call(emulator, "POST", groups, { name: "EUROPE datacenter" });
            expect(status).to.equal(refused ? 400 : 200);
            expect(await patch(emulator, "Osaka plant", { name: "europe Datacenter" })).to.equal(refused ? 400 : 204);
            expect(await patch(emulator, "North America datacenter", { name: "NORTH AMERICA DATACENTER" })).to.equal(
                204,
            );
        });
    }

    for (const regionResend of ["refused", "accepted"] as const) {
        it(`sending an occupied group's own region again is ${regionResend}`, async () => {
            const emulator = await withSwitches({ regionResend });
            const expected = regionResend === "refused" ? 400 : 204;
            expect(await patch(emulator, "Europe datacenter", { region: "eur" })).to.equal(expected);
            emulator.tenant.addGroup({ name: "Empty", region: "eur" });
            expect(await patch(emulator, "Empty", { region: "eur" })).to.equal(204);
        });
    }

    const moves = [
        { connectorMoves: "free", direct: 204, sameRegion: 204 },
        { connectorMoves: "viaDefaultRegion", direct: 400, sameRegion: 204 },
        { connectorMoves: "alwaysViaDefaultRegion", direct: 400, sameRegion: 400 },
    ] as const;
    for (const { connectorMoves, direct, sameRegion } of moves) {
        it(`connectors move between regions by the rule "${connectorMoves}"`, async () => {
            const emulator = await withSwitches({ connectorMoves });
            emulator.tenant.addGroup({ name: "Europe 2", region: "eur" });
            expect((await move(emulator, "PROXY-EU-01", "Osaka plant")).status).to.equal(direct);
            expect((await move(emulator, "PROXY-EU-02", "Europe 2")).status).to.equal(sameRegion);
            expect((await move(emulator, "PROXY-EU-03", "Europe datacenter")).status).to.equal(204);
            expect((await move(emulator, "PROXY-OSA-01", "Default")).status).to.equal(204);
            expect((await move(emulator, "PROXY-OSA-01", "Europe datacenter")).status).to.equal(204);
            expect((await move(emulator, "PROXY-US-01", "Europe datacenter")).status).to.equal(204);
        });
    }

    for (const setting of ["allowed", "refused"] as const) {
        it(`renaming the default group, and changing its region, is ${setting}`, async () => {
            const switches = { defaultGroupRename: setting, defaultGroupRegion: setting } as const;
            const emulator = await started({ switches });
            const expected = setting === "refused" ? 400 : 204;
            expect(await patch(emulator, "Default", { region: "eur" })).to.equal(expected);
            expect(await patch(emulator, "Default", { name: "Parking" })).to.equal(expected);
            const { name, region } = emulator.tenant.defaultGroup;
            expect([name, region]).to.deep.equal(setting === "refused" ? ["Default", "nam"] : ["Parking", "eur"]);
        });
    }

    const methods = { both: [204, 204], post: [204, 405], put: [405, 204] } as const;
    for (const memberOfMethods of ["both", "post", "put"] as const) {
        it(`a connector is moved with ${memberOfMethods}`, async () => {
            const emulator = await withSwitches({ memberOfMethods });
            const [post, put] = methods[memberOfMethods];
            expect((await move(emulator, "PROXY-US-01", "Default", "POST")).status).to.equal(post);
            expect((await move(emulator, "PROXY-US-02", "Default", "PUT")).status).to.equal(put);
            expect(emulator.tenant.membersOf("Default")).to.have.length(memberOfMethods === "both" ? 3 : 2);
        });
    }

    for (const referenceAnswer of [204, 201] as const) {
        it(`answers ${referenceAnswer} to a moved connector`, async () => {
            const emulator = await withSwitches({ referenceAnswer });
            const { status, body } = await move(emulator, "PROXY-US-01", "Default");
            expect(status).to.equal(referenceAnswer);
            expect(body.name).to.equal(referenceAnswer === 201 ? "Default" : undefined);
        });
    }

    for (const deleteWithApplications of ["refused", "allowed"] as const) {
        it(`deleting a group with applications but no connectors is ${deleteWithApplications}`, async () => {
            const emulator = await withSwitches({ deleteWithApplications });
            const { id } = emulator.tenant.addGroup({ name: "A" });
            emulator.tenant.assignApplication("Intranet", "A");
            const refused = deleteWithApplications === "refused";
            expect((await call(emulator, "DELETE", `${groups}/${id}`)).status).to.equal(refused ? 400 : 204);
            expect(emulator.tenant.groupOf("Intranet")?.name).to.equal(refused ? "A" : "Default");
        });
    }

    for (const [regionCase, kept] of [
        ["lower", "japan"],
        ["asSent", "Japan"],
    ] as const) {
        it(`keeps "Japan" as "${kept}" (${regionCase})`, async () => {
            const emulator = await withSwitches({ regionCase });
            await call(emulator, "POST", groups, { name: "A", region: "Japan" });
            expect(emulator.tenant.group("A")?.region).to.equal(kept);
        });
    }

    for (const unknownRegions of ["unknownFutureValue", "asIs"] as const) {
        it(`shows a region outside the enum as ${unknownRegions} unless it is asked for`, async () => {
            const emulator = await withSwitches({ unknownRegions });
            const path = `${groups}/${idOf(emulator, "Osaka plant")}`;
            const plain = await call(emulator, "GET", path);
            expect(plain.body.region).to.equal(unknownRegions === "asIs" ? "japan" : "unknownFutureValue");
            const asked = await call(emulator, "GET", path, undefined, { prefer: "include-unknown-enum-members" });
            expect(asked.body.region).to.equal("japan");
            expect(asked.headers.get("preference-applied")).to.equal("include-unknown-enum-members");
            const known = await call(emulator, "GET", `${groups}/${idOf(emulator, "Europe datacenter")}`);
            expect(known.body.region).to.equal("eur");
        });
    }

    for (const acceptedRegions of ["known", "any"] as const) {
        it(`takes ${acceptedRegions} regions`, async () => {
            const emulator = await withSwitches({ acceptedRegions });
            const { status } = await call(emulator, "POST", groups, { name: "A", region: "mars" });
            expect(status).to.equal(acceptedRegions === "known" ? 400 : 200);
            expect(emulator.tenant.group("A")?.region).to.equal(acceptedRegions === "known" ? undefined : "mars");
        });
    }

    for (const regionNull of ["refused", "default"] as const) {
        it(`sending null as the region is taken as "${regionNull}"`, async () => {
            const emulator = await withSwitches({ regionNull });
            emulator.tenant.addGroup({ name: "A", region: "eur" });
            expect(await patch(emulator, "A", { region: null })).to.equal(regionNull === "refused" ? 400 : 204);
            expect(emulator.tenant.group("A")?.region).to.equal(regionNull === "refused" ? "eur" : "nam");
        });
    }

    for (const foreignReferences of ["refused", "accepted"] as const) {
        it(`a reference with another host is ${foreignReferences}`, async () => {
            const emulator = await withSwitches({ foreignReferences });
            const app = emulator.tenant.applications().find(({ displayName }) => displayName === "Intranet");
            const id = `https://graph.microsoft.com${groups}/${idOf(emulator, "Osaka plant")}`;
            const path = `/beta/applications/${app?.id}/connectorGroup/$ref`;
            const { status } = await call(emulator, "PUT", path, { "@odata.id": id });
            expect(status).to.equal(foreignReferences === "refused" ? 400 : 204);
            const group = emulator.tenant.groupOf("Intranet")?.name;
            expect(group).to.equal(foreignReferences === "refused" ? "Europe datacenter" : "Osaka plant");
        });
    }

    it("are all explained in FIDELITY.md, each with its default first", () => {
        const text = readFileSync(join(__dirname, "../../emulator/FIDELITY.md"), "utf8");
        const explained = [...text.matchAll(/^\| `(\w+)` +\| `(\w+)`/gm)].map(([, name, value]) => [name, value]);
        const defaults = Object.entries(defaultSwitches).map(([name, value]) => [name, String(value)]);
        expect(explained).to.deep.equal(defaults);
    });

    it("can be turned while the emulator runs", async () => {
        const emulator = await withSwitches({});
        emulator.settings.switches.names = "unique";
        expect((await call(emulator, "POST", groups, { name: "Default" })).status).to.equal(400);
        emulator.settings.switches.names = "free";
        expect((await call(emulator, "POST", groups, { name: "Default" })).status).to.equal(200);
    });
});
