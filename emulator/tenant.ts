import type { Gap } from "./gaps";
import {
    applicationsOf,
    type ConnectorStatus,
    defaultGroupOf,
    type EmulatedApplication,
    type EmulatedConnector,
    type EmulatedGroup,
    groupIdOf,
    membersOf,
    type TenantState,
    withApplication,
    withConnector,
    withGroup,
    withoutAssignment,
    withoutGroup,
    withoutPublishing,
} from "./model";
import {
    type ApplicationSeed,
    applicationFrom,
    type ConnectorSeed,
    connectorFrom,
    type GroupSeed,
    groupFrom,
    publishingFrom,
    requireGroup,
} from "./seed";
import type { TenantStore } from "./store";

/**
 * The tenant itself, past HTTP: what a test looks at and what someone else changes meanwhile.
 *
 * It shows the tenant as it really is, without lag. Its changes ask no rule of the service, and they show to reads at
 * once, together with every write before them. Groups, connectors and applications are named by id, or by name as long
 * as only one has it; a name that fits none throws.
 */
export class EmulatedTenant {
    constructor(
        private readonly store: TenantStore,
        private readonly newId: () => string,
    ) {}

    /** All groups, in the order of the list call. */
    groups(): EmulatedGroup[] {
        return [...this.store.current.groups.values()];
    }

    /** The group with this id, or the only one with this name; `undefined` if there is none. */
    group(idOrName: string): EmulatedGroup | undefined {
        return this.groups().some((group) => group.id === idOrName || group.name === idOrName)
            ? requireGroup(this.store.current, idOrName)
            : undefined;
    }

    /** The group that takes new connectors, and the applications that nobody assigned. */
    get defaultGroup(): EmulatedGroup {
        return defaultGroupOf(this.store.current);
    }

    /** All connectors, each with the id of its group. */
    connectors(): EmulatedConnector[] {
        return [...this.store.current.connectors.values()];
    }

    /** All applications; see {@link groupOf} for where one points. */
    applications(): EmulatedApplication[] {
        return [...this.store.current.applications.values()];
    }

    /** The connectors in a group. */
    membersOf(group: string): readonly EmulatedConnector[] {
        return membersOf(this.store.current, this.findGroup(group).id);
    }

    /** The applications that point at a group; for the default group those without an assignment too. */
    applicationsOf(group: string): readonly EmulatedApplication[] {
        return applicationsOf(this.store.current, this.findGroup(group).id);
    }

    /** The group that an application points at; `undefined` while it is not published. */
    groupOf(application: string): EmulatedGroup | undefined {
        const groupId = groupIdOf(this.store.current, this.findApplication(application));
        return groupId === undefined ? undefined : this.findGroup(groupId);
    }

    /** Adds a group. */
    addGroup(seed: Omit<GroupSeed, "isDefault">): EmulatedGroup {
        const group = groupFrom(seed, this.defaultGroup.region, this.newId);
        this.change(withGroup(this.store.current, group), `addGroup ${group.name}`);
        return group;
    }

    /** Registers a connector; without a group it lands in the default one. */
    addConnector(seed: ConnectorSeed): EmulatedConnector {
        const { current } = this.store;
        const connector = connectorFrom(seed, current, current.connectors.size, this.newId);
        this.change(withConnector(current, connector), `addConnector ${connector.machineName}`);
        return connector;
    }

    /** Adds an application, published unless said otherwise; without a group it follows the default one. */
    addApplication(seed: ApplicationSeed): EmulatedApplication {
        const application = applicationFrom(seed, this.store.current, this.newId);
        this.change(withApplication(this.store.current, application), `addApplication ${application.displayName}`);
        return application;
    }

    /** Moves a connector (named by id or machine name) into a group. */
    moveConnector(connector: string, group: string): void {
        const moved = { ...this.findConnector(connector), groupId: this.findGroup(group).id };
        this.change(withConnector(this.store.current, moved), `moveConnector ${moved.machineName}`);
    }

    /** Takes a connector up or down. */
    setConnectorStatus(connector: string, status: ConnectorStatus): void {
        const changed = { ...this.findConnector(connector), status };
        this.change(withConnector(this.store.current, changed), `setConnectorStatus ${changed.machineName} ${status}`);
    }

