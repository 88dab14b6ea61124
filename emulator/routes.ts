import { type Answer, type Call, notEmulated, Refusal, type World } from "./answers";
import * as applications from "./routes/applications";
import * as connectors from "./routes/connectors";
import * as groups from "./routes/groups";

type Handler = (call: Call, world: World) => Answer;

const profile = "onPremisesPublishingProfiles/applicationProxy";

/** Every path the emulator knows, with its methods. `:name` stands for one part of the path. */
const routes: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
    [`${profile}/connectorGroups`]: { GET: groups.listGroups, POST: groups.createGroup },
    [`${profile}/connectorGroups/:group`]: {
        GET: groups.getGroup,
        PATCH: groups.updateGroup,
        DELETE: groups.deleteGroup,
    },
    [`${profile}/connectorGroups/:group/members`]: { GET: groups.listMembers },
    [`${profile}/connectorGroups/:group/members/$ref`]: { POST: groups.addMember },
    [`${profile}/connectorGroups/:group/applications`]: { GET: groups.listApplicationsOfGroup },
    [`${profile}/connectors`]: { GET: connectors.listConnectors },
    [`${profile}/connectors/:connector`]: { GET: connectors.getConnector },
    [`${profile}/connectors/:connector/memberOf`]: { GET: connectors.listGroupsOfConnector },
    [`${profile}/connectors/:connector/memberOf/$ref`]: {
        POST: connectors.setGroupOfConnector,
        PUT: connectors.setGroupOfConnector,
    },
    applications: { GET: applications.listApplications },
    "applications/:application": { GET: applications.getApplication, PATCH: applications.updateApplication },
    "applications/:application/onPremisesPublishing": {
        GET: applications.getPublishing,
        PATCH: applications.updatePublishing,
        DELETE: applications.clearPublishing,
    },
    "applications/:application/connectorGroup": { GET: applications.getGroupOfApplication },
    "applications/:application/connectorGroup/$ref": {
        PUT: applications.assignApplication,
        DELETE: applications.unassignApplication,
    },
    $batch: { POST: refuseBatch },
};

/** Answers a call. Throws a `Refusal` where the service would refuse it, and 501 for a path it does not know. */
export function answerOf(call: Omit<Call, "parameters">, world: World): Answer {
    const parts = call.pathname.split("/").filter((part) => part !== "");
    const [version, ...rest] = parts.map(decoded);
    for (const [pattern, methods] of Object.entries(routes)) {
        const parameters = version === "beta" ? match(pattern.split("/"), rest) : undefined;
        if (parameters !== undefined) {
            const handler = methods[call.method];
            if (handler === undefined) {
                throw connectors.methodNotAllowed();
            }
            return handler({ ...call, parameters }, world);
        }
    }
    throw notEmulated(`${call.method} ${call.pathname}.`);
}

/** A batch that is served never comes here as a call, unless it stands in another. */
function refuseBatch(_call: Call, { settings }: World): Answer {
    if (settings.switches.batch === "refused") {
        throw new Refusal(404, "ResourceNotFound", "Resource not found for the segment '$batch'.");
    }
    throw notEmulated("a batch in a batch.");
}

function decoded(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        throw new Refusal(400, "BadRequest", `The path cannot be read at '${part}'.`);
    }
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
    if (pattern.length !== parts.length) {
        return undefined;
    }
    const parameters: Record<string, string> = {};
    for (const [index, expected] of pattern.entries()) {
        const part = parts[index] ?? "";
        if (expected.startsWith(":")) {
            parameters[expected.slice(1)] = part;
        } else if (!samePart(part, expected)) {
            return undefined;
        }
    }
    return parameters;
}

/** Only the name of the profile is seen in two spellings: Microsoft's own examples write `applicationproxy` too. */
function samePart(part: string, expected: string): boolean {
    return expected === "applicationProxy" ? part.toLowerCase() === "applicationproxy" : part === expected;
}
