import type { EmulatorOptions } from "../../../emulator/index";
import type { Given } from "./given";
import { givenStack, type Program, type Reference, type Stack } from "./stack";

export const frankfurt = { name: "Frankfurt", region: "eur" };
export const inFrankfurt: Reference = { idOf: "frankfurt" };

/** What is in the default group, by id, and nothing is declared for. */
export interface Loose extends Given {
    readonly stack: Stack;
    readonly c1: string;
    readonly c2: string;
    /** An application by the name Payroll. */
    readonly a1: string;
}

/** A stack with a group, and two connectors and an application in the default group that nothing is declared for. */
export async function givenLoose(options: EmulatorOptions = {}): Promise<Loose> {
    const all = await givenStack(options);
    const { tenant } = all.emulator;
    const c1 = tenant.addConnector({ machineName: "c1" }).id;
    const c2 = tenant.addConnector({ machineName: "c2" }).id;
    const a1 = tenant.addApplication({ displayName: "Payroll" }).id;
    tenant.addConnector({ machineName: "nobody's" });
    await all.stack.up({ frankfurt });
    all.emulator.clearRequests();
    return { ...all, c1, c2, a1 };
}

/** The group with one connector and one application declared on it. */
export function placed(connectorId: string, applicationId: string) {
    return {
        frankfurt,
        membership: { connectorId, connectorGroupId: inFrankfurt },
        assignment: { applicationId, connectorGroupId: inFrankfurt },
    } satisfies Program;
}
