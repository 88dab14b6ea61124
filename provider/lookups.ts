/**
 * What a program can look up in the tenant: connector groups, connectors and applications that it does not declare.
 *
 * Each lookup has two forms, as Pulumi's own functions do: one that takes plain values and answers a promise, and one
 * that takes inputs and answers an output, which stays unknown, with nothing asked, while an input is. Both work at
 * preview and in an update, and neither ever writes.
 *
 * The tenant is asked once a program: lookups share what was read, so they show it as it was when it was first needed.
 */
import * as pulumi from "@pulumi/pulumi";
import { activeIfOnlyOne, givenKey, type Kind, onlyTrue, text, theOne, thereIs } from "./chooseOne";
import type { ConnectorGroupRegion } from "./connectorGroup";
import type { Application, Connector, ConnectorGroup } from "./graph/types";
import { sameName } from "./lifecycle/names";
import type { Contents } from "./lifecycle/tenant";
import { ofThisProgram } from "./ofThisProgram";
import { refusePlainTextCredentials } from "./plainTextCredentials";
import type { TenantReads } from "./tenantReads";

/** A connector group, as {@link getConnectorGroup} answers it. */
export interface GetConnectorGroupResult {
    readonly id: string;
    readonly name: string;
    /** Where the group's cloud endpoint is, as the service spells it; undefined when it says none. */
    readonly region?: ConnectorGroupRegion | undefined;
    /** Whether this is the tenant's default group, where new connectors and unassigned applications land. */
    readonly isDefault: boolean;
    /** What kind of agent the group is for; `applicationProxy`, unless a group of another kind was named by its id. */
    readonly connectorGroupType: string;
    /** The connectors in the group. */
    readonly connectors: GetConnectorResult[];
    /** The applications that are published through the group. */
    readonly applications: GetApplicationResult[];
}

/** A connector, as {@link getConnector} answers it. */
export interface GetConnectorResult {
    readonly id: string;
    readonly machineName: string;
    readonly externalIp?: string | undefined;
    /** `active`, `inactive`, or whatever else the service says. */
    readonly status?: string | undefined;
    readonly version?: string | undefined;
}

/** An application, as {@link getApplication} answers it. */
export interface GetApplicationResult {
    /** The object id, which is what an `ApplicationAssignment` takes. */
    readonly id: string;
    readonly appId?: string | undefined;
    readonly displayName: string;
    /** The address at which it is published; undefined where it is not. */
    readonly externalUrl?: string | undefined;
}

interface ConnectorGroupKeys {
    /** The id of the group. */
    readonly id: string;
    /** The name of the group, without regard to case. */
    readonly name: string;
    /** The tenant's default group. */
    readonly default: true;
}

interface ConnectorKeys {
    /** The id of the connector. */
    readonly id: string;
    /** The name of the connector's machine, without regard to case. */
    readonly machineName: string;
}

interface ApplicationKeys {
    /** The object id of the application. */
    readonly id: string;
    /** The appId of the application, which is called client id as well. */
    readonly appId: string;
    /** The name of the application, without regard to case. */
    readonly displayName: string;
}

/** Exactly one of the properties. */
type OneOf<T> = {
    [K in keyof T]: Pick<T, K> & { readonly [Other in Exclude<keyof T, K>]?: never };
}[keyof T];

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

/** Which group {@link getConnectorGroup} looks up: `{ id }`, `{ name }` or `{ default: true }`. */
export type GetConnectorGroupArgs = OneOf<ConnectorGroupKeys>;
/** Which group {@link getConnectorGroupOutput} looks up: `{ id }`, `{ name }` or `{ default: true }`. */
export type GetConnectorGroupOutputArgs = OneOf<Inputs<ConnectorGroupKeys>>;
/** Which connector {@link getConnector} looks up: `{ id }` or `{ machineName }`. */
export type GetConnectorArgs = OneOf<ConnectorKeys>;
/** Which connector {@link getConnectorOutput} looks up: `{ id }` or `{ machineName }`. */
export type GetConnectorOutputArgs = OneOf<Inputs<ConnectorKeys>>;
/** Which application {@link getApplication} looks up: `{ id }`, `{ appId }` or `{ displayName }`. */
export type GetApplicationArgs = OneOf<ApplicationKeys>;
/** Which application {@link getApplicationOutput} looks up: `{ id }`, `{ appId }` or `{ displayName }`. */
export type GetApplicationOutputArgs = OneOf<Inputs<ApplicationKeys>>;

/**
 * A connector group with its connectors and applications.
 *
 * How the service compares names is documented nowhere; they are compared without regard to case. A name finds groups
 * of application proxy alone, an id those of other agents as well.
 *
 * Permissions: `Directory.ReadWrite.All`, delegated; `Application.Read.All` for the addresses of the applications.
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-list?view=graph-rest-beta and the pages beside it
 *
 * @throws RunError when no group or more than one is found, with the groups there are, and when the tenant cannot be asked
 */
