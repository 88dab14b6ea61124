import { type CustomResourceOptions, rootStackResource } from "@pulumi/pulumi";
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership, ConnectorSite } from "pulumi-entra-app-proxy";
import type { Emulator } from "../../emulator/index";
import { configure, given, writes } from "./support/given";
import { changedLines } from "./support/output";

/** A tenant with two connectors and two applications, none of them placed anywhere. */
function tenantOf(emulator: Emulator) {
    const { tenant } = emulator;
    const connectors = ["fra-1", "fra-2"].map((machineName) => tenant.addConnector({ machineName }).id);
    const applications = ["Payroll", "Wiki"].map((displayName) => tenant.addApplication({ displayName }).id);
    // What is not placed elsewhere stays served on the default group.
    tenant.addConnector({ machineName: "idle" });
    tenant.forgetGaps();
    return { connectors, applications, c1: String(connectors[0]), a1: String(applications[0]) };
}

describe("connector memberships and application assignments on the real engine", function () {
    this.timeout(120_000);

    it("put connectors and applications where they are declared, and send them back when they go", async () => {
        const { emulator, stack } = await given();
        const { connectors, applications } = tenantOf(emulator);
        const program = async () => {
            const group = new ConnectorGroup("g", { name: "Frankfurt" });
            const dependsOn = connectors.map(
                (connectorId, n) => new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId: group.id }),
            );
            for (const [n, applicationId] of applications.entries()) {
                new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId: group.id }, { dependsOn });
            }
        };

        const up = await stack.up(program);
        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.have.members(connectors);
        expect(emulator.tenant.applicationsOf("Frankfurt").map(({ id }) => id)).to.have.members(applications);
        emulator.clearRequests();
        expect((await stack.preview(program, "--expect-no-changes")).code).to.equal(0);
        expect(emulator.requests).to.deep.equal([]);
        const clean = await stack.run("refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");
        expect(clean.code, clean.output).to.equal(0);

        const destroy = await stack.destroy();
        expect(destroy.code, destroy.output).to.equal(0);
        expect(emulator.tenant.membersOf("Default").map(({ id }) => id)).to.include.members(connectors);
        expect(emulator.tenant.group("Frankfurt")).to.equal(undefined);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("move straight to another group, in place", async () => {
        const { emulator, stack } = await given();
        const { c1, a1 } = tenantOf(emulator);
        const program = (to: "A" | "B") => async () => {
            const groups = { A: new ConnectorGroup("A", { name: "A" }), B: new ConnectorGroup("B", { name: "B" }) };
            const connectorGroupId = groups[to].id;
            new ConnectorMembership("m", { connectorId: c1, connectorGroupId });
            new ApplicationAssignment("a", { applicationId: a1, connectorGroupId });
        };
        await stack.up(program("A"));
        const { id: a } = (await stack.resource("A")) ?? {};
        const { id: b } = (await stack.resource("B")) ?? {};
        emulator.clearRequests();

        const preview = await stack.preview(program("B"), "--diff");
        const up = await stack.up(program("B"));

        expect(new Set(changedLines(preview.stdout))).to.deep.equal(new Set([`~ connectorGroupId: "${a}" => "${b}"`]));
        expect(preview.output).to.include("loses its last active connector, fra-1, while 1 application (Payroll)");
        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.membersOf("B")).to.have.length(1);
        expect(emulator.tenant.groupOf(a1)?.name).to.equal("B");
        expect(writes(emulator)).to.have.length(2);
    });

    it("that someone has moved elsewhere are shown by refresh, and left there when they are removed", async () => {
        const { emulator, stack } = await given();
        const { c1, a1 } = tenantOf(emulator);
        const program = async () => {
            const group = new ConnectorGroup("g", { name: "Frankfurt" });
            new ConnectorMembership("m", { connectorId: c1, connectorGroupId: group.id });
            new ApplicationAssignment("a", { applicationId: a1, connectorGroupId: group.id });
        };
        await stack.up(program);
        const other = emulator.tenant.addGroup({ name: "Elsewhere" });
        emulator.tenant.moveConnector(c1, other.id);
        emulator.tenant.assignApplication(a1, other.id);
        emulator.clearRequests();

        const preview = await stack.run("refresh", "--stack", "dev", "--preview-only", "--diff");
        const destroy = await stack.destroy();

        expect(changedLines(preview.stdout).join("\n")).to.include(`=> "${other.id}"`);
        expect(destroy.code, destroy.output).to.equal(0);
        expect(emulator.tenant.membersOf("Elsewhere")).to.have.length(1);
        expect(emulator.tenant.groupOf(a1)?.name).to.equal("Elsewhere");
        expect(writes(emulator)).to.have.length(1);
    });

    it("stay untouched when their group is replaced: they find themselves moved", async () => {
        const { emulator, stack } = await given();
        const { connectors, applications } = tenantOf(emulator);
        const program = (region: string) => async () => {
            const group = new ConnectorGroup("g", { name: "Frankfurt", region });
            const dependsOn = connectors.map(
                (connectorId, n) => new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId: group.id }),
            );
            for (const [n, applicationId] of applications.entries()) {
                new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId: group.id }, { dependsOn });
            }
        };
        await stack.up(program("nam"));
        emulator.tenant.forgetGaps();
        emulator.clearRequests();

        const up = await stack.up(program("eur"));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "eur" });
        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(2);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        const moves = writes(emulator).filter((write) => /memberOf|connectorGroup\/\$ref/.test(write));
        expect(moves, moves.join("\n")).to.have.length(4);
        expect((await stack.preview(program("eur"), "--expect-no-changes")).code).to.equal(0);
    });

    it("of unknown or unsuitable ids fail at preview, with the id and what to do", async () => {
        const { emulator, stack } = await given();
        const { c1 } = tenantOf(emulator);
        const published = emulator.tenant.addApplication({
            displayName: "Intranet",
            appId: "11111111-2222-4333-8444-555555555555",
        });
        const unpublished = emulator.tenant.addApplication({ displayName: "Draft", published: false });
        const sync = emulator.tenant.addGroup({ name: "Sync", connectorGroupType: "syncFabric" });
        const group = emulator.tenant.addGroup({ name: "Frankfurt" });
        emulator.clearRequests();
        const previewOf = async (declare: () => void) => {
            const run = await stack.preview(async () => declare());
            expect(run.code).to.not.equal(0);
            return run.output;
        };

        const nobody = await previewOf(
            () => new ConnectorMembership("m", { connectorId: "nobody", connectorGroupId: group.id }),
        );
        expect(nobody)
            .to.include("Connector nobody cannot be put in the group")
            .and.to.include("no connector of that id");
        const appId = await previewOf(
            () =>
                new ApplicationAssignment("a", {
                    applicationId: "11111111-2222-4333-8444-555555555555",
                    connectorGroupId: group.id,
                }),
        );
        expect(appId).to.include(`what is needed is its object id, ${published.id}`);
        const draft = await previewOf(
            () => new ApplicationAssignment("a", { applicationId: unpublished.id, connectorGroupId: group.id }),
        );
        expect(draft).to.include('application proxy is not enabled on "Draft"');
        const other = await previewOf(
            () => new ConnectorMembership("m", { connectorId: c1, connectorGroupId: sync.id }),
        );
        expect(other).to.include("syncFabric").and.to.include("not a connector group of application proxy");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("removed together leave no application unserved, although nothing says which goes first", async () => {
        const { emulator, stack } = await given();
        const { connectors, applications } = tenantOf(emulator);
        await stack.up(async () => {
            const group = new ConnectorGroup("g", { name: "Frankfurt" });
            const dependsOn = connectors.map(
                (connectorId, n) => new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId: group.id }),
            );
            for (const [n, applicationId] of applications.entries()) {
                new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId: group.id }, { dependsOn });
            }
        });
        // The state keeps what depended on what; an update that removes the wiring first leaves plain resources.
        const { id: connectorGroupId } = (await stack.resource("g")) ?? {};
        const plain = async () => {
            new ConnectorGroup("g", { name: "Frankfurt" });
            for (const [n, connectorId] of connectors.entries()) {
                new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId: String(connectorGroupId) });
            }
            for (const [n, applicationId] of applications.entries()) {
                new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId: String(connectorGroupId) });
            }
        };
        expect((await stack.up(plain)).code).to.equal(0);
        emulator.tenant.forgetGaps();

        const up = await stack.up(async () => {
            new ConnectorGroup("g", { name: "Frankfurt" });
        });

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.membersOf("Frankfurt")).to.deep.equal([]);
        expect(emulator.tenant.applicationsOf("Frankfurt")).to.deep.equal([]);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("removed while their group is replaced are still the stack's own, and go back to the default group", async () => {
        const { emulator, stack } = await given();
        const { connectors, applications, c1, a1 } = tenantOf(emulator);
        const program = (region: string, all: boolean) => async () => {
            const group = new ConnectorGroup("g", { name: "Frankfurt", region });
            for (const [n, connectorId] of connectors.entries()) {
                if (all || connectorId !== c1) {
                    new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId: group.id });
                }
            }
            for (const [n, applicationId] of applications.entries()) {
                if (all || applicationId !== a1) {
                    new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId: group.id });
                }
            }
        };
        await stack.up(program("nam", true));

        const up = await stack.up(program("eur", false));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.membersOf("Frankfurt").map(({ id }) => id)).to.deep.equal([connectors[1]]);
        expect(emulator.tenant.groupOf(a1)?.name).to.equal("Default");
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "eur" });
    });

    it("added to a stack say at preview whom they leave without an active connector, by name", async () => {
        const { emulator, stack } = await given();
        const { c1 } = tenantOf(emulator);
        const [from, to] = [emulator.tenant.addGroup({ name: "From" }), emulator.tenant.addGroup({ name: "To" })];
        emulator.tenant.moveConnector(c1, from.id);
        emulator.tenant.addApplication({ displayName: "Intranet", groupId: from.id });
        emulator.clearRequests();

        const preview = await stack.preview(async () => {
            new ConnectorMembership("m", { connectorId: c1, connectorGroupId: to.id });
        });

        expect(preview.code, preview.output).to.equal(0);
        expect(preview.output).to.include(
            `Connector group "From" (id ${from.id}) loses its last active connector, fra-1, while 1 application (Intranet)`,
        );
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("are waited for where the tenant shows them late", async () => {
        const { emulator, stack } = await given({ lagMs: 1_500 });
        const { c1, a1 } = tenantOf(emulator);
        const program = async () => {
            const group = new ConnectorGroup("g", { name: "Frankfurt" });
            new ConnectorMembership("m", { connectorId: c1, connectorGroupId: group.id });
            new ApplicationAssignment("a", { applicationId: a1, connectorGroupId: group.id });
        };

        const up = await stack.up(program);
        expect(up.code, up.output).to.equal(0);
        const clean = await stack.run("refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");

        expect(clean.code, clean.output).to.equal(0);
        expect(emulator.tenant.groupOf(a1)?.name).to.equal("Frankfurt");
    });

    it("of one connector in two resources are refused by the program", async () => {
        const { emulator, stack } = await given();
        const { c1 } = tenantOf(emulator);
        const group = emulator.tenant.addGroup({ name: "Frankfurt" });

        const up = await stack.up(async () => {
            new ConnectorMembership("m1", { connectorId: c1, connectorGroupId: group.id });
            new ConnectorMembership("m2", { connectorId: c1, connectorGroupId: emulator.tenant.defaultGroup.id });
        });

        expect(up.code).to.not.equal(0);
        expect(up.output).to.include(`Connector ${c1} is declared by two resources of this program, "m1" and "m2"`);
    });
});

