import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given, writes } from "./support/given";

type Args = { readonly name?: string; readonly region?: string };

const frankfurt =
    (args: Args = {}, options: CustomResourceOptions = {}) =>
    async () => ({ id: new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur", ...args }, options).id });

const urn = "urn:pulumi:dev::tenant::pulumi-nodejs:dynamic/entraAppProxy:ConnectorGroup::frankfurt";

describe("the engine's options and a connector group", function () {
    this.timeout(120_000);

    it("`--replace` stops at the name, which the group still bears, and nothing is written", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.clearRequests();

        const up = await stack.up(frankfurt(), "--replace", urn);

        expect(up.code).to.not.equal(0);
        expect(up.output).to.include("exists already").and.to.include("--replace");
        expect(writes(emulator)).to.deep.equal([]);
        expect((await stack.up(frankfurt(), "--expect-no-changes")).code).to.equal(0);
    });

    it("taint stops at the name as well, and untaint puts things right", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.clearRequests();
        await stack.must("state", "taint", urn, "--stack", "dev", "--yes");

        const up = await stack.up(frankfurt());

        expect(up.code).to.not.equal(0);
        expect(up.output).to.include("pulumi state untaint");
        expect(writes(emulator)).to.deep.equal([]);
        await stack.must("state", "untaint", urn, "--stack", "dev", "--yes");
        expect((await stack.up(frankfurt(), "--expect-no-changes")).code).to.equal(0);
    });

    it("replaceOnChanges replaces an empty group: the new one first, under a marked name until the old one is gone", async () => {
        for (const names of ["free", "unique"] as const) {
            const { emulator, stack } = await given({ switches: { names } });
            await stack.up(frankfurt());
            const { id: old } = await stack.outputs();
            emulator.clearRequests();
            const program = frankfurt({ region: "nam" }, { replaceOnChanges: ["region"] });

            const preview = await stack.previewDigest(program);
            const up = await stack.up(program);

            expect(preview.steps.map(({ op }) => op)).to.include("replace");
            expect(up.code, up.output).to.equal(0);
            const { id } = await stack.outputs();
            expect(id).to.not.equal(old);
            expect(emulator.tenant.group("Frankfurt")).to.include({ id, region: "nam" });
            expect(emulator.tenant.groups()).to.have.length(2);
            const bodies = emulator.requests.filter(({ method }) => method !== "GET").map(({ body }) => body);
            expect(bodies).to.deep.equal([
                { name: `Frankfurt [replaces ${String(old)}]`, region: "nam" },
                undefined,
                { name: "Frankfurt" },
            ]);
            expect((await stack.preview(program, "--expect-no-changes")).code).to.equal(0);
            const clean = await stack.run("refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");
            expect(clean.code, clean.output).to.equal(0);
        }
    });

    it("a replacement that leaves the region out keeps the old group's region", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt({ region: "asia" }));
        const renamed = async () => {
            new ConnectorGroup("frankfurt", { name: "Frankfurt am Main" }, { replaceOnChanges: ["name"] });
        };

        const up = await stack.up(renamed);

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt am Main")).to.include({ region: "asia" });
        expect(emulator.tenant.group("Frankfurt")).to.equal(undefined);
    });

    it("a group in use that replaceOnChanges replaces has everything on it carried over", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        const { id } = emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });

        const up = await stack.up(frankfurt({ name: "Frankfurt am Main" }, { replaceOnChanges: ["name"] }));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.membersOf("Frankfurt am Main").map((member) => member.id)).to.deep.equal([id]);
        expect(emulator.tenant.group("Frankfurt")).to.equal(undefined);
    });

    it("a default group in use is not replaced, whatever asks for it, and nothing is written", async () => {
        const { emulator, stack } = await given();
        emulator.tenant.addConnector({ machineName: "spare" });
        const program = (name: string) => async () => {
            new ConnectorGroup("standard", { name, adopt: true }, { replaceOnChanges: ["name"] });
        };
        await stack.up(program("Default"));
        emulator.clearRequests();

        const up = await stack.up(program("Standard"));

        expect(up.code).to.not.equal(0);
        expect(up.output).to.include("is the tenant's default group and 1 connector (spare)");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("ignoreChanges shows no change, and the tenant is not asked", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt());
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });
        emulator.clearRequests();

        const up = await stack.up(frankfurt({ region: "nam" }, { ignoreChanges: ["region"] }), "--expect-no-changes");

        expect(up.code, up.output).to.equal(0);
        expect(emulator.requests).to.deep.equal([]);
    });

    it("protect keeps the group from being deleted, and is lifted with --remove", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt({}, { protect: true }));

        const destroy = await stack.destroy();

        expect(destroy.code).to.not.equal(0);
        expect(emulator.tenant.group("Frankfurt")).to.not.equal(undefined);
        await stack.must("state", "unprotect", urn, "--stack", "dev", "--yes");
        expect((await stack.destroy()).code).to.equal(0);
        expect(emulator.tenant.group("Frankfurt")).to.equal(undefined);
    });

    it("retainOnDelete leaves the group in the tenant", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt({}, { retainOnDelete: true }));
        emulator.clearRequests();

        expect((await stack.destroy()).code).to.equal(0);

        expect(emulator.requests).to.deep.equal([]);
        expect(emulator.tenant.group("Frankfurt")).to.not.equal(undefined);
    });

    it("retainOnDelete at a replacement leaves the mark, which a refresh shows and the next up takes off", async () => {
        const { emulator, stack } = await given();
        const program = (region: string) =>
            frankfurt({ region }, { retainOnDelete: true, replaceOnChanges: ["region"] });
        await stack.up(program("eur"));
        const { id: old } = await stack.outputs();
        await stack.up(program("nam"));
        const { id } = await stack.outputs();
        expect(emulator.tenant.group(String(id))?.name).to.equal(`Frankfurt [replaces ${String(old)}]`);

        await stack.refresh();
        emulator.tenant.removeGroup(String(old));
        const up = await stack.up(program("nam"));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(id);
    });

    it("`--target` changes the named group alone", async () => {
        const { emulator, stack } = await given();
        const both = (frankfurtName: string, virginiaName: string) => async () => {
            new ConnectorGroup("frankfurt", { name: frankfurtName });
            new ConnectorGroup("virginia", { name: virginiaName });
        };
        await stack.up(both("F", "V"));

        const up = await stack.up(both("F2", "V2"), "--target", urn);

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.have.members(["Default", "F2", "V"]);
    });

    it("two groups that would be replaced by groups of the same name and region are refused", async () => {
        const { emulator, stack } = await given();
        for (const region of ["eur", "aus"]) {
            emulator.tenant.addGroup({ name: "Twin", region });
        }
        const [first, second] = emulator.tenant.groups().filter(({ name }) => name === "Twin");
        emulator.tenant.renameGroup(String(first?.id), "First");
        emulator.tenant.renameGroup(String(second?.id), "Second");
        await stack.up(async () => {
            new ConnectorGroup("a", { name: "First", adopt: true });
            new ConnectorGroup("b", { name: "Second", adopt: true });
        });
        for (const group of [first, second]) {
            emulator.tenant.addConnector({ machineName: "m", groupId: String(group?.id) });
        }

        const preview = await stack.preview(async () => {
            new ConnectorGroup("a", { name: "Twin", region: "nam" });
            new ConnectorGroup("b", { name: "Twin", region: "nam" });
        });

        expect(preview.code).to.not.equal(0);
        expect(preview.output).to.include("cannot be told apart").and.to.include("--target");
    });
});
