/**
 * What a contract test starts from: the lifecycle as it is shipped, over the real client, against a tenant in the
 * emulator. Time is the test's own and runs for both.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Emulator, type EmulatorOptions, type Fault, startEmulator } from "../../../emulator/index";
import type { GraphClientOptions } from "../../../provider/graph/client";
import { defaultRetryBounds } from "../../../provider/graph/retry";
import { connectorGroupLifecycleOver } from "../../../provider/lifecycle/connectorGroup";
import { defaultBounds } from "../../../provider/lifecycle/context";
import { CreationNotes } from "../../../provider/lifecycle/creationNotes";
import { createGraphTenant } from "../../../provider/lifecycle/graphTenant";
import { OperationMemory } from "../../../provider/lifecycle/memory";
import { withSharedReads } from "../../../provider/lifecycle/sharedReads";
import type { Tenant } from "../../../provider/lifecycle/tenant";
import { closeAfterTest } from "../../closing";
import { Operation, type Resource } from "./operation";

export const groups = "/beta/onPremisesPublishingProfiles/applicationProxy/connectorGroups";

/** A clock that stands still until somebody sleeps, and then lets what is under way on the network go on. */
export class TestClock {
    #now = Date.UTC(2026, 0, 1);
    #factor: number | undefined;
    #sleepers: { readonly until: number; readonly wake: () => void }[] | undefined;

    readonly now = (): number => this.#now;

    readonly sleep = async (milliseconds: number): Promise<void> => {
        const sleepers = this.#sleepers;
        if (sleepers) {
            return await new Promise((wake) => sleepers.push({ until: this.#now + milliseconds, wake }));
        }
        if (this.#factor !== undefined) {
            return await setTimeout(milliseconds / this.#factor);
        }
        this.advance(milliseconds);
        await setTimeout(5);
    };

    /**
     * From here on it runs by itself, so many times as fast as time does, and the same for all who sleep. Otherwise it
     * runs the faster the more of them there are.
     */
    hurry(factor: number): void {
        this.#factor = factor;
        let last = performance.now();
        const timer = setInterval(() => {
            const now = performance.now();
            this.advance((now - last) * factor);
            last = now;
        }, 1);
        closeAfterTest(() => clearInterval(timer));
    }

    /**
     * From here on it jumps to the moment at which the next sleeper wakes, as soon as nothing else goes on, and is the
     * same for all who sleep. `isBusy` says whether something has gone on since it was asked last.
     */
    jump(isBusy: () => boolean): void {
        const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
        this.#sleepers = sleepers;
        let quiet = 0;
        const turn = () => {
            quiet = isBusy() ? 0 : quiet + 1;
            if (quiet < quietTurns || sleepers.length === 0) {
                return;
            }
            quiet = 0;
            this.#now = Math.max(this.#now, Math.min(...sleepers.map(({ until }) => until)));
            for (const sleeper of sleepers.filter(({ until }) => until <= this.#now)) {
                sleepers.splice(sleepers.indexOf(sleeper), 1);
                sleeper.wake();
            }
        };
        let isOver = false;
        const loop = () => {
            turn();
            if (!isOver) {
                setImmediate(loop);
            }
        };
        loop();
        closeAfterTest(() => {
            isOver = true;
        });
    }

    advance(milliseconds: number): void {
        this.#now += milliseconds;
    }
}

/** From here on time jumps from one event to the next, the same for everybody. */
export function letTimeJump(emulator: Emulator, clock: TestClock): void {
    let seen = -1;
    clock.jump(() => {
        const now = emulator.requests.length;
        const isBusy = now !== seen;
        seen = now;
        return isBusy;
    });
}

/** How often the event loop turns without any traffic before nothing is under way on the loopback interface any more. */
const quietTurns = 8;

export interface Given {
    readonly emulator: Emulator;
    readonly clock: TestClock;
    /** One operation of the engine (a preview, an update, a refresh, ...): a process of its own on this machine. */
    operation(on?: Machine): Operation;
    /** A group that an earlier update has created, which ended well. */
    made(inputs: object): Promise<Resource>;
    /** The creation notes on this machine. */
    notes(): readonly { readonly name: string; readonly id?: string }[];
    /** Another machine, which has none of this one's notes. */
    otherMachine(): Machine;
}

/** Where creation notes are kept, and how the tenant is reached from there. */
export interface Machine {
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
    /** What the client there is given beside that. */
    readonly client: Partial<GraphClientOptions>;
}

/** A new tenant, a clock, and a machine without any notes; all of it is gone after the test. */
export async function given(options: EmulatorOptions = {}, client: Partial<GraphClientOptions> = {}): Promise<Given> {
    const clock = new TestClock();
    const emulator = await startEmulator({ now: clock.now, sleep: clock.sleep, ...options });
    closeAfterTest(() => emulator.stop());
    const machine = (): Machine => ({
        folder: temporaryFolder(),
        env: { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token },
        client: { clock, today: clock.now, random: () => 0.5, ...client },
    });
    const own = machine();
    return {
        emulator,
        clock,
        operation: (on = own) => operationOn(on, clock),
        made: async (inputs) => {
            const up = operationOn(own, clock);
            const resource = await up.declare(inputs);
            up.end();
            emulator.clearRequests();
            return resource;
        },
        notes: () => readdirSync(own.folder).map((file) => JSON.parse(readFileSync(join(own.folder, file), "utf8"))),
        otherMachine: machine,
    };
}

function operationOn({ folder, env, client }: Machine, clock: TestClock): Operation {
    const said: string[] = [];
    const warned: string[] = [];
    const say = (sentence: string) => void said.push(sentence);
    const notes = new CreationNotes(folder, (sentence) => warned.push(sentence));
    let tenant: Tenant | undefined;
    const lifecycle = connectorGroupLifecycleOver({
        tenant: () => {
            tenant ??= withSharedReads(
                createGraphTenant(() => undefined, env, { ...client, say }),
                clock,
            );
            return tenant;
        },
        memory: new OperationMemory(),
        notes,
        say,
        warn: (sentence) => warned.push(sentence),
        clock,
        bounds: defaultBounds,
    });
    return new Operation(lifecycle, said, warned, () => notes.forgetAnswered());
}

function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "creations-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** What a fault needs to be seen in spite of the client's repetitions: it hits every try of one request. */
export const everyTry = { times: 1 + defaultRetryBounds.mostRepeats } as const;

/** Every request since the log was cleared, as `METHOD path` without the size of a page, in order. */
export function requests(emulator: Emulator): readonly string[] {
    return emulator.requests.map(({ method, path }) => `${method} ${path.replace("?$top=999", "")}`);
}

/** Those of them that were to change something, with the body where there is one. */
export function writes(emulator: Emulator): readonly (readonly unknown[])[] {
    return emulator.requests
        .filter(({ method }) => method !== "GET")
        .map(({ method, path, body }) => [`${method} ${path}`, ...(body === undefined ? [] : [body])]);
}

/** The names of all groups of application proxy, the default group's included, sorted. */
export function names(emulator: Emulator): readonly string[] {
    return emulator.tenant
        .groups()
        .filter(({ connectorGroupType }) => connectorGroupType === "applicationProxy")
        .map(({ name }) => name)
        .sort();
}

/** The group's own address does not show it yet, while the list does. */
export function unseen(id: string): Fault {
    return {
        method: "GET",
        path: new RegExp(`connectorGroups/${id}$`),
        effect: "answerBeforeActing",
        status: 404,
        code: "ConnectorGroup_NotFound",
    };
}
