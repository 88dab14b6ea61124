import { type Answer, badRequest, type Call, objectIn, Refusal, type World } from "../answers";
import { entityAnswer, listAnswer } from "../lists";
import {
    applicationsOf,
    defaultGroupOf,
    type EmulatedGroup,
    membersOf,
    withConnector,
    withGroup,
    withoutGroup,
} from "../model";
import {
    checkDelete,
    checkMove,
    checkName,
    checkRegion,
    checkRegionChange,
    checkRename,
    connectorIn,
    groupIn,
} from "../rules";
import { referencedId, renderApplication, renderConnector, renderGroup } from "../wire";

const writable = ["name", "region"];
const readOnly = ["id", "isdefault", "connectorgrouptype"];

/** GET connectorGroups */
export function listGroups(call: Call, world: World): Answer {
    const groups = [...world.store.seen.groups.values()].map((group) => renderGroup(group, call, world));
    return listAnswer(call, groups, { filterable: ["name"], pages: world.settings });
}

/** POST connectorGroups */
export function createGroup(call: Call, world: World): Answer {
    const fields = fieldsOf(call);
    const { current } = world.store;
    const standard = defaultGroupOf(current).region;
    const region = fields.get("region") ?? null;
    const group: EmulatedGroup = {
        id: world.newId(),
        name: checkName(fields.get("name"), current, world),
        region: region === null ? standard : checkRegion(region, world),
        isDefault: false,
        connectorGroupType: "applicationProxy",
    };
    world.store.write(withGroup(current, group), call.label);
    return entityAnswer(call, renderGroup(group, call, world), [], world.settings.switches.createAnswer);
}

/** GET connectorGroups/{id} */
export function getGroup(call: Call, world: World): Answer {
    return entityAnswer(call, renderGroup(groupIn(world.store.seen, call.parameters.group), call, world));
}

/** PATCH connectorGroups/{id} */
export function updateGroup(call: Call, world: World): Answer {
    const { current } = world.store;
    const group = groupIn(current, call.parameters.group);
    const fields = fieldsOf(call);
    refuseReadOnly(fields, world);
    const changed: EmulatedGroup = {
        ...group,
        name: fields.has("name") ? renamed(group, fields.get("name"), world) : group.name,
        region: fields.has("region") ? moved(group, fields.get("region"), world) : group.region,
    };
    world.store.write(withGroup(current, changed), call.label);
    return world.settings.switches.updateAnswer === 204
        ? { status: 204 }
        : entityAnswer(call, renderGroup(changed, call, world));
}

function renamed(group: EmulatedGroup, name: unknown, world: World): string {
    const checked = checkName(name, world.store.current, world, group.id);
    checkRename(group, checked, world);
    return checked;
}

function moved(group: EmulatedGroup, region: unknown, world: World): string | null {
    const { current } = world.store;
    const backToDefault = region === null && world.settings.switches.regionNull === "default";
    const checked = backToDefault ? defaultGroupOf(current).region : checkRegion(region, world);
    checkRegionChange(group, checked, current, world);
    return checked;
}

/** DELETE connectorGroups/{id} */
export function deleteGroup(call: Call, world: World): Answer {
    const { current } = world.store;
    const group = groupIn(current, call.parameters.group);
    checkDelete(group, current, world);
    world.store.write(withoutGroup(current, group.id), call.label);
    return { status: 204 };
}

/** GET connectorGroups/{id}/members */
export function listMembers(call: Call, world: World): Answer {
    const { seen } = world.store;
    const group = groupIn(seen, call.parameters.group);
    const members = membersOf(seen, group.id);
    if (members.length === 0 && world.settings.switches.emptyMembers === "notFound") {
        throw new Refusal(404, "ConnectorGroup_NotFound", `Connector group '${group.id}' not found.`);
    }
    return listAnswer(call, members.map(renderConnector), { filterable: [], pages: world.settings });
}

/** GET connectorGroups/{id}/applications */
export function listApplicationsOfGroup(call: Call, world: World): Answer {
    const { seen } = world.store;
    const group = groupIn(seen, call.parameters.group);
    const applications = applicationsOf(seen, group.id);
    if (applications.length === 0 && world.settings.switches.emptyApplications === "notFound") {
        throw new Refusal(404, "ApplicationsForGroup_NotFound", `No applications found for group '${group.id}'.`);
    }
    return listAnswer(call, applications.map(renderApplication), {
        filterable: [],
        pages: world.settings,
        onlyIfSelected: ["onPremisesPublishing"],
    });
}

/** POST connectorGroups/{id}/members/$ref */
export function addMember(call: Call, world: World): Answer {
    const target = groupIn(world.store.current, call.parameters.group);
    return moveConnector(referencedId(objectIn(call), "connectors", call, world), target, call, world);
}

/** Moves a connector into a group, as either `$ref` call does. */
export function moveConnector(connectorId: string, target: EmulatedGroup, call: Call, world: World): Answer {
    const { current } = world.store;
    const connector = connectorIn(current, connectorId);
    checkMove(connector, target, current, world);
    world.store.write(withConnector(current, { ...connector, groupId: target.id }), call.label);
    return world.settings.switches.referenceAnswer === 204
        ? { status: 204 }
        : entityAnswer(call, renderGroup(target, call, world), [], 201);
}

/** The properties of a group in a body, by their name in lower case: entra-powershell sends `Name`. */
function fieldsOf(call: Call): ReadonlyMap<string, unknown> {
    const fields = new Map<string, unknown>();
    for (const [name, value] of Object.entries(objectIn(call))) {
        const folded = name.toLowerCase();
        if (name.startsWith("@odata.")) {
            continue;
        }
        if (!writable.includes(folded) && !readOnly.includes(folded)) {
            throw new Refusal(400, "BadRequest", `The property '${name}' does not exist on type 'connectorGroup'.`);
        }
        fields.set(folded, value);
    }
    return fields;
}

function refuseReadOnly(fields: ReadonlyMap<string, unknown>, world: World): void {
    const offending = readOnly.find((name) => fields.has(name));
    if (offending !== undefined && world.settings.switches.readOnlyInPatch === "refused") {
        throw badRequest(`The property '${offending}' is read-only and cannot be set.`);
    }
}
