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
    readonly before?: PicturedGroup;
    readonly after?: PicturedGroup;
    readonly gaps: readonly Gap[];
}

function fatesOf({ before, after, gaps }: Review): readonly Fate[] {
    const from = groupsByApplication(before);
    const to = groupsByApplication(after);
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

function groupsByApplication(groups: readonly PicturedGroup[]): ReadonlyMap<string, PicturedGroup> {
    return new Map(groups.flatMap((group) => group.applications.map(({ id }) => [id, group] as const)));
}

function isTouched({ before, after, gaps }: Fate): boolean {
    return (
        gaps.length > 0 ||
        before?.id !== after?.id ||
        before?.name !== after?.name ||
        before?.region !== after?.region ||
        activeIn(before) !== activeIn(after)
    );
}

/** Those without a connector first, then those that move, then those whose group changes. */
function rankOf(fate: Fate): number {
    if (fate.gaps.length > 0 || (activeIn(fate.before) > 0 && activeIn(fate.after) === 0)) {
        return 0;
    }
    return fate.before?.id === fate.after?.id ? 2 : 1;
}

function groupCell({ before, after }: Fate): Line {
    if (!before || !after) {
        return after ? line`${placeLine(after)}` : before ? line`leaves ${placeLine(before)}` : line`unknown`;
    }
    const isSame = before.id === after.id && before.name === after.name && before.region === after.region;
    return isSame ? line`stays on ${placeLine(after)}` : line`${placeLine(before)} → ${placeLine(after)}`;
}

function activeCell({ before, after }: Fate): Line {
    if (!before || !after) {
        const known = before ?? after;
        return known ? line`${activeIn(known)}` : line`unknown`;
    }
    return activeIn(before) === activeIn(after)
        ? line`${activeIn(after)}`
        : line`${activeIn(before)} → ${activeIn(after)}`;
}

function servedLine({ before, after, gaps }: Fate): Line {
    if (gaps.length > 0) {
        return joined(gaps.map(gapLine), "; ");
    }
    if (activeIn(after) === 0) {
        return activeIn(before) === 0 ? line`not, as before` : line`${strong("not any more")}`;
    }
    return before && activeIn(before) === 0 ? line`from then on, and not before` : line`throughout`;
}

function gapLine({ from, to }: Gap): Line {
    return to === undefined
        ? line`${strong("not any more")} from request ${from} on`
        : line`${strong("not")} between requests ${from} and ${to}`;
}

export function activeIn(group: PicturedGroup | undefined): number {
    return group?.connectors.filter(({ status }) => status === "active").length ?? 0;
}

function restWords(fates: readonly Fate[]): string {
    const moving = fates.filter(({ before, after }) => before?.id !== after?.id).length;
    const words = [
        ...(moving > 0 ? [`${moving.toLocaleString("en")} that ${moving === 1 ? "goes" : "go"} to another group`] : []),
        ...(fates.length > moving
            ? [`${(fates.length - moving).toLocaleString("en")} on groups that change around them`]
            : []),
    ];
    return `${counted(fates.length, "more application")}: ${words.join(", ")}`;
}
