import { expect } from "chai";
import { call, profile, reference, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;

async function laggingTenant() {
    const clock = { time: 1000 };
    const emulator = await started({ lagMs: 100, now: () => clock.time });
    return { emulator, tenant: emulator.tenant, clock };
}

describe("emulator: eventual consistency", () => {
    it("answers 404 for a new group, and leaves it out of the list, until the lag has passed", async () => {
        const { emulator, tenant, clock } = await laggingTenant();
        const { id } = (await call(emulator, "POST", groups, { name: "A" })).body;
        expect(tenant.group("A")?.id).to.equal(id);
        clock.time += 99;
        expect((await call(emulator, "GET", `${groups}/${id}`)).status).to.equal(404);
        expect((await call(emulator, "GET", groups)).body.value).to.have.length(1);
        clock.time += 1;
        expect((await call(emulator, "GET", `${groups}/${id}`)).status).to.equal(200);
        expect((await call(emulator, "GET", groups)).body.value).to.have.length(2);
    });

    it("shows each write after its own lag, oldest first", async () => {
        const { emulator, tenant, clock } = await laggingTenant();
        const { id } = tenant.addGroup({ name: "A" });
        const nameSeen = async () => (await call(emulator, "GET", `${groups}/${id}`)).body.name;
        await call(emulator, "PATCH", `${groups}/${id}`, { name: "B" });
        clock.time += 60;
        await call(emulator, "PATCH", `${groups}/${id}`, { name: "C" });
        const seen = [await nameSeen()];
        for (const wait of [40, 60]) {
            clock.time += wait;
            seen.push(await nameSeen());
        }
        expect(seen).to.deep.equal(["A", "B", "C"]);
    });

    it("goes on showing the old group of an application, and a deleted group, while the lag lasts", async () => {
        const { emulator, tenant, clock } = await laggingTenant();
        const { id } = tenant.addGroup({ name: "A" });
        const gone = tenant.addGroup({ name: "Gone" });
        const app = tenant.addApplication({ displayName: "App" });
        const path = `/beta/applications/${app.id}/connectorGroup`;
        await call(emulator, "PUT", `${path}/$ref`, reference(emulator, "connectorGroups", id));
        await call(emulator, "DELETE", `${groups}/${gone.id}`);
        expect((await call(emulator, "GET", path)).body.name).to.equal("Default");
        expect((await call(emulator, "GET", `${groups}/${gone.id}`)).status).to.equal(200);
        clock.time += 100;
        expect((await call(emulator, "GET", path)).body.name).to.equal("A");
        expect((await call(emulator, "GET", `${groups}/${gone.id}`)).status).to.equal(404);
    });

    it("judges writes by the tenant as it is, not as it is seen", async () => {
        const { emulator, tenant } = await laggingTenant();
        const { id } = tenant.addGroup({ name: "A" });
        const connector = tenant.addConnector({ machineName: "C" });
        const members = `${groups}/${id}/members`;
        await call(emulator, "POST", `${members}/$ref`, reference(emulator, "connectors", connector.id));
        expect((await call(emulator, "GET", members)).body.value).to.deep.equal([]);
        expect((await call(emulator, "DELETE", `${groups}/${id}`)).status).to.equal(400);
    });

    it("shows everything at once after a change of the tenant itself, and when it is settled", async () => {
        const { emulator, tenant } = await laggingTenant();
        await call(emulator, "POST", groups, { name: "A" });
        tenant.addGroup({ name: "B" });
        expect((await call(emulator, "GET", groups)).body.value).to.have.length(3);
        await call(emulator, "POST", groups, { name: "C" });
        expect((await call(emulator, "GET", groups)).body.value).to.have.length(3);
        tenant.settle();
        expect((await call(emulator, "GET", groups)).body.value).to.have.length(4);
    });
});
