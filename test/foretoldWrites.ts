/** The writes that a review foretells, beside those that the tenant was asked for. */
import type { Emulator, LoggedRequest } from "../emulator/index";
import type { Review } from "../review/review";

/** A write as it can be compared. */
export interface ComparableWrite {
    /** The group, the connector or the application that it is about. */
    readonly about: string;
    readonly text: string;
    /** Whether the review says that this is one way of several. */
    readonly isUncertain?: true;
    /** Whether it is made for a resource that goes. */
    readonly isRemoval?: true;
}

/**
 * What a review foretells, in order.
 *
 * @param idOf the id that the update has given to the new group of a resource
 */
export function foretoldWrites(
    { changes }: Review,
    idOf: (resource: string) => string | undefined,
): readonly ComparableWrite[] {
    return changes
        .flatMap(({ writes, operation }) => writes.map((write) => ({ ...write, operation })))
        .sort((a, b) => a.order - b.order)
        .map(({ method, path, expected, operation }) => ({
            ...comparable(
                `${method} ${path.replace(/new:([^/]+)/g, (whole, resource: string) => idOf(resource) ?? whole)}`,
                expected === "refused",
            ),
            ...(expected === "uncertain" && { isUncertain: true }),
            ...(operation === "delete" && { isRemoval: true }),
        }));
}

/** What the tenant was asked, out of its own log. */
export function askedWrites(emulator: Emulator): readonly ComparableWrite[] {
    return emulator.requests
        .filter(({ method }) => method !== "GET")
        .map((request) => comparable(`${request.method} ${pathOf(request)}`, (request.status ?? 0) >= 400));
}

/** The writes about each group, connector and application, in order. */
export function bySubject(writes: readonly ComparableWrite[]): Readonly<Record<string, readonly string[]>> {
    const subjects = [...new Set(writes.map(({ about }) => about))].sort();
    return Object.fromEntries(
        subjects.map((about) => [about, writes.filter((write) => write.about === about).map(({ text }) => text)]),
    );
}

/** Those of the writes of which the review does not say that nobody knows them beforehand, by what they are about. */
export function certainOf(writes: readonly ComparableWrite[], told: readonly ComparableWrite[]) {
    const uncertain = new Set(told.filter(({ isUncertain }) => isUncertain).map(({ about }) => about));
    return bySubject(writes.filter(({ about }) => !uncertain.has(about)));
}

function comparable(request: string, isRefused: boolean): ComparableWrite {
    const about = /\/(?:connectorGroups|connectors|applications)\/([^/ ]+)/.exec(request)?.[1] ?? "new groups";
    return { about, text: `${request}${isRefused ? " (refused)" : ""}` };
}

function pathOf({ path }: LoggedRequest): string {
    return path.replace(/^\/beta/, "");
}

/** Applications that no active connector serves now, by their ids: a gap that was there before is none of the change. */
export function unservedNow({ tenant }: Emulator): ReadonlySet<string> {
    const isServed = (groupId: string) => tenant.membersOf(groupId).some(({ status }) => status === "active");
    return new Set(
        tenant
            .groups()
            .filter(({ id }) => !isServed(id))
            .flatMap(({ id }) => tenant.applicationsOf(id).map((application) => application.id)),
    );
}

/** The groups that a review pictures at the end, beside the same groups as the tenant has them. */
export function picturedAndReal({ after }: Review, { tenant }: Emulator) {
    const pictured = after.map(({ name, region, connectors, applications }) => ({
        name,
        region,
        connectors: namesOf(connectors),
        applications: namesOf(applications),
    }));
    const real = tenant
        .groups()
        .map(({ id, name, region }) => ({
            name,
            region,
            connectors: namesOf(tenant.membersOf(id).map(({ machineName }) => ({ name: machineName }))),
            applications: namesOf(tenant.applicationsOf(id).map(({ displayName }) => ({ name: displayName }))),
        }))
        .filter(({ name }) => after.some((group) => group.name === name));
    return { pictured: byName(pictured), real: byName(real) };
}

function namesOf(named: readonly { readonly name: string }[]): readonly string[] {
    return named.map(({ name }) => name).sort();
}

function byName<T extends { readonly name: string }>(groups: readonly T[]): readonly T[] {
    return [...groups].sort((a, b) => (a.name < b.name ? -1 : 1));
}
