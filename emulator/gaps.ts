import { type EmulatedApplication, groupIdOf, type TenantState } from "./model";

/** A stretch of time in which a published application pointed at a group without an active connector. */
export interface Gap {
    readonly applicationId: string;
    readonly displayName: string;
    readonly groupId: string;
    /** Since when, in milliseconds of the emulator's clock. */
    readonly from: number;
    /** Until when; absent while it lasts. */
    readonly to?: number;
    /** The request that began it (method and path), the change of the tenant that did, or `start`. */
    readonly causedBy: string;
}

/** Keeps every {@link Gap} of a tenant, however short. */
export class GapRecord {
    private readonly closed: Gap[] = [];
    private readonly open = new Map<string, Gap>();

    constructor(private readonly now: () => number) {}

    /** Every gap so far, in the order in which they ended, those that last at the end. */
    all(): Gap[] {
        return [...this.closed, ...this.open.values()];
    }

    /** Forgets the gaps that have ended. */
    forgetEnded(): void {
        this.closed.length = 0;
    }

    /** Compares the tenant as it is now with the gaps known so far. */
    observe(state: TenantState, causedBy: string): void {
        const at = this.now();
        const unserved = unservedApplications(state);
        for (const [applicationId, gap] of this.open) {
            if (unserved.get(applicationId)?.groupId !== gap.groupId) {
                this.open.delete(applicationId);
                this.closed.push({ ...gap, to: at });
            }
        }
        for (const [applicationId, { application, groupId }] of unserved) {
            if (!this.open.has(applicationId)) {
                const { displayName } = application;
                this.open.set(applicationId, { applicationId, displayName, groupId, from: at, causedBy });
            }
        }
    }
}

function unservedApplications(state: TenantState): Map<string, { application: EmulatedApplication; groupId: string }> {
    const served = new Set<string>();
    for (const connector of state.connectors.values()) {
        if (connector.status === "active") {
            served.add(connector.groupId);
        }
    }
    const unserved = new Map<string, { application: EmulatedApplication; groupId: string }>();
    for (const application of state.applications.values()) {
        const groupId = groupIdOf(state, application);
        if (groupId !== undefined && !served.has(groupId)) {
            unserved.set(application.id, { application, groupId });
        }
    }
    return unserved;
}
