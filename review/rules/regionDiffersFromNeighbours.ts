import { fold, sameRegion } from "../../provider/lifecycle/names";
import { counted, groupWord } from "../../provider/lifecycle/words";
import { byId, type GroupChange, type NamedRegion } from "./groupChange";
import { namePattern, type PatternOptions, patternSetting } from "./namePattern";
import type { Rule } from "./rule";
import { type Breach, type Look, tellApart } from "./tellApart";

const options = {
    pattern:
        "A regular expression with exactly one capture. Groups are neighbours where it captures the same in their names, " +
        "in upper or lower case; a group in whose name it is not found has none. It is of the RE2 kind, without " +
        "lookaround and back references; brackets that capture nothing are written `(?:...)`.",
};

export const regionDiffersFromNeighbours: Rule<PatternOptions> = {
    id: "region-differs-from-neighbours",
    finds: "A connector group is in another region than most of its neighbours, which its name says it belongs with.",
    why:
        "The region says which of Microsoft's data centers the connectors of a group talk to, and the closest " +
        "one has the least latency. The groups of one site are near one another, so that one in another region " +
        "has most likely been given the wrong one. Where two regions have as many groups of a site, that one " +
        "counts as right which more of them keep. Groups whose region is not known are left out.",
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
        const sites = gathered(all.filter(isInRegion), ({ name }) => siteOf(name));
        const right = new Map([...sites].map(([site, groups]) => [site, prevailing(groups, isKept)]));
        return (group) => {
            const site = siteOf(group.name);
            return site !== undefined && isInRegion(group)
                ? breachOf(group, site, right.get(fold(site)) ?? [])
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
    const unlike =
        `in region ${group.region}, unlike ${neighbours} in ${first.region}; ` +
        `${JSON.stringify(site)} is common to their names.`;
    return {
        is: `${groupWord(group.name)} is ${unlike}`,
        was: `${groupWord(group.name)} was ${unlike}`,
        value: `${fold(site)} ${fold(group.region)}`,
    };
}

/** The groups in the region that most of them are in; of two that are even, the one that more of them keep. */
function prevailing(groups: readonly Neighbour[], isKept: (group: NamedRegion) => boolean): readonly Neighbour[] {
    const regions = gathered(groups, ({ region }) => region);
    const keptIn = (inRegion: readonly Neighbour[]) => inRegion.filter(isKept).length;
    const [most] = [...regions].sort(
        ([oneRegion, one], [otherRegion, other]) =>
            other.length - one.length || keptIn(other) - keptIn(one) || (oneRegion < otherRegion ? -1 : 1),
    );
    return [...(most?.[1] ?? [])].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The groups that have something in common, in upper or lower case. */
function gathered(
    groups: readonly Neighbour[],
    by: (group: Neighbour) => string | undefined,
): ReadonlyMap<string, readonly Neighbour[]> {
    const gatherings = new Map<string, Neighbour[]>();
    for (const group of groups) {
        const common = by(group);
        if (common !== undefined) {
            gatherings.set(fold(common), [...(gatherings.get(fold(common)) ?? []), group]);
        }
    }
    return gatherings;
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
