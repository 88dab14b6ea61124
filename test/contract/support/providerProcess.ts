import { expect } from "chai";
import { applicationAssignment } from "../../../provider/lifecycle/applicationAssignment";
import { connectorGroupLifecycleOver } from "../../../provider/lifecycle/connectorGroup";
import { connectorMembership } from "../../../provider/lifecycle/connectorMembership";
import { defaultBounds, type LifecycleContext } from "../../../provider/lifecycle/context";
import { CreationNotes } from "../../../provider/lifecycle/creationNotes";
import { createGraphTenant } from "../../../provider/lifecycle/graphTenant";
import { OperationMemory } from "../../../provider/lifecycle/memory";
import { placementLifecycleOver } from "../../../provider/lifecycle/placement";
import type { ResourceLifecycle } from "../../../provider/lifecycle/resourceLifecycle";
import { heldAgainstReview } from "../../../provider/lifecycle/reviewed/gate";
import { withSharedReads } from "../../../provider/lifecycle/sharedReads";
import type { Tenant } from "../../../provider/lifecycle/tenant";
import type { Machine, TestClock } from "./given";
import { undefinedIn } from "./operation";

/** When a process is killed: around its n-th write (from 0), or once a resource is made and before the state has it. */
export type Kill = { readonly write: number; readonly when: "beforeActing" | "afterActing" } | "beforeState";

/** What an operation has said, and how often it has asked the tenant to change something. */
export interface Spoken {
    readonly said: readonly string[];
    readonly warned: readonly string[];
    readonly writes: number;
}

const writes = [
    "createGroup",
    "updateGroup",
    "deleteGroup",
    "moveConnector",
    "assignApplication",
    "unassignApplication",
];

/** The process that handles all resources of one operation. Once it is dead, nothing that it was doing goes on. */
export class ProviderProcess {
    readonly said: string[] = [];
    readonly warned: string[] = [];
    /** Settles when the process is killed. */
    readonly died: Promise<void>;
    #isDead = false;
    #die: () => void = () => undefined;
    #written = 0;
    readonly #notes: CreationNotes;
    readonly #context: LifecycleContext;

    constructor(
        { folder, env, client }: Machine,
        clock: TestClock,
        private readonly kill: Kill | undefined,
    ) {
        this.died = new Promise((done) => {
            this.#die = done;
        });
        this.#notes = new CreationNotes(folder, (sentence) => this.warned.push(sentence));
        const sleep = (milliseconds: number) => this.#whileAlive(() => clock.sleep(milliseconds));
        const mortalClock = { now: clock.now, sleep };
        const say = (sentence: string) => void this.said.push(sentence);
        const around = { ...client, clock: mortalClock, say };
        const open = () =>
            this.#mortal(
                withSharedReads(
                    createGraphTenant(() => undefined, env, around),
                    mortalClock,
                ),
            );
        this.#context = {
            ...heldAgainstReview({ open, stack: () => undefined, env, folder, say }),
            memory: new OperationMemory(),
            notes: this.#notes,
            say,
            warn: (sentence) => this.warned.push(sentence),
            clock: mortalClock,
            bounds: defaultBounds,
        };
    }

    get isDead(): boolean {
        return this.#isDead;
    }

    get spoken(): Spoken {
        return { said: this.said, warned: this.warned, writes: this.#written };
    }

    /** What the engine tells it to do when the operation is over and the state is written. */
    endOrderly(): void {
        this.#notes.forgetAnswered();
    }

    /** A resource is made, and the state does not have it yet. */
    async beforeState(): Promise<void> {
        if (this.kill === "beforeState") {
            await this.#end();
        }
    }

    lifecycleOf(inputs: object): ResourceLifecycle {
        const lifecycle =
            "connectorId" in inputs
                ? placementLifecycleOver(connectorMembership, this.#context)
                : "applicationId" in inputs
                  ? placementLifecycleOver(applicationAssignment, this.#context)
                  : connectorGroupLifecycleOver(this.#context);
        return {
            check: async (olds, news) => sent(await lifecycle.check(received(olds), received(news))),
            diff: async (id, olds, news) => sent(await lifecycle.diff(id, received(olds), received(news))),
            create: async (inputs) => sent(await lifecycle.create(received(inputs))),
            read: async (id, outputs) => sent(await lifecycle.read(id, received(outputs))),
            update: async (id, olds, news) => sent(await lifecycle.update(id, received(olds), received(news))),
            delete: async (id, outputs) => sent(await lifecycle.delete(id, received(outputs))),
        };
    }

    #mortal(tenant: Tenant): Tenant {
        return new Proxy(tenant, {
            get: (target, method: keyof Tenant) => {
                const member = target[method] as unknown;
                return typeof member === "function"
                    ? (...given: unknown[]) => this.#call(method, () => member(...given) as Promise<unknown>)
                    : member;
            },
        });
    }

    async #call<T>(method: string, act: () => Promise<T>): Promise<T> {
        const count = writes.includes(method) && !this.#isDead ? this.#written++ : undefined;
        const kill = this.kill === "beforeState" ? undefined : this.kill;
        if (count === undefined || count !== kill?.write) {
            return await this.#whileAlive(act);
        }
        if (kill.when === "afterActing") {
            await Promise.allSettled([act()]);
        }
        return await this.#end();
    }

    async #whileAlive<T>(act: () => Promise<T>): Promise<T> {
        if (this.#isDead) {
            return await new Promise(() => undefined);
        }
        try {
            return await act();
        } finally {
            if (this.#isDead) {
                await new Promise(() => undefined);
            }
        }
    }

    async #end(): Promise<never> {
        this.#isDead = true;
        this.#die();
        return await new Promise(() => undefined);
    }
}

/** What is called is given what the state can hold, and nothing of the caller's own. */
function received<T>(value: T): T {
    return JSON.parse(JSON.stringify(value)) as T;
}

function sent<T>(answer: T): T {
    if (answer !== undefined) {
        expect(undefinedIn(answer), "values that the protocol has no form for").to.deep.equal([]);
    }
    return answer;
}
