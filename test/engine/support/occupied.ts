/** A group in use whose region changes: what engine tests of carries start from, and what they come to. */
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import type { Emulator, EmulatorOptions } from "../../../emulator/index";
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
