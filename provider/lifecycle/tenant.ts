import type { Application, Connector, ConnectorGroup } from "../graph/types";
import { ExplainedError } from "./errors";

/** The properties of a connector group that can be written. */
export interface ConnectorGroupChange {
    readonly name?: string;
    readonly region?: string;
}

/** The tenant as the lifecycle sees it. Every method throws what the service refused, and never answers a guess. */
export interface Tenant {
    /** Names the tenant for notes that outlive a process: no secret in it, and no two tenants share one. */
    readonly key: string;
    /** Every connector group of application proxy; groups of other agents, which the service lists too, left out. */
    listGroups(): Promise<readonly ConnectorGroup[]>;
    /** The group, or undefined when the service knows none of that id. */
    getGroup(id: string): Promise<ConnectorGroup | undefined>;
    createGroup(group: { readonly name: string; readonly region?: string }): Promise<ConnectorGroup>;
    updateGroup(id: string, change: ConnectorGroupChange): Promise<void>;
    /** Succeeds when the group is gone already. */
    deleteGroup(id: string): Promise<void>;
    listMembers(id: string): Promise<readonly Connector[]>;
    listApplications(id: string): Promise<readonly Application[]>;
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
    return (await tenant.getGroup(id)) ?? (await tenant.listGroups()).find((listed) => listed.id === id);
}

/** What is assigned to a connector group. */
export interface Contents {
    readonly connectors: readonly Connector[];
    readonly applications: readonly Application[];
}

/** Asks what is assigned to a group, now. A decision is never taken from an older answer. */
export async function contentsOf(tenant: Tenant, id: string): Promise<Contents> {
    const [connectors, applications] = await Promise.all([tenant.listMembers(id), tenant.listApplications(id)]);
    return { connectors, applications };
}

/** Whether anything is assigned, so that the service keeps the group's region fixed and refuses to delete it. */
export function isOccupied(contents: Contents): boolean {
    return contents.connectors.length > 0 || contents.applications.length > 0;
}

/** How old an answer may be that a decision rests on. */
export const decisionAgeMs = 5_000;

/**
 * The same tenant, with the list of groups shared by all callers for at most {@link decisionAgeMs} and asked anew
 * after each write of ours.
 */
export function withSharedGroupList(tenant: Tenant, now: () => number): Tenant {
    let shared: { readonly askedAt: number; readonly groups: Promise<readonly ConnectorGroup[]> } | undefined;
    const forget = () => {
        shared = undefined;
    };
    const afterWrite = async <T>(write: Promise<T>): Promise<T> => {
        forget();
        return await write.finally(forget);
    };
    return {
        ...tenant,
        listGroups: () => {
            if (!shared || now() - shared.askedAt >= decisionAgeMs) {
                const asked = { askedAt: now(), groups: tenant.listGroups() };
                asked.groups.catch(() => {
                    if (shared === asked) {
                        forget();
                    }
                });
                shared = asked;
            }
            return shared.groups;
        },
        createGroup: (group) => afterWrite(tenant.createGroup(group)),
        updateGroup: (id, change) => afterWrite(tenant.updateGroup(id, change)),
        deleteGroup: (id) => afterWrite(tenant.deleteGroup(id)),
    };
}
