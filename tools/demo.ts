/**
 * `npm run demo`: the main job as a story, on the real engine and against an emulated tenant. No real tenant is ever
 * touched, whatever is configured on the machine: the stack gets nothing but the emulator's address and token.
 */
import { join, resolve } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { type Emulator, startEmulator } from "../emulator/index";
import { openStack, type Run, type Stack } from "./stack";

const root = resolve(__dirname, "..");

tell().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});

async function tell(): Promise<void> {
    await withStack("two-datacenters", groups);
    await withStack("datacenter-sites", sites);
    console.log("\nThat was every step.");
}

async function withStack(example: string, act: (emulator: Emulator, stack: Stack, program: PulumiFn) => Promise<void>) {
    const emulator = await startEmulator();
    const stack = await openStack({
        parent: join(root, ".demo"),
        project: "entra-app-proxy-example",
        env: { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token },
        onOutput: printIndented,
    });
    try {
        console.log(`\n=== examples/${example}, on a tenant that is emulated at ${emulator.url}`);
        await act(emulator, stack, programOf(example));
    } finally {
        stack.close();
        await emulator.stop();
    }
}

/** Connector groups alone. */
async function groups(emulator: Emulator, stack: Stack, program: PulumiFn): Promise<void> {
    const { tenant } = emulator;
    step("The preview of a new stack: two connector groups will be created, and nothing is written yet.");
    succeeded(await stack.preview(program, "--diff"));
    showTenant(emulator);

    step("`pulumi up` creates them. Their ids and whether they are the default group come from the service.");
    succeeded(await stack.up(program));
    showTenant(emulator);

    step("A rename is an update in place: the group keeps its id.");
    await stack.setConfig("frankfurtName", "Frankfurt am Main");
    succeeded(await stack.preview(program, "--diff"));
    succeeded(await stack.up(program));
    showTenant(emulator);

    step("A region change on a group that nothing is assigned to is an update in place, too.");
    await stack.setConfig("virginiaRegion", "asia");
    succeeded(await stack.preview(program, "--diff"));
    succeeded(await stack.up(program));
    showTenant(emulator);

    step("Two connectors and an application are assigned to the Frankfurt group, outside the stack.");
    tenant.addConnector({ machineName: "fra-proxy-01.contoso.example", groupId: "Frankfurt am Main" });
    tenant.addConnector({ machineName: "fra-proxy-02.contoso.example", groupId: "Frankfurt am Main" });
    tenant.addApplication({ displayName: "Expense reports", groupId: "Frankfurt am Main" });
    showTenant(emulator);

    step("The service fixes the region of a group in use. So the preview shows a replacement, and says why.");
    await stack.setConfig("frankfurtRegion", "aus");
    succeeded(await stack.preview(program, "--diff"));

    step("`pulumi up` carries it out: a new group, everything moved to it in a safe order, the old group deleted.");
    succeeded(await stack.up(program));
    showTenant(emulator);
    showGaps(emulator);

    step("Someone renames the Virginia group in the portal, and `refresh` finds it.");
    tenant.renameGroup("Virginia datacenter", "Do not touch (Bob)");
    succeeded(await stack.refresh("--diff"));

    step("The next `up` puts the declared name back.");
    succeeded(await stack.up(program, "--diff"));
    showTenant(emulator);

    step("`destroy` deletes no group in use: the Virginia group goes, the Frankfurt group stays and is named.");
    stopped(await stack.destroy(), "is not deleted");
    showTenant(emulator);

    step("Once the connectors and the application are elsewhere, `destroy` finishes. The default group is untouched.");
    for (const { id } of tenant.membersOf("Frankfurt am Main")) {
        tenant.moveConnector(id, "Default");
    }
    for (const { id } of tenant.applicationsOf("Frankfurt am Main")) {
        tenant.assignApplication(id, undefined);
    }
    succeeded(await stack.destroy());
    showTenant(emulator);
}

