import { isKnownRegion, knownRegions } from "../../provider/lifecycle/validate";
import { groupWord } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";
import { levelAlone, type NoOptions, type Rule } from "./rule";
import { type Breach, tellApart } from "./tellApart";

export const unknownRegion: Rule<NoOptions> = {
    id: "unknown-region",
    finds: `A connector group is in a region that is none of ${knownRegions.map((region) => `\`${region}\``).join(", ")}.`,
    why:
        "These are the regions that Microsoft documents, and `japan`, which tenants answer. The service may know " +
        "others, so that they are passed on; but a slip of the pen looks the same, and whether the service takes " +
        "it shows in the update alone. Upper and lower case are the same.",
    sources: [
        {
            title: "Microsoft: connectorGroup resource type",
            url: "https://learn.microsoft.com/en-us/graph/api/resources/connectorgroup?view=graph-rest-beta",
        },
        {
            title: "Microsoft: Enable multi-Geo capability for Microsoft Entra Private Access",
            url: "https://learn.microsoft.com/en-us/entra/global-secure-access/how-to-enable-multi-geo",
        },
    ],
    byDefault: { level: "warning" },
    options: {},
    setting: levelAlone,
    judge: (change) => tellApart(change, () => breachOf),
};

function breachOf({ name, region }: PicturedGroup): Breach | undefined {
    if (region === undefined || isKnownRegion(region)) {
        return undefined;
    }
    const known = knownRegions.join(", ");
    return {
        is: `${groupWord(name)} is in region ${region}, which is none of the known ones (${known}).`,
        was: `${groupWord(name)} was in region ${region}, which is none of the known ones (${known}).`,
        value: region.toLowerCase(),
    };
}
