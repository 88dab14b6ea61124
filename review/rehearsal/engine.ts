/**
 * The order in which the engine goes through a change: resources are made known one after the other, each once what it
 * depends on is done; their steps are carried out side by side; what goes, goes at the end, dependents first.
 */
import type { PreviewedResource } from "../preview";
import { Slots } from "./slots";

/** What the engine has done with a resource. */
export type Done = "done" | "failed" | "not reached";

export interface Steps {
    /** Decides what becomes of a resource that the program declares. One at a time. Throws what stops it. */
    decide(resource: PreviewedResource): Promise<Decided>;
    /** Deletes what has gone from the program, or has been replaced. */
    remove(resource: PreviewedResource): Promise<void>;
    /** Told what stopped a resource. */
    failed(resource: PreviewedResource, error: unknown): void;
}

export interface Decided {
    /** Carries it out; absent where nothing is to be done. */
    readonly act?: () => Promise<void>;
    /** Whether what was there before has to be deleted at the end. */
    readonly replaces: boolean;
}

/**
 * Goes through a change as the engine does, and answers what has become of each resource, by its URN.
 *
 * Measured: with N steps under way the engine makes nothing more known, and with one at a time (`--parallel 1`) the SDK
 * does not either, before that one is done. After a failure nothing new is begun.
 *
 * @param parallel how many steps are carried out at the same time
 */
export async function goThrough(
    resources: readonly PreviewedResource[],
    parallel: number,
    steps: Steps,
): Promise<ReadonlyMap<string, Done>> {
    const course = new Course(parallel, steps);
    await course.registerAll(resources.filter((resource) => resource.new));
    await course.removeAll(resources.filter((resource) => !resource.new && resource.old));
    return course.outcome;
}

class Course {
    readonly outcome = new Map<string, Done>();
    readonly #registered = new Map<string, Promise<Done>>();
    readonly #replaced: PreviewedResource[] = [];
    readonly #program: Slots;
    readonly #generator = new Slots(1);
    readonly #workers: Slots;
    #hasFailed = false;

    constructor(
        parallel: number,
        private readonly steps: Steps,
    ) {
        this.#program = new Slots(parallel === 1 ? 1 : Number.POSITIVE_INFINITY);
        this.#workers = new Slots(parallel);
    }

    /** What the program declares, each as soon as what it depends on is done. */
    async registerAll(resources: readonly PreviewedResource[]): Promise<void> {
        for (const resource of resources) {
            this.#registered.set(resource.urn, this.#register(resource));
        }
        for (const [urn, done] of this.#registered) {
            this.outcome.set(urn, await done);
        }
    }

    /** What goes, and what has been replaced: what depends on others goes before them. */
    async removeAll(gone: readonly PreviewedResource[]): Promise<void> {
        const going = [...gone, ...this.#replaced];
        const urns = new Set(going.map(({ urn }) => urn));
        let left = going.filter(({ old }) => !old?.retainOnDelete && !urns.has(old?.deletedWith ?? ""));
        while (left.length > 0 && !this.#hasFailed) {
            const needed = new Set(left.flatMap(dependenciesOfOld));
            const free = left.filter((resource) => !needed.has(urnOfOld(resource)));
            if (free.length === 0) {
                throw new Error(
                    `The state says of ${left.map(({ name }) => name).join(", ")} that each depends on another.`,
                );
            }
            await Promise.all(free.map((resource) => this.#remove(resource)));
            left = left.filter((resource) => !free.includes(resource));
        }
        for (const { urn } of left) {
            this.outcome.set(urn, this.outcome.get(urn) ?? "not reached");
        }
    }

    async #register(resource: PreviewedResource): Promise<Done> {
        // By then all of them are there, in whichever order the preview has listed them.
        await undefined;
        const needed = (resource.new?.dependencies ?? []).map((urn) => this.#registered.get(urn));
        const isReached = (await Promise.all(needed)).every((done) => done === undefined || done === "done");
        return isReached ? await this.#program.hold(() => this.#step(resource)) : "not reached";
    }

    async #step(resource: PreviewedResource): Promise<Done> {
        try {
            const decided = await this.#generator.hold(() => this.#decide(resource));
            if (!decided) {
                return "not reached";
            }
            await decided.act?.().finally(() => this.#workers.give());
            this.#replaced.push(...(decided.replaces ? [resource] : []));
            return "done";
        } catch (error) {
            return this.#fail(resource, error);
        }
    }

    /** Keeps the next resource from being made known until there is a worker for this one. */
    async #decide(resource: PreviewedResource): Promise<Decided | undefined> {
        const decided = this.#hasFailed ? undefined : await this.steps.decide(resource);
        if (decided?.act) {
            await this.#workers.take();
        }
        return decided;
    }

    async #remove(resource: PreviewedResource): Promise<void> {
        try {
            await this.#workers.hold(() => this.steps.remove(resource));
            this.outcome.set(resource.urn, "done");
        } catch (error) {
            this.outcome.set(resource.urn, this.#fail(resource, error));
        }
    }

    #fail(resource: PreviewedResource, error: unknown): Done {
        this.#hasFailed = true;
        this.steps.failed(resource, error);
        return "failed";
    }
}

function dependenciesOfOld(resource: PreviewedResource): readonly string[] {
    return (resource.old?.dependencies ?? []).filter((needed) => needed !== urnOfOld(resource));
}

/** What the state knows of goes by what it was called then. */
function urnOfOld({ urn, old }: PreviewedResource): string {
    return old?.urn ?? urn;
}
