import pLimit from "p-limit";
import { mostAtOnce } from "../../graph/pace";
import type { Application, Connector, ConnectorGroup } from "../../graph/types";
import { foundOr } from "../../graph/wire";
import { fold, sameId, sameName } from "../names";
import { successorsOf } from "../succession";
import type { Tenant } from "../tenant";
import type { ConnectorValue, Fact, FactKind, GroupValue, NamedId } from "./facts";

/** Which fact is asked for. */
export interface WantedFact {
    readonly kind: FactKind;
    readonly id: string;
}

/**
 * What the facts are now, in the order in which they are asked for.
 *
 * The groups are listed once, and what is on a group is listed once for each. The group of a connector or an application
 * is taken from those lists that are wanted anyway, and asked for where they do not show it. No answer is kept.
 *
 * Throws what the tenant answers to the first request that fails, and makes none of those that have not begun by then.
 */
export async function readFacts(tenant: Tenant, wanted: readonly WantedFact[]): Promise<Fact[]> {
    const limit = pLimit(mostAtOnce);
    const reading = readingOf({ tenant, wanted, ask: (request) => limit(request) });
    try {
        return await Promise.all(wanted.map((fact) => factNow(reading, fact)));
    } catch (error) {
        limit.clearQueue();
        throw error;
    }
}

async function factNow(reading: Reading, { kind, id }: WantedFact): Promise<Fact> {
    switch (kind) {
        case "group":
            return { kind, id, value: groupValue(await reading.group(id)) };
        case "connectors":
            return { kind, id, value: (await reading.members(id)).map(connectorValue) };
        case "applications":
            return { kind, id, value: (await reading.applications(id)).map(applicationName) };
        case "connector":
            return { kind, id, value: nameOrNull(await reading.groupOfConnector(id)) };
        case "application":
            return { kind, id, value: nameOrNull(await reading.groupOfApplication(id)) };
        case "name":
            return {
                kind,
                id,
                value: (await reading.groups()).filter(({ name }) => sameName(name, id)).map(groupName),
            };
        case "successors":
            return { kind, id, value: successorsOf(await reading.groups(), id).map(groupName) };
        case "defaultGroup": {
            const found = (await reading.groups()).find(({ isDefault }) => isDefault);
            return { kind, id: "default", value: nameOrNull(found) };
        }
    }
}

/** The answers of one reading of the tenant: each is asked for once, with the first question that needs it. */
interface Reading {
    groups(): Promise<readonly ConnectorGroup[]>;
    group(id: string): Promise<ConnectorGroup | undefined>;
    members(groupId: string): Promise<readonly Connector[]>;
    applications(groupId: string): Promise<readonly Application[]>;
    groupOfConnector(id: string): Promise<ConnectorGroup | undefined>;
    groupOfApplication(id: string): Promise<ConnectorGroup | undefined>;
}

function readingOf({
    tenant,
    wanted,
    ask,
}: {
    readonly tenant: Tenant;
    readonly wanted: readonly WantedFact[];
    ask<T>(request: () => Promise<T>): Promise<T>;
}): Reading {
    const groups = once(() => ask(() => tenant.listGroups()));
    // The list leaves out the groups of other agents, and one that has just come may not be in it yet.
    const group = once(
        async (id) =>
            (await groups()).find((listed) => sameId(listed.id, id)) ?? (await ask(() => tenant.getGroup(id))),
    );
    // What is on a group that is not there nobody needs to be asked; it may also go before that is answered.
    const members = once(async (id) => ((await group(id)) ? await ask(() => foundOr([], tenant.listMembers(id))) : []));
    const applications = once(async (id) =>
        (await group(id)) ? await ask(() => foundOr([], tenant.listApplications(id))) : [],
    );
    const listing = (kind: FactKind, list: (id: string) => Promise<readonly { readonly id: string }[]>) =>
        once(async () => {
            const ids = wanted.filter((fact) => fact.kind === kind).map(({ id }) => id);
            return await Promise.all(ids.map(async (id) => ({ id, holds: await list(id) })));
        });
    const memberLists = listing("connectors", members);
    const applicationLists = listing("applications", applications);
    const listedIn = async (lists: typeof memberLists, id: string): Promise<ConnectorGroup | undefined> => {
        const holders = (await lists()).filter(({ holds }) => holds.some((one) => sameId(one.id, id)));
        // Two lists that show it contradict one another.
        const [holder] = holders;
        return holder && holders.every((other) => sameId(other.id, holder.id)) ? await group(holder.id) : undefined;
    };
    return {
        groups,
        group,
        members,
        applications,
        groupOfConnector: once(
            async (id) => (await listedIn(memberLists, id)) ?? (await ask(() => tenant.groupOfConnector(id))),
        ),
        groupOfApplication: once(
            async (id) => (await listedIn(applicationLists, id)) ?? (await ask(() => tenant.groupOfApplication(id))),
        ),
    };
}

function once<T>(ask: (id: string) => Promise<T>): (id?: string) => Promise<T> {
    const asked = new Map<string, Promise<T>>();
    return (id = "") => {
        const answer = asked.get(fold(id)) ?? ask(id);
        asked.set(fold(id), answer);
        return answer;
    };
}

function groupValue(group: ConnectorGroup | undefined): GroupValue | null {
    if (!group) {
        return null;
    }
    const { name, region, isDefault } = group;
    return { name, ...(region !== undefined && { region }), isDefault };
}

function connectorValue({ id, machineName, status }: Connector): ConnectorValue {
    return { id, name: machineName, ...(status !== undefined && { status }) };
}

function applicationName({ id, displayName }: Application): NamedId {
    return { id, name: displayName };
}

function groupName({ id, name }: ConnectorGroup): NamedId {
    return { id, name };
}

function nameOrNull(group: ConnectorGroup | undefined): NamedId | null {
    return group ? groupName(group) : null;
}
