import type { GraphClient } from "./client";
import type { Application } from "./types";
import { emptyOn, isWireObject, listAll, profile, segment, textOf } from "./wire";

/**
 * `GET …/connectorGroups/{id}/applications`: the applications that are published through a group.
 *
 * The service can answer `ApplicationsForGroup_NotFound`, which means that there are none.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-list-applications?view=graph-rest-beta; the error code:
 * https://github.com/microsoft/EntraExporter (src/Get-EEDefaultSchema.ps1)
 */
export async function listApplications(client: GraphClient, groupId: string): Promise<Application[]> {
    const path = `${profile}/connectorGroups/${segment(groupId)}/applications`;
    return await emptyOn("ApplicationsForGroup_NotFound", listAll(client, path, parseApplication));
}

function parseApplication(value: unknown): Application | undefined {
    if (!isWireObject(value)) {
        return undefined;
    }
    const appId = textOf(value.appId);
    return {
        id: value.id,
        ...(appId !== undefined && { appId }),
        // An application without a name is still one that is assigned: it is called by its id.
        displayName: textOf(value.displayName) ?? value.id,
    };
}
