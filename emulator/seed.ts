import { createHash } from "node:crypto";
import {
    type ConnectorStatus,
    defaultGroupOf,
    type EmulatedApplication,
    type EmulatedConnector,
    type EmulatedGroup,
    type TenantState,
} from "./model";

/** What a tenant holds when it starts. */
export interface TenantSeed {
    /** The groups. If none of them is the default group, one is added in front. */
    readonly groups?: readonly GroupSeed[];
    readonly connectors?: readonly ConnectorSeed[];
    readonly applications?: readonly ApplicationSeed[];
}

/** A group to start with. */
export interface GroupSeed {
    /** @default a fresh GUID */
    readonly id?: string;
    readonly name: string;
    /** Null is answered as null. @default the region of the default group */
    readonly region?: string | null;
    /** @default false */
    readonly isDefault?: boolean;
    /** @default "applicationProxy" */
    readonly connectorGroupType?: string;
}

/** A connector to start with. */
export interface ConnectorSeed {
    /** @default a fresh GUID */
    readonly id?: string;
    readonly machineName: string;
    /** Id or name of its group. @default the default group */
    readonly groupId?: string;
    /** @default "active" */
    readonly status?: ConnectorStatus;
    /** @default an address of the documentation range 203.0.113.0/24 */
    readonly externalIp?: string;
    /** @default "1.5.3437.0" */
    readonly version?: string;
}

/** An application to start with. */
export interface ApplicationSeed {
    /** The object id. @default a fresh GUID */
    readonly id?: string;
    /** @default a fresh GUID */
    readonly appId?: string;
    readonly displayName: string;
    /** Id or name of the group it is assigned to. @default none: it follows the default group */
    readonly groupId?: string;
    /** Whether it is published through application proxy. @default true */
    readonly published?: boolean;
    readonly externalUrl?: string;
    readonly internalUrl?: string;
}

/**
 * A small tenant to try things on: four application proxy groups (one served by a single active connector, one with a
 * region outside the documented enum), a group of another kind of agent, seven connectors and six applications. The ids
 * are the same each time.
 */
export function sampleTenant(): TenantSeed {
    return {
        groups: [
            { id: guid("Default"), name: "Default", isDefault: true },
            { id: guid("Europe"), name: "Europe datacenter", region: "eur" },
            { id: guid("North America"), name: "North America datacenter", region: "nam" },
            { id: guid("Osaka"), name: "Osaka plant", region: "japan" },
            { id: guid("Directory"), name: "Directory sync agents", connectorGroupType: "syncFabric" },
        ],
        connectors: [
            connector("PROXY-SPARE-01", "Default"),
            connector("PROXY-EU-01", "Europe datacenter"),
            connector("PROXY-EU-02", "Europe datacenter"),
            connector("PROXY-EU-03", "Europe datacenter", "inactive"),
            connector("PROXY-US-01", "North America datacenter"),
            connector("PROXY-US-02", "North America datacenter"),
            connector("PROXY-OSA-01", "Osaka plant"),
        ],
        applications: [
            application("Intranet", "Europe datacenter"),
            application("Expense reports", "Europe datacenter"),
            application("Warehouse", "North America datacenter"),
            application("Plant control", "Osaka plant"),
            application("Team wiki"),
            { id: guid("Payroll"), appId: guid("Payroll app"), displayName: "Payroll", published: false },
        ],
    };
}

function connector(machineName: string, groupId: string, status: ConnectorStatus = "active"): ConnectorSeed {
    return { id: guid(machineName), machineName: `${machineName}.contoso.example`, groupId, status };
}

function application(displayName: string, groupId?: string): ApplicationSeed {
    const host = displayName.toLowerCase().replaceAll(" ", "-");
    return {
        id: guid(displayName),
        appId: guid(`${displayName} app`),
        displayName,
        externalUrl: `https://${host}.contoso.example/`,
        internalUrl: `https://${host}.corp.contoso.example/`,
        ...(groupId === undefined ? {} : { groupId }),
    };
}

