import { expect } from "chai";
import type { ResourceLifecycle } from "../../../provider/lifecycle/resourceLifecycle";

/** A resource as the engine keeps it in the state. */
export interface Resource {
    readonly id: string;
    readonly inputs: object;
    readonly outputs: object;
}

/** What became of a resource whose inputs changed. */
export type Changed =
    | { readonly how: "same" | "update"; readonly resource: Resource }
    /** The engine deletes the old one later, in the same operation. */
    | { readonly how: "replace"; readonly resource: Resource; readonly old: Resource };

/** A `check` that found mistakes: the engine goes no further. */
export class CheckFailed extends Error {}

/**
 * Calls the lifecycle in the order in which the engine does, within one process. Everything goes through the form in
 * which the engine sends it, and every answer is looked through for a value that this form does not have.
 */
export class Operation {
    constructor(
        private readonly lifecycle: ResourceLifecycle,
        /** What was printed. */
        readonly said: readonly string[],
        readonly warned: readonly string[],
        /** What the process does when the engine ends it after the state was written. */
        readonly end: () => void,
    ) {}

    /** The preview of a new resource: answers its inputs. Throws {@link CheckFailed}. */
    async checkNew(inputs: object): Promise<object> {
        return await this.check({}, inputs);
    }

    /** The preview of a resource in the state: what would be done. Throws {@link CheckFailed}. */
    async preview({ id, inputs, outputs }: Resource, news: object): Promise<"same" | "update" | "replace"> {
        const checked = await this.check(inputs, news);
        const { changes, replaces = [] } = await this.diff(id, outputs, checked);
        if (changes === false) {
            return "same";
        }
        if (replaces.length > 0) {
            await this.check({}, news);
            return "replace";
        }
        return "update";
    }

    /** A resource that the program declares for the first time. */
    async declare(inputs: object): Promise<Resource> {
        return await this.create(await this.checkNew(inputs));
    }

    /** A resource in the state, which the program declares in this way now. `replaceOnChanges` is the program's own. */
    async change(resource: Resource, news: object, { replaceOnChanges = false } = {}): Promise<Changed> {
        const checked = await this.check(resource.inputs, news);
        const { changes, replaces = [] } = await this.diff(resource.id, resource.outputs, checked);
        if (changes === false) {
            return { how: "same", resource };
        }
        if (replaces.length > 0 || replaceOnChanges) {
            const successor = await this.create(await this.check({}, news));
            return { how: "replace", resource: successor, old: resource };
        }
        return { how: "update", resource: await this.update(resource, checked) };
    }

    async check(olds: object, news: object): Promise<object> {
        const { inputs, failures } = sent(await this.lifecycle.check(received(olds), received(news)));
        if (failures.length > 0) {
            throw new CheckFailed(failures.map(({ property, reason }) => `[${property}] ${reason}`).join("\n"));
        }
        return inputs as object;
    }

    async diff(id: string, outputs: object, inputs: object): Promise<{ changes?: boolean; replaces?: string[] }> {
        return sent(await this.lifecycle.diff(id, received(outputs), received(inputs)));
    }

    async create(inputs: object): Promise<Resource> {
        const { id, outs } = sent(await this.lifecycle.create(received(inputs)));
        return { id, inputs, outputs: outs };
    }

    async update(resource: Resource, inputs: object): Promise<Resource> {
        const { outs } = sent(await this.lifecycle.update(resource.id, received(resource.outputs), received(inputs)));
        return { id: resource.id, inputs, outputs: outs };
    }

    /** Undefined when the group is gone. */
    async refresh({ id, inputs, outputs }: Resource): Promise<Resource | undefined> {
        const read = sent(await this.lifecycle.read(id, received(outputs)));
        return read.id === "" ? undefined : { id: read.id, inputs: read.inputs ?? inputs, outputs: read.props ?? {} };
    }

    async delete({ id, outputs }: Resource): Promise<void> {
        sent(await this.lifecycle.delete(id, received(outputs)));
    }
}

/** The message that an act is refused with. Fails when it is not refused. */
export async function refusal(act: Promise<unknown>): Promise<string> {
    return (await failure(act)).message;
}

/** What an act throws. Fails when it throws nothing. */
export async function failure(act: Promise<unknown>): Promise<Error> {
    const thrown = await act.then(
        () => undefined,
        (error: unknown) => error,
    );
    if (!(thrown instanceof Error)) {
        throw new Error("It was not refused.");
    }
    return thrown;
}

function received<T extends object>(value: T): T {
    return JSON.parse(JSON.stringify(value)) as T;
}

function sent<T>(answer: T): T {
    if (answer !== undefined) {
        expect(undefinedIn(answer), "values that the protocol has no form for").to.deep.equal([]);
    }
    return answer;
}

/** Where in a value something stands that the engine's protocol cannot carry: undefined, or anything but plain data. */
export function undefinedIn(value: unknown, path = ""): readonly string[] {
    if (value === null || ["string", "number", "boolean"].includes(typeof value)) {
        return [];
    }
    const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
    if (prototype !== Object.prototype && prototype !== Array.prototype) {
        return [path || "(the whole)"];
    }
    return Object.entries(value as object).flatMap(([key, inner]) => undefinedIn(inner, `${path}.${key}`));
}