export async function getConnectorGroup(args: GetConnectorGroupArgs): Promise<GetConnectorGroupResult> {
    return await answered("getConnectorGroup", args, async (reads) => {
        const group = await chosenGroup(args, reads);
        const [contents = nothing] = await reads.contents([group.id]);
        return groupResult(group, contents);
    });
}

/** {@link getConnectorGroup} for inputs. */
export function getConnectorGroupOutput(args: GetConnectorGroupOutputArgs): pulumi.Output<GetConnectorGroupResult> {
    return whenKnown(args, getConnectorGroup);
}

/**
 * Every connector group of application proxy, each with its connectors and applications. Groups of other agents, which
 * the service lists under the same path, are left out.
 *
 * Permissions: `Directory.ReadWrite.All`, delegated; `Application.Read.All` for the addresses of the applications.
 * Sources: https://learn.microsoft.com/graph/api/connectorgroup-list?view=graph-rest-beta;
 * https://github.com/microsoftgraph/microsoft-graph-docs-contrib/pull/9265 for the groups of other agents
 *
 * @throws RunError when the tenant cannot be asked
 */
export async function getConnectorGroups(): Promise<GetConnectorGroupResult[]> {
    return await answered("getConnectorGroups", undefined, async (reads) => {
        const groups = await reads.groups();
        const contents = await reads.contents(groups.map(({ id }) => id));
        return groups.map((group, index) => groupResult(group, contents[index] ?? nothing));
    });
}

/** {@link getConnectorGroups} as an output. */
export function getConnectorGroupsOutput(): pulumi.Output<GetConnectorGroupResult[]> {
    return whenKnown(undefined, getConnectorGroups);
}

/**
 * A connector. Of several connectors of one machine name, the active one is meant if it is the only active one: a server
 * that was registered anew leaves its former record behind for ten days.
 *
 * The group of a connector is not part of the answer, since it would cost a request for each connector: a group says
 * which connectors it has ({@link getConnectorGroup}).
 *
 * Permission: `Directory.ReadWrite.All`, delegated.
 * Sources: https://learn.microsoft.com/graph/api/connector-list?view=graph-rest-beta;
 * https://learn.microsoft.com/entra/global-secure-access/concept-connectors for the ten days
 *
 * @throws RunError when no connector or more than one is found, with the connectors there are, and when the tenant cannot
 * be asked
 */
export async function getConnector(args: GetConnectorArgs): Promise<GetConnectorResult> {
    return await answered("getConnector", args, async (reads) => connectorResult(await chosenConnector(args, reads)));
}

/** {@link getConnector} for inputs. */
export function getConnectorOutput(args: GetConnectorOutputArgs): pulumi.Output<GetConnectorResult> {
    return whenKnown(args, getConnector);
}

/**
 * Every connector of the tenant.
 *
 * Permission: `Directory.ReadWrite.All`, delegated.
 * Source: https://learn.microsoft.com/graph/api/connector-list?view=graph-rest-beta
 *
 * @throws RunError when the tenant cannot be asked
 */
export async function getConnectors(): Promise<GetConnectorResult[]> {
    return await answered("getConnectors", undefined, async (reads) => (await reads.connectors()).map(connectorResult));
}

/** {@link getConnectors} as an output. */
export function getConnectorsOutput(): pulumi.Output<GetConnectorResult[]> {
    return whenKnown(undefined, getConnectors);
}

/**
 * An application, published or not. Applications that are looked up by name together share requests, fifteen names each.
 *
 * Permission: `Application.Read.All`, delegated or application.
 * Sources: https://learn.microsoft.com/graph/api/application-list?view=graph-rest-beta; the fifteen:
 * https://developer.microsoft.com/graph/known-issues
 *
 * @throws RunError when no application or more than one is found, and when the directory cannot be asked
 */
export async function getApplication(args: GetApplicationArgs): Promise<GetApplicationResult> {
    return await answered("getApplication", args, async (reads) =>
        applicationResult(await chosenApplication(args, reads)),
    );
}

/** {@link getApplication} for inputs. */
export function getApplicationOutput(args: GetApplicationOutputArgs): pulumi.Output<GetApplicationResult> {
    return whenKnown(args, getApplication);
}

const groupKind: Kind<ConnectorGroup> = { noun: "connector group", nameOf: ({ name }) => name };
const connectorKind: Kind<Connector> = { noun: "connector", nameOf: ({ machineName }) => machineName };
const applicationKind: Kind<Application> = { noun: "application", nameOf: ({ displayName }) => displayName };

async function chosenGroup(args: GetConnectorGroupArgs, reads: TenantReads): Promise<ConnectorGroup> {
    const given = givenKey<ConnectorGroupKeys>("getConnectorGroup", args, { id: text, name: text, default: onlyTrue });
    const groups = await reads.groups();
    const one = (by: string, found: readonly ConnectorGroup[]) =>
        theOne(groupKind, by, found, thereIs(groupKind, groups));
    switch (given.key) {
        case "id":
            return one(quoted("the id", given.value), await byId(groups, given.value, reads.group));
        case "name":
            return one(
                quoted("the name", given.value),
                groups.filter(({ name }) => sameName(name, given.value)),
            );
        case "default":
            return one(
                "the mark of the default group",
                groups.filter(({ isDefault }) => isDefault),
            );
    }
}

