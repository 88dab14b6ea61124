/**
 * A Microsoft Entra tenant in a process: a real HTTP server that speaks the part of Microsoft Graph which connector
 * groups need, for tests and for trying a stack without a tenant. What it does, and how sure that is, stands in
 * FIDELITY.md beside this file.
 */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { World } from "./answers";
import { type Fault, FaultScript, type InjectedFault } from "./faults";
import { loadTenant, saveTenant } from "./persistence";
import { type LoggedRequest, RequestLog } from "./requestLog";
import { stateFrom, type TenantSeed } from "./seed";
import { httpServer } from "./server";
import type { EmulatorSettings } from "./settings";
import { TenantStore } from "./store";
import { defaultSwitches, type Switches } from "./switches";
import { EmulatedTenant } from "./tenant";
import { Throttle } from "./throttle";

export type { Fault, FaultAnswer, FaultEffect, FaultMatch, InjectedFault } from "./faults";
export type { Gap } from "./gaps";
export type { ConnectorStatus, EmulatedApplication, EmulatedConnector, EmulatedGroup } from "./model";
export type { LoggedRequest } from "./requestLog";
export { type ApplicationSeed, type ConnectorSeed, type GroupSeed, sampleTenant, type TenantSeed } from "./seed";
export type { EmulatorSettings } from "./settings";
export { defaultSwitches, type Switches } from "./switches";
export type { EmulatedTenant } from "./tenant";

/** How an emulator starts. Everything in {@link EmulatorSettings} can be changed later, while it runs. */
export interface EmulatorOptions {
    /** The port on 127.0.0.1. @default 0, which takes a free one */
    readonly port?: number;
    /** What the tenant holds. @default a tenant with nothing but its default group */
    readonly seed?: TenantSeed;
    /** The region of the default group, unless the seed says it. @default "nam" */
    readonly defaultRegion?: string;
    /** Where the sources about the real service disagree: what this one does. @default {@link defaultSwitches} */
    readonly switches?: Partial<Switches>;
    /** How long every answer takes, in milliseconds. @default 0 */
    readonly latencyMs?: number;
    /** For how long reads go on showing what was there before a write, in milliseconds. @default 0 */
    readonly lagMs?: number;
    /** How many requests a second are let through before the answer is 429. @default no limit */
    readonly requestsPerSecond?: number;
    /** The most entries that one page of a list holds where no size is asked for. @default 100 */
    readonly pageSize?: number;
    /** The most that one holds, whatever size is asked for with `$top`. @default `pageSize` where it is given, else 999 */
    readonly largestPage?: number;
    /** A JSON file that keeps the tenant. If it is there, its tenant is used and `seed` is not. @default none */
    readonly persistTo?: string;
    /** The bearer token that is accepted. @default "emulator-token" */
    readonly token?: string;
    /** Which other bearer tokens are accepted, for tests that sign in. @default none */
    readonly acceptsToken?: (token: string) => boolean;
    /** The clock, in milliseconds. @default Date.now */
    readonly now?: () => number;
    /** What waits for the latency. @default a timer */
    readonly sleep?: (milliseconds: number) => Promise<unknown>;
    /** What the ids of new things come from. @default random GUIDs */
    readonly newId?: () => string;
}

/** An emulator that runs. */
export interface Emulator {
    /** `http://127.0.0.1:<port>`: the Graph root without a version, what goes into the `endpoint` setting. */
    readonly url: string;
    /** The bearer token that is accepted now. */
    readonly token: string;
    /** The tenant itself, past HTTP. */
    readonly tenant: EmulatedTenant;
    /** What can be changed while it runs. */
    readonly settings: EmulatorSettings;
    /**
     * Every call so far, in the order of arrival, as things stand now. The items of a batch are here as if each had come
     * alone, with the number of the batch; the batch itself is not.
     */
    readonly requests: readonly LoggedRequest[];
    /** Every round trip over HTTP so far, likewise: single calls, and batches as a whole. */
    readonly exchanges: readonly LoggedRequest[];
    /** Empties {@link requests} and {@link exchanges}. */
    clearRequests(): void;
    /** Makes something go wrong. Faults that match the same request take their turns in the order of injection. */
    inject(fault: Fault): InjectedFault;
    /** Stops at once: requests under way are cut. Can be called again. */
    stop(): Promise<void>;
}

/**
 * Starts an emulator.
 *
 * Throws if the port is taken, if the seed contradicts itself, or if `persistTo` names a file of another kind.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const { now = Date.now, sleep = setTimeout, newId = () => crypto.randomUUID(), persistTo } = options;
    const settings = settingsFrom(options);
    const store = new TenantStore(startState(options, newId), {
        now,
        lagMs: () => settings.lagMs,
        onWrite: (state) => persistTo !== undefined && saveTenant(persistTo, state),
    });
    if (persistTo !== undefined) {
        saveTenant(persistTo, store.current);
    }
    const world: World = { store, settings, newId };
    const log = new RequestLog(now);
    const faults = new FaultScript();
    const server = httpServer({ world, log, faults, throttle: new Throttle(now), now, sleep });
    const port = await listen(server, options.port ?? 0);
    return {
        url: `http://127.0.0.1:${port}`,
        get token() {
            return settings.token;
        },
        tenant: new EmulatedTenant(store, newId),
        settings,
        get requests() {
            return log.allRequests();
        },
        get exchanges() {
            return log.allExchanges();
        },
        clearRequests: () => log.clear(),
        inject: (fault) => faults.inject(fault),
        stop: () => close(server),
    };
}

function settingsFrom(options: EmulatorOptions): EmulatorSettings {
    return {
        latencyMs: options.latencyMs ?? 0,
        lagMs: options.lagMs ?? 0,
        requestsPerSecond: options.requestsPerSecond,
        pageSize: options.pageSize ?? 100,
        largestPage: options.largestPage ?? options.pageSize ?? 999,
        token: options.token ?? "emulator-token",
        acceptsToken: options.acceptsToken,
        switches: { ...defaultSwitches, ...options.switches },
    };
}

function startState({ persistTo, seed = {}, defaultRegion = "nam" }: EmulatorOptions, newId: () => string) {
    const kept = persistTo === undefined ? undefined : loadTenant(persistTo);
    return kept ?? stateFrom(seed, defaultRegion, newId);
}

function listen(server: Server, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
}

function close(server: Server): Promise<void> {
    return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
    });
}
