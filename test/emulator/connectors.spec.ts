import { expect } from "chai";
import { call, profile, reference, started } from "./calling.js";

const connectors = `${profile}/connectors`;

async function tenantWithConnector() {
    const emulator = await started();
    const { tenant } = emulator;
    const group = tenant.addGroup({ name: "Europe", region: "eur" });
    const connector = tenant.addConnector({ machineName: "EU-01" });
    return { emulator, tenant, group, connector };
}

describe("emulator: connectors", () => {
    it("lists connectors, answers one, and says which group it is in", async () => {
        const { emulator, tenant, connector } = await tenantWithConnector();
        const shown = {
            id: connector.id,
            machineName: "EU-01",
            externalIp: "203.0.113.1",
            status: "active",
            version: "1.5.3437.0",
        };
        expect((await call(emulator, "GET", connectors)).body.value).to.deep.equal([shown]);
        expect((await call(emulator, "GET", `${connectors}/${connector.id}`)).body).to.include(shown);
        const memberOf = await call(emulator, "GET", `${connectors}/${connector.id}/memberOf`);
        expect(memberOf.body.value.map(({ id }) => id)).to.deep.equal([tenant.defaultGroup.id]);
        expect((await call(emulator, "GET", `${connectors}/none`)).status).to.equal(404);
    });

    it("moves a connector by its memberOf, out of the group it was in", async () => {
        const { emulator, tenant, group, connector } = await tenantWithConnector();
        const body = reference(emulator, "connectorGroups", group.id);
        expect((await call(emulator, "POST", `${connectors}/${connector.id}/memberOf/$ref`, body)).status).to.equal(
            204,
        );
        expect(tenant.membersOf("Europe").map(({ machineName }) => machineName)).to.deep.equal(["EU-01"]);
        expect(tenant.membersOf("Default")).to.deep.equal([]);
    });

    it("moves a connector by the group's members, and lists it there", async () => {
        const { emulator, group, connector } = await tenantWithConnector();
        const members = `${profile}/connectorGroups/${group.id}/members`;
        const body = reference(emulator, "connectors", connector.id);
        expect((await call(emulator, "POST", `${members}/$ref`, body)).status).to.equal(204);
        expect((await call(emulator, "GET", members)).body.value.map(({ id }) => id)).to.deep.equal([connector.id]);
    });

    it("refuses a reference that is missing, of the wrong kind, relative, or to nothing", async () => {
        const { emulator, tenant, group, connector } = await tenantWithConnector();
        const path = `${connectors}/${connector.id}/memberOf/$ref`;
        const good = reference(emulator, "connectorGroups", group.id);
        const wrong = [
            {},
            reference(emulator, "connectors", connector.id),
            { "@odata.id": new URL(good["@odata.id"]).pathname },
            { "@odata.id": `${good["@odata.id"]}/members` },
        ];
        for (const body of wrong) {
            expect((await call(emulator, "POST", path, body)).status, JSON.stringify(body)).to.equal(400);
        }
        const toNothing = reference(emulator, "connectorGroups", "none");
        expect((await call(emulator, "POST", path, toNothing)).status).to.equal(404);
        expect(tenant.membersOf("Europe")).to.deep.equal([]);
    });

    it("takes references in the spellings of Microsoft's own examples", async () => {
        const { emulator, tenant, group, connector } = await tenantWithConnector();
        const id = `${emulator.url}/onPremisesPublishingProfiles/applicationproxy/connectorGroups/${group.id}`;
        const path = `${connectors}/${connector.id}/memberOf/$ref`;
        expect((await call(emulator, "POST", path, { "@odata.id": id })).status).to.equal(204);
        expect(tenant.membersOf("Europe")).to.have.length(1);
    });

    it("takes neither connectors nor applications into a group of another agent", async () => {
        const { emulator, tenant, connector } = await tenantWithConnector();
        const { id } = tenant.addGroup({ name: "Sync", connectorGroupType: "syncFabric" });
        const app = tenant.addApplication({ displayName: "App" });
        const body = reference(emulator, "connectorGroups", id);
        const moved = await call(emulator, "POST", `${connectors}/${connector.id}/memberOf/$ref`, body);
        const assigned = await call(emulator, "PUT", `/beta/applications/${app.id}/connectorGroup/$ref`, body);
        expect([moved.status, assigned.status]).to.deep.equal([400, 400]);
        expect(tenant.membersOf(id)).to.deep.equal([]);
        expect(tenant.applicationsOf(id)).to.deep.equal([]);
    });
});
