/**
 * A stack as the engine keeps it and works on it: what is in the state, in which order a provider's methods are called,
 * what is left of an update that failed or was killed. Each operation is a process of its own, which can be killed.
 */
import { expect } from "chai";
import type { Emulator, EmulatorOptions } from "../../../emulator/index";
import type { GraphClientOptions } from "../../../provider/graph/client";
import { type Given, given, type Machine } from "./given";
import { type Kill, ProviderProcess, type Spoken } from "./providerProcess";

/** Stands for the serialized provider, which the engine keeps in the state and which must never be lost from it. */
const provider = "the provider's text";

/** The id of another resource of the program, known once that has been created. */
export interface Reference {
    readonly idOf: string;
}

/** What a program declares, by the resources' own names: groups, memberships and assignments, in any order. */
export type Program = Readonly<Record<string, Readonly<Record<string, string | boolean | Reference>>>>;

/** How an update differs from the usual one. */
export interface UpOptions {
    readonly kill?: Kill;
    /** The old groups stay (`retainOnDelete`): the engine never calls `delete`. */
    readonly retainOnDelete?: boolean;
    /** Every change is a replacement (`replaceOnChanges`), also one that `diff` takes for an update. */
    readonly replaceOnChanges?: boolean;
    /** `--replace`: the engine asks no `diff`. */
    readonly replace?: boolean;
}

/** How an update ended. */
export interface Ended extends Spoken {
    readonly how: "done" | "failed" | "killed";
    /** The messages of what failed. */
    readonly message: string;
}

interface Held {
    readonly id: string;
    readonly inputs: object;
    readonly outputs: object;
    readonly initErrors: boolean;
}

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A stack over a new tenant, on a machine that keeps notes. */
export async function givenStack(
    options: EmulatorOptions = {},
    client: Partial<GraphClientOptions> = {},
): Promise<Given & { readonly stack: Stack }> {
    const all = await given(options, client);
    return { ...all, stack: new Stack(all) };
}

export class Stack {
    readonly #resources = new Map<string, Held>();
    readonly #pendingDeletes: { readonly name: string; readonly held: Held }[] = [];
    #machine: Machine;

    constructor(private readonly around: Given) {
        this.#machine = around.otherMachine();
    }

    /** From here on it is worked on from a machine that has none of the notes. */
    moveToAnotherMachine(): void {
        this.#machine = this.around.otherMachine();
    }

    /** From here on it is held against the review whose digest is in that file. */
    holdAgainst(digest: string): void {
        this.#machine = { ...this.#machine, env: { ...this.#machine.env, ENTRA_APP_PROXY_REVIEWED: digest } };
    }

    /** The id that the state holds. */
    idOf(name: string): string {
        const held = this.#resources.get(name);
        if (!held) {
            throw new Error(`The state holds no ${name}.`);
        }
        return held.id;
    }

