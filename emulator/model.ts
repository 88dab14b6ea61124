/** A connector group in the emulated tenant. */
export interface EmulatedGroup {
    readonly id: string;
    readonly name: string;
    /** Null where the service answers none: the property is nullable. */
    readonly region: string | null;
    readonly isDefault: boolean;
    /** `applicationProxy`, or the type of another kind of agent that the same list shows, such as `syncFabric`. */
    readonly connectorGroupType: string;
}

/** Whether a connector is up. */
export type ConnectorStatus = "active" | "inactive";

/** A connector in the emulated tenant. It is always in exactly one group. */
export interface EmulatedConnector {
    readonly id: string;
    readonly machineName: string;
    readonly externalIp: string;
    readonly status: ConnectorStatus;
    readonly version: string;
    readonly groupId: string;
}

/** An application in the emulated tenant. */
export interface EmulatedApplication {
    /** The object id. */
    readonly id: string;
    readonly appId: string;
    readonly displayName: string;
    /** Its `onPremisesPublishing`; absent while it is not published. */
    readonly publishing?: Readonly<Record<string, unknown>>;
    /** The group it was assigned to; absent while it follows the default group. */
    readonly assignedGroupId?: string;
}

/** Everything in the tenant at one moment. Never changed: a write makes a new one. */
export interface TenantState {
    readonly groups: ReadonlyMap<string, EmulatedGroup>;
    readonly connectors: ReadonlyMap<string, EmulatedConnector>;
    readonly applications: ReadonlyMap<string, EmulatedApplication>;
}

/** The tenant's default group. */
export function defaultGroupOf(state: TenantState): EmulatedGroup {
    for (const group of state.groups.values()) {
        if (group.isDefault) {
            return group;
        }
    }
    throw new Error("The emulated tenant has no default group.");
}

/** The group an application points at: the assigned one, else the default group; none while it is not published. */
export function groupIdOf(state: TenantState, application: EmulatedApplication): string | undefined {
    if (application.publishing === undefined) {
        return undefined;
    }
    return application.assignedGroupId ?? defaultGroupOf(state).id;
}

/** The connectors in a group. */
export function membersOf(state: TenantState, groupId: string): readonly EmulatedConnector[] {
    return contentsOf(state).connectors.get(groupId) ?? [];
}

/** The applications that point at a group, for the default group those without an assignment too. */
export function applicationsOf(state: TenantState, groupId: string): readonly EmulatedApplication[] {
    return contentsOf(state).applications.get(groupId) ?? [];
}

/** What is in each group that has something in it, by the group's id. */
interface Contents {
    readonly connectors: ReadonlyMap<string, readonly EmulatedConnector[]>;
    readonly applications: ReadonlyMap<string, readonly EmulatedApplication[]>;
}

// A state never changes, and a client may ask about every group of one: looking through everything for each of them
// would make a tenant of twice the size answer four times as slowly.
const contentsOfStates = new WeakMap<TenantState, Contents>();

function contentsOf(state: TenantState): Contents {
    let contents = contentsOfStates.get(state);
    if (contents === undefined) {
        contents = {
            connectors: byGroup(state.connectors.values(), ({ groupId }) => groupId),
            applications: byGroup(state.applications.values(), (application) => groupIdOf(state, application)),
        };
        contentsOfStates.set(state, contents);
    }
    return contents;
}

function byGroup<T>(all: Iterable<T>, groupIdOfOne: (one: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
    const groups = new Map<string, T[]>();
    for (const one of all) {
        const groupId = groupIdOfOne(one);
        if (groupId !== undefined) {
            const others = groups.get(groupId);
            if (others) {
                others.push(one);
            } else {
                groups.set(groupId, [one]);
            }
        }
    }
    return groups;
}

/** The tenant with this group added, or changed. */
export function withGroup(state: TenantState, group: EmulatedGroup): TenantState {
    return { ...state, groups: new Map(state.groups).set(group.id, group) };
}

/** The tenant without this group; applications that were assigned to it follow the default group. */
export function withoutGroup(state: TenantState, groupId: string): TenantState {
    const groups = new Map(state.groups);
    groups.delete(groupId);
    const applications = new Map(state.applications);
    for (const application of applications.values()) {
        if (application.assignedGroupId === groupId) {
            applications.set(application.id, withoutAssignment(application));
        }
    }
    return { ...state, groups, applications };
}

/** The tenant with this connector added, or changed. */
export function withConnector(state: TenantState, connector: EmulatedConnector): TenantState {
    return { ...state, connectors: new Map(state.connectors).set(connector.id, connector) };
}

/** The tenant with this application added, or changed. */
export function withApplication(state: TenantState, application: EmulatedApplication): TenantState {
    return { ...state, applications: new Map(state.applications).set(application.id, application) };
}

/** The application as it is when nobody has assigned it. */
export function withoutAssignment(application: EmulatedApplication): EmulatedApplication {
    const { assignedGroupId: _left, ...rest } = application;
    return rest;
}

/** The application as it is when it is not published; its assignment goes with the publishing. */
export function withoutPublishing(application: EmulatedApplication): EmulatedApplication {
    const { publishing: _left, ...rest } = withoutAssignment(application);
    return rest;
}
