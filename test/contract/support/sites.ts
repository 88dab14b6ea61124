import { expect } from "chai";
import type { Emulator, EmulatorOptions } from "../../../emulator/index";
import type { TestClock } from "./given";
import { givenStack, type Program, type Stack } from "./stack";

/** Two groups with connectors and applications that the program declares, each in one of the two. */
export interface Sites {
    readonly emulator: Emulator;
    readonly stack: Stack;
    readonly clock: TestClock;
    readonly connectors: Readonly<Record<string, string>>;
    readonly applications: Readonly<Record<string, string>>;
}

export const groups: Program = {
    frankfurt: { name: "Frankfurt", region: "eur" },
    tokyo: { name: "Tokyo", region: "nam" },
};

/** Where everything is declared: the names of connectors and applications by the group they are in. */
export type Places = Readonly<Record<string, readonly string[]>>;

/** @param others the names of connectors and applications that are on the default group, and not declared */
export async function givenSites(
    places: Places,
    options: EmulatorOptions = {},
    inactive: readonly string[] = [],
    others: readonly string[] = [],
) {
    const { emulator, stack, clock } = await givenStack(options);
    const { tenant } = emulator;
    const named = (of: "c" | "a") => [...Object.values(places).flat(), ...others].filter((name) => name.startsWith(of));
    const connectors = Object.fromEntries(
        named("c").map((machineName) => [
            machineName,
            tenant.addConnector({ machineName, status: inactive.includes(machineName) ? "inactive" : "active" }).id,
        ]),
    );
    const applications = Object.fromEntries(
        named("a").map((displayName) => [displayName, tenant.addApplication({ displayName }).id]),
    );
    tenant.addConnector({ machineName: "nobody's" });
    const sites: Sites = { emulator, stack, clock, connectors, applications };
    await stack.up(declared(sites, places));
    expect(placesIn(sites)).to.deep.equal(sorted(places));
    tenant.forgetGaps();
    emulator.clearRequests();
    return sites;
}

/** Plain resources, of which none says that it depends on another one than its group. */
export function declared({ connectors, applications }: Sites, places: Places, of: Program = groups): Program {
    const entries = Object.entries(places).flatMap(([idOf, names]) =>
        names.map((name) => {
            const connectorGroupId = { idOf };
            return [
                name,
                name in connectors
                    ? { connectorId: connectors[name] ?? "", connectorGroupId }
                    : { applicationId: applications[name] ?? "", connectorGroupId },
            ] as const;
        }),
    );
    return { ...of, ...Object.fromEntries(entries) };
}

/** Where everything is in the tenant. */
export function placesIn({ emulator: { tenant } }: Sites): Places {
    return sorted(
        Object.fromEntries(
            ["Frankfurt", "Tokyo"].map((group) => [
                group.toLowerCase(),
                [
                    ...tenant.membersOf(group).map(({ machineName }) => machineName),
                    ...tenant.applicationsOf(group).map(({ displayName }) => displayName),
                ],
            ]),
        ),
    );
}

export function sorted(places: Places): Places {
    return Object.fromEntries(["frankfurt", "tokyo"].map((group) => [group, [...(places[group] ?? [])].sort()]));
}
