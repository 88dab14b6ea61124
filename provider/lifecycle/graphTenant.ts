import { listApplications } from "../graph/applications";
import { createGraphClient } from "../graph/client";
import {
    createConnectorGroup,
    deleteConnectorGroup,
    getConnectorGroup,
    listConnectorGroups,
    listMembers,
    updateConnectorGroup,
} from "../graph/connectorGroups";
import { resolveSettings } from "../identity/configuration";
import { createTokenSource } from "../identity/credential";
import type { Tenant } from "./tenant";

/**
 * The tenant that the configuration names, over Microsoft Graph.
 *
 * @throws ConfigurationError when the configuration contradicts itself or names no usable endpoint
 */
export function createGraphTenant(stack: (key: string) => string | undefined, env: NodeJS.ProcessEnv): Tenant {
    const settings = resolveSettings(stack, env);
    const client = createGraphClient({ root: settings.endpoint, tokenSource: createTokenSource(settings), env });
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
    };
}
