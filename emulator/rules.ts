import { badRequest, Refusal, type World } from "./answers";
import {
    applicationsOf,
    defaultGroupOf,
    type EmulatedConnector,
    type EmulatedGroup,
    membersOf,
    type TenantState,
} from "./model";
import { documentedRegions } from "./wire";

/** Throws 400 unless a group can have this name. `own` is the id of the group that has it already. */
export function checkName(name: unknown, state: TenantState, world: World, own?: string): string {
    if (typeof name !== "string" || name.trim() === "") {
        throw badRequest("The property 'name' is required and cannot be empty.");
    }
    const taken = [...state.groups.values()].some(
        (group) => group.id !== own && group.name.toLowerCase() === name.toLowerCase(),
    );
    if (taken && world.settings.switches.names === "unique") {
        throw badRequest(`Another connector group has the name '${name}'.`);
    }
    return name;
}

/** The region in the form in which it is kept. Throws 400 for one that cannot be written. */
export function checkRegion(region: unknown, world: World): string {
    if (typeof region !== "string" || region.trim() === "") {
        throw badRequest("The property 'region' has to be the name of a region.");
    }
    const folded = region.toLowerCase();
    const known = [...documentedRegions, "japan"].includes(folded);
    if (folded === "unknownfuturevalue" || (!known && world.settings.switches.acceptedRegions === "known")) {
        throw badRequest(`'${region}' is not a region a connector group can have.`);
    }
    return world.settings.switches.regionCase === "lower" ? folded : region;
}

/** Throws 400 unless the group may be given this region now. */
export function checkRegionChange(group: EmulatedGroup, region: string | null, state: TenantState, world: World): void {
    const { switches } = world.settings;
    const changes = foldedRegion(region) !== foldedRegion(group.region);
    if (changes && group.isDefault && switches.defaultGroupRegion === "refused") {
        throw badRequest("The region of the default connector group cannot be changed.");
    }
    if (isOccupied(group, state) && (changes || switches.regionResend === "refused")) {
        throw badRequest(
            "The region can only be set while no connectors and no applications are assigned to the group.",
        );
    }
}

/** Throws 400 unless the group may be renamed. */
export function checkRename(group: EmulatedGroup, name: string, world: World): void {
    if (group.isDefault && name !== group.name && world.settings.switches.defaultGroupRename === "refused") {
        throw badRequest("The default connector group cannot be renamed.");
    }
}

/** Throws 400 unless the group may be deleted now. */
export function checkDelete(group: EmulatedGroup, state: TenantState, world: World): void {
    if (group.isDefault) {
        throw badRequest("The default connector group cannot be deleted.");
    }
    if (membersOf(state, group.id).length > 0) {
        throw badRequest("A connector group with connectors cannot be deleted.");
    }
    if (world.settings.switches.deleteWithApplications === "refused" && applicationsOf(state, group.id).length > 0) {
        throw badRequest("A connector group with applications cannot be deleted.");
    }
}

/** Throws 400 unless the connector may go straight from where it is into this group. */
export function checkMove(connector: EmulatedConnector, target: EmulatedGroup, state: TenantState, world: World): void {
    if (target.connectorGroupType !== "applicationProxy") {
        throw badRequest(`A connector cannot be moved into a group of the type ${target.connectorGroupType}.`);
    }
    const from = foldedRegion(state.groups.get(connector.groupId)?.region);
    const to = foldedRegion(target.region);
    const standard = foldedRegion(defaultGroupOf(state).region);
    const rule = world.settings.switches.connectorMoves;
    const stays = rule !== "alwaysViaDefaultRegion" && from === to;
    if (rule !== "free" && connector.groupId !== target.id && !stays && from !== standard && to !== standard) {
        throw badRequest(
            "A connector can only be moved into this group from a connector group that uses the default region.",
        );
    }
}

/** The group with this id. Throws 404 if the tenant has none. */
export function groupIn(state: TenantState, id: string | undefined): EmulatedGroup {
    const group = entryOf(state.groups, id);
    if (group === undefined) {
        throw new Refusal(404, "ConnectorGroup_NotFound", `Connector group '${id}' not found.`);
    }
    return group;
}

/** The connector with this id. Throws 404 if the tenant has none. */
export function connectorIn(state: TenantState, id: string | undefined): EmulatedConnector {
    const connector = entryOf(state.connectors, id);
    if (connector === undefined) {
        throw new Refusal(404, "Connector_NotFound", `Connector '${id}' not found.`);
    }
    return connector;
}

/** The entry with this id, in whichever case its letters are. */
export function entryOf<T>(entries: ReadonlyMap<string, T>, id: string | undefined): T | undefined {
    const wanted = id?.toLowerCase();
    return entries.get(id ?? "") ?? [...entries].find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function foldedRegion(region: string | null | undefined): string | undefined {
    return region?.toLowerCase();
}

function isOccupied(group: EmulatedGroup, state: TenantState): boolean {
    return membersOf(state, group.id).length > 0 || applicationsOf(state, group.id).length > 0;
}
