/** The live facts that a review's verdict rests on: everything that its rehearsal has asked of the tenant. */
import type { ConnectorGroup } from "../provider/graph/types";
import { fold, readMark, sameId, sameName } from "../provider/lifecycle/names";
import type { Fact, NamedId } from "../provider/lifecycle/reviewed/facts";
import { isUnknown } from "./preview";
import type { KnownTenant, Need } from "./rehearsal/knownTenant";
import type { Learned } from "./rehearsal/learn";
import type { RehearsedResource } from "./rehearsal/rehearse";
import { isNewId } from "./rehearsal/rehearsedTenant";

/** Where nothing is written, which tenant it is, and nothing else: there is nothing that it could change. */
export function factsOf({ tenant, known, resources, needs }: Learned): readonly Fact[] {
    if (tenant.writes.length === 0) {
        return [defaultGroupFact(known)];
    }
    const asked = needs.filter(({ id }) => !isNewId(id)).flatMap((need) => factsFor(need, known));
    const changed = resources.filter(({ type }) => type === "ConnectorGroup");
    const facts = [
        defaultGroupFact(known),
        ...asked,
        ...changed.flatMap((group) => namesIn(group).map((name) => nameFact(name, known))),
        ...changed.flatMap(({ resource: { old } }) => (old?.id === undefined ? [] : groupFacts(old.id, known))),
    ];
    return [...new Map(facts.map((fact) => [`${fact.kind} ${fold(fact.id)}`, fact])).values()];
}

function factsFor({ kind, id }: Need, known: KnownTenant): readonly Fact[] {
    switch (kind) {
        case "groups":
        case "appId":
        case "address":
            return [];
        case "group":
            return [groupFact(id, known)];
        case "contents": {
            const { connectors, applications } = known.contents(id);
            return [
                groupFact(id, known),
                {
                    kind: "connectors",
                    id,
                    value: byId(
                        connectors.map(({ id, machineName, status }) => ({
                            id,
                            name: machineName,
                            ...(status !== undefined && { status }),
                        })),
                    ),
                },
                {
                    kind: "applications",
                    id,
                    value: byId(applications.map(({ id, displayName }) => ({ id, name: displayName }))),
                },
            ];
        }
        case "connector":
            return [{ kind, id, value: placeOf(known.connector(id)?.groupId, known) }];
        case "application":
            return [{ kind, id, value: placeOf(known.application(id)?.groupId, known) }];
    }
}

/** A group that changes: as it is, and what has taken its place already. */
function groupFacts(id: string, known: KnownTenant): readonly Fact[] {
    const successors = known.groups.filter(({ name }) =>
        readMark(name)?.replaces.some((replaced) => sameId(replaced, id)),
    );
    return [groupFact(id, known), { kind: "successors", id, value: byId(successors.map(named)) }];
}

function groupFact(id: string, known: KnownTenant): Fact {
    const group = known.group(id);
    return { kind: "group", id, value: group === undefined ? null : groupValue(group) };
}

function groupValue({ name, region, isDefault }: ConnectorGroup) {
    return { name, ...(region !== undefined && { region }), isDefault };
}

function namesIn({ inputs }: RehearsedResource): readonly string[] {
    return typeof inputs.name === "string" && !isUnknown(inputs.name) ? [inputs.name] : [];
}

function nameFact(name: string, known: KnownTenant): Fact {
    const holders = known.groups.filter((group) => sameName(group.name, name));
    return { kind: "name", id: name, value: byId(holders.map(named)) };
}

function defaultGroupFact(known: KnownTenant): Fact {
    const standard = known.groups.find(({ isDefault }) => isDefault);
    return { kind: "defaultGroup", id: "default", value: standard ? named(standard) : null };
}

function placeOf(groupId: string | undefined, known: KnownTenant): NamedId | null {
    return groupId === undefined ? null : { id: groupId, name: known.group(groupId)?.name ?? groupId };
}

function named({ id, name }: ConnectorGroup): NamedId {
    return { id, name };
}

function byId<T extends NamedId>(ids: readonly T[]): readonly T[] {
    return [...ids].sort((a, b) => (fold(a.id) < fold(b.id) ? -1 : 1));
}
