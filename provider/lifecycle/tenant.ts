import type { Application, Connector, ConnectorGroup } from "../graph/types";
import { ExplainedError } from "./errors";
import { sameId } from "./names";

/** The properties of a connector group that can be written. */
export interface ConnectorGroupChange {
    readonly name?: string;
    readonly region?: string;
}

/**
 * The tenant as the lifecycle sees it. Every method throws what the service refused, and never answers a guess.
 *
 * Who gives an age may be answered from what was asked for others, so long ago at most.
 */
export interface Tenant {
    /** Names the tenant for notes that outlive a process: no secret in it, and no two tenants share one. */
    readonly key: string;
    /** Every connector group of application proxy; groups of other agents, which the service lists too, left out. */
    listGroups(age?: ReadAge): Promise<readonly ConnectorGroup[]>;
    /** The group, or undefined when the service knows none of that id. */
    getGroup(id: string): Promise<ConnectorGroup | undefined>;
    createGroup(group: { readonly name: string; readonly region?: string }): Promise<ConnectorGroup>;
    updateGroup(id: string, change: ConnectorGroupChange): Promise<void>;
    /** Succeeds when the group is gone already. */
    deleteGroup(id: string): Promise<void>;
    listMembers(id: string, age?: ReadAge): Promise<readonly Connector[]>;
    listApplications(id: string, age?: ReadAge): Promise<readonly Application[]>;
    listConnectors(): Promise<readonly Connector[]>;
    /** The connector, or undefined when the service knows none of that id. */
    getConnector(id: string): Promise<Connector | undefined>;
    /** The one group a connector is in, or undefined when the service knows no such connector. */
    groupOfConnector(id: string): Promise<ConnectorGroup | undefined>;
    moveConnector(id: string, groupId: string): Promise<void>;
    /** The application of that object id, or undefined when the service knows none. */
    getApplication(id: string): Promise<Application | undefined>;
    findApplicationByAppId(appId: string): Promise<Application | undefined>;
    /** The applications of these object ids or names; at most 15 of them. */
    findApplications(property: "id" | "displayName", values: readonly string[]): Promise<readonly Application[]>;
    /** Some of the applications whose names begin so. */
    someApplicationsBeginning(beginning: string): Promise<readonly Application[]>;
    /**
     * The group an application is published through, the default group where none was assigned; undefined when there
     * is no such application, or when it is not published through application proxy.
     */
    groupOfApplication(id: string): Promise<ConnectorGroup | undefined>;
    assignApplication(id: string, groupId: string): Promise<void>;
    /** Gives an application back to the default group. Succeeds when it is gone already. */
    unassignApplication(id: string): Promise<void>;
}

/** How old an answer may be that a decision rests on. */
export const decisionAgeMs = 5_000;

/**
 * How old an answer may be that shows how things are, and nothing is decided by: a refresh of many resources is one look
 * at the tenant, and a name that was free a while ago is taken for free. What someone else does meanwhile would show in
 * none of this a moment later either.
 */
export const lookAgeMs = 60_000;

/** How old an answer may be. */
export interface ReadAge {
    readonly mostAgeMs: number;
}

/** The tenant's default group, where new connectors and unassigned applications land. */
export async function defaultGroupOf(tenant: Tenant): Promise<ConnectorGroup> {
    const found = (await tenant.listGroups()).find(({ isDefault }) => isDefault);
    if (!found) {
        throw new ExplainedError(
            "The tenant lists no default connector group, so nothing can be sent back to it. Nothing was changed.",
        );
    }
    return found;
}

/**
 * The group as it is now, or undefined when it is gone. A 404 can also mean that a group does not show everywhere yet,
 * and what follows from "gone" is a second group or one that is left behind, so the list has the last word.
 */
export async function liveGroup(tenant: Tenant, id: string): Promise<ConnectorGroup | undefined> {
    return (await tenant.getGroup(id)) ?? (await tenant.listGroups()).find((listed) => sameId(listed.id, id));
}

/** The same for a caller to whom it may be as old as a decision may be: what is listed is not asked for by itself. */
export async function recentGroup(tenant: Tenant, id: string): Promise<ConnectorGroup | undefined> {
    const listed = await tenant.listGroups({ mostAgeMs: decisionAgeMs });
    return listed.find((group) => sameId(group.id, id)) ?? (await liveGroup(tenant, id));
}

/** The groups, among which none is a holder of the name that a caller wants, or all as they are now. */
export async function groupsBesideHolder(
    tenant: Tenant,
    isHolder: (group: ConnectorGroup) => boolean,
): Promise<readonly ConnectorGroup[]> {
    const seen = await tenant.listGroups({ mostAgeMs: lookAgeMs });
    return seen.some(isHolder) ? await tenant.listGroups() : seen;
}

/** What is assigned to a connector group. */
export interface Contents {
    readonly connectors: readonly Connector[];
    readonly applications: readonly Application[];
}

/** Asks what is assigned to a group, now, or at most as long ago as is said. */
export async function contentsOf(tenant: Tenant, id: string, age?: ReadAge): Promise<Contents> {
    const [connectors, applications] = await Promise.all([
        tenant.listMembers(id, age),
        tenant.listApplications(id, age),
    ]);
    return { connectors, applications };
}

/** Whether anything is assigned, so that the service keeps the group's region fixed and refuses to delete it. */
export function isOccupied(contents: Contents): boolean {
    return contents.connectors.length > 0 || contents.applications.length > 0;
}
