/** What happens to which application: the question that a review is there to answer. */
import type { Gap, PicturedGroup, Review } from "../../review";
import { joined, type Line, line, name, own, strong, url } from "../line";
import { type Section, those } from "../section";
import { counted } from "./counts";
import { placeLine } from "./subjects";

/** The applications that go to another group, or whose group changes, those in danger first. */
export function applicationsSection(review: Review): Section {
    const fates = fatesOf(review);
    const touched = fates.filter(isTouched).sort((a, b) => rankOf(a) - rankOf(b));
    const untouched = fates.length - touched.length;
    return {
        topic: "applications",
        title: "Applications",
        noun: "application",
        intro: [],
        body: {
            kind: "table",
            head: ["Application", "External URL", "Connector group", "Active connectors", "Served"],
            items: touched.map((fate) => [
                line`${name(fate.application.name)}`,
                fate.application.externalUrl === undefined ? line`none` : line`${url(fate.application.externalUrl)}`,
                groupCell(fate),
                activeCell(fate),
                servedLine(fate),
            ]),
        },
        closing:
            untouched === 0
                ? []
                : [
                      line`${own(counted(untouched, "other application"))} on these groups ${own(untouched === 1 ? "keeps its group and its" : "keep their group and their")} active connectors.`,
                  ],
        isAside: false,
        rest: (leftOut) => line`and ${own(restWords(those(touched, leftOut)))}.`,
    };
}

interface Fate {
    readonly application: PicturedGroup["applications"][number];
    readonly before?: Place;
    readonly after?: Place;
    readonly gaps: readonly Gap[];
}

/** A group, with how many connectors serve what is on it. */
interface Place {
    readonly group: PicturedGroup;
    readonly active: number;
}

function fatesOf({ before, after, gaps }: Review): readonly Fate[] {
    const from = placesByApplication(before);
    const to = placesByApplication(after);
    const applications = new Map(
        [
            ...before.flatMap((group) => group.applications),
            ...after.flatMap((group) => group.applications),
            ...gaps.map(({ application }) => application),
        ].map((application) => [application.id, application]),
    );
    return [...applications.values()].map((application) => {
        const left = from.get(application.id);
        const reached = to.get(application.id);
        return {
            application,
            ...(left && { before: left }),
            ...(reached && { after: reached }),
            gaps: gaps.filter((gap) => gap.application.id === application.id),
        };
    });
}

function placesByApplication(groups: readonly PicturedGroup[]): ReadonlyMap<string, Place> {
    return new Map(
        groups.flatMap((group) => {
            const place = { group, active: group.connectors.filter(({ status }) => status === "active").length };
            return group.applications.map(({ id }) => [id, place] as const);
        }),
    );
}

function isTouched({ before, after, gaps }: Fate): boolean {
    return gaps.length > 0 || !isSameGroup(before, after) || before?.active !== after?.active;
}

function isSameGroup(one: Place | undefined, other: Place | undefined): boolean {
    return (["id", "name", "region"] as const).every((key) => one?.group[key] === other?.group[key]);
}

/** Those without a connector first, then those that move, then those whose group changes. */
function rankOf({ before, after, gaps }: Fate): number {
    if (gaps.length > 0 || (before?.active && !after?.active)) {
        return 0;
    }
    return before?.group.id === after?.group.id ? 2 : 1;
}

function groupCell({ before, after }: Fate): Line {
    if (before && after) {
        return isSameGroup(before, after)
            ? line`stays on ${placeLine(after.group)}`
            : line`${placeLine(before.group)} → ${placeLine(after.group)}`;
    }
    return after ? placeLine(after.group) : before ? line`leaves ${placeLine(before.group)}` : line`unknown`;
}

function activeCell({ before, after }: Fate): Line {
    if (before && after && before.active !== after.active) {
        return line`${before.active} → ${after.active}`;
    }
    const known = after ?? before;
    return known ? line`${known.active}` : line`unknown`;
}

function servedLine({ before, after, gaps }: Fate): Line {
    if (gaps.length > 0) {
        return joined(gaps.map(gapLine), "; ");
    }
    if (!after?.active) {
        return before?.active ? line`${strong("not any more")}` : line`not, as before`;
    }
    return before?.active === 0 ? line`from then on, and not before` : line`throughout`;
}

function gapLine({ from, to, isPossible }: Gap): Line {
    const perhaps = isPossible ? line`perhaps ` : line``;
    return to === undefined
        ? line`${perhaps}${strong("not any more")} from request ${from} on`
        : line`${perhaps}${strong("not")} between requests ${from} and ${to}`;
}

function restWords(fates: readonly Fate[]): string {
    const moving = fates.filter(({ before, after }) => before?.group.id !== after?.group.id).length;
    const words = [
        ...(moving > 0 ? [`${moving.toLocaleString("en")} that ${moving === 1 ? "goes" : "go"} to another group`] : []),
        ...(fates.length > moving
            ? [`${(fates.length - moving).toLocaleString("en")} on groups that change around them`]
            : []),
    ];
    return `${counted(fates.length, "more application")}: ${words.join(", ")}`;
}
