import { activeAmong } from "../../provider/lifecycle/carry/plan";
import type { Contents } from "../../provider/lifecycle/tenant";
import { connectorsWords } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";

/** What is on a group, in the form in which the sentences of a preview take it. */
export function contentsOf({ connectors, applications }: PicturedGroup): Contents {
    return {
        connectors: connectors.map(({ id, name, status }) => ({
            id,
            machineName: name,
            ...(status !== undefined && { status }),
        })),
        applications: applications.map(({ id, name }) => ({ id, displayName: name })),
    };
}

/** ` Not active: 1 connector (fra-2 [inactive]).`, or nothing where all are. */
export function inactiveWords({ connectors }: Contents): string {
    const active = activeAmong(connectors);
    const others = connectors.filter((connector) => !active.includes(connector));
    return others.length > 0 ? ` Not active: ${connectorsWords(others)}.` : "";
}
