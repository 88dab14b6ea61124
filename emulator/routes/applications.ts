import { type Answer, badRequest, type Call, notEmulated, objectIn, Refusal, type World } from "../answers";
import { entityAnswer, listAnswer } from "../lists";
import {
    type EmulatedApplication,
    groupIdOf,
    type TenantState,
    withApplication,
    withoutAssignment,
    withoutPublishing,
} from "../model";
import { entryOf, groupIn } from "../rules";
import { referencedId, renderApplication, renderGroup } from "../wire";

/** GET applications */
export function listApplications(call: Call, world: World): Answer {
    const applications = [...world.store.seen.applications.values()].map(renderApplication);
    return listAnswer(call, applications, {
        filterable: ["id", "appId", "displayName"],
        pages: world.settings,
        onlyIfSelected: ["onPremisesPublishing"],
    });
}

/** GET applications/{id} */
export function getApplication(call: Call, world: World): Answer {
    return entityAnswer(call, renderApplication(applicationIn(world.store.seen, call)), ["onPremisesPublishing"]);
}

/** PATCH applications/{id} */
export function updateApplication(call: Call, world: World): Answer {
    const { displayName, onPremisesPublishing, ...others } = objectIn(call);
    const [other] = Object.keys(others);
    if (other !== undefined) {
        throw notEmulated(`setting the property "${other}" of an application.`);
    }
    const { current } = world.store;
    let application = applicationIn(current, call);
    if (typeof displayName === "string") {
        application = { ...application, displayName };
    }
    if (onPremisesPublishing !== undefined) {
        application = published(application, onPremisesPublishing, current);
    }
    world.store.write(withApplication(current, application), call.label);
    return { status: 204 };
}

/** GET applications/{id}/onPremisesPublishing */
export function getPublishing(call: Call, world: World): Answer {
    const { publishing } = applicationIn(world.store.seen, call);
    if (publishing === undefined) {
        throw new Refusal(
            404,
            "OnPremisesPublishing_NotEnabled",
            "OnPremisesPublishing is not enabled for this application.",
        );
    }
    return entityAnswer(call, publishing);
}

/** PATCH applications/{id}/onPremisesPublishing */
export function updatePublishing(call: Call, world: World): Answer {
    const { current } = world.store;
    const application = published(applicationIn(current, call), objectIn(call), current);
    world.store.write(withApplication(current, application), call.label);
    return { status: 204 };
}

/** DELETE applications/{id}/onPremisesPublishing */
export function clearPublishing(call: Call, world: World): Answer {
    const { current } = world.store;
    world.store.write(withApplication(current, withoutPublishing(applicationIn(current, call))), call.label);
    return { status: 204 };
}

/** GET applications/{id}/connectorGroup */
export function getGroupOfApplication(call: Call, world: World): Answer {
    const { seen } = world.store;
    const application = publishedApplicationIn(seen, call);
    return entityAnswer(call, renderGroup(groupIn(seen, groupIdOf(seen, application)), call, world));
}

/** PUT applications/{id}/connectorGroup/$ref */
export function assignApplication(call: Call, world: World): Answer {
    const { current } = world.store;
    const application = publishedApplicationIn(current, call);
    const target = groupIn(current, referencedId(objectIn(call), "connectorGroups", call, world));
    if (target.connectorGroupType !== "applicationProxy") {
        throw badRequest(`An application cannot be assigned to a group of the type ${target.connectorGroupType}.`);
    }
    world.store.write(withApplication(current, { ...application, assignedGroupId: target.id }), call.label);
    return { status: 204 };
}

/** DELETE applications/{id}/connectorGroup/$ref */
export function unassignApplication(call: Call, world: World): Answer {
    const { current } = world.store;
    const application = withoutAssignment(publishedApplicationIn(current, call));
    world.store.write(withApplication(current, application), call.label);
    return { status: 204 };
}

function published(application: EmulatedApplication, publishing: unknown, state: TenantState): EmulatedApplication {
    if (publishing === null) {
        return withoutPublishing(application);
    }
    if (typeof publishing !== "object" || Array.isArray(publishing)) {
        throw new Refusal(400, "BadRequest", "'onPremisesPublishing' has to be an object or null.");
    }
    if ("@odata.type" in publishing) {
        throw badRequest("'onPremisesPublishing' cannot carry '@odata.type'.");
    }
    const merged: Record<string, unknown> = {
        ...application.publishing,
        ...publishing,
        isOnPremPublishingEnabled: true,
    };
    refuseTakenUrl(merged.internalUrl, application, state);
    return { ...application, publishing: merged };
}

function refuseTakenUrl(internalUrl: unknown, application: EmulatedApplication, state: TenantState): void {
    for (const other of state.applications.values()) {
        if (internalUrl !== undefined && other.id !== application.id && other.publishing?.internalUrl === internalUrl) {
            throw new Refusal(400, "InternalUrl_Duplicate", `Internal url '${internalUrl}' is already in use.`);
        }
    }
}

function applicationIn(state: TenantState, call: Call): EmulatedApplication {
    const id = call.parameters.application ?? "";
    const application = entryOf(state.applications, id);
    if (application === undefined) {
        throw new Refusal(
            404,
            "Request_ResourceNotFound",
            `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
        );
    }
    return application;
}

function publishedApplicationIn(state: TenantState, call: Call): EmulatedApplication {
    const id = call.parameters.application ?? "";
    const application = entryOf(state.applications, id);
    if (application?.publishing === undefined) {
        throw new Refusal(
            404,
            "Application_NotFound",
            `Application '${id}' not found or OnPremisesPublishing is not enabled for your tenant.`,
        );
    }
    return application;
}
