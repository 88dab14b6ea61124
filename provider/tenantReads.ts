import DataLoader from "dataloader";
import { mostValuesOfIn } from "./graph/applications";
import { isGraphError } from "./graph/errors";
import type { Application, Connector, ConnectorGroup } from "./graph/types";
import { isConfigurationError } from "./identity/errors";
import { createGraphTenant } from "./lifecycle/graphTenant";
import { fold, sameName } from "./lifecycle/names";
import type { Contents, Tenant } from "./lifecycle/tenant";

/** What a program reads of its tenant: nothing is asked twice. How much at a time is the client's concern. */
export interface TenantReads {
    /** Every connector group of application proxy. */
    groups(): Promise<readonly ConnectorGroup[]>;
    /** The group of that id, whatever agent it is for, or undefined when the service knows none. */
    group(id: string): Promise<ConnectorGroup | undefined>;
    /** What is assigned to each of the groups, in their order; every application with what it is published with. */
    contents(groupIds: readonly string[]): Promise<readonly Contents[]>;
    connectors(): Promise<readonly Connector[]>;
    connector(id: string): Promise<Connector | undefined>;
    /** The application of that object id. */
    application(id: string): Promise<Application | undefined>;
    applicationByAppId(appId: string): Promise<Application | undefined>;
    /** The applications of that name; names that are asked for together share requests. */
    applicationsNamed(displayName: string): Promise<readonly Application[]>;
    /** Some of the applications whose names begin so. */
    applicationsBeginning(beginning: string): Promise<readonly Application[]>;
}

/**
 * The reads of the tenant that the configuration names.
 *
 * @throws ConfigurationError when the configuration contradicts itself or names no usable endpoint
 */
export function openTenantReads(stack: (key: string) => string | undefined, env: NodeJS.ProcessEnv): TenantReads {
    return tenantReadsOver(createGraphTenant(stack, env, { say: (sentence) => console.log(sentence) }));
}

/** Why the tenant gave no answer, or undefined for what is a mistake of this package. */
export function whyUnanswered(thrown: unknown): string | undefined {
    return isGraphError(thrown) || isConfigurationError(thrown) ? thrown.message : undefined;
}

export function tenantReadsOver(tenant: Tenant): TenantReads {
    const once = <T>(ask: (key: string) => Promise<T>) => {
        const asked = new Map<string, Promise<T>>();
        return (key = ""): Promise<T> => {
            const answer = asked.get(key) ?? ask(key);
            asked.set(key, answer);
            return answer;
        };
    };
    const together = <T>(ask: (keys: readonly string[]) => Promise<T[]>, keyOf: (key: string) => string) =>
        new DataLoader(async (keys: readonly string[]) => await ask(keys), {
            maxBatchSize: mostValuesOfIn,
            cacheKeyFn: keyOf,
            // Lookups of one program begin in the same turn of the event loop, though not in the same microtask.
            batchScheduleFn: (dispatch) => setImmediate(dispatch),
        });

    const members = once((id) => tenant.listMembers(id));
    const applicationsOn = once((id) => tenant.listApplications(id));
    const application = once((id) => tenant.getApplication(id));
    const listedById = together(
        async (ids) => {
            const found = await tenant.findApplications("id", ids);
            return ids.map((id) => found.find((one) => fold(one.id) === fold(id)));
        },
        (id) => fold(id),
    );
    const named = together(
        async (names) => {
            const found = await tenant.findApplications("displayName", names);
            return names.map((name) => found.filter(({ displayName }) => sameName(displayName, name)));
        },
        (name) => fold(name),
    );

    /** The list of a group's applications need not say it, nor the list of all applications: only the single one must. */
    const withPublishing = async (one: Application): Promise<Application> =>
        one.publishing === undefined ? ((await application(one.id)) ?? one) : one;

    /** An application on a group is published, so that "not published" in a list is no answer either. */
    const onGroup = async (one: Application): Promise<Application> => {
        if (one.publishing) {
            return one;
        }
        const listed = await listedById.load(one.id);
        return listed?.publishing ? listed : ((await application(one.id)) ?? one);
    };

    return {
        groups: once(() => tenant.listGroups()),
        group: once((id) => tenant.getGroup(id)),
        contents: async (groupIds) => {
            const contents = await Promise.all(
                groupIds.map(async (id) => {
                    const [connectors, applications] = await Promise.all([members(id), applicationsOn(id)]);
                    return { connectors, applications };
                }),
            );
            // Only now, so that the applications of all groups share their requests.
            return await Promise.all(
                contents.map(async ({ connectors, applications }) => ({
                    connectors,
                    applications: await Promise.all(applications.map(onGroup)),
                })),
            );
        },
        connectors: once(() => tenant.listConnectors()),
        connector: once((id) => tenant.getConnector(id)),
        application,
        applicationByAppId: once((appId) => tenant.findApplicationByAppId(appId)),
        applicationsNamed: async (name) => await Promise.all((await named.load(name)).map(withPublishing)),
        applicationsBeginning: once((beginning) => tenant.someApplicationsBeginning(beginning)),
    };
}
