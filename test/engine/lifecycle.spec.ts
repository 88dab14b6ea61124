import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given, writes } from "./support/given";
import { changedLines } from "./support/output";

const groups = "/beta/onPremisesPublishingProfiles/applicationProxy/connectorGroups";

const frankfurt =
    (args: { name?: string; region?: string; adopt?: boolean } = {}) =>
    async () => {
        const group = new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur", ...args });
        return {
            id: group.id,
            name: group.name,
            region: group.region,
            isDefault: group.isDefault,
            type: group.connectorGroupType,
        };
    };

describe("a connector group on the real engine", () => {
    it("is created as declared, with the service's id and isDefault as outputs", async () => {
        const { emulator, stack } = await given();

        const up = await stack.up(frankfurt());

        expect(up.code, up.output).to.equal(0);
        const made = emulator.tenant.group("Frankfurt");
        expect(made).to.include({ region: "eur", isDefault: false });
        expect(await stack.outputs()).to.deep.equal({
            id: made?.id,
            name: "Frankfurt",
            region: "eur",
            isDefault: false,
            type: "applicationProxy",
        });
        expect(writes(emulator)).to.deep.equal([`POST ${groups}`]);
    });

    it("that has not changed shows no change, and the tenant is not asked for it", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.clearRequests();

        const preview = await stack.preview(frankfurt(), "--expect-no-changes");

        expect(preview.code, preview.output).to.equal(0);
        expect(emulator.requests).to.deep.equal([]);
    });

    it("shows no change where the region is left to the service, or spelled in another case", async () => {
        const { stack } = await given();
        const unspecified = async () => {
            new ConnectorGroup("frankfurt", { name: "Frankfurt" });
        };
        await stack.up(unspecified);
        expect((await stack.resource("frankfurt"))?.outputs).to.include({ region: "nam" });

        expect((await stack.preview(unspecified, "--expect-no-changes")).code).to.equal(0);
        expect((await stack.preview(frankfurt({ region: "NAM" }), "--expect-no-changes")).code).to.equal(0);
    });

    it("is renamed in place", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        const { id } = await stack.outputs();

        const up = await stack.up(frankfurt({ name: "Frankfurt am Main" }));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt am Main")?.id).to.equal(id);
        expect(await stack.outputs()).to.include({ id, name: "Frankfurt am Main" });
        const [, patch] = emulator.requests.filter(({ method }) => method !== "GET");
        expect(patch).to.include({ method: "PATCH", path: `${groups}/${id}` });
        expect(patch?.body).to.deep.equal({ name: "Frankfurt am Main" });
    });

    it("changes its region in place while nothing is assigned, and shows exactly that", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        const { id } = await stack.outputs();

        const preview = await stack.preview(frankfurt({ region: "nam" }), "--diff");
        const digest = await stack.previewDigest(frankfurt({ region: "nam" }));
        const up = await stack.up(frankfurt({ region: "nam" }));

        expect(changedLines(preview.stdout)).to.deep.equal(['~ region: "eur" => "nam"']);
        expect(stepOf(digest.steps)).to.deep.include({
            op: "update",
            detailedDiff: { region: { kind: "update", inputDiff: true } },
        });
        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt")).to.include({ id, region: "nam" });
    });

    it("is to be replaced when its region changes while something is assigned, and the preview says why", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        const { id } = await stack.outputs();
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });
        emulator.tenant.addConnector({ machineName: "fra-2", groupId: "Frankfurt", status: "inactive" });
        emulator.tenant.addApplication({ displayName: "Payroll", groupId: "Frankfurt" });
        emulator.clearRequests();

        const preview = await stack.preview(frankfurt({ region: "nam" }), "--diff");
        const digest = await stack.previewDigest(frankfurt({ region: "nam" }));

        expect(preview.code, preview.output).to.equal(0);
        expect(changedLines(preview.stdout)).to.deep.equal(['~ region: "eur" => "nam"']);
        expect(preview.output).to.include(
            `Connector group "Frankfurt" (id ${id}): region eur => nam needs a replacement, because ` +
                "2 connectors (fra-1, fra-2 [inactive]) and 1 application (Payroll) are assigned to it",
        );
        expect(digest.steps.map(({ op }) => op)).to.include("replace");
        const replace = digest.steps.find(({ op }) => op === "replace");
        expect(replace?.replaceReasons).to.deep.equal(["region"]);
        expect(Object.keys(replace?.detailedDiff ?? {})).to.deep.equal(["region"]);
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("that was changed behind the stack's back is found by refresh, and put right by the next up", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt({ region: "EUR" }));
        const clean = await stack.run("refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");
        expect(clean.code, clean.output).to.equal(0);
        emulator.tenant.renameGroup("Frankfurt", "Changed in the portal");

        const drift = await stack.run("refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");
        expect(drift.code).to.not.equal(0);
        await stack.refresh();
        const preview = await stack.preview(frankfurt({ region: "EUR" }), "--diff");
        await stack.up(frankfurt({ region: "EUR" }));

        expect(changedLines(preview.stdout)).to.deep.equal(['~ name: "Changed in the portal" => "Frankfurt"']);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.have.members(["Default", "Frankfurt"]);
    });

    it("shows a rename as nothing but the name after a refresh, with adopt and without a region", async () => {
        const { emulator, stack } = await given();
        emulator.tenant.addGroup({ name: "Frankfurt", region: "eur" });
        const adopting = (name: string) => async () => {
            new ConnectorGroup("frankfurt", { name, adopt: true });
        };
        expect((await stack.up(adopting("Frankfurt"))).code).to.equal(0);
        await stack.refresh();

        const preview = await stack.preview(adopting("Frankfurt am Main"), "--diff");

        expect(changedLines(preview.stdout)).to.deep.equal(['~ name: "Frankfurt" => "Frankfurt am Main"']);
    });

    it("whose region has drifted is refreshed in silence, without asking what is assigned", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.tenant.setRegion("Frankfurt", "nam");
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });
        emulator.clearRequests();

        const refresh = await stack.refresh();

        expect(refresh.code, refresh.output).to.equal(0);
        expect(refresh.output).to.not.include("replacement");
        expect(emulator.requests.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
            `GET ${groups}?$top=999`,
        ]);
        expect((await stack.resource("frankfurt"))?.inputs).to.include({ region: "nam" });
    });

    it("that is gone from the tenant leaves the state at a refresh, and is created again", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.tenant.removeGroup("Frankfurt");

        const stale = await stack.up(frankfurt({ name: "Frankfurt am Main" }));
        expect(stale.code).to.not.equal(0);
        expect(stale.output).to.include("no longer exists in the tenant").and.to.include("pulumi refresh");
        await stack.refresh();
        expect(await stack.resource("frankfurt")).to.equal(undefined);
        await stack.up(frankfurt());

        expect(emulator.tenant.group("Frankfurt")).to.not.equal(undefined);
    });

    it("is deleted when the resource goes", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());

        const up = await stack.up(async () => ({}));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.deep.equal(["Default"]);
    });

    it("is not deleted while something is assigned: the error names it, and nothing is changed", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.tenant.addApplication({ displayName: "Payroll", groupId: "Frankfurt" });

        const destroy = await stack.destroy();

        expect(destroy.code).to.not.equal(0);
        expect(destroy.output).to.include("0 connectors and 1 application (Payroll)");
        expect(emulator.tenant.group("Frankfurt")).to.not.equal(undefined);
        expect(await stack.resource("frankfurt")).to.not.equal(undefined);
    });

    it("that is the default group stays in the tenant and leaves the stack", async () => {
        const { emulator, stack } = await given();
        const adopted = async () => {
            new ConnectorGroup("standard", { name: "Default", adopt: true });
        };
        expect((await stack.up(adopted)).code).to.equal(0);
        expect((await stack.resource("standard"))?.outputs).to.include({ isDefault: true });
        emulator.clearRequests();

        const destroy = await stack.destroy();

        expect(destroy.code, destroy.output).to.equal(0);
        expect(destroy.output).to.include("is the tenant's default group: it stays in the tenant");
        expect(writes(emulator)).to.deep.equal([]);
        expect(await stack.resource("standard")).to.equal(undefined);
    });

    it("that is the default group is refused another region while something is assigned", async () => {
        const { emulator, stack } = await given();
        const adopted = (region?: string) => async () => {
            new ConnectorGroup("standard", { name: "Default", adopt: true, ...(region !== undefined && { region }) });
        };
        await stack.up(adopted());
        emulator.tenant.addConnector({ machineName: "spare" });

        const preview = await stack.preview(adopted("eur"));

        expect(preview.code).to.not.equal(0);
        expect(preview.output).to.include("is the tenant's default group and 1 connector (spare)");
    });

    it("can be read without being managed", async () => {
        const { emulator, stack } = await given();
        const { id } = emulator.tenant.addGroup({ name: "Elsewhere", region: "aus" });
        const program = (of: string) => async () => {
            const group = ConnectorGroup.get("elsewhere", of);
            return { name: group.name, region: group.region, isDefault: group.isDefault };
        };

        const up = await stack.up(program(id));
        expect(up.code, up.output).to.equal(0);
        expect(await stack.outputs()).to.deep.equal({ name: "Elsewhere", region: "aus", isDefault: false });
        const missing = await stack.preview(program("no-such-group"));
        expect(missing.code).to.not.equal(0);
        expect(missing.output).to.include("There is no connector group with the id no-such-group");

        expect((await stack.destroy()).code).to.equal(0);
        expect(writes(emulator)).to.deep.equal([]);
    });
});

function stepOf<T extends { readonly urn: string }>(steps: readonly T[]): T | undefined {
    return steps.find(({ urn }) => urn.endsWith("::frankfurt"));
}
