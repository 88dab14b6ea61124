/** What a review asks of the live tenant. Nothing of it writes. */
import pLimit from "p-limit";
import { mostValuesOfIn } from "../../provider/graph/applications";
import { fold } from "../../provider/lifecycle/names";
import { contentsOf, type Tenant } from "../../provider/lifecycle/tenant";
import { isUnknown, type PreviewedResource, type PreviewedState } from "../preview";
import { type Course, courses, possiblyUnservedIn, uncertainIn, worstOf } from "./courses";
import type { KnownTenant, Need } from "./knownTenant";
import { type Rehearsal, type RehearsedResource, rehearse } from "./rehearse";

/** The course of a change that a person has to reckon with, and what is known of it. */
export interface Learned extends Rehearsal {
    readonly known: KnownTenant;
    /** The ids of the groups, connectors and applications of which it is not known beforehand what is done to them. */
    readonly uncertain: ReadonlySet<string>;
    /** The ids of the applications that may be unserved for a while, or may not. */
    readonly possiblyUnserved: ReadonlySet<string>;
    /** What the outcome rests on, in whichever course. */
    readonly needs: readonly Need[];
}

/**
 * Rehearses a change over the live tenant: asks what it needs to know, and rehearses again as long as that leads to more
 * questions. The last rehearsal knows everything that it has asked for.
 *
 * Throws what the service refused.
 */
export async function rehearseOver(
    tenant: Tenant,
    known: KnownTenant,
    resources: readonly PreviewedResource[],
    parallel: number,
): Promise<Learned> {
    await learn(tenant, known, firstNeeds(resources));
    for (;;) {
        const rehearsals = await rehearseAll(resources, known, parallel);
        const missing = rehearsals.flatMap((rehearsal) => rehearsal.missing);
        if (missing.length === 0) {
            const worst = worstOf(rehearsals);
            return {
                ...worst,
                resources: inOrderOf(resources, worst.resources),
                known,
                uncertain: uncertainOf(rehearsals, known),
                possiblyUnserved: possiblyUnservedIn(rehearsals),
                needs: rehearsals.flatMap(({ tenant: copy }) => [...copy.usedNeeds.values()]),
            };
        }
        await learn(tenant, known, missing);
    }
}

function inOrderOf(
    previewed: readonly PreviewedResource[],
    rehearsed: readonly RehearsedResource[],
): readonly RehearsedResource[] {
    const places = new Map(previewed.map(({ urn }, nth) => [urn, nth]));
    const placeOf = ({ resource }: RehearsedResource) => places.get(resource.urn) ?? 0;
    return [...rehearsed].sort((a, b) => placeOf(a) - placeOf(b));
}

/** One step at a time leaves nothing to chance. */
async function rehearseAll(
    resources: readonly PreviewedResource[],
    known: KnownTenant,
    parallel: number,
): Promise<readonly [Rehearsal, ...Rehearsal[]]> {
    const [likeliest, ...others] = courses;
    const rehearseCourse = ({ pace, isReversed }: Course) =>
        rehearse(isReversed ? resources.toReversed() : resources, known, parallel, pace());
    const rehearsals: [Rehearsal, ...Rehearsal[]] = [await rehearseCourse(likeliest)];
    for (const course of parallel === 1 ? [] : others) {
        rehearsals.push(await rehearseCourse(course));
    }
    return rehearsals;
}

function uncertainOf(rehearsals: readonly Rehearsal[], known: KnownTenant): ReadonlySet<string> {
    return rehearsals.length === 1 ? new Set() : uncertainIn(rehearsals, known);
}

/** Asks the tenant for what is needed and not known, a few requests at a time. */
export async function learn(tenant: Tenant, known: KnownTenant, needs: readonly Need[]): Promise<void> {
    const limit = pLimit(requestsAtOnce);
    // What is on the groups tells where connectors and applications are, so that most need not be asked for.
    for (const kinds of [["groups"], ["group", "contents"], ["connector", "application", "appId"]]) {
        const now = distinct(needs).filter((need) => kinds.includes(need.kind) && !known.knows(need));
        await Promise.all(now.map((need) => limit(() => learnOne(tenant, known, need))));
    }
    const unaddressed = distinct(needs)
        .filter((need) => need.kind === "address" && !known.knows(need))
        .map(({ id }) => id);
    await Promise.all(
        chunksOf(mostValuesOfIn, unaddressed).map((ids) =>
            limit(async () => known.learnAddresses(ids, await tenant.findApplications("id", ids))),
        ),
    );
}

function distinct(needs: readonly Need[]): readonly Need[] {
    return [...new Map(needs.map((need) => [`${need.kind} ${fold(need.id)}`, need])).values()];
}

function chunksOf<T>(size: number, all: readonly T[]): readonly (readonly T[])[] {
    return Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, (nth + 1) * size));
}

/** Microsoft Graph throttles by tenant, and a review is seldom alone in it. */
const requestsAtOnce = 4;

async function learnOne(tenant: Tenant, known: KnownTenant, { kind, id }: Need): Promise<void> {
    switch (kind) {
        case "groups":
            return known.learnGroups(await tenant.listGroups());
        case "group":
            return known.learnGroup(id, await tenant.getGroup(id));
        case "contents":
            return known.group(id) === undefined
                ? known.learnContents(id, { connectors: [], applications: [] })
                : known.learnContents(id, await contentsOf(tenant, id));
        case "connector": {
            const [it, group] = await Promise.all([tenant.getConnector(id), tenant.groupOfConnector(id)]);
            return known.learnConnector(id, group && { it: it ?? { id, machineName: id }, groupId: group.id });
        }
        case "application": {
            const [it, group] = await Promise.all([tenant.getApplication(id), tenant.groupOfApplication(id)]);
            return known.learnApplication(id, it && { it, ...(group && { groupId: group.id }) });
        }
        case "appId":
            return known.learnAppId(id, await tenant.findApplicationByAppId(id));
        case "address":
            return;
    }
}

/** The groups that the changed resources name: what is on them tells most of what will be asked. */
function firstNeeds(resources: readonly PreviewedResource[]): readonly Need[] {
    const changed = resources.filter(({ type, op }) => type !== undefined && op !== "same");
    const ids = new Map(
        changed
            .flatMap(({ type, old, new: declared }) => [
                ...(type === "ConnectorGroup" && old?.id !== undefined ? [old.id] : []),
                ...groupIdIn(old),
                ...groupIdIn(declared),
            ])
            .map((id) => [fold(id), id]),
    );
    return [{ kind: "groups", id: "" }, ...[...ids.values()].map((id) => ({ kind: "contents" as const, id }))];
}

function groupIdIn(state: PreviewedState | undefined): readonly string[] {
    const id = state?.inputs.connectorGroupId;
    return typeof id === "string" && !isUnknown(id) ? [id] : [];
}