describe("a connector site on the real engine", function () {
    this.timeout(120_000);

    const site = (
        name: string,
        args: { connectors?: readonly string[]; applications?: readonly string[]; region?: string; adopt?: boolean },
    ) => new ConnectorSite(name, { name: `Site ${name}`, ...args });

    it("comes up, grows, and is taken down without leaving an application unserved", async () => {
        const { emulator, stack } = await given();
        await configure({ emulator, stack });
        const { connectors, applications, a1 } = tenantOf(emulator);
        const small = async () => {
            site("frankfurt", { connectors: ["FRA-1"], applications: [a1], region: "nam" });
        };
        const large = async () => {
            site("frankfurt", { connectors: ["FRA-1", "fra-2"], applications, region: "nam" });
        };

        const up = await stack.up(small);
        expect(up.code, up.output).to.equal(0);
        const grown = await stack.up(large);
        expect(grown.code, grown.output).to.equal(0);
        expect(emulator.tenant.membersOf("Site frankfurt").map(({ id }) => id)).to.have.members(connectors);
        expect(emulator.tenant.applicationsOf("Site frankfurt")).to.have.length(2);
        expect((await stack.preview(large, "--expect-no-changes")).code).to.equal(0);

        const down = await stack.up(async () => ({}));
        expect(down.code, down.output).to.equal(0);
        expect(emulator.tenant.group("Site frankfurt")).to.equal(undefined);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("hands an application over to another site without a gap, whichever is declared first", async () => {
        const { emulator, stack } = await given();
        await configure({ emulator, stack });
        const { a1, applications } = tenantOf(emulator);
        const [, a2] = applications;
        const program = (of: { one: readonly string[]; two: readonly string[] }) => async () => {
            site("one", { connectors: ["fra-1"], applications: of.one, region: "nam" });
            site("two", { connectors: ["fra-2"], applications: of.two, region: "nam" });
        };
        await stack.up(program({ one: [a1], two: [String(a2)] }));
        emulator.tenant.forgetGaps();
        emulator.clearRequests();

        const up = await stack.up(program({ one: [String(a2)], two: [a1] }));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.groupOf(a1)?.name).to.equal("Site two");
        expect(emulator.tenant.groupOf(String(a2))?.name).to.equal("Site one");
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect(writes(emulator)).to.have.length(2);
    });

    it("takes in resources that stood by themselves without an alias: nothing is written", async () => {
        const { emulator, stack } = await given();
        const { connectors, applications } = tenantOf(emulator);
        await stack.up(async () => {
            const group = new ConnectorGroup("g", { name: "Site frankfurt" });
            const dependsOn = connectors.map(
                (connectorId, n) => new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId: group.id }),
            );
            for (const [n, applicationId] of applications.entries()) {
                new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId: group.id }, { dependsOn });
            }
        });
        emulator.clearRequests();
        emulator.tenant.forgetGaps();

        const up = await stack.up(async () => {
            site("frankfurt", { connectors, applications, adopt: true });
        });

        expect(up.code, up.output).to.equal(0);
        expect(writes(emulator)).to.deep.equal([]);
        expect(emulator.tenant.applicationsOf("Site frankfurt")).to.have.length(2);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("names the machines of the tenant where one of its own is not among them", async () => {
        const { emulator, stack } = await given();
        await configure({ emulator, stack });
        const { connectors } = tenantOf(emulator);

        const preview = await stack.preview(async () => {
            site("frankfurt", { connectors: ["fra-9"] });
        });

        expect(preview.code).to.not.equal(0);
        expect(preview.output).to.include(
            `No connector has the machine name "fra-9". The tenant has these connectors: "fra-1" (id ${connectors[0]}), "fra-2" (id ${connectors[1]}), "idle" (id `,
        );
    });
});

describe("a placement that is re-parented or renamed without an alias", function () {
    this.timeout(120_000);

    it("makes no write at all", async () => {
        const { emulator, stack } = await given();
        const { c1, a1 } = tenantOf(emulator);
        const group = emulator.tenant.addGroup({ name: "Frankfurt" });
        const program =
            (name: string, options: CustomResourceOptions = {}) =>
            async () => {
                new ConnectorMembership(`${name}-m`, { connectorId: c1, connectorGroupId: group.id }, options);
                new ApplicationAssignment(`${name}-a`, { applicationId: a1, connectorGroupId: group.id }, options);
            };
        await stack.up(program("old"));
        emulator.clearRequests();

        const up = await stack.up(program("new", { parent: rootStackResource }));

        expect(up.code, up.output).to.equal(0);
        expect(writes(emulator)).to.deep.equal([]);
        expect(emulator.tenant.groupOf(a1)?.id).to.equal(group.id);
    });
});
