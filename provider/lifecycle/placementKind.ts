import type { ConnectorGroup } from "../graph/types";
import { unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { reasonOf } from "./errors";
import type { Departure } from "./serving";

/** The inputs of a placement, which are its outputs too: what is placed, and the group that it is in. */
export interface Placement {
    /** The id of the connector or the application. */
    readonly subjectId: string;
    readonly connectorGroupId: string;
}

/** What makes connectors and applications different: everything else about being in a group is the same. */
export interface PlacementKind {
    /** The property that holds the id of what is placed. */
    readonly property: "connectorId" | "applicationId";
    /** How it is called in a sentence. */
    readonly noun: "Connector" | "Application";
    groupOf(context: LifecycleContext, id: string): Promise<ConnectorGroup | undefined>;
    /** What is in a group, as it was seen not long ago. */
    listIn(context: LifecycleContext, groupId: string): Promise<readonly { readonly id: string }[]>;
    /** Moves it straight to the group and waits until the tenant shows it there. */
    moveTo(context: LifecycleContext, id: string, groupId: string): Promise<void>;
    /** Sends it back to the default group and waits until the tenant shows it there. */
    giveBack(context: LifecycleContext, id: string): Promise<void>;
    /** Why something is in no group: no such id, or nothing that can be in one. */
    explainMissing(context: LifecycleContext, id: string): Promise<string>;
    /** Has what else the program moves know that it is to come to its group, and how to bring it there. */
    announceArrival(context: LifecycleContext, placement: Placement, bring: () => Promise<void>): void;
    /** Has what else the program moves know that it is to leave, and says whom that leaves unserved. */
    announceLeaving(context: LifecycleContext, id: string, from: ConnectorGroup): Promise<void>;
    /** Moves it with `act`, as soon as that leaves no application unserved, or a bound is reached. */
    whenServed<T>(context: LifecycleContext, departure: Departure, act: () => Promise<T>): Promise<T>;
}

export function placementIn(kind: PlacementKind, raw: unknown): Placement {
    const properties = raw as Readonly<Record<string, string>>;
    return {
        subjectId: properties[kind.property] ?? "",
        connectorGroupId: properties.connectorGroupId ?? "",
    };
}

export function propertiesOf(kind: PlacementKind, { subjectId, connectorGroupId }: Placement): Record<string, string> {
    return { [kind.property]: subjectId, connectorGroupId };
}

/** Why something cannot be put in a group: the tenant knows no such thing, or none that can be in one. */
export async function missingWords(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    groupId: string,
): Promise<string> {
    const group = groupId === unknownValue ? "its group" : `the group ${groupId}`;
    try {
        return `${kind.noun} ${id} cannot be put in ${group}: ${await kind.explainMissing(context, id)} Nothing was changed.`;
    } catch (error) {
        return `${kind.noun} ${id} cannot be put in ${group}, and why could not be asked: ${reasonOf(error)} Nothing was changed.`;
    }
}
