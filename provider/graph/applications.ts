import type { GraphClient } from "./client";
import { referenceTo, requireConnectorGroup } from "./connectorGroups";
import type { Application, ConnectorGroup } from "./types";
import { emptyOn, foundOr, isWireObject, listAll, profile, segment, textOf } from "./wire";

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

/**
 * `GET /applications/{id}`, by object id; undefined when the service knows no such application.
 *
 * Permission: Application.Read.All (delegated or application).
 * Source: https://learn.microsoft.com/graph/api/application-get?view=graph-rest-beta
 */
export async function getApplication(client: GraphClient, id: string): Promise<Application | undefined> {
    const path = `${applicationPath(id)}?$select=id,appId,displayName`;
    const response = await foundOr(undefined, client.request("GET", path));
    if (response === undefined) {
        return undefined;
    }
    const application = parseApplication(response.body);
    if (!application) {
        throw response.unreadable("is not an application with an id");
    }
    return application;
}

/**
 * `GET /applications?$filter=appId eq '…'`: the application that an appId belongs to.
 *
 * Permission: Application.Read.All (delegated or application).
 * Source: https://learn.microsoft.com/graph/api/application-list?view=graph-rest-beta
 */
export async function findApplicationByAppId(client: GraphClient, appId: string): Promise<Application | undefined> {
    const filter = encodeURIComponent(`appId eq '${appId.replaceAll("'", "''")}'`);
    const path = `/applications?$filter=${filter}&$select=id,appId,displayName`;
    return (await listAll(client, path, parseApplication))[0];
}

/**
 * `GET /applications/{id}/connectorGroup`: the group an application is published through, which is the default group
 * where none was assigned; undefined when there is no such application or it is not published through application
 * proxy.
 *
 * Permission: Directory.ReadWrite.All (delegated); the permission reference has no row for it.
 * Source: https://github.com/deploymenttheory/terraform-provider-microsoft365
 * (on_premises_connector_group_assignment/crud.go)
 */
export async function groupOfApplication(client: GraphClient, id: string): Promise<ConnectorGroup | undefined> {
    const response = await foundOr(undefined, client.request("GET", `${applicationPath(id)}/connectorGroup`));
    return response && requireConnectorGroup(response);
}

/**
 * `PUT /applications/{id}/connectorGroup/$ref`: publishes an application through a group. A read straight after can
 * still show the former group.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-post-applications?view=graph-rest-beta
 */
export async function assignApplication(client: GraphClient, id: string, groupId: string): Promise<void> {
    await client.request("PUT", `${applicationPath(id)}/connectorGroup/$ref`, referenceTo(client, groupId));
}

/**
 * `DELETE /applications/{id}/connectorGroup/$ref`: the application falls back to the default group. One that is gone,
 * or not published any more, counts as done.
 *
 * Permission: Directory.ReadWrite.All (delegated); the permission reference has no row for it.
 * Source: https://github.com/microsoftgraph/entra-powershell (ApplicationProxy commands)
 */
export async function unassignApplication(client: GraphClient, id: string): Promise<void> {
    await foundOr(undefined, client.request("DELETE", `${applicationPath(id)}/connectorGroup/$ref`));
}

function applicationPath(id: string): string {
    return `/applications/${segment(id)}`;
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
