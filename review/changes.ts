/** What happens to each resource of the stack, out of the rehearsal of a change. */
import { isUnknown, nameInUrn, type PreviewFailure, typeIn } from "./preview";
import { subjectId } from "./rehearsal/courses";
import type { KnownTenant } from "./rehearsal/knownTenant";
import type { Learned } from "./rehearsal/learn";
import type { RehearsedResource } from "./rehearsal/rehearse";
import type { Rehearsed, RehearsedTenant } from "./rehearsal/rehearsedTenant";
import type { Change, ChangedProperty, GroupName, Operation, Subject, Write } from "./review";
import { applicationSubject, connectorSubject, groupName, writeOf } from "./writes";

export function changesOf({ resources, tenant, known, uncertain }: Learned): readonly Change[] {
    const owners = new Map(
        resources.map(({ resource, inputs }) => [`${inputs.connectorId} ${inputs.connectorGroupId}`, resource.urn]),
    );
    const byUrn = new Map<string, Write[]>();
    for (const [nth, write] of tenant.writes.entries()) {
        const urn = ownerOf(write, owners);
        byUrn.set(urn, [...(byUrn.get(urn) ?? []), writeOf(write, nth + 1, uncertain.has(subjectId(write.asked)))]);
    }
    return resources.map((rehearsed) => {
        const { resource, type, words, failure, outcome } = rehearsed;
        const own = byUrn.get(resource.urn) ?? [];
        const to = targetOf(rehearsed, tenant);
        return {
            resource: resource.name,
            urn: resource.urn,
            type,
            operation: operationOf(rehearsed, own.length, known),
            subject: subjectOf(rehearsed, tenant, known),
            ...(to && { to }),
            properties: propertiesOf(rehearsed),
            words,
            writes: own,
            ...(failure !== undefined && { failure }),
            ...(outcome === "not reached" && { isNotReached: true as const }),
        };
    });
}

/** An application brings a connector that is to serve it, if the engine has not come to that one: it is still its own. */
function ownerOf({ asked, urn }: Rehearsed, owners: ReadonlyMap<string, string>): string {
    return asked.kind === "moveConnector" && /ApplicationAssignment::/.test(urn)
        ? (owners.get(`${asked.connector.id} ${asked.to.id}`) ?? urn)
        : urn;
}

function operationOf({ plan, id, type, outcome }: RehearsedResource, writes: number, known: KnownTenant): Operation {
    if (plan === "create" && type === "ConnectorGroup" && id !== undefined && known.group(id)) {
        return "adopt";
    }
    return plan === "delete" && writes === 0 && outcome === "done" ? "release" : plan;
}

function subjectOf(
    { type, inputs, resource, id }: RehearsedResource,
    tenant: RehearsedTenant,
    known: KnownTenant,
): Subject {
    const textOf = (property: string) => String(inputs[property] ?? resource.old?.inputs[property] ?? "");
    switch (type) {
        case "ConnectorGroup": {
            const name = isUnknown(inputs.name) ? resource.name : textOf("name");
            return { kind: "connector group", id: resource.old?.id ?? id ?? "", name };
        }
        case "ConnectorMembership": {
            const connectorId = textOf("connectorId");
            return connectorSubject(known.connector(connectorId)?.it ?? { id: connectorId, machineName: connectorId });
        }
        case "ApplicationAssignment": {
            const applicationId = textOf("applicationId");
            const made = tenant.applicationById(applicationId);
            return applicationSubject(
                known.application(applicationId)?.it ?? made ?? { id: applicationId, displayName: applicationId },
            );
        }
    }
}

function targetOf({ plan, inputs }: RehearsedResource, tenant: RehearsedTenant): GroupName | undefined {
    const id = inputs.connectorGroupId;
    if (plan === "delete" || typeof id !== "string" || isUnknown(id)) {
        return undefined;
    }
    return groupName({ id, name: tenant.nameOf(id) ?? id });
}

const shownProperties = ["name", "region", "adopt", "connectorId", "applicationId", "connectorGroupId"] as const;

function propertiesOf({ resource, inputs, plan }: RehearsedResource): readonly ChangedProperty[] {
    const before = resource.old?.inputs ?? {};
    const after = plan === "delete" ? {} : inputs;
    return shownProperties.flatMap((property) => {
        const [from, to] = [before[property], after[property]];
        return JSON.stringify(from) === JSON.stringify(to)
            ? []
            : [{ property, ...shownValue("from", from), ...shownValue("to", to) }];
    });
}

function shownValue(key: "from" | "to", value: unknown): object {
    return value === undefined || value === null ? {} : { [key]: isUnknown(value) ? null : String(value) };
}

/** A preview that has failed ends there, and so would the update. */
export function failuresOf(failures: readonly PreviewFailure[]): readonly Change[] {
    return failures.map(({ urn = "", message }) => ({
        resource: urn === "" ? "the program" : nameInUrn(urn),
        urn,
        type: typeIn(urn) ?? "ConnectorGroup",
        operation: "update",
        subject: { kind: "connector group", id: "", name: urn === "" ? "the program" : nameInUrn(urn) },
        properties: [],
        words: [],
        writes: [],
        failure: message,
    }));
}
