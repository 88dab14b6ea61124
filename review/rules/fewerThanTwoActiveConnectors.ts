import { activeAmong } from "../../provider/lifecycle/carry/plan";
import type { Contents } from "../../provider/lifecycle/tenant";
import { applicationsWords, groupWord } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";
import { levelAlone, type NoOptions, type Rule } from "./rule";
import { contentsOf, inactiveWords } from "./serving";
import { zeroTrustAssessment } from "./sourcePages";
import { type Breach, tellApart } from "./tellApart";

export const fewerThanTwoActiveConnectors: Rule<NoOptions> = {
    id: "fewer-than-two-active-connectors",
    finds: "A connector group serves applications with fewer than two active connectors.",
    why:
        "A connector is away while its machine is repaired or restarted, and can be while it updates itself. " +
        "Where it is the only one, nobody can open the applications of its group meanwhile, and it cannot be " +
        "moved without a gap. Microsoft asks for two at least, and prefers three. A connector counts where the " +
        "service calls it `active`, and not otherwise. Where none is active, `applications-without-connectors` " +
        "says so instead.",
    sources: [
        {
            title: "Microsoft: Best practices for high availability of connectors",
            url: "https://learn.microsoft.com/en-us/entra/identity/app-proxy/application-proxy-high-availability-load-balancing#best-practices-for-high-availability-of-connectors",
        },
        zeroTrustAssessment,
    ],
    byDefault: { level: "warning" },
    options: {},
    setting: levelAlone,
    leavesTo: "applications-without-connectors",
    judge: (change) => tellApart(change, () => breachOf),
};

function breachOf(group: PicturedGroup): Breach | undefined {
    const contents = contentsOf(group);
    const active = activeAmong(contents.connectors).length;
    if (active >= 2 || contents.applications.length === 0) {
        return undefined;
    }
    return {
        is: sentence(group, contents, { serves: "serves", has: "has" }) + inactiveWords(contents),
        was: sentence(group, contents, { serves: "served", has: "had" }),
        badness: 2 - active,
        applications: group.applications,
    };
}

function sentence({ name }: PicturedGroup, contents: Contents, verb: { serves: string; has: string }): string {
    const applications = applicationsWords(contents.applications);
    const [only] = activeAmong(contents.connectors);
    return only
        ? `${groupWord(name)} ${verb.serves} ${applications} with one active connector alone (${only.machineName}).`
        : `${groupWord(name)} ${verb.has} ${applications} and no active connector.`;
}
