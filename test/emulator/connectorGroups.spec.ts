import { expect } from "chai";
import { call, profile, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;

describe("emulator: connector groups", () => {
    it("starts with the default group alone", async () => {
        const emulator = await started();
        const { status, body } = await call(emulator, "GET", groups);
        expect(status).to.equal(200);
        expect(body.value).to.deep.equal([
            {
                id: emulator.tenant.defaultGroup.id,
                name: "Default",
                connectorGroupType: "applicationProxy",
                isDefault: true,
                region: "nam",
            },
        ]);
    });

    it("creates a group, ignores read-only fields, and lets the tenant's region stand where none is given", async () => {
        const emulator = await started({ defaultRegion: "eur" });
        const { status, body } = await call(emulator, "POST", groups, { name: "A", isDefault: true, id: "x" });
        expect(status).to.equal(200);
        expect(body.id).to.match(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
        expect(emulator.tenant.group("A")).to.deep.equal({
            id: body.id,
            name: "A",
            region: "eur",
            isDefault: false,
            connectorGroupType: "applicationProxy",
        });
    });

    it("refuses a group without a name, with an unknown property, or without a body", async () => {
        const emulator = await started();
        for (const body of [{}, { name: " " }, { name: 1 }, { name: "A", members: [] }, undefined, "[]", "{"]) {
            expect((await call(emulator, "POST", groups, body)).status, JSON.stringify(body)).to.equal(400);
        }
        expect(emulator.tenant.groups()).to.have.length(1);
    });

    it("refuses a body that is not declared as JSON", async () => {
        const emulator = await started();
        const { status } = await call(emulator, "POST", groups, { name: "A" }, { "content-type": "text/plain" });
        expect(status).to.equal(400);
        expect(emulator.tenant.group("A")).to.equal(undefined);
    });

    it("answers one group, and 404 in Graph's shape for one that is not there", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A", region: "eur" });
        expect((await call(emulator, "GET", `${groups}/${id}`)).body).to.include({ id, name: "A", region: "eur" });
        const missing = await call(emulator, "GET", `${groups}/none`, undefined, { "client-request-id": "mine" });
        expect(missing.status).to.equal(404);
        expect(missing.body.error.code).to.equal("ConnectorGroup_NotFound");
        expect(missing.body.error.innerError).to.include({
            "request-id": missing.headers.get("request-id"),
            "client-request-id": "mine",
        });
        expect(missing.body.error.innerError.date).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
        expect(missing.headers.get("client-request-id")).to.equal("mine");
    });

    it("renames a group and changes the region of an empty one, whatever the spelling of the property", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A", region: "eur" });
        const { status, body } = await call(emulator, "PATCH", `${groups}/${id}`, { Name: "B", region: "Japan" });
        expect(status).to.equal(204);
        expect(body).to.deep.equal({ text: "" });
        expect(emulator.tenant.group(id)).to.include({ name: "B", region: "japan" });
    });

    it("refuses a new region while a connector is in the group", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A", region: "eur" });
        emulator.tenant.addConnector({ machineName: "C", groupId: id });
        expect((await call(emulator, "PATCH", `${groups}/${id}`, { region: "nam" })).status).to.equal(400);
        expect(emulator.tenant.group(id)?.region).to.equal("eur");
    });

    it("refuses a new region while an application points at the group, and still renames it", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A", region: "eur" });
        emulator.tenant.addApplication({ displayName: "App", groupId: id });
        expect((await call(emulator, "PATCH", `${groups}/${id}`, { name: "B", region: "nam" })).status).to.equal(400);
        expect(emulator.tenant.group(id)).to.include({ name: "A", region: "eur" });
        expect((await call(emulator, "PATCH", `${groups}/${id}`, { name: "B" })).status).to.equal(204);
        expect(emulator.tenant.group(id)?.name).to.equal("B");
    });

    it("counts an unassigned application as being on the default group", async () => {
        const emulator = await started();
        emulator.tenant.addApplication({ displayName: "App" });
        const { id } = emulator.tenant.defaultGroup;
        expect((await call(emulator, "PATCH", `${groups}/${id}`, { region: "eur" })).status).to.equal(400);
    });

    it("never takes the sentinel as a region", async () => {
        const emulator = await started({ switches: { acceptedRegions: "any" } });
        const { status } = await call(emulator, "POST", groups, { name: "A", region: "unknownFutureValue" });
        expect(status).to.equal(400);
    });

    it("deletes an empty group", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A" });
        expect((await call(emulator, "DELETE", `${groups}/${id}`)).status).to.equal(204);
        expect(emulator.tenant.group(id)).to.equal(undefined);
        expect((await call(emulator, "DELETE", `${groups}/${id}`)).status).to.equal(404);
    });

    it("refuses to delete the default group, and a group with a connector in it", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A" });
        emulator.tenant.addConnector({ machineName: "C", groupId: id });
        for (const group of [id, emulator.tenant.defaultGroup.id]) {
            expect((await call(emulator, "DELETE", `${groups}/${group}`)).status).to.equal(400);
        }
        expect(emulator.tenant.groups()).to.have.length(2);
    });

    it("knows the profile in either spelling, and no other path in another", async () => {
        const emulator = await started();
        const lower = groups.replace("applicationProxy", "applicationproxy");
        expect((await call(emulator, "GET", lower)).status).to.equal(200);
        expect((await call(emulator, "GET", groups.replace("connectorGroups", "connectorgroups"))).status).to.equal(
            501,
        );
        expect((await call(emulator, "GET", groups.replace("beta", "v1.0"))).status).to.equal(501);
        expect((await call(emulator, "PUT", groups)).status).to.equal(405);
    });
});
