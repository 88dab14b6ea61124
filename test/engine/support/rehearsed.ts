/** The writes that a review foretells, beside those that the tenant was asked for. */
import type { Emulator, LoggedRequest } from "../../../emulator/index";
import type { Review } from "../../../review/review";
import type { Stack } from "../../../tools/stack";

/** A write as it can be compared. */
export interface ComparableWrite {
    /** The group, the connector or the application that it is about. */
    readonly about: string;
    readonly text: string;
}

/** What a review foretells, in order, with the ids of new groups as the update has given them. */
export async function foretoldWrites({ changes }: Review, stack: Stack): Promise<readonly ComparableWrite[]> {
    const { resources } = await stack.exported();
    const idOf = (whole: string, name: string) =>
        resources.find(
            ({ urn, type, delete: isOld }) => urn.endsWith(`::${name}`) && /:ConnectorGroup$/.test(type) && !isOld,
        )?.id ?? whole;
    return changes
        .flatMap(({ writes }) => writes)
        .sort((a, b) => a.order - b.order)
        .map(({ method, path, expected }) =>
            comparable(`${method} ${path.replace(/new:([^/]+)/g, idOf)}`, expected === "refused"),
        );
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

function comparable(request: string, isRefused: boolean): ComparableWrite {
    const about = /\/(?:connectorGroups|connectors|applications)\/([^/ ]+)/.exec(request)?.[1] ?? "new groups";
    return { about, text: `${request}${isRefused ? " (refused)" : ""}` };
}

function pathOf({ path }: LoggedRequest): string {
    return path.replace(/^\/beta/, "");
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
