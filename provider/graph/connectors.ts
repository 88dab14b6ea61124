import type { GraphClient } from "./client";
import { parseConnectorGroup, referenceTo } from "./connectorGroups";
import { isGraphError } from "./errors";
import type { Connector, ConnectorGroup } from "./types";
import { emptyOn, foundOr, isWireObject, listAll, profile, segment, textOf } from "./wire";

/**
 * `GET …/connectorGroups/{id}/members`: the connectors in a group.
 *
 * The service can answer `ConnectorGroup_NotFound` for a group that exists, which means that it is empty here; whether
 * the group itself is gone only `GET …/connectorGroups/{id}` tells.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-list-members?view=graph-rest-beta; the error code:
 * https://github.com/microsoft/EntraExporter (src/Get-EEDefaultSchema.ps1)
 */
export async function listMembers(client: GraphClient, groupId: string): Promise<Connector[]> {
    const path = `${profile}/connectorGroups/${segment(groupId)}/members`;
    return await emptyOn("ConnectorGroup_NotFound", listAll(client, path, parseConnector));
}

/**
 * `GET …/connectors`: every connector of the tenant.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connector-list?view=graph-rest-beta
 */
export async function listConnectors(client: GraphClient): Promise<Connector[]> {
    return await listAll(client, `${profile}/connectors`, parseConnector);
}

/**
 * `GET …/connectors/{id}`; undefined when the service knows no such connector.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connector-get?view=graph-rest-beta
 */
export async function getConnector(client: GraphClient, id: string): Promise<Connector | undefined> {
    const response = await foundOr(undefined, client.request("GET", connectorPath(id)));
    if (response === undefined) {
        return undefined;
    }
    const connector = parseConnector(response.body);
    if (!connector) {
        throw response.unreadable("is not a connector with an id");
    }
    return connector;
}

/**
 * `GET …/connectors/{id}/memberOf`: the one group a connector is in; undefined when the service knows no such connector.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connector-list-memberof?view=graph-rest-beta; that it is one group:
 * https://github.com/MicrosoftDocs/azure-docs/issues/50605
 */
export async function groupOfConnector(client: GraphClient, connectorId: string): Promise<ConnectorGroup | undefined> {
    const groups = await foundOr([], listAll(client, `${connectorPath(connectorId)}/memberOf`, parseConnectorGroup));
    return groups[0];
}

/**
 * `POST …/connectors/{id}/memberOf/$ref`: moves a connector to a group. The documentation and Microsoft's
 * entra-powershell say POST, GlobalSecureAccess.ps says PUT; where POST is not allowed, PUT is sent. Either says where the
 * connector is to be, so that it can be repeated.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Sources: https://learn.microsoft.com/graph/api/connector-post-memberof?view=graph-rest-beta;
 * https://github.com/andres-canello/GlobalSecureAccess.ps
 */
export async function moveConnector(client: GraphClient, connectorId: string, groupId: string): Promise<void> {
    const path = `${connectorPath(connectorId)}/memberOf/$ref`;
    try {
        await client.request("POST", path, referenceTo(client, groupId), { isAbsolute: true });
    } catch (thrown) {
        if (!isGraphError(thrown) || thrown.status !== 405) {
            throw thrown;
        }
        await client.request("PUT", path, referenceTo(client, groupId));
    }
}

function connectorPath(id: string): string {
    return `${profile}/connectors/${segment(id)}`;
}

function parseConnector(value: unknown): Connector | undefined {
    if (!isWireObject(value)) {
        return undefined;
    }
    const [externalIp, status, version] = [textOf(value.externalIp), textOf(value.status), textOf(value.version)];
    return {
        id: value.id,
        // A connector without a name is still one that carries traffic: it is called by its id.
        machineName: textOf(value.machineName) ?? value.id,
        ...(externalIp !== undefined && { externalIp }),
        ...(status !== undefined && { status }),
        ...(version !== undefined && { version }),
    };
}
