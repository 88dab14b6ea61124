import type { GraphClient } from "./client";
import { referenceTo, requireConnectorGroup } from "./connectorGroups";
import type { Application, ConnectorGroup, Publishing } from "./types";
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
    const path = `${applicationPath(id)}?${selection}`;
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
    return (await filtered(client, `appId eq ${quoted(appId)}`))[0];
}

/** The most values that one `in` of a filter takes. Source: https://developer.microsoft.com/graph/known-issues */
export const mostValuesOfIn = 15;

/**
 * `GET /applications?$filter=… in (…)`: the applications of these object ids or names, in any order; at most
 * {@link mostValuesOfIn} of them. How the service compares names is documented nowhere.
 *
 * Permission: Application.Read.All (delegated or application).
 * Source: https://learn.microsoft.com/graph/api/resources/application?view=graph-rest-beta, which lists `in` for both
 * properties.
 */
export async function findApplications(
    client: GraphClient,
    property: "id" | "displayName",
    values: readonly string[],
): Promise<Application[]> {
    return await filtered(client, `${property} in (${values.map(quoted).join(",")})`);
}

/**
 * `GET /applications?$filter=startswith(displayName,'…')`: some applications whose names begin so, no more than a page.
 *
 * Permission: Application.Read.All (delegated or application).
 * Source: https://learn.microsoft.com/graph/api/resources/application?view=graph-rest-beta
 */
export async function someApplicationsBeginning(client: GraphClient, beginning: string): Promise<Application[]> {
    return await filtered(client, `startswith(displayName,${quoted(beginning)})`, 1);
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

// Unless it is selected, `onPremisesPublishing` is not reliably in the answer.
// Source: https://github.com/deploymenttheory/terraform-provider-microsoft365
// (application_on_premises_publishing/crud.go)
const selection = "$select=id,appId,displayName,onPremisesPublishing";

async function filtered(client: GraphClient, filter: string, mostPages?: number): Promise<Application[]> {
    const path = `/applications?$filter=${encodeURIComponent(filter)}&${selection}`;
    return await listAll(client, path, parseApplication, mostPages);
}

function quoted(text: string): string {
    return `'${text.replaceAll("'", "''")}'`;
}

function applicationPath(id: string): string {
    return `/applications/${segment(id)}`;
}

function parseApplication(value: unknown): Application | undefined {
    if (!isWireObject(value)) {
        return undefined;
    }
    const appId = textOf(value.appId);
    const publishing = parsePublishing(value.onPremisesPublishing);
    return {
        id: value.id,
        ...(appId !== undefined && { appId }),
        // An application without a name is still one that is assigned: it is called by its id.
        displayName: textOf(value.displayName) ?? value.id,
        ...(publishing !== undefined && { publishing }),
    };
}

function parsePublishing(value: unknown): Publishing | null | undefined {
    if (typeof value !== "object" || value === null) {
        return value === null ? null : undefined;
    }
    const externalUrl = "externalUrl" in value ? textOf(value.externalUrl) : undefined;
    return externalUrl === undefined ? {} : { externalUrl };
}