    /** Removes a connector, as if it had been uninstalled. */
    removeConnector(connector: string): void {
        const removed = this.findConnector(connector);
        const connectors = new Map(this.store.current.connectors);
        connectors.delete(removed.id);
        this.change({ ...this.store.current, connectors }, `removeConnector ${removed.machineName}`);
    }

    /** Assigns a published application (named by id or display name) to a group, or to none: the default group again. */
    assignApplication(application: string, group: string | undefined): void {
        const found = this.findApplication(application);
        if (found.publishing === undefined) {
            throw new Error(
                `Application "${found.displayName}" is not published, so it cannot be on a connector group.`,
            );
        }
        const assigned =
            group === undefined ? withoutAssignment(found) : { ...found, assignedGroupId: this.findGroup(group).id };
        this.change(withApplication(this.store.current, assigned), `assignApplication ${found.displayName}`);
    }

    /** Publishes an application, or takes the publishing and with it the assignment away. */
    setPublished(application: string, published: boolean): void {
        const found = this.findApplication(application);
        const changed = published
            ? { ...found, publishing: found.publishing ?? publishingFrom({}) }
            : withoutPublishing(found);
        this.change(withApplication(this.store.current, changed), `setPublished ${found.displayName}`);
    }

    /** Removes an application. */
    removeApplication(application: string): void {
        const removed = this.findApplication(application);
        const applications = new Map(this.store.current.applications);
        applications.delete(removed.id);
        this.change({ ...this.store.current, applications }, `removeApplication ${removed.displayName}`);
    }

    /** Renames a group. */
    renameGroup(group: string, name: string): void {
        const found = this.findGroup(group);
        this.change(withGroup(this.store.current, { ...found, name }), `renameGroup ${found.name}`);
    }

    /** Changes the region of a group, occupied or not. */
    setRegion(group: string, region: string): void {
        const found = this.findGroup(group);
        this.change(withGroup(this.store.current, { ...found, region }), `setRegion ${found.name}`);
    }

    /** Removes a group; what is on it goes to the default group. The default group itself cannot be removed. */
    removeGroup(group: string): void {
        const found = this.findGroup(group);
        if (found.isDefault) {
            throw new Error(`"${found.name}" is the default group, and a tenant always has one.`);
        }
        let state = this.store.current;
        for (const connector of membersOf(state, found.id)) {
            state = withConnector(state, { ...connector, groupId: this.defaultGroup.id });
        }
        this.change(withoutGroup(state, found.id), `removeGroup ${found.name}`);
    }

    /**
     * Every stretch of time, however short, in which a published application pointed at a group without an active
     * connector. Those of the tenant's start, or of a test's own preparations, are in it too: see {@link forgetGaps}.
     */
    gaps(): Gap[] {
        return this.store.gaps();
    }

    /** Forgets the gaps that have ended; those that last stay. */
    forgetGaps(): void {
        this.store.forgetEndedGaps();
    }

    /** Lets reads see every write at once, in spite of the lag. */
    settle(): void {
        this.store.settle();
    }

    private change(state: TenantState, what: string): void {
        this.store.write(state, `tenant: ${what}`);
        this.store.settle();
    }

    private findGroup(idOrName: string): EmulatedGroup {
        return requireGroup(this.store.current, idOrName);
    }

    private findConnector(idOrName: string): EmulatedConnector {
        return only(
            "connector",
            idOrName,
            this.connectors().filter(({ id, machineName }) => id === idOrName || machineName === idOrName),
        );
    }

    private findApplication(idOrName: string): EmulatedApplication {
        return only(
            "application",
            idOrName,
            this.applications().filter(({ id, displayName }) => id === idOrName || displayName === idOrName),
        );
    }
}

function only<T>(kind: string, idOrName: string, found: readonly T[]): T {
    const [first] = found;
    if (first === undefined || found.length > 1) {
        throw new Error(`The emulated tenant has ${found.length || "no"} ${kind}s "${idOrName}".`);
    }
    return first;
}
