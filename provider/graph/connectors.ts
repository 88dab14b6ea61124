import type { GraphClient } from "./client";
import type { Connector } from "./types";
import { emptyOn, isWireObject, listAll, profile, segment, textOf } from "./wire";

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
