/**
 * What the modules of this folder hand the engine's calls to. Built, it is one file with all that it loads in order to
 * ask the tenant, libraries among it: the engine's first call waits while that is loaded, and one file takes less than
 * half as long as a hundred. `tools/build.ts` makes it.
 */
import { contextOf, type StackConfig } from "../lifecycle/process";
import type { ResourceLifecycle } from "../lifecycle/resourceLifecycle";

/** The kinds of resources, by the names of the modules in this folder. */
export type Kind = "connectorGroup" | "connectorMembership" | "applicationAssignment";

/** What carries out the engine's calls about resources of a kind, in this process. */
export async function lifecycleOf(kind: Kind, config: StackConfig | undefined): Promise<ResourceLifecycle> {
    const context = contextOf(config);
    if (kind === "connectorGroup") {
        return (await import("../lifecycle/connectorGroup.js")).connectorGroupLifecycleOver(context);
    }
    const { placementLifecycleOver } = await import("../lifecycle/placement.js");
    if (kind === "connectorMembership") {
        const { connectorMembership } = await import("../lifecycle/connectorMembership.js");
        return placementLifecycleOver(connectorMembership, context);
    }
    const { applicationAssignment } = await import("../lifecycle/applicationAssignment.js");
    return placementLifecycleOver(applicationAssignment, context);
}
