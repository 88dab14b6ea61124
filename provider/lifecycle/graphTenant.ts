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
import type { ConnectorGroup } from "../graph/types";
import { resolveSettings } from "../identity/configuration";
import { createTokenSource } from "../identity/credential";
import { absolute } from "./absolute";
import { sameId, sameRegion } from "./names";
import type { ConnectorGroupChange, Tenant } from "./tenant";

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
        updateGroup: (id, change) =>
            absolute(updateConnectorGroup(client, id, change), async () =>
                isChanged(await getConnectorGroup(client, id), change),
            ),
        deleteGroup: (id) =>
            absolute(
                deleteConnectorGroup(client, id),
                // What is not found alone may merely not be shown.
                async () =>
                    (await getConnectorGroup(client, id)) === undefined &&
                    (await listConnectorGroups(client)).every((group) => !sameId(group.id, id)),
            ),
        listMembers: (id) => listMembers(client, id),
        listApplications: (id) => listApplications(client, id),
        listConnectors: () => listConnectors(client),
        getConnector: (id) => getConnector(client, id),
        groupOfConnector: (id) => groupOfConnector(client, id),
        moveConnector: (id, groupId) =>
            absolute(moveConnector(client, id, groupId), async () =>
                sameId((await groupOfConnector(client, id))?.id ?? "", groupId),
            ),
        getApplication: (id) => getApplication(client, id),
        findApplicationByAppId: (appId) => findApplicationByAppId(client, appId),
        findApplications: (property, values) => findApplications(client, property, values),
        someApplicationsBeginning: (beginning) => someApplicationsBeginning(client, beginning),
        groupOfApplication: (id) => groupOfApplication(client, id),
        assignApplication: (id, groupId) =>
            absolute(assignApplication(client, id, groupId), async () =>
                sameId((await groupOfApplication(client, id))?.id ?? "", groupId),
            ),
        unassignApplication: (id) =>
            absolute(
                unassignApplication(client, id),
                async () => (await groupOfApplication(client, id))?.isDefault !== false,
            ),
    };
}

function isChanged(shown: ConnectorGroup | undefined, { name, region }: ConnectorGroupChange): boolean {
    return (
        shown !== undefined &&
        (name === undefined || shown.name === name) &&
        (region === undefined || sameRegion(shown.region, region))
    );
}
