import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { sampleTenant, startEmulator } from "../../emulator/index.js";
import { closeAfterTest } from "../closing.js";
import { call, profile, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;

function folder(): string {
    const path = mkdtempSync(join(tmpdir(), "emulator-"));
    closeAfterTest(() => rmSync(path, { recursive: true }));
    return path;
}

describe("emulator: the tenant past HTTP", () => {
    it("starts the sample tenant the same way each time", async () => {
        expect(sampleTenant()).to.deep.equal(sampleTenant());
        const { tenant } = await started({ seed: sampleTenant() });
        expect(tenant.groups().map(({ name, region }) => [name, region])).to.deep.equal([
            ["Default", "nam"],
            ["Europe datacenter", "eur"],
            ["North America datacenter", "nam"],
            ["Osaka plant", "japan"],
            ["Directory sync agents", "nam"],
        ]);
        expect(tenant.connectors()).to.have.length(7);
        expect(tenant.applications()).to.have.length(6);
        for (const { id } of [...tenant.groups(), ...tenant.connectors(), ...tenant.applications()]) {
            expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
        }
    });

    it("shows over HTTP what is changed past it", async () => {
        const emulator = await started();
        const { tenant } = emulator;
        const { id } = tenant.addGroup({ name: "A", region: "eur" });
        tenant.addConnector({ machineName: "C" });
        tenant.addApplication({ displayName: "App", groupId: "A" });
        tenant.moveConnector("C", "A");
        tenant.renameGroup("A", "B");
        tenant.setRegion("B", "aus");
        tenant.setConnectorStatus("C", "inactive");
        expect((await call(emulator, "GET", `${groups}/${id}`)).body).to.include({ name: "B", region: "aus" });
        const members = (await call(emulator, "GET", `${groups}/${id}/members`)).body.value;
        expect(members.map(({ machineName, status }) => [machineName, status])).to.deep.equal([["C", "inactive"]]);
        const applications = (await call(emulator, "GET", `${groups}/${id}/applications`)).body.value;
        expect(applications.map(({ displayName }) => displayName)).to.deep.equal(["App"]);
    });

    it("sends what was on a removed group to the default group", async () => {
        const { tenant } = await started({ seed: sampleTenant() });
        tenant.removeGroup("Osaka plant");
        expect(tenant.group("Osaka plant")).to.equal(undefined);
        expect(tenant.groupOf("Plant control")?.name).to.equal("Default");
        expect(tenant.membersOf("Default").map(({ machineName }) => machineName)).to.include(
            "PROXY-OSA-01.contoso.example",
        );
        expect(() => tenant.removeGroup("Default")).to.throw(/always has one/);
    });

    it("refuses names that fit nothing, or more than one thing", async () => {
        const { tenant } = await started();
        tenant.addGroup({ name: "Twice" });
        tenant.addGroup({ name: "Twice" });
        expect(() => tenant.renameGroup("None", "x")).to.throw('no connector groups "None"');
        expect(() => tenant.group("Twice")).to.throw('2 connector groups "Twice"');
        expect(() => tenant.moveConnector("None", "Default")).to.throw('no connectors "None"');
        tenant.addApplication({ displayName: "Payroll", published: false });
        expect(() => tenant.assignApplication("Payroll", "Default")).to.throw(/not published/);
    });

    it("refuses a seed that contradicts itself", async () => {
        const seeds = [
            {
                groups: [
                    { name: "A", isDefault: true },
                    { name: "B", isDefault: true },
                ],
            },
            {
                groups: [
                    { id: "x", name: "A" },
                    { id: "x", name: "B" },
                ],
            },
            { connectors: [{ machineName: "C", groupId: "nowhere" }] },
            { applications: [{ displayName: "App", published: false, groupId: "Default" }] },
        ];
        for (const seed of seeds) {
            let refused = false;
            await startEmulator({ seed }).then(
                (emulator) => emulator.stop(),
                () => {
                    refused = true;
                },
            );
            expect(refused, JSON.stringify(seed)).to.equal(true);
        }
    });

    it("keeps the tenant in a file from one run to the next", async () => {
        const persistTo = join(folder(), "tenant.json");
        const first = await started({ seed: sampleTenant(), persistTo });
        const { id } = (await call(first, "POST", groups, { name: "Kept", region: "Japan" })).body;
        first.tenant.assignApplication("Team wiki", "Kept");
        await first.stop();
        const second = await started({ persistTo });
        expect(second.tenant.groups()).to.deep.equal(first.tenant.groups());
        expect(second.tenant.connectors()).to.deep.equal(first.tenant.connectors());
        expect(second.tenant.applications()).to.deep.equal(first.tenant.applications());
        expect(second.tenant.groupOf("Team wiki")?.id).to.equal(id);
        expect(readdirSync(join(persistTo, ".."))).to.deep.equal(["tenant.json"]);
    });

    it("leaves a file of another kind alone", async () => {
        const persistTo = join(folder(), "other.json");
        for (const content of ['{"version": 3}', "not JSON"]) {
            writeFileSync(persistTo, content);
            const error = await startEmulator({ persistTo }).catch((reason: unknown) => reason);
            expect(String(error)).to.include("is not a tenant of this emulator");
            expect(readFileSync(persistTo, "utf8")).to.equal(content);
        }
    });
});
