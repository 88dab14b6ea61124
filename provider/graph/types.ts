/**
 * What the service says about connector groups, connectors and applications: the fields this package relies on.
 *
 * Microsoft Graph may send more; unknown fields are ignored and unknown values of known fields are kept as they are.
 * Source: https://learn.microsoft.com/graph/api/resources/connectorgroup?view=graph-rest-beta
 */

/** A connector group: the unit of high availability that connectors sit in and applications point at. */
export interface ConnectorGroup {
    readonly id: string;
    readonly name: string;
    /** Where the group's cloud endpoint is; absent when the service sends none. An open set: `japan` is undocumented and real. */
    readonly region?: string;
    /** Whether this is the tenant's default group, where new connectors and unassigned applications land. */
    readonly isDefault: boolean;
    /** `applicationProxy` for the groups this package manages; the list also shows others, such as `syncFabric`. */
    readonly connectorGroupType: string;
}

/** An agent on a server that carries traffic between the service and internal applications. */
export interface Connector {
    readonly id: string;
    readonly machineName: string;
    readonly externalIp?: string;
    /** `active` or `inactive`. */
    readonly status?: string;
    readonly version?: string;
}

/** An application (registration) that is published through a connector group. */
export interface Application {
    /** The object id, which is not the appId. */
    readonly id: string;
    readonly appId?: string;
    readonly displayName: string;
    /** How it is published; null where it is not, and absent where the answer leaves that open. */
    readonly publishing?: Publishing | null;
}

/** As much as is relied on of what application proxy publishes an application with. */
export interface Publishing {
    readonly externalUrl?: string;
}
