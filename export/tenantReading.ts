import { listApplications } from "../provider/graph/applications";
import { createGraphClient, type GraphClient } from "../provider/graph/client";
import { listConnectorGroups } from "../provider/graph/connectorGroups";
import { listMembers } from "../provider/graph/connectors";
import type { Application, Connector, ConnectorGroup } from "../provider/graph/types";
import { profile } from "../provider/graph/wire";
import { resolveSettings } from "../provider/identity/configuration";
import { createTokenSource } from "../provider/identity/credential";
import { NameCounts } from "./nameCounts";

/** What an export asks of a tenant; nothing of it writes. Every method throws what the service refused. */
export interface TenantReading {
    /** Every group, those of other agents included. */
    groups(): Promise<readonly ConnectorGroup[]>;
    connectorsIn(groupId: string): Promise<readonly Connector[]>;
    applicationsOn(groupId: string): Promise<readonly Application[]>;
    /** How many connectors of the tenant bear each machine name. */
    machineNames(): Promise<NameCounts>;
    /** How many applications of the tenant, published or not, bear each display name. */
    displayNames(): Promise<NameCounts>;
}

/**
 * The tenant that the environment names.
 *
 * @param say told what a long wait is for
 *
 * @throws ConfigurationError when the configuration contradicts itself or names no usable endpoint
 */
export function openTenant(env: NodeJS.ProcessEnv, say: (sentence: string) => void): TenantReading {
    const settings = resolveSettings(() => undefined, env);
    const client = createGraphClient({ root: settings.endpoint, tokenSource: createTokenSource(settings), env, say });
    return {
        groups: () => listConnectorGroups(client),
        connectorsIn: (groupId) => listMembers(client, groupId),
        applicationsOn: (groupId) => listApplications(client, groupId),
        machineNames: () => countNames(client, `${profile}/connectors`, "machineName"),
        // The largest page of this list. Source: https://learn.microsoft.com/graph/api/application-list
        displayNames: () => countNames(client, "/applications?$select=id,displayName&$top=999", "displayName"),
    };
}

/** A directory can hold far more applications than are published: of those nothing is kept but the names' counts. */
async function countNames(client: GraphClient, path: string, property: string): Promise<NameCounts> {
    const counts = new NameCounts();
    for await (const page of client.pages(path)) {
        for (const entry of page) {
            const name = (entry as Readonly<Record<string, unknown>> | null)?.[property];
            if (typeof name === "string") {
                counts.add(name);
            }
        }
    }
    return counts;
}
