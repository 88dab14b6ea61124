import {
    assignApplication,
    findApplicationByAppId,
    findApplications,
    getApplication,
    groupOfApplication,
    listApplications,
    someApplicationsBeginning,
    unassignApplication,
} from "../graph/applications";
import { createGraphClient, type GraphClientOptions } from "../graph/client";
import {
    createConnectorGroup,
    deleteConnectorGroup,
    getConnectorGroup,
    listConnectorGroups,
    updateConnectorGroup,
} from "../graph/connectorGroups";
import { getConnector, groupOfConnector, listConnectors, listMembers, moveConnector } from "../graph/connectors";
import { resolveSettings } from "../identity/configuration";
import { createTokenSource } from "../identity/credential";
import type { Tenant } from "./tenant";

/**
 * The tenant that the configuration names, over Microsoft Graph.
 *
 * @throws ConfigurationError when the configuration contradicts itself or names no usable endpoint
 */
export function createGraphTenant(
    stack: (key: string) => string | undefined,
    env: NodeJS.ProcessEnv,
    around: Partial<GraphClientOptions> = {},
): Tenant {
    const settings = resolveSettings(stack, env);
    const tokenSource = createTokenSource(settings);
    const client = createGraphClient({ root: settings.endpoint, tokenSource, env, ...around });
    return {
        key: `${settings.endpoint} ${settings.tenantId ?? ""}`,
        // The service lists the groups of other agents under the same path, such as syncFabric.
        // Source: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/pull/9265
        listGroups: async () =>
            (await listConnectorGroups(client)).filter(
                ({ connectorGroupType }) => connectorGroupType === "applicationProxy",
            ),
        getGroup: (id) => getConnectorGroup(client, id),
        createGroup: (group) => createConnectorGroup(client, group),
        updateGroup: (id, change) => updateConnectorGroup(client, id, change),
        deleteGroup: (id) => deleteConnectorGroup(client, id),
        listMembers: (id) => listMembers(client, id),
        listApplications: (id) => listApplications(client, id),
        listConnectors: () => listConnectors(client),
        getConnector: (id) => getConnector(client, id),
        groupOfConnector: (id) => groupOfConnector(client, id),
        moveConnector: (id, groupId) => moveConnector(client, id, groupId),
        getApplication: (id) => getApplication(client, id),
        findApplicationByAppId: (appId) => findApplicationByAppId(client, appId),
        findApplications: (property, values) => findApplications(client, property, values),
        someApplicationsBeginning: (beginning) => someApplicationsBeginning(client, beginning),
        groupOfApplication: (id) => groupOfApplication(client, id),
        assignApplication: (id, groupId) => assignApplication(client, id, groupId),
        unassignApplication: (id) => unassignApplication(client, id),
    };
}
