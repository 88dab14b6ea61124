import { activeAmong } from "../../provider/lifecycle/carry/plan";
import { applicationsWords, groupWord } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";
import { levelAlone, type NoOptions, type Rule } from "./rule";
import { contentsOf, inactiveWords } from "./serving";
import { connectorGroupsPage, zeroTrustAssessment } from "./sourcePages";
import { type Breach, tellApart } from "./tellApart";

export const applicationsWithoutConnectors: Rule<NoOptions> = {
    id: "applications-without-connectors",
    finds: "Applications are on a connector group that has no active connector.",
    why:
        "An application is served by the connectors of its group and by no others, so nobody can open it. This is " +
        "what comes of moving an application to a group whose connectors are still to be installed, or of taking the " +
        "last active connector out of a group in use.",
    sources: [connectorGroupsPage, zeroTrustAssessment],
    byDefault: { level: "error" },
    options: {},
    setting: levelAlone,
    judge: (change) => tellApart(change, () => breachOf),
};

function breachOf(group: PicturedGroup): Breach | undefined {
    const contents = contentsOf(group);
    if (contents.applications.length === 0 || activeAmong(contents.connectors).length > 0) {
        return undefined;
    }
    const [name, applications] = [groupWord(group.name), applicationsWords(contents.applications)];
    return {
        is: `${name} has no active connector for ${applications}, which nobody serves.${inactiveWords(contents)}`,
        was: `${name} had no active connector for ${applications}, which nobody served.`,
        applications: group.applications,
    };
}