function guid(text: string): string {
    const hex = createHash("sha256").update(text).digest("hex");
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `a${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ].join("-");
}

/**
 * Builds the tenant that a seed describes.
 *
 * Throws if the seed has two default groups, gives an id twice, or names a group it does not hold.
 */
export function stateFrom(seed: TenantSeed, defaultRegion: string, newId: () => string): TenantState {
    const groups = indexed("group", groupsFrom(seed.groups ?? [], defaultRegion, newId));
    const empty: TenantState = { groups, connectors: new Map(), applications: new Map() };
    return {
        groups,
        connectors: indexed(
            "connector",
            (seed.connectors ?? []).map((entry, index) => connectorFrom(entry, empty, index, newId)),
        ),
        applications: indexed(
            "application",
            (seed.applications ?? []).map((entry) => applicationFrom(entry, empty, newId)),
        ),
    };
}

function groupsFrom(seeds: readonly GroupSeed[], defaultRegion: string, newId: () => string): EmulatedGroup[] {
    const defaults = seeds.filter((seed) => seed.isDefault === true);
    if (defaults.length > 1) {
        throw new Error(`A tenant has one default group; the seed has ${defaults.length}.`);
    }
    const all = defaults.length === 1 ? seeds : [{ name: "Default", isDefault: true }, ...seeds];
    return all.map((seed) => groupFrom(seed, defaults[0]?.region ?? defaultRegion, newId));
}

/** The group that a seed describes. */
export function groupFrom(seed: GroupSeed, defaultRegion: string | null, newId: () => string): EmulatedGroup {
    return {
        id: seed.id ?? newId(),
        name: seed.name,
        region: seed.region === undefined ? defaultRegion : seed.region,
        isDefault: seed.isDefault ?? false,
        connectorGroupType: seed.connectorGroupType ?? "applicationProxy",
    };
}

/** The connector that a seed describes, the `index`th of its tenant. */
export function connectorFrom(
    seed: ConnectorSeed,
    state: TenantState,
    index: number,
    newId: () => string,
): EmulatedConnector {
    return {
        id: seed.id ?? newId(),
        machineName: seed.machineName,
        externalIp: seed.externalIp ?? `203.0.113.${(index % 254) + 1}`,
        status: seed.status ?? "active",
        version: seed.version ?? "1.5.3437.0",
        groupId: seed.groupId === undefined ? defaultGroupOf(state).id : requireGroup(state, seed.groupId).id,
    };
}

/** The application that a seed describes. */
export function applicationFrom(seed: ApplicationSeed, state: TenantState, newId: () => string): EmulatedApplication {
    const published = seed.published ?? true;
    if (!published && seed.groupId !== undefined) {
        throw new Error(`Application "${seed.displayName}" is not published, so it cannot be on a connector group.`);
    }
    return {
        id: seed.id ?? newId(),
        appId: seed.appId ?? newId(),
        displayName: seed.displayName,
        ...(published ? { publishing: publishingFrom(seed) } : {}),
        ...(seed.groupId === undefined ? {} : { assignedGroupId: requireGroup(state, seed.groupId).id }),
    };
}

/** The least an `onPremisesPublishing` holds, with the URLs of the seed. */
export function publishingFrom(seed: Pick<ApplicationSeed, "externalUrl" | "internalUrl">): Record<string, unknown> {
    return {
        externalAuthenticationType: "aadPreAuthentication",
        isOnPremPublishingEnabled: true,
        ...(seed.externalUrl === undefined ? {} : { externalUrl: seed.externalUrl }),
        ...(seed.internalUrl === undefined ? {} : { internalUrl: seed.internalUrl }),
    };
}

/** The group with this id, else the only one with this name. Throws if there is none, or more than one. */
export function requireGroup(state: TenantState, idOrName: string): EmulatedGroup {
    const byId = state.groups.get(idOrName);
    if (byId !== undefined) {
        return byId;
    }
    const named = [...state.groups.values()].filter((group) => group.name === idOrName);
    const [only] = named;
    if (only === undefined || named.length > 1) {
        throw new Error(`The emulated tenant has ${named.length || "no"} connector groups "${idOrName}".`);
    }
    return only;
}

function indexed<T extends { readonly id: string }>(kind: string, entries: readonly T[]): Map<string, T> {
    const map = new Map<string, T>();
    for (const entry of entries) {
        if (map.has(entry.id)) {
            throw new Error(`The seed holds two ${kind}s with the id ${entry.id}.`);
        }
        map.set(entry.id, entry);
    }
    return map;
}