    /** Every id that the state holds, those that are still to be deleted included. */
    get ids(): readonly string[] {
        return [...this.#resources.values(), ...this.#pendingDeletes.map(({ held }) => held)].map(({ id }) => id);
    }

    inputsOf(name: string): Readonly<Record<string, unknown>> | undefined {
        const held = this.#resources.get(name);
        return held && { ...held.inputs };
    }

    outputsOf(name: string): Readonly<Record<string, unknown>> {
        return { ...this.#resources.get(name)?.outputs };
    }

    /** The names of what the state holds and has not still to delete. */
    get names(): readonly string[] {
        return [...this.#resources.keys()];
    }

    /** The names of everything in the state, with how often an old one waits for its deletion. */
    get state(): readonly string[] {
        return [...this.#resources.keys(), ...this.#pendingDeletes.map(({ name }) => `${name} (to be deleted)`)];
    }

    /** An update that ends well. */
    async up(program: Program, options: UpOptions = {}): Promise<Spoken> {
        const ended = await this.attempt(program, options);
        expect(ended.how, ended.message).to.equal("done");
        return ended;
    }

    /** An update that fails. Answers what was said at the end. */
    async failingUp(program: Program, options: UpOptions = {}): Promise<string> {
        const { how, message } = await this.attempt(program, options);
        expect(how).to.equal("failed");
        return message;
    }

    /** An update that is killed. */
    async killedUp(program: Program, kill: Kill): Promise<void> {
        const { how, message } = await this.attempt(program, { kill });
        expect(how, message).to.equal("killed");
    }

    /** An update, however it ends. */
    async attempt(program: Program, options: UpOptions = {}): Promise<Ended> {
        const process = this.#process(options.kill);
        const failures: unknown[] = [];
        const ended = this.#run(process, program, options, failures);
        await Promise.race([ended, process.died]);
        const how = process.isDead ? "killed" : failures.length > 0 ? "failed" : "done";
        return { ...process.spoken, how, message: messagesOf(failures) };
    }

    /** What is planned for each resource. Throws what `check` or `diff` refuses. */
    async preview(program: Program, options: UpOptions = {}): Promise<Spoken & { readonly plan: object }> {
        const process = this.#process(undefined);
        const plan: Record<string, string> = {};
        const replaced = new Set<string>();
        for (const name of inOrder(program)) {
            const held = this.#resources.get(name);
            const inputs = resolved(program[name] ?? {}, (other) =>
                replaced.has(other) ? unknown : (this.#resources.get(other)?.id ?? unknown),
            );
            plan[name] = (await planFor(process, held, inputs, options)).kind;
            if (plan[name] === "replace" || plan[name] === "create") {
                replaced.add(name);
            }
        }
        for (const name of this.#resources.keys()) {
            if (!(name in program)) {
                plan[name] = "delete";
            }
        }
        return { ...process.spoken, plan };
    }

    async refresh(): Promise<Spoken> {
        const process = this.#process(undefined);
        for (const [name, held] of [...this.#resources]) {
            const read = await process.lifecycleOf(held.inputs).read(held.id, held.outputs);
            if (read.id === "") {
                this.#resources.delete(name);
                continue;
            }
            const inputs = read.inputs === undefined ? held.inputs : { ...read.inputs, __provider: provider };
            const outputs = { ...read.props, __provider: provider };
            const [requests, said] = [this.around.emulator.requests.length, process.said.length];
            await process.lifecycleOf(held.inputs).diff(held.id, outputs, held.inputs);
            expect(this.around.emulator.requests.length, "a diff during a refresh asks nothing").to.equal(requests);
            expect(process.said.length, "a diff during a refresh says nothing").to.equal(said);
            this.#resources.set(name, { id: read.id, inputs, outputs, initErrors: false });
        }
        process.endOrderly();
        return process.spoken;
    }

    #process(kill: Kill | undefined): ProviderProcess {
        return new ProviderProcess(this.#machine, this.around.clock, kill);
    }

    async #run(process: ProviderProcess, program: Program, options: UpOptions, failures: unknown[]): Promise<void> {
        await this.#register(process, program, options, failures);
        if (failures.length === 0) {
            await this.#deleteTheRest(process, program, options, failures);
        }
        process.endOrderly();
    }

    /** The program's resources, each as soon as what it refers to is known: plans one by one, steps side by side. */
    async #register(process: ProviderProcess, program: Program, options: UpOptions, failures: unknown[]) {
        let planning: Promise<unknown> = Promise.resolve();
        const registered = new Map<string, Promise<boolean>>();
        for (const name of inOrder(program)) {
            const declared = program[name] ?? {};
            const register = async (): Promise<boolean> => {
                const needed = await Promise.all(referencesIn(declared).map((other) => registered.get(other)));
                if (needed.includes(false)) {
                    return false;
                }
                try {
                    const inputs = resolved(declared, (other) => this.idOf(other));
                    const held = this.#resources.get(name);
                    const plan = planning.then(() => planFor(process, held, inputs, options));
                    planning = plan.catch(() => undefined);
                    await this.#carryOut(process, name, held, await plan);
                    return true;
                } catch (error) {
                    failures.push(error);
                    return false;
                }
            };
            registered.set(name, register());
        }
        await Promise.all(registered.values());
    }

    async #carryOut(process: ProviderProcess, name: string, held: Held | undefined, plan: Plan): Promise<void> {
        const lifecycle = process.lifecycleOf(plan.inputs);
        const keep = (id: string, outs: object, initErrors = false) => {
            this.#resources.set(name, {
                id,
                inputs: plan.inputs,
                outputs: { __provider: provider, ...outs },
                initErrors,
            });
            if (plan.kind === "replace" && held) {
                this.#pendingDeletes.push({ name, held });
            }
        };
        try {
            if (plan.kind === "same" && held) {
                keep(held.id, held.outputs);
            } else if (plan.kind === "update" && held) {
                keep(held.id, (await lifecycle.update(held.id, held.outputs, plan.inputs)).outs);
            } else {
                const { id, outs } = await lifecycle.create(plan.inputs);
                await process.beforeState();
                keep(id, outs);
            }
        } catch (error) {
            const { id, properties } = error as { readonly id?: string; readonly properties?: object };
            if (id !== undefined && properties !== undefined) {
                expect(properties, "the provider stays in the state").to.include({ __provider: provider });
                keep(id, properties, true);
            }
            throw error;
        }
    }

    /** What is gone from the program, and what has been replaced; what depends on others goes first. */
    async #deleteTheRest(process: ProviderProcess, program: Program, options: UpOptions, failures: unknown[]) {
        for (const [name, held] of [...this.#resources]) {
            if (!(name in program)) {
                this.#resources.delete(name);
                this.#pendingDeletes.push({ name, held });
            }
        }
        for (const isGroup of [false, true]) {
            const now = this.#pendingDeletes.filter(({ held }) => "name" in held.inputs === isGroup);
            const done = await Promise.allSettled(
                now.map(async (entry) => {
                    if (options.retainOnDelete !== true) {
                        await process.lifecycleOf(entry.held.inputs).delete(entry.held.id, entry.held.outputs);
                    }
                    this.#pendingDeletes.splice(this.#pendingDeletes.indexOf(entry), 1);
                }),
            );
            failures.push(...done.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])));
            if (failures.length > 0) {
                return;
            }
        }
    }
}

