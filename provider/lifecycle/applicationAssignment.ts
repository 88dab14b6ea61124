import { isGraphError } from "../graph/errors";
import type { Application } from "../graph/types";
import { awaitAssigned } from "./carry/awaitShown";
import type { LifecycleContext } from "./context";
import { ExplainedError } from "./errors";
import type { PlacementKind } from "./placementKind";
import { arriveServed } from "./serving";
import { defaultGroupOf, lookAgeMs } from "./tenant";

/** A published application at a group. An application points at exactly one, the default group where none is assigned. */
export const applicationAssignment: PlacementKind = {
    property: "applicationId",
    noun: "Application",
    groupOf: (context, id) => context.tenant().groupOfApplication(id),
    listIn: (context, groupId) => context.tenant().listApplications(groupId, { mostAgeMs: lookAgeMs }),
    moveTo: async (context, id, groupId) => {
        await assign(context, id, groupId);
        await awaitAssigned(context, named(id), groupId);
    },
    giveBack: async (context, id) => {
        const { id: groupId } = await defaultGroupOf(context.tenant());
        await context.tenant().unassignApplication(id);
        await awaitAssigned(context, named(id), groupId);
    },
    explainMissing,
    announceArrival: () => {},
    announceLeaving: async ({ memory }, id, from) => memory.moves.announceGoing(from.id, id),
    whenServed: arriveServed,
};

async function assign(context: LifecycleContext, id: string, groupId: string): Promise<void> {
    try {
        await context.tenant().assignApplication(id, groupId);
    } catch (error) {
        if (isGraphError(error) && error.codes.includes("Application_NotFound")) {
            throw new ExplainedError(
                `Application ${id} is not assigned to the group ${groupId}: ${await explainMissing(context, id)} ` +
                    "Nothing was changed.",
                { cause: error },
            );
        }
        throw error;
    }
}

/**
 * `Application_NotFound` is said of an application that is not published as well as of one that does not exist.
 * Source: https://github.com/deploymenttheory/terraform-provider-microsoft365/pull/3213
 */
async function explainMissing(context: LifecycleContext, id: string): Promise<string> {
    const tenant = context.tenant();
    const application = await tenant.getApplication(id);
    if (application) {
        return (
            `application proxy is not enabled on ${JSON.stringify(application.displayName)}. Publish it first (its ` +
            "internal and external URL), then run this again."
        );
    }
    const owner = await tenant.findApplicationByAppId(id);
    return owner
        ? `that is the appId of ${JSON.stringify(owner.displayName)}; what is needed is its object id, ${owner.id}.`
        : "the tenant has no application of that object id.";
}

function named(id: string): Application {
    return { id, displayName: id };
}
