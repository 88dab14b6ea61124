import { fold, sameRegion } from "../../provider/lifecycle/names";
import { counted, groupWord } from "../../provider/lifecycle/words";
import { byId, type GroupChange, type NamedRegion } from "./groupChange";
import { namePattern, type PatternOptions, patternSetting } from "./namePattern";
import type { Rule } from "./rule";
import { type Breach, type Look, tellApart } from "./tellApart";

const options = {
    pattern:
        "A regular expression with exactly one capture; groups for whose names the capture holds the same are " +
        "neighbours, upper and lower case being the same in what it holds. Groups whose names it is not found in have " +
        "none. It is of the RE2 kind, without lookaround and back references; `(?:...)` are brackets without a capture.",
};

export const regionDiffersFromNeighbours: Rule<PatternOptions> = {
    id: "region-differs-from-neighbours",
    finds: "A connector group is in another region than most of its neighbours, which its name says it belongs with.",
    why:
        "The region is where the traffic of a group enters Microsoft's network, and the nearest one is the fastest. " +
        "Groups of one site are near one another, so that one in another region has most likely been given the wrong " +
        "one. Where the regions of a site are even in number, those count as right that the change leaves as they are. " +
        "Groups whose region is not known are left out.",
    sources: [
        {
            title: "Microsoft: Optimize connector groups to use closest application proxy cloud service",
            url: "https://learn.microsoft.com/en-us/entra/identity/app-proxy/application-proxy-network-topology#optimize-connector-groups-to-use-closest-application-proxy-cloud-service",
        },
    ],
    byDefault: { level: "off" },
    options,
    setting: patternSetting(options.pattern, "one capture"),
    judge: (change, { pattern }) => tellApart(change, lookBy(namePattern(pattern).captured, keptRegions(change))),
};

/** A group whose region is known. */
interface Neighbour extends NamedRegion {
    readonly region: string;
}

function lookBy(siteOf: (name: string) => string | undefined, isKept: (group: NamedRegion) => boolean): Look {
    return ({ all }) => {
        const sites = new Map<string, Neighbour[]>();
        for (const group of all.filter(isInRegion)) {
            const site = siteOf(group.name);
            if (site !== undefined) {
                sites.set(fold(site), [...(sites.get(fold(site)) ?? []), group]);
            }
        }
        return (group) => {
            const site = siteOf(group.name);
            return site !== undefined && isInRegion(group)
                ? breachOf(group, site, prevailing(sites.get(fold(site)) ?? [], isKept))
                : undefined;
        };
    };
}

function breachOf(group: Neighbour, site: string, [first, ...others]: readonly Neighbour[]): Breach | undefined {
    if (!first || sameRegion(group.region, first.region)) {
        return undefined;
    }
    const neighbours = counted(
        "neighbour",
        [first, ...others].map(({ name }) => name),
    );
    const unlike = `in region ${group.region}, unlike ${neighbours} in ${first.region}; ${JSON.stringify(site)} is common to their names.`;
    return {
        is: `${groupWord(group.name)} is ${unlike}`,
        was: `${groupWord(group.name)} was ${unlike}`,
        value: `${fold(site)} ${fold(group.region)}`,
    };
}

/** The groups in the region that most of them are in; of two that are even, the one that more of them keep. */
function prevailing(groups: readonly Neighbour[], isKept: (group: NamedRegion) => boolean): readonly Neighbour[] {
    const regions = new Map<string, Neighbour[]>();
    for (const group of groups) {
        regions.set(fold(group.region), [...(regions.get(fold(group.region)) ?? []), group]);
    }
    const keptIn = (inRegion: readonly Neighbour[]) => inRegion.filter(isKept).length;
    const [most] = [...regions].sort(
        ([oneRegion, one], [otherRegion, other]) =>
            other.length - one.length || keptIn(other) - keptIn(one) || (oneRegion < otherRegion ? -1 : 1),
    );
    return [...(most?.[1] ?? [])].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Tells the groups, of before and of afterwards, whose region the change leaves as it is. */
function keptRegions({ before, after, heirsOf, predecessorsOf }: GroupChange): (group: NamedRegion) => boolean {
    const [wasBefore, isAfter] = [byId(before.all), byId(after.all)];
    const kept = new Set([
        ...before.all.filter(({ id, region }) => heirsOf(id).some((heir) => isIn(region, isAfter(heir)))),
        ...after.all.filter(({ id, region }) => predecessorsOf(id).some((old) => isIn(region, wasBefore(old)))),
    ]);
    return (group) => kept.has(group);
}

function isIn(region: string | undefined, group: NamedRegion | undefined): boolean {
    return group !== undefined && sameRegion(group.region, region);
}

function isInRegion(group: NamedRegion): group is Neighbour {
    return group.region !== undefined;
}
