import { applicationsWords } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";
import { levelAlone, type NoOptions, type Rule } from "./rule";
import { contentsOf } from "./serving";
import { connectorGroupsPage } from "./sourcePages";
import { type Breach, tellApart } from "./tellApart";

export const applicationOnDefaultGroup: Rule<NoOptions> = {
    id: "application-on-default-group",
    finds: "An application is on the tenant's default group.",
    why:
        "Every newly installed connector lands in the default group and carries the traffic of its applications at " +
        "once, wherever it stands and whether or not it can reach them. With no application on it, the default group " +
        "is where connectors wait, new ones and those under repair. An application that no group is assigned to is on " +
        "the default group too, as is one whose assignment is removed.",
    sources: [connectorGroupsPage],
    byDefault: { level: "warning" },
    options: {},
    setting: levelAlone,
    judge: (change) => tellApart(change, () => breachOf),
};

function breachOf(group: PicturedGroup): Breach | undefined {
    if (!group.isDefault || group.applications.length === 0) {
        return undefined;
    }
    const [name, applications] = [JSON.stringify(group.name), applicationsWords(contentsOf(group).applications)];
    return {
        is: `The default group ${name} serves ${applications}: newly installed connectors carry that traffic at once.`,
        was: `The default group ${name} served ${applications}.`,
        applications: group.applications,
    };
}