interface Plan {
    readonly kind: "create" | "same" | "update" | "replace";
    readonly inputs: object;
}

async function planFor(
    process: ProviderProcess,
    held: Held | undefined,
    declared: object,
    options: UpOptions,
): Promise<Plan> {
    const news = { ...declared, __provider: provider };
    const lifecycle = process.lifecycleOf(news);
    const check = async (olds: object): Promise<object> => {
        const { inputs, failures } = await lifecycle.check(olds, news);
        if (failures.length > 0) {
            throw new Error(failures.map(({ reason }) => reason).join("\n"));
        }
        return { ...(inputs as object), __provider: provider };
    };
    if (!held) {
        return { kind: "create", inputs: await check({}) };
    }
    if (options.replace === true) {
        return { kind: "replace", inputs: await check({}) };
    }
    const inputs = await check(held.inputs);
    const { changes, replaces = [] } = await lifecycle.diff(held.id, held.outputs, inputs);
    if (replaces.length > 0 || (changes !== false && options.replaceOnChanges === true)) {
        return { kind: "replace", inputs: await check({}) };
    }
    return { kind: changes === false && !held.initErrors ? "same" : "update", inputs };
}

/** The names of a program's resources, those first that others refer to. */
function inOrder(program: Program): readonly string[] {
    const names = Object.keys(program);
    const refers = (name: string) => referencesIn(program[name] ?? {}).length > 0;
    return [...names.filter((name) => !refers(name)), ...names.filter(refers)];
}

function referencesIn(declared: Program[string]): readonly string[] {
    return Object.values(declared).flatMap((value) => (typeof value === "object" ? [value.idOf] : []));
}

function resolved(declared: Program[string], idOf: (name: string) => string): object {
    return Object.fromEntries(
        Object.entries(declared).map(([key, value]) => [key, typeof value === "object" ? idOf(value.idOf) : value]),
    );
}

function messagesOf(failures: readonly unknown[]): string {
    return failures.map((failure) => (failure instanceof Error ? failure.message : String(failure))).join("\n");
}

/** What a tenant comes to, whatever its ids: each group with what is on it. */
export function shapeOf({ tenant }: Emulator) {
    return tenant
        .groups()
        .map(({ id, name, region }) => ({
            name,
            region,
            connectors: tenant
                .membersOf(id)
                .map(({ machineName }) => machineName)
                .sort(),
            applications: tenant
                .applicationsOf(id)
                .map(({ displayName }) => displayName)
                .sort(),
        }))
        .sort((a, b) => (`${a.name}${a.region}` < `${b.name}${b.region}` ? -1 : 1));
}
