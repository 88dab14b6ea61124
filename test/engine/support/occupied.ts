/** A group in use whose region changes: what engine tests of carries start from, and what they come to. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import type { Emulator, EmulatorOptions } from "../../../emulator/index";
import { closeAfterTest } from "../../closing";
import { type Given, given } from "./given";

export const frankfurt = (region: string) => async () => ({
    id: new ConnectorGroup("frankfurt", { name: "Frankfurt", region }).id,
});

/**
 * A group in eur, in use. A change to asia has its connectors go by way of the default group: neither is the default
 * region.
 */
export async function givenOccupied(options: EmulatorOptions = {}): Promise<Given> {
    const { emulator, stack } = await given(options);
    await stack.up(frankfurt("eur"));
    occupy(emulator, "Frankfurt", { active: 2, applications: 2 });
    emulator.clearRequests();
    return { emulator, stack };
}

/** Makes such a group once, and answers what opens copies of its tenant and of its stack. */
export async function occupiedInCopies(): Promise<() => Promise<Given>> {
    const work = join(__dirname, "..", ".work");
    mkdirSync(work, { recursive: true });
    const folder = mkdtempSync(join(work, "tenants-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    const original = join(folder, "original.json");
    const { stack: first } = await givenOccupied({ persistTo: original });
    let copies = 0;
    return async () => {
        copies += 1;
        const persistTo = join(folder, `copy-${copies}.json`);
        cpSync(original, persistTo);
        const { emulator, stack } = await given({ persistTo });
        for (const entry of ["Pulumi.dev.yaml", "backend"]) {
            cpSync(join(first.folder, entry), join(stack.folder, entry), { recursive: true });
        }
        return { emulator, stack };
    };
}

/** Puts connectors and applications on a group, as someone does in the portal. */
export function occupy(emulator: Emulator, group: string, { active = 0, inactive = 0, applications = 0 }): void {
    for (let n = 1; n <= active; n += 1) {
        emulator.tenant.addConnector({ machineName: `${group}-active-${n}`, groupId: group });
    }
    for (let n = 1; n <= inactive; n += 1) {
        emulator.tenant.addConnector({ machineName: `${group}-inactive-${n}`, groupId: group, status: "inactive" });
    }
    for (let n = 1; n <= applications; n += 1) {
        emulator.tenant.addApplication({ displayName: `${group} app ${n}`, groupId: group });
    }
    emulator.tenant.forgetGaps();
}

/** What a tenant comes to, whatever its ids. */
export function shapeOf({ tenant }: Emulator) {
    return tenant
        .groups()
        .map(({ id, name, region }) => ({
            name,
            region,
            connectors: tenant.membersOf(id).length,
            applications: tenant.applicationsOf(id).length,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}
