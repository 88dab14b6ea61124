import type { ConnectorGroup } from "../graph/types";
import { type ConnectorGroupInputs, type ConnectorGroupState, unknownValue } from "./connectorGroupShapes";
import { sameRegion } from "./names";
import type { ConnectorGroupChange, Contents } from "./tenant";
import { isOccupied } from "./tenant";

/** What changes between what is (the state, or the live group) and what the program declares. */
export interface Differences {
    readonly name: boolean;
    readonly region: boolean;
}

/** A property that is not declared never differs; one that is not known yet may turn out to, and counts as different. */
export function differences(
    current: Pick<ConnectorGroupState, "name" | "region">,
    declared: ConnectorGroupInputs,
): Differences {
    return {
        name: declared.name !== current.name,
        region: declared.region !== undefined && !sameRegion(declared.region, current.region),
    };
}

/** What a changed region comes to. */
export type RegionDecision =
    | { readonly kind: "none" }
    | { readonly kind: "update" }
    | { readonly kind: "replace"; readonly live: ConnectorGroup; readonly region: string }
    | { readonly kind: "undecided" }
    | { readonly kind: "gone" }
    | { readonly kind: "refused"; readonly live: ConnectorGroup };

/**
 * Decides a changed region from the live tenant.
 *
 * The service lets a region be set only while no connector and no application is assigned, and a tenant keeps its one
 * default group. Sources: https://learn.microsoft.com/graph/api/resources/connectorgroup?view=graph-rest-beta and
 * https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-network-topology
 */
export function decideRegion(
    declared: ConnectorGroupInputs,
    live: ConnectorGroup | undefined,
    contents: Contents,
): RegionDecision {
    if (!live) {
        return { kind: "gone" };
    }
    if (!isOccupied(contents)) {
        return { kind: "update" };
    }
    if (declared.region === unknownValue) {
        return { kind: "undecided" };
    }
    if (declared.region === undefined || sameRegion(declared.region, live.region)) {
        return { kind: "none" };
    }
    return live.isDefault ? { kind: "refused", live } : { kind: "replace", live, region: declared.region };
}

/** The PATCH that brings a live group in line: only what differs, since nobody knows whether more would be refused. */
export function changeFor(live: ConnectorGroup, declared: ConnectorGroupInputs): ConnectorGroupChange {
    const differs = differences(live, declared);
    return {
        ...(differs.name && { name: declared.name }),
        ...(differs.region && declared.region !== undefined && { region: declared.region }),
    };
}
