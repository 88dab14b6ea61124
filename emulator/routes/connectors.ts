import { type Answer, type Call, objectIn, Refusal, type World } from "../answers";
import { entityAnswer, listAnswer } from "../lists";
import { connectorIn, groupIn } from "../rules";
import { referencedId, renderConnector, renderGroup } from "../wire";
import { moveConnector } from "./groups";

const tip = "Use $select to choose only the properties your app needs, as this can lead to performance improvements.";

/** GET connectors */
export function listConnectors(call: Call, world: World): Answer {
    const connectors = [...world.store.seen.connectors.values()].map(renderConnector);
    return listAnswer(call, connectors, {
        filterable: [],
        pages: world.settings,
        annotations: call.query.has("$select") ? {} : { "@microsoft.graph.tips": tip },
    });
}

/** GET connectors/{id} */
export function getConnector(call: Call, world: World): Answer {
    return entityAnswer(call, renderConnector(connectorIn(world.store.seen, call.parameters.connector)));
}

/** GET connectors/{id}/memberOf */
export function listGroupsOfConnector(call: Call, world: World): Answer {
    const { seen } = world.store;
    const connector = connectorIn(seen, call.parameters.connector);
    const group = renderGroup(groupIn(seen, connector.groupId), call, world);
    return listAnswer(call, [group], { filterable: [], pages: world.settings });
}

/** POST or PUT connectors/{id}/memberOf/$ref */
export function setGroupOfConnector(call: Call, world: World): Answer {
    const { memberOfMethods } = world.settings.switches;
    if (memberOfMethods !== "both" && memberOfMethods.toUpperCase() !== call.method) {
        throw methodNotAllowed();
    }
    const connector = connectorIn(world.store.current, call.parameters.connector);
    const target = groupIn(world.store.current, referencedId(objectIn(call), "connectorGroups", call, world));
    return moveConnector(connector.id, target, call, world);
}

/** For a path that exists, with another method. */
export function methodNotAllowed(): Refusal {
    return new Refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
}
