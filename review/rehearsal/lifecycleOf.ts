import { applicationAssignment } from "../../provider/lifecycle/applicationAssignment";
import { connectorGroupLifecycleOver } from "../../provider/lifecycle/connectorGroup";
import { connectorMembership } from "../../provider/lifecycle/connectorMembership";
import { defaultBounds, type LifecycleContext, type Notes } from "../../provider/lifecycle/context";
import { placementLifecycleOver } from "../../provider/lifecycle/placement";
import type { ResourceLifecycle } from "../../provider/lifecycle/resourceLifecycle";
import type { Tenant } from "../../provider/lifecycle/tenant";
import type { ResourceType } from "../review";

/** The provider's own lifecycle of a kind of resource, over a tenant in memory. */
export function lifecycleOf(
    type: ResourceType,
    tenant: Tenant,
    around: Pick<LifecycleContext, "memory" | "clock" | "say" | "warn">,
): ResourceLifecycle {
    const context: LifecycleContext = { ...around, tenant: () => tenant, notes: noNotes, bounds: defaultBounds };
    switch (type) {
        case "ConnectorGroup":
            return connectorGroupLifecycleOver(context);
        case "ConnectorMembership":
            return placementLifecycleOver(connectorMembership, context);
        case "ApplicationAssignment":
            return placementLifecycleOver(applicationAssignment, context);
    }
}

/** What was begun and never ended on another machine is in that machine's notes alone. */
const noNotes: Notes = {
    begin: () => undefined,
    answered: () => undefined,
    leftBehind: () => undefined,
    forget: () => undefined,
    forgetId: () => undefined,
    beginCarry: () => undefined,
    isCarryBegun: () => false,
    carried: () => undefined,
    endCarry: () => undefined,
    forgetAnswered: () => undefined,
};
