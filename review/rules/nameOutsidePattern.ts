import { withoutMark } from "../../provider/lifecycle/names";
import type { PicturedGroup } from "../review";
import { namePattern, type PatternOptions, patternSetting } from "./namePattern";
import type { Rule } from "./rule";
import { type Breach, tellApart } from "./tellApart";

const options = {
    pattern:
        "The regular expression that has to be found in the name of every group but the default one; `^` and `$` are the " +
        "beginning and the end of the name. It is of the RE2 kind, without lookaround and back references; with `(?i)` " +
        "in front, upper and lower case are the same.",
};

export const nameOutsidePattern: Rule<PatternOptions> = {
    id: "name-outside-pattern",
    finds: "The name of a connector group does not fit the pattern that the organisation has chosen.",
    why:
        "Names are how people tell groups apart. A convention says which site and which purpose a group is for, " +
        "and lets `region-differs-from-neighbours` know what belongs together.",
    sources: [
        {
            title: "Microsoft: Define your naming convention",
            url: "https://learn.microsoft.com/en-us/azure/cloud-adoption-framework/ready/azure-best-practices/resource-naming",
        },
    ],
    byDefault: { level: "off" },
    options,
    setting: patternSetting(options.pattern, "any captures"),
    judge: (change, { pattern }) => {
        const { fits } = namePattern(pattern);
        return tellApart(change, () => (group) => breachOf(group, pattern, fits));
    },
};

function breachOf(
    { name, isDefault }: PicturedGroup,
    pattern: string,
    fits: (name: string) => boolean,
): Breach | undefined {
    if (isDefault || fits(name)) {
        return undefined;
    }
    const quoted = JSON.stringify(name);
    return {
        is: `The name of connector group ${quoted} does not fit the pattern ${pattern}.`,
        was: `The name of connector group ${quoted} did not fit the pattern ${pattern}.`,
        value: withoutMark(name),
    };
}
