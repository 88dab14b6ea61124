import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, startEmulator, type TenantSeed } from "../../emulator/index";
import type { Run, Stack, StateResource } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { pinnedProviderOf } from "../pinnedProvider";
import { exported, filesIn, importedStack, importInto, runExport } from "./support/exported";
import { writes } from "./support/given";
import { stackOf, withNodeHost } from "./support/installedHost";
import { oddTenant } from "./support/oddTenant";

/** A program whose resources are taken over by `pulumi import --file`, as exported. */
describe("an exported tenant on the engine", function () {
    this.timeout(180_000);

    it("shows no change after the import, whatever its names are, and a refresh finds none", async () => {
        const emulator = await emulated(oddTenant);
        const folder = await exported(emulator);

        const stack = await importedStack(folder, emulator);
        const preview = await withNodeHost(stack, "preview", "--expect-no-changes", "--json");
        const refresh = await stack.run("refresh", ...inStack, "--preview-only", "--expect-no-changes");

        succeeded(preview);
        const { steps, changeSummary } = JSON.parse(preview.stdout) as {
            steps?: readonly { op: string }[];
            changeSummary: Record<string, number>;
        };
        expect((steps ?? []).filter(({ op }) => op !== "same")).to.deep.equal([]);
        expect(Object.keys(changeSummary)).to.deep.equal(["same"]);
        succeeded(refresh);
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("is a program that the strict compiler accepts", async () => {
        const folder = await exported(await emulated(oddTenant));

        const { compilerOptions } = JSON.parse(readFileSync(join(folder, "tsconfig.json"), "utf8")) as {
            compilerOptions: { strict?: boolean };
        };
        expect(compilerOptions.strict).to.equal(true);
        expect(compiled(folder)).to.equal("");
    });

    it("declares each group by its very name, its region where it has one, and the default group as adopted", async () => {
        const emulator = await emulated(oddTenant);
        const stack = await importedStack(await exported(emulator), emulator);

        succeeded(await withNodeHost(stack, "up"));

        const declared = (await groupsIn(stack)).map(({ id, inputs }) => {
            const { __provider: _text, ...properties } = inputs ?? {};
            return { id, ...properties };
        });
        const expected = emulator.tenant
            .groups()
            .filter(({ name, connectorGroupType }) => connectorGroupType !== "syncFabric" && !/\[replaces/.test(name))
            .map(({ id, name, region, isDefault }) => ({
                id,
                name,
                ...(region !== null && { region }),
                ...(isDefault && { adopt: true }),
            }));
        expect(declared).to.have.deep.members(expected);
    });

    it("gives the engine the very state that creating the same resources has stored", async () => {
        const program = await exported(await emulated(frankfurtTenant));
        const { connectors, applications } = frankfurtTenant;
        const emulator = await emulated({
            groups: [{ name: "Default", isDefault: true, region: "nam" }],
            connectors: connectors?.map(({ groupId: _in, ...connector }) => connector) ?? [],
            applications: applications?.map(({ groupId: _on, ...application }) => application) ?? [],
        });
        const stack = await stackOf({ folder: program }, emulator);
        succeeded(await withNodeHost(stack, "up"));

        const { resources } = JSON.parse(filesIn(await exported(emulator))["import.json"] ?? "") as {
            resources: readonly (StateResource & { name: string })[];
        };

        const stored = (await stack.exported()).resources.filter(({ type }) => /entraAppProxy/.test(type));
        expect(resources).to.have.deep.members(
            stored.map(({ urn, type, id, inputs, outputs }) => {
                return { type, name: urn.split("::").at(-1), id, inputs, outputs };
            }),
        );
        expect(new Set(resources.map(({ inputs }) => inputs?.__provider))).to.deep.equal(
            new Set(["connectorGroup", "connectorMembership", "applicationAssignment"].map(pinnedProviderOf)),
        );
    });

    it("is renamed as any other group is", async () => {
        const emulator = await emulated(frankfurtTenant);
        const folder = await exported(emulator);
        const stack = await importedStack(folder, emulator);
        edit(folder, "groups/frankfurt.ts", 'name: "Frankfurt"', 'name: "Frankfurt am Main"');

        const up = await withNodeHost(stack, "up");

        succeeded(up);
        expect(emulator.tenant.group("Frankfurt am Main")?.id).to.equal(frankfurtId);
        expect(writes(emulator)).to.have.length(1);
    });

    it("moves a connector in place when its line goes to another group's file", async () => {
        const emulator = await emulated(frankfurtTenant);
        const folder = await exported(emulator);
        const stack = await importedStack(folder, emulator);
        const line = /^ *"fra-1": .*\n/m.exec(filesIn(folder)["groups/frankfurt.ts"] ?? "")?.[0] ?? "";
        edit(folder, "groups/frankfurt.ts", line, "");
        edit(folder, "groups/virginia.ts", /(?<=const connectors = \{\n)/, line);

        const up = await withNodeHost(stack, "up");

        succeeded(up);
        expect(emulator.tenant.membersOf("Virginia").map(({ machineName }) => machineName)).to.include("fra-1");
        expect(writes(emulator)).to.have.length(1);
    });

    it("takes over what has come to the tenant since, exported and imported once more", async () => {
        const emulator = await emulated(frankfurtTenant);
        const folder = await exported(emulator);
        const stack = await importedStack(folder, emulator);
        emulator.tenant.addGroup({ name: "Ohio" });
        emulator.tenant.moveConnector("idle", "Ohio");

        expect((await runExport(emulator, "--out", folder)).stderr).to.equal("");
        await importInto(stack);

        succeeded(await withNodeHost(stack, "preview", "--expect-no-changes"));
        expect((await groupsIn(stack)).map(({ inputs }) => inputs?.name)).to.include("Ohio");
    });

    it("is not destroyed while it is protected", async () => {
        const emulator = await emulated(frankfurtTenant);
        const stack = await importedStack(await exported(emulator), emulator);

        const destroy = await stack.destroy();

        expect(destroy.code).to.not.equal(0);
        expect(destroy.output).to.match(/protect/);
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("is carried to another region once the group's protection has been taken off, and not before", async () => {
        const emulator = await emulated(frankfurtTenant);
        const folder = await exported(emulator);
        const stack = await importedStack(folder, emulator);
        edit(folder, "groups/frankfurt.ts", 'region: "eur"', 'region: "aus"');

        const refused = await withNodeHost(stack, "up");
        edit(folder, "groups/frankfurt.ts", 'region: "aus"', 'region: "eur"');
        edit(folder, "groups/frankfurt.ts", /, \{ protect: true \}(?=\);\n\nconst connectors)/, "");
        const unprotected = await withNodeHost(stack, "up");
        const before = writes(emulator);
        edit(folder, "groups/frankfurt.ts", 'region: "eur"', 'region: "aus"');
        const carried = await withNodeHost(stack, "up");

        expect(refused.code).to.not.equal(0);
        expect(refused.output).to.match(/protect/);
        succeeded(unprotected);
        expect(before).to.deep.equal([]);
        succeeded(carried);
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "aus" });
        expect(emulator.tenant.applicationsOf("Frankfurt")).to.have.length(2);
    });

    it("exported without protection, carries a group in use to another region, and can be destroyed", async () => {
        const emulator = await emulated(frankfurtTenant);
        const folder = await exported(emulator, "--no-protect");
        const stack = await importedStack(folder, emulator, "--protect=false");
        succeeded(await withNodeHost(stack, "preview", "--expect-no-changes"));
        edit(folder, "groups/frankfurt.ts", 'region: "eur"', 'region: "aus"');

        succeeded(await withNodeHost(stack, "up"));

        const { tenant } = emulator;
        expect(tenant.group("Frankfurt")).to.include({ region: "aus" });
        expect(tenant.group("Frankfurt")?.id).to.not.equal(frankfurtId);
        expect(tenant.membersOf("Frankfurt")).to.have.length(2);
        expect(tenant.applicationsOf("Frankfurt")).to.have.length(2);
        expect(tenant.gaps()).to.deep.equal([]);
        succeeded(await withNodeHost(stack, "preview", "--expect-no-changes"));

        succeeded(await stack.destroy());

        expect(tenant.groups().map(({ name }) => name)).to.deep.equal(["Default"]);
        expect(tenant.membersOf("Default")).to.have.length(4);
    });

    for (const [option, kept, gone] of [
        ["--no-memberships", "ApplicationAssignment", "ConnectorMembership"],
        ["--no-assignments", "ConnectorMembership", "ApplicationAssignment"],
    ] as const) {
        it(`leaves every ${gone} out with ${option}, and shows no change all the same`, async () => {
            const emulator = await emulated(frankfurtTenant);
            const folder = await exported(emulator, option);

            const stack = await importedStack(folder, emulator);

            succeeded(await withNodeHost(stack, "preview", "--expect-no-changes"));
            expect(compiled(folder)).to.equal("");
            const { text } = await stack.exported();
            expect(text).to.include(kept).and.to.not.include(gone);
        });
    }
});

const inStack = ["--stack", "dev", "--non-interactive"];

const frankfurtId = "60000000-0000-4000-a000-000000000001";

const frankfurtTenant: TenantSeed = {
    groups: [
        { name: "Default", isDefault: true, region: "nam" },
        { id: frankfurtId, name: "Frankfurt", region: "eur" },
        { name: "Virginia", region: "nam" },
    ],
    connectors: [
        { id: "c0000000-0000-4000-a000-000000000001", machineName: "fra-1", groupId: "Frankfurt" },
        { id: "c0000000-0000-4000-a000-000000000002", machineName: "fra-2", groupId: "Frankfurt" },
        { id: "c0000000-0000-4000-a000-000000000003", machineName: "iad-1", groupId: "Virginia" },
        { id: "c0000000-0000-4000-a000-000000000004", machineName: "idle" },
    ],
    applications: [
        { id: "a0000000-0000-4000-a000-000000000001", displayName: "Payroll", groupId: "Frankfurt" },
        { id: "a0000000-0000-4000-a000-000000000002", displayName: "Team wiki", groupId: "Frankfurt" },
        { id: "a0000000-0000-4000-a000-000000000003", displayName: "Warehouse", groupId: "Virginia" },
    ],
};

async function emulated(seed: TenantSeed): Promise<Emulator> {
    const emulator = await startEmulator({ seed });
    closeAfterTest(() => emulator.stop());
    return emulator;
}

async function groupsIn(stack: Stack): Promise<readonly StateResource[]> {
    return (await stack.exported()).resources.filter(({ type }) => type.endsWith("entraAppProxy:ConnectorGroup"));
}

/** What the compiler complains about in the project. */
function compiled(folder: string): string {
    try {
        return execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder], {
            encoding: "utf8",
        });
    } catch (error) {
        return String((error as { stdout?: string }).stdout);
    }
}

function edit(folder: string, path: string, before: string | RegExp, after: string): void {
    const text = readFileSync(join(folder, path), "utf8");
    const edited = text.replace(before, () => after);
    expect(edited, `${before} in ${path}`).to.not.equal(text);
    writeFileSync(join(folder, path), edited);
}

function succeeded(run: Run): void {
    expect(run.code, run.output).to.equal(0);
}