async function chosenConnector(args: GetConnectorArgs, reads: TenantReads): Promise<Connector> {
    const { key, value } = givenKey<ConnectorKeys>("getConnector", args, { id: text, machineName: text });
    const connectors = await reads.connectors();
    const found =
        key === "id"
            ? await byId(connectors, value, reads.connector)
            : activeIfOnlyOne(connectors.filter(({ machineName }) => sameName(machineName, value)));
    const by = quoted(key === "id" ? "the id" : "the machine name", value);
    return theOne(connectorKind, by, found, thereIs(connectorKind, connectors));
}

async function chosenApplication(args: GetApplicationArgs, reads: TenantReads): Promise<Application> {
    const { key, value } = givenKey<ApplicationKeys>("getApplication", args, {
        id: text,
        appId: text,
        displayName: text,
    });
    switch (key) {
        case "id": {
            const found = present(await reads.application(value));
            const other = found.length > 0 ? undefined : await reads.applicationByAppId(value);
            return theOne(applicationKind, quoted("the object id", value), found, takenForEachOther("appId", other));
        }
        case "appId": {
            const found = present(await reads.applicationByAppId(value));
            const other = found.length > 0 ? undefined : await reads.application(value);
            return theOne(applicationKind, quoted("the appId", value), found, takenForEachOther("object id", other));
        }
        case "displayName": {
            const found = await reads.applicationsNamed(value);
            return theOne(
                applicationKind,
                quoted("the name", value),
                found,
                found.length > 0 ? "" : await beginningAlike(value, reads),
            );
        }
    }
}

/** A directory can hold more applications than anybody wants to read, so that only the likely ones are listed. */
async function beginningAlike(name: string, reads: TenantReads): Promise<string> {
    const beginning = name.trim().slice(0, 3);
    const alike = await reads.applicationsBeginning(beginning);
    return thereIs(applicationKind, alike, ` whose name begins with ${JSON.stringify(beginning)}`);
}

/** The two ids of an application look alike, and are easily taken for each other. */
function takenForEachOther(key: string, other: Application | undefined): string {
    return other === undefined
        ? "Look at the application's overview page: its object id and its appId are two ids."
        : `It is the ${key} of ${JSON.stringify(other.displayName)} (object id ${other.id}).`;
}

/** What came into being after the list was read, by this very program perhaps, is asked for by itself. */
async function byId<T extends { readonly id: string }>(
    listed: readonly T[],
    id: string,
    ask: (id: string) => Promise<T | undefined>,
): Promise<readonly T[]> {
    const found = listed.filter((one) => sameName(one.id, id));
    return found.length > 0 ? found : present(await ask(id));
}

function present<T>(found: T | undefined): readonly T[] {
    return found === undefined ? [] : [found];
}

function quoted(what: string, value: string): string {
    return `${what} ${JSON.stringify(value)}`;
}

const nothing: Contents = { connectors: [], applications: [] };

function groupResult(group: ConnectorGroup, { connectors, applications }: Contents): GetConnectorGroupResult {
    const { id, name, region, isDefault, connectorGroupType } = group;
    return {
        id,
        name,
        region,
        isDefault,
        connectorGroupType,
        connectors: connectors.map(connectorResult),
        applications: applications.map(applicationResult),
    };
}

function connectorResult({ id, machineName, externalIp, status, version }: Connector): GetConnectorResult {
    return { id, machineName, externalIp, status, version };
}

function applicationResult({ id, appId, displayName, publishing }: Application): GetApplicationResult {
    return { id, appId, displayName, externalUrl: publishing?.externalUrl };
}

/** Looks up once every input is known. A credential in plain text is refused even while one is not. */
function whenKnown<Inputs, Args, Result>(
    inputs: Inputs,
    lookUp: (args: Args) => Promise<Result>,
): pulumi.Output<Result> {
    refusePlainTextCredentials();
    // Nothing but unwrapping lies between the two types, which the compiler cannot see through a union.
    return pulumi.output(inputs).apply((args) => lookUp(args as Args)) as pulumi.Output<Result>;
}

/** Has a lookup that the tenant does not answer say so, and why. */
async function answered<Result>(
    lookup: string,
    args: object | undefined,
    ask: (reads: TenantReads) => Promise<Result>,
): Promise<Result> {
    refusePlainTextCredentials();
    // Loaded with the first lookup: a program without one never needs it.
    const { whyUnanswered } = await import("./tenantReads.js");
    try {
        return await ask(await readsOfThisProgram());
    } catch (thrown) {
        const why = whyUnanswered(thrown);
        throw why === undefined ? thrown : new pulumi.RunError(`${call(lookup, args)} was not answered. ${why}`);
    }
}

function call(lookup: string, args: object | undefined): string {
    return `${lookup}(${args === undefined ? "" : JSON.stringify(args)})`;
}

const readsOfThisProgram = ofThisProgram(async () => {
    const { openTenantReads } = await import("./tenantReads.js");
    const config = pulumi.runtime.allConfig();
    return openTenantReads((key) => config[key], process.env);
});