/** Groups with the connectors in them and the applications on them. */
async function sites(emulator: Emulator, stack: Stack, program: PulumiFn): Promise<void> {
    const { tenant } = emulator;
    for (const machine of [
        "fra-proxy-01",
        "fra-proxy-02",
        "iad-proxy-01",
        "iad-proxy-02",
        "spare-proxy",
        "idle-proxy",
    ]) {
        tenant.addConnector({ machineName: `${machine}.contoso.example` });
    }
    const [payroll, wiki, warehouse] = ["Payroll", "Team wiki", "Warehouse"].map(
        (displayName) => tenant.addApplication({ displayName }).id,
    );
    await stack.setConfig("entraAppProxy:endpoint", emulator.url);
    await stack.setConfig("entraAppProxy:accessToken", emulator.token, "--secret");
    await stack.setConfig("frankfurtApplications", JSON.stringify([payroll, wiki]));
    await stack.setConfig("warehouseApplication", String(warehouse));
    await stack.setConfig(
        "spareConnector",
        tenant.connectors().find(({ machineName }) => /spare/.test(machineName))?.id ?? "",
    );

    step("Six connectors and three published applications are on the default group, as a new tenant has them.");
    showTenant(emulator);

    step("`pulumi up` builds two sites: the connectors arrive first, then the applications are pointed at them.");
    succeeded(await stack.up(program));
    showTenant(emulator);
    showGaps(emulator);

    step("Frankfurt is to be in another region. The preview says what will be moved, and whether anyone will notice.");
    await stack.setConfig("frankfurtRegion", "asia");
    succeeded(await stack.preview(program, "--diff"));

    step("`pulumi up` replaces the group. What the stack declares on it finds itself moved and is not touched again.");
    succeeded(await stack.up(program));
    showTenant(emulator);
    showGaps(emulator);

    step("The next preview shows no change.");
    succeeded(await stack.preview(program, "--expect-no-changes"));

    step("`destroy` sends applications and connectors back to the default group, and deletes the groups.");
    succeeded(await stack.destroy());
    showTenant(emulator);
    showGaps(emulator);
}

/** Runs an example's file anew, as the engine's language host does. */
function programOf(example: string): PulumiFn {
    return async () => {
        const file = require.resolve(join(root, "examples", example));
        delete require.cache[file];
        return require(file) as Record<string, unknown>;
    };
}

let number = 0;

function step(what: string): void {
    number += 1;
    console.log(`\n${number}. ${what}`);
}

function showTenant({ tenant }: Emulator): void {
    console.log("   In the tenant now:");
    for (const { id, name, region, isDefault } of tenant.groups()) {
        const assigned = [
            ...tenant.membersOf(id).map(({ machineName }) => machineName),
            ...tenant.applicationsOf(id).map(({ displayName }) => displayName),
        ];
        const words = [region, ...(isDefault ? ["the default group"] : []), ...assigned].join(", ");
        console.log(`     ${name} (${words})`);
    }
}

function showGaps({ tenant }: Emulator): void {
    const gaps = tenant.gaps();
    console.log(
        `   Moments in which an application had no active connector: ${gaps.length === 0 ? "none" : gaps.length}`,
    );
    for (const { displayName, causedBy } of gaps) {
        console.log(`     ${displayName}, by ${causedBy}`);
    }
}

function succeeded({ code }: Run): void {
    if (code !== 0) {
        throw new Error(`\nThe demo stopped: that step was meant to succeed, and ended with ${code}.`);
    }
}

function stopped({ code, output }: Run, because: string): void {
    if (code === 0 || !output.includes(because)) {
        throw new Error(
            `\nThe demo stopped: that step was meant to be refused ("${because}"), and ended with ${code}.`,
        );
    }
}

function printIndented(text: string): void {
    process.stdout.write(text.replace(/^(?=.)/gm, "   | "));
}
