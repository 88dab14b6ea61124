/**
 * `npm run demo`: the main job as a story, on the real engine and against an emulated tenant. No real tenant is ever
 * touched, whatever is configured on the machine: the stack gets nothing but the emulator's address and token.
 */
import { join, resolve } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { type Emulator, startEmulator } from "../emulator/index";
import { openStack, type Run, type Stack } from "./stack";

const root = resolve(__dirname, "..");
const example = join(root, "examples", "two-datacenters");

tell().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});

async function tell(): Promise<void> {
    const emulator = await startEmulator();
    const stack = await openStack({
        parent: join(root, ".demo"),
        project: "entra-app-proxy-example",
        env: { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token },
        onOutput: printIndented,
    });
    try {
        await steps(emulator, stack);
    } finally {
        stack.close();
        await emulator.stop();
    }
}

async function steps(emulator: Emulator, stack: Stack): Promise<void> {
    const { tenant } = emulator;
    console.log(`The tenant is emulated, at ${emulator.url}. The program is examples/two-datacenters.`);

    step("The preview of a new stack: two connector groups will be created, and nothing is written yet.");
    succeeded(await stack.preview(twoDatacenters, "--diff"));
    showTenant(emulator);

    step("`pulumi up` creates them. Their ids and whether they are the default group come from the service.");
    succeeded(await stack.up(twoDatacenters));
    showTenant(emulator);

    step("A rename is an update in place: the group keeps its id.");
    await stack.setConfig("frankfurtName", "Frankfurt am Main");
    succeeded(await stack.preview(twoDatacenters, "--diff"));
    succeeded(await stack.up(twoDatacenters));
    showTenant(emulator);

    step("A region change on a group that nothing is assigned to is an update in place, too.");
    await stack.setConfig("virginiaRegion", "asia");
    succeeded(await stack.preview(twoDatacenters, "--diff"));
    succeeded(await stack.up(twoDatacenters));
    showTenant(emulator);

    step("Two connectors and an application are assigned to the Frankfurt group, outside the stack.");
    tenant.addConnector({ machineName: "fra-proxy-01.contoso.example", groupId: "Frankfurt am Main" });
    tenant.addConnector({ machineName: "fra-proxy-02.contoso.example", groupId: "Frankfurt am Main" });
    tenant.addApplication({ displayName: "Expense reports", groupId: "Frankfurt am Main" });
    showTenant(emulator);

    step("The service fixes the region of a group in use. So the preview shows a replacement, and says why.");
    await stack.setConfig("frankfurtRegion", "nam");
    succeeded(await stack.preview(twoDatacenters, "--diff"));

    step("This version does not move what is assigned yet, so `up` stops before anything is made. That is expected.");
    stopped(await stack.up(twoDatacenters), "cannot be replaced by this version");
    showTenant(emulator);

    step("The region is taken back. Someone renames the Virginia group in the portal, and `refresh` finds it.");
    await stack.setConfig("frankfurtRegion", "eur");
    tenant.renameGroup("Virginia datacenter", "Do not touch (Bob)");
    succeeded(await stack.refresh("--diff"));
    step("The next `up` puts the declared name back.");
    succeeded(await stack.up(twoDatacenters, "--diff"));
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
    console.log("\nThat was every step.");
}

/** Runs the example's file anew, as the engine's language host does. */
const twoDatacenters: PulumiFn = async () => {
    const file = require.resolve(example);
    delete require.cache[file];
    return require(file) as Record<string, unknown>;
};

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
