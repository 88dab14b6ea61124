import { expect } from "chai";
import { call, profile, reference, started } from "./calling.js";

async function tenantWithApplication() {
    const emulator = await started();
    const { tenant } = emulator;
    const group = tenant.addGroup({ name: "Europe", region: "eur" });
    const application = tenant.addApplication({
        displayName: "Intranet",
        internalUrl: "https://intranet.corp.example/",
    });
    return { emulator, tenant, group, application, path: `/beta/applications/${application.id}` };
}

describe("emulator: applications", () => {
    it("answers the default group for an application that nobody assigned", async () => {
        const { emulator, tenant, path } = await tenantWithApplication();
        const { status, body } = await call(emulator, "GET", `${path}/connectorGroup`);
        expect(status).to.equal(200);
        expect(body.id).to.equal(tenant.defaultGroup.id);
    });

    it("assigns an application, shows it on the group, and takes it back to the default group", async () => {
        const { emulator, tenant, group, application, path } = await tenantWithApplication();
        const body = reference(emulator, "connectorGroups", group.id);
        expect((await call(emulator, "PUT", `${path}/connectorGroup/$ref`, body)).status).to.equal(204);
        expect(tenant.groupOf("Intranet")?.name).to.equal("Europe");
        const shown = await call(emulator, "GET", `${profile}/connectorGroups/${group.id}/applications`);
        expect(shown.body.value).to.deep.equal([
            { id: application.id, appId: application.appId, displayName: "Intranet" },
        ]);
        expect((await call(emulator, "DELETE", `${path}/connectorGroup/$ref`)).status).to.equal(204);
        expect(tenant.groupOf("Intranet")?.name).to.equal("Default");
    });

    it("refuses to assign an application that is not published, in the service's own words", async () => {
        const { emulator, tenant, group } = await tenantWithApplication();
        const { id } = tenant.addApplication({ displayName: "Payroll", published: false });
        const body = reference(emulator, "connectorGroups", group.id);
        const refused = await call(emulator, "PUT", `/beta/applications/${id}/connectorGroup/$ref`, body);
        expect(refused.status).to.equal(404);
        expect(refused.body.error).to.include({
            code: "Application_NotFound",
            message: `Application '${id}' not found or OnPremisesPublishing is not enabled for your tenant.`,
        });
        expect(tenant.groupOf("Payroll")).to.equal(undefined);
    });

    it("publishes an application, which then points at the default group", async () => {
        const { emulator, tenant } = await tenantWithApplication();
        const { id } = tenant.addApplication({ displayName: "Payroll", published: false });
        const publishing = `/beta/applications/${id}/onPremisesPublishing`;
        const before = await call(emulator, "GET", publishing);
        expect([before.status, before.body.error.code]).to.deep.equal([404, "OnPremisesPublishing_NotEnabled"]);
        const body = { onPremisesPublishing: { externalUrl: "https://payroll.example/" } };
        expect((await call(emulator, "PATCH", `/beta/applications/${id}`, body)).status).to.equal(204);
        expect(tenant.groupOf("Payroll")?.name).to.equal("Default");
        expect((await call(emulator, "PATCH", publishing, { applicationServerTimeout: "long" })).status).to.equal(204);
        expect((await call(emulator, "GET", publishing)).body).to.include({
            externalUrl: "https://payroll.example/",
            applicationServerTimeout: "long",
            isOnPremPublishingEnabled: true,
        });
    });

    it("takes the assignment away with the publishing, by null as by DELETE", async () => {
        const { emulator, tenant, group, path } = await tenantWithApplication();
        const ways = [
            () => call(emulator, "PATCH", path, { onPremisesPublishing: null }),
            () => call(emulator, "DELETE", `${path}/onPremisesPublishing`),
        ];
        for (const clear of ways) {
            tenant.setPublished("Intranet", true);
            tenant.assignApplication("Intranet", group.id);
            expect((await clear()).status).to.equal(204);
            expect(tenant.groupOf("Intranet")).to.equal(undefined);
            tenant.setPublished("Intranet", true);
            expect(tenant.groupOf("Intranet")?.name).to.equal("Default");
        }
    });

    it("refuses publishing with an @odata.type, and an internal address that another application has", async () => {
        const { emulator, tenant } = await tenantWithApplication();
        const { id } = tenant.addApplication({ displayName: "Payroll", published: false });
        const path = `/beta/applications/${id}/onPremisesPublishing`;
        const typed = { "@odata.type": "microsoft.graph.onPremisesPublishing" };
        expect((await call(emulator, "PATCH", path, typed)).status).to.equal(400);
        const duplicate = await call(emulator, "PATCH", path, { internalUrl: "https://intranet.corp.example/" });
        expect([duplicate.status, duplicate.body.error.code]).to.deep.equal([400, "InternalUrl_Duplicate"]);
        expect(tenant.groupOf("Payroll")).to.equal(undefined);
    });

    it("lets an application keep its own internal address", async () => {
        const { emulator, path } = await tenantWithApplication();
        const body = { internalUrl: "https://intranet.corp.example/" };
        expect((await call(emulator, "PATCH", `${path}/onPremisesPublishing`, body)).status).to.equal(204);
    });

    it("shows onPremisesPublishing only where it is selected", async () => {
        const { emulator, application, path } = await tenantWithApplication();
        expect((await call(emulator, "GET", path)).body).to.include.keys("id", "appId", "displayName");
        expect((await call(emulator, "GET", path)).body).not.to.include.keys("onPremisesPublishing");
        const selected = await call(emulator, "GET", `${path}?$select=id,onPremisesPublishing`);
        expect(selected.body).to.have.all.keys("@odata.context", "id", "onPremisesPublishing");
        expect(selected.body.onPremisesPublishing).to.include({ internalUrl: "https://intranet.corp.example/" });
        expect(selected.body.id).to.equal(application.id);
    });

    it("says that an unknown application does not exist", async () => {
        const { emulator } = await tenantWithApplication();
        const { status, body } = await call(emulator, "GET", "/beta/applications/none");
        expect([status, body.error.code]).to.deep.equal([404, "Request_ResourceNotFound"]);
    });
});
