import type { Emulator, EmulatorOptions } from "../../../emulator/index";
import type { Given } from "./given";
import { givenStack, type Program, type Stack } from "./stack";

/** One group, in one region or another. None of these is the default group's region, which is nam. */
export const inRegion = (region: string): Program => ({ frankfurt: { name: "Frankfurt", region } });

/** How many connectors and applications a group has. */
export interface Load {
    readonly active?: number;
    readonly inactive?: number;
    readonly applications?: number;
}

/** What has been seen so far that must never be, at whatever moment one looks. */
export interface Watched {
    readonly faults: readonly string[];
    /** The most connectors at a time that the default group held and had not held before. */
    readonly mostInDefault: number;
}

/** A stack with one group in eur that an earlier update has created, and that is in use since. */
export async function givenOccupied(
    { active = 2, inactive = 1, applications = 2 }: Load = {},
    options: EmulatorOptions = {},
): Promise<Given & { readonly stack: Stack; readonly watched: Watched }> {
    const all = await givenStack(options);
    await all.stack.up(inRegion("eur"));
    occupy(all.emulator, "Frankfurt", { active, inactive, applications });
    all.emulator.tenant.addConnector({ machineName: "nobody's" });
    all.emulator.tenant.forgetGaps();
    all.emulator.clearRequests();
    return { ...all, watched: watch(all.emulator) };
}

/** Puts connectors and applications on a group, as someone does in the portal; named after the group, from 1 on. */
export function occupy(
    { tenant }: Emulator,
    group: string,
    { active = 0, inactive = 0, applications = 0 }: Load,
): void {
    for (let n = 1; n <= active; n += 1) {
        tenant.addConnector({ machineName: `${group}-${n}`, groupId: group });
    }
    for (let n = 1; n <= inactive; n += 1) {
        tenant.addConnector({ machineName: `${group}-${n} inactive`, groupId: group, status: "inactive" });
    }
    for (let n = 1; n <= applications; n += 1) {
        tenant.addApplication({ displayName: `${group} app ${n}`, groupId: group });
    }
}

/** Looks at the tenant at every request: what is deleted is empty, and one connector at most is on its way. */
export function watch(emulator: Emulator): Watched {
    const { tenant } = emulator;
    const before = new Set(tenant.membersOf(tenant.defaultGroup.id).map(({ id }) => id));
    const faults: string[] = [];
    let mostInDefault = 0;
    emulator.inject({
        effect: "meanwhile",
        times: Number.POSITIVE_INFINITY,
        run: () => {
            const arrived = tenant.membersOf(tenant.defaultGroup.id).filter(({ id }) => !before.has(id));
            mostInDefault = Math.max(mostInDefault, arrived.length);
            if (arrived.length > 1) {
                faults.push(`${arrived.length} connectors are in the default group at a time.`);
            }
            const { method = "", path = "" } = emulator.requests.at(-1) ?? {};
            const id = method === "DELETE" ? /connectorGroups\/([^/]+)$/.exec(path)?.[1] : undefined;
            const group = id === undefined ? undefined : tenant.group(id);
            if (group && tenant.membersOf(group.id).length + tenant.applicationsOf(group.id).length > 0) {
                faults.push(`${group.name} is to be deleted while something is on it.`);
            }
        },
    });
    return {
        faults,
        get mostInDefault() {
            return mostInDefault;
        },
    };
}
