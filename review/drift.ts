/** What differs between a stack's state and the tenant: what a refresh would find, without writing it anywhere. */
import type { ConnectorGroupInputs } from "../provider/lifecycle/connectorGroupShapes";
import { fromState } from "../provider/lifecycle/connectorGroupShapes";
import { OperationMemory } from "../provider/lifecycle/memory";
import { fold } from "../provider/lifecycle/names";
import type { Tenant } from "../provider/lifecycle/tenant";
import type { KnownTenant, Need } from "./rehearsal/knownTenant";
import { learn } from "./rehearsal/learn";
import { lifecycleOf } from "./rehearsal/lifecycleOf";
import { RehearsedTenant } from "./rehearsal/rehearsedTenant";
import { VirtualTime } from "./rehearsal/virtualTime";
import type { Drift, ResourceType, Subject } from "./review";
import { applicationSubject, connectorSubject } from "./writes";

/** A resource as the stack's state has it. */
export interface HeldResource {
    readonly urn: string;
    readonly name: string;
    readonly type: ResourceType;
    readonly id: string;
    readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Reads everything that the state holds, by the provider's own `read`, and says what differs. Throws what the service
 * refused.
 */
export async function driftOver(
    tenant: Tenant,
    known: KnownTenant,
    held: readonly HeldResource[],
): Promise<readonly Drift[]> {
    await learn(tenant, known, firstNeeds(held));
    for (;;) {
        const time = new VirtualTime();
        const copy = new RehearsedTenant(known, time, () => 0);
        const drift = await time.until(Promise.all(held.map((resource) => driftOf(resource, copy, time, known))));
        if (copy.missing.size === 0) {
            return drift.flat();
        }
        await learn(tenant, known, [...copy.missing.values()]);
    }
}

/** What is on the groups tells where connectors and applications are. */
function firstNeeds(held: readonly HeldResource[]): readonly Need[] {
    const groupIds = held.map(({ outputs }) => outputs.connectorGroupId).filter((id) => typeof id === "string");
    const each = [...new Map(groupIds.map((id) => [fold(id), id])).values()];
    return [{ kind: "groups", id: "" }, ...each.map((id): Need => ({ kind: "contents", id }))];
}

async function driftOf(
    resource: HeldResource,
    copy: RehearsedTenant,
    clock: VirtualTime,
    known: KnownTenant,
): Promise<readonly Drift[]> {
    const { urn, name, type, id, outputs } = resource;
    const silent = { say: () => undefined, warn: () => undefined };
    const memory = new OperationMemory();
    const read = await lifecycleOf(type, copy.seenBy(urn, ""), { memory, clock, ...silent }).read(id, outputs);
    const about = { resource: name, urn, type, subject: subjectOf(resource, known) };
    if (read.id === "") {
        return [about];
    }
    return read.inputs === undefined
        ? []
        : differencesOf(resource, read.inputs, known).map((it) => ({ ...about, ...it }));
}

function differencesOf(
    { type, outputs }: HeldResource,
    inputs: object,
    known: KnownTenant,
): readonly Pick<Drift, "property" | "from" | "to">[] {
    if (type !== "ConnectorGroup") {
        const now = (inputs as { readonly connectorGroupId?: unknown }).connectorGroupId;
        return [
            {
                property: "connectorGroupId",
                from: groupWord(String(outputs.connectorGroupId), known),
                to: groupWord(String(now), known),
            },
        ];
    }
    const { __declared: declared } = fromState(outputs);
    const now = inputs as ConnectorGroupInputs;
    return (["name", "region"] as const)
        .filter((property) => now[property] !== declared[property])
        .map((property) => ({
            property,
            ...(declared[property] !== undefined && { from: declared[property] }),
            to: now[property] ?? null,
        }));
}

function groupWord(id: string, known: KnownTenant): string {
    const name = known.group(id)?.name;
    return name === undefined ? id : `${name} (${id})`;
}

function subjectOf({ type, id, name, outputs }: HeldResource, known: KnownTenant): Subject {
    switch (type) {
        case "ConnectorGroup":
            return { kind: "connector group", id, name: fromState(outputs).name || name };
        case "ConnectorMembership":
            return connectorSubject(known.connector(id)?.it ?? { id, machineName: name });
        case "ApplicationAssignment":
            return applicationSubject(known.application(id)?.it ?? { id, displayName: name });
    }
}
