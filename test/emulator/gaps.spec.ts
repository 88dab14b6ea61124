import { expect } from "chai";
import { sampleTenant } from "../../emulator/index.js";
import { call, profile, reference, started } from "./calling.js";

async function sample() {
    const clock = { time: 100 };
    const emulator = await started({ seed: sampleTenant(), now: () => clock.time });
    return { emulator, tenant: emulator.tenant, clock };
}

describe("emulator: gaps", () => {
    it("has none in the sample tenant", async () => {
        const { tenant } = await sample();
        expect(tenant.gaps()).to.deep.equal([]);
    });

    it("begins when the last active connector leaves, names the request, and ends when one comes back", async () => {
        const { emulator, tenant, clock } = await sample();
        const connector = tenant.membersOf("Osaka plant")[0]?.id ?? "";
        const application = tenant.applicationsOf("Osaka plant")[0]?.id ?? "";
        const path = `${profile}/connectors/${connector}/memberOf/$ref`;
        const osaka = tenant.group("Osaka plant")?.id ?? "";
        await call(emulator, "POST", path, reference(emulator, "connectorGroups", tenant.defaultGroup.id));
        const gap = {
            applicationId: application,
            displayName: "Plant control",
            groupId: osaka,
            from: 100,
            causedBy: `POST ${path}`,
        };
        expect(tenant.gaps()).to.deep.equal([gap]);
        clock.time = 250;
        await call(emulator, "POST", path, reference(emulator, "connectorGroups", osaka));
        expect(tenant.gaps()).to.deep.equal([{ ...gap, to: 250 }]);
    });

    it("does not begin while another active connector is in the group", async () => {
        const { tenant } = await sample();
        tenant.moveConnector("PROXY-EU-01.contoso.example", "Default");
        expect(tenant.gaps()).to.deep.equal([]);
        tenant.setConnectorStatus("PROXY-EU-02.contoso.example", "inactive");
        expect(tenant.gaps().map(({ displayName }) => displayName)).to.deep.equal(["Intranet", "Expense reports"]);
    });

    it("is kept however short it was", async () => {
        const { tenant } = await sample();
        tenant.setConnectorStatus("PROXY-OSA-01.contoso.example", "inactive");
        tenant.setConnectorStatus("PROXY-OSA-01.contoso.example", "active");
        expect(tenant.gaps()).to.have.length(1);
        expect(tenant.gaps()[0]).to.include({ from: 100, to: 100 });
    });

    it("begins anew when an application goes from one unserved group to another", async () => {
        const { tenant } = await sample();
        const empty = [tenant.addGroup({ name: "Empty 1" }), tenant.addGroup({ name: "Empty 2" })];
        for (const { id } of empty) {
            tenant.assignApplication("Intranet", id);
        }
        expect(tenant.gaps().map(({ groupId, to }) => [groupId, to])).to.deep.equal([
            [empty[0]?.id, 100],
            [empty[1]?.id, undefined],
        ]);
    });

    it("concerns an unassigned application with the default group, and no application that is not published", async () => {
        const { tenant } = await sample();
        tenant.removeConnector("PROXY-SPARE-01.contoso.example");
        expect(tenant.gaps().map(({ displayName }) => displayName)).to.deep.equal(["Team wiki"]);
        tenant.setPublished("Team wiki", false);
        expect(tenant.gaps()[0]).to.have.property("to");
    });

    it("includes what was so at the start, and can be forgotten once it has ended", async () => {
        const emulator = await started({ seed: { applications: [{ displayName: "App" }, { displayName: "Other" }] } });
        const { tenant } = emulator;
        expect(tenant.gaps().map(({ causedBy }) => causedBy)).to.deep.equal(["start", "start"]);
        tenant.removeApplication("App");
        tenant.forgetGaps();
        expect(tenant.gaps().map(({ displayName }) => displayName)).to.deep.equal(["Other"]);
    });
});
