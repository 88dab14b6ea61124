import type { GraphClient, GraphResponse } from "./client";
import { isGraphError } from "./errors";
import type { ConnectorGroup } from "./types";
import { foundOr, isWireObject, listAll, profile, segment, textOf } from "./wire";

/** The properties of a connector group that can be written. */
export interface WritableConnectorGroup {
    readonly name: string;
    readonly region?: string;
}

/**
 * `GET …/connectorGroups`: every group, those of other agents (`syncFabric`) included.
 *
 * Asked for in pages of 999, the most that any list of Microsoft Graph gives; how large the pages of this one can be is
 * documented nowhere, and a service may give smaller ones. One that refuses to be asked is asked without.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Sources: https://learn.microsoft.com/graph/api/connectorgroup-list?view=graph-rest-beta;
 * https://learn.microsoft.com/graph/paging; `$top` on this list: https://github.com/microsoftgraph/entra-powershell
 */
export async function listConnectorGroups(client: GraphClient): Promise<ConnectorGroup[]> {
    try {
        return await listAll(client, `${groups}?$top=999`, parseConnectorGroup);
    } catch (thrown) {
        if (!isGraphError(thrown) || thrown.status !== 400) {
            throw thrown;
        }
        return await listAll(client, groups, parseConnectorGroup);
    }
}

/**
 * `POST …/connectorGroups`. Without a region the service chooses one. When the answer cannot be read, the error's
 * `mayHaveActed` says that the group may exist.
 *
 * Permission: Directory.ReadWrite.All (delegated or application).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-post?view=graph-rest-beta
 */
export async function createConnectorGroup(
    client: GraphClient,
    group: WritableConnectorGroup,
): Promise<ConnectorGroup> {
    return requireConnectorGroup(await client.request("POST", groups, writable(group)));
}

/**
 * `GET …/connectorGroups/{id}`; undefined when the service knows no such group.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-get?view=graph-rest-beta
 */
export async function getConnectorGroup(client: GraphClient, id: string): Promise<ConnectorGroup | undefined> {
    const response = await foundOr(undefined, client.request("GET", groupPath(id)));
    return response && requireConnectorGroup(response);
}

/**
 * `PATCH …/connectorGroups/{id}` with the given properties only. The region can be set only while nothing is assigned.
 * The documentation answers 200 and the group, tenants 204 and nothing; either is a success and neither is looked at.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-update?view=graph-rest-beta
 */
export async function updateConnectorGroup(
    client: GraphClient,
    id: string,
    change: Partial<WritableConnectorGroup>,
): Promise<void> {
    await client.request("PATCH", groupPath(id), writable(change));
}

/**
 * `DELETE …/connectorGroups/{id}`; a group that is gone already counts as deleted. Its connectors and applications
 * must have been moved elsewhere.
 *
 * Permission: Directory.ReadWrite.All (delegated).
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-delete?view=graph-rest-beta
 */
export async function deleteConnectorGroup(client: GraphClient, id: string): Promise<void> {
    await foundOr(undefined, client.request("DELETE", groupPath(id)));
}

/** A reference to a group, as the body of a request that moves a connector or assigns an application. */
export function referenceTo(client: GraphClient, groupId: string): { readonly "@odata.id": string } {
    return { "@odata.id": client.reference(groupPath(groupId)) };
}

const groups = `${profile}/connectorGroups`;

function groupPath(id: string): string {
    return `${groups}/${segment(id)}`;
}

/** Read-only properties are refused in a PATCH, so nothing else of the object is passed on. */
function writable({ name, region }: Partial<WritableConnectorGroup>): Partial<WritableConnectorGroup> {
    return { ...(name !== undefined && { name }), ...(region !== undefined && { region }) };
}

/** The group in an answer. Throws `GraphError` when there is none. */
export function requireConnectorGroup(response: GraphResponse): ConnectorGroup {
    const group = parseConnectorGroup(response.body);
    if (!group) {
        throw response.unreadable("is not a connector group with an id and a name");
    }
    return group;
}

/** The group that a value describes; undefined when it has no id or no name. */
export function parseConnectorGroup(value: unknown): ConnectorGroup | undefined {
    if (!isWireObject(value)) {
        return undefined;
    }
    const name = textOf(value.name);
    const region = textOf(value.region);
    return name === undefined
        ? undefined
        : {
              id: value.id,
              name,
              ...(region !== undefined && { region }),
              isDefault: value.isDefault === true,
              // Groups of other agents say so; the path and the documented type know this one value.
              connectorGroupType: textOf(value.connectorGroupType) ?? "applicationProxy",
          };
}
