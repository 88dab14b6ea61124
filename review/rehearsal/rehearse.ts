/**
 * What a change comes to, found out by carrying it out: by the provider's own code, on a tenant in memory that starts as
 * the live one is. So whatever the provider does, a review foretells, in the same words.
 */
import { OperationMemory } from "../../provider/lifecycle/memory";
import type { ResourceLifecycle } from "../../provider/lifecycle/resourceLifecycle";
import { isUnknown, nameInUrn, type PreviewedResource, type PreviewedState } from "../preview";
import type { ResourceType } from "../review";
import { type Decided, type Done, goThrough, type Steps } from "./engine";
import type { KnownTenant, Need } from "./knownTenant";
import { lifecycleOf } from "./lifecycleOf";
import { newId, type Pace, RehearsedTenant } from "./rehearsedTenant";
import { VirtualTime } from "./virtualTime";

export interface Rehearsal {
    readonly tenant: RehearsedTenant;
    /** What becomes of each resource of this package that is not left as it is. */
    readonly resources: readonly RehearsedResource[];
    /** What the live tenant has to be asked before the outcome means anything; empty where all was known. */
    readonly missing: readonly Need[];
}

export interface RehearsedResource {
    readonly resource: PreviewedResource;
    readonly type: ResourceType;
    readonly plan: "create" | "update" | "replace" | "delete";
    readonly outcome: Done;
    /** The inputs as far as they are known before the update: new groups by their `new:` ids. */
    readonly inputs: Readonly<Record<string, unknown>>;
    /** The id of what it stands for, once the change is done. */
    readonly id: string | undefined;
    readonly words: readonly string[];
    readonly failure?: string;
    /** The inputs of which nobody can tell before the update what they come to, so that it was not rehearsed. */
    readonly open: readonly string[];
}

/**
 * Carries a change out on a copy of the tenant.
 *
 * @param parallel how many steps the engine will carry out at the same time (`--parallel`)
 * @param pace how long each request takes
 */
export async function rehearse(
    resources: readonly PreviewedResource[],
    known: KnownTenant,
    parallel: number,
    pace: Pace,
): Promise<Rehearsal> {
    const time = new VirtualTime();
    const tenant = new RehearsedTenant(known, time, pace);
    const stage = new Stage(resources, tenant, time);
    const outcome = await time.until(goThrough(resources, parallel, stage));
    tenant.needAddresses();
    return { tenant, resources: stage.outcomes(outcome), missing: [...tenant.missing.values()] };
}

interface Part {
    readonly resource: PreviewedResource;
    readonly type: ResourceType;
    plan: RehearsedResource["plan"] | "same";
    inputs: Readonly<Record<string, unknown>>;
    id: string | undefined;
    readonly words: string[];
    failure?: string;
    readonly open: string[];
}

/** The resources on their way through the rehearsal. */
class Stage implements Steps {
    readonly #memory = new OperationMemory();
    readonly #parts = new Map<string, Part>();
    readonly #newIds = new Map<string, string>();

    constructor(
        resources: readonly PreviewedResource[],
        private readonly tenant: RehearsedTenant,
        private readonly time: VirtualTime,
    ) {
        for (const resource of resources.filter(isOurs)) {
            const { type, old, urn } = resource;
            const plan = resource.new ? "same" : "delete";
            const inputs = (resource.new ?? old)?.inputs ?? {};
            this.#parts.set(urn, { resource, type, plan, inputs, id: old?.id, words: [], open: [] });
        }
        // In whichever order they are made known, they get the same ids.
        for (const urn of [...this.#parts.keys()].sort()) {
            this.#newIds.set(urn, this.#unusedId(nameInUrn(urn)));
        }
    }

    outcomes(outcome: ReadonlyMap<string, Done>): readonly RehearsedResource[] {
        return [...this.#parts.values()].flatMap(({ plan, ...part }) =>
            plan === "same" && part.failure === undefined
                ? []
                : [
                      {
                          ...part,
                          plan: plan === "same" ? "update" : plan,
                          outcome: outcome.get(part.resource.urn) ?? "done",
                      },
                  ],
        );
    }

    failed({ urn }: PreviewedResource, error: unknown): void {
        const part = this.#parts.get(urn);
        if (!part) {
            throw error;
        }
        part.failure = error instanceof Error ? error.message : String(error);
    }

    async decide(resource: PreviewedResource): Promise<Decided> {
        const part = this.#parts.get(resource.urn);
        if (!part || !resource.new) {
            return { replaces: false };
        }
        part.inputs = this.#resolved(part, resource.new);
        if (part.open.length > 0) {
            part.plan = resource.old ? "update" : "create";
            return { replaces: false };
        }
        part.plan = await this.#planFor(part);
        const lifecycle = this.#lifecycleOf(part, "warnings");
        switch (part.plan) {
            case "same":
            case "delete":
                return { replaces: false };
            case "update":
                return {
                    replaces: false,
                    act: async () => {
                        await lifecycle.update(resource.old?.id ?? "", resource.old?.outputs ?? {}, part.inputs);
                    },
                };
            case "create":
            case "replace":
                return {
                    replaces: part.plan === "replace",
                    act: async () => {
                        part.id = (await lifecycle.create(part.inputs)).id;
                    },
                };
        }
    }

    async remove(resource: PreviewedResource): Promise<void> {
        const part = this.#parts.get(resource.urn);
        if (part && resource.old) {
            await this.#lifecycleOf(part, "all").delete(resource.old.id ?? "", resource.old.outputs);
        }
    }

    async #planFor(part: Part): Promise<Part["plan"]> {
        const { old } = part.resource;
        const lifecycle = this.#lifecycleOf(part, "all");
        const check = async (olds: object) => {
            const { failures } = await lifecycle.check(olds, part.inputs);
            if (failures.length > 0) {
                throw new Error(failures.map(({ reason }) => reason).join(" "));
            }
        };
        if (!old) {
            await check({});
            return "create";
        }
        if (isForced(part.resource)) {
            await check({});
            return "replace";
        }
        await check(old.inputs);
        const { changes, replaces = [] } = await lifecycle.diff(old.id ?? "", old.outputs, part.inputs);
        if (replaces.length > 0 || (changes !== false && isByOption(part.resource))) {
            await check({});
            return "replace";
        }
        return changes === false && !old.hasInitErrors ? "same" : "update";
    }

    /** The inputs with what the update will know by then: the ids of groups that it has made. */
    #resolved(part: Part, { inputs, propertyDependencies }: PreviewedState): Readonly<Record<string, unknown>> {
        const entries = Object.entries(inputs).filter(([property]) => property !== "__provider");
        return Object.fromEntries(
            entries.map(([property, value]) => {
                const known = this.#knownThen(property, value, propertyDependencies[property] ?? []);
                if (known === undefined) {
                    part.open.push(property);
                }
                return [property, known ?? value];
            }),
        );
    }

    /**
     * What an input is in the update: the id that a group has by then, which a replacement changes; undefined where nobody
     * can tell.
     */
    #knownThen(property: string, value: unknown, urns: readonly string[]): unknown {
        const groups = urns
            .flatMap((urn) => this.#parts.get(urn) ?? [])
            .filter(({ type }) => type === "ConnectorGroup");
        const [group] = groups;
        const isOfGroup = property === "connectorGroupId" && groups.length === 1;
        if (isOfGroup && (isUnknown(value) || value === group?.resource.old?.id)) {
            return group?.id;
        }
        if (!isUnknown(value)) {
            return value;
        }
        const [urn] = urns;
        return property === "applicationId" && urns.length === 1 && urn !== undefined
            ? this.#newApplication(urn)
            : undefined;
    }

    /** An application that another package makes in the same update. */
    #newApplication(urn: string): string {
        const id = this.#newIds.get(urn) ?? this.#unusedId(nameInUrn(urn));
        if (!this.#newIds.has(urn)) {
            this.#newIds.set(urn, id);
            this.tenant.addApplication({ id, displayName: nameInUrn(urn) });
        }
        return id;
    }

    #unusedId(name: string): string {
        const used = new Set(this.#newIds.values());
        let id = newId(name);
        for (let nth = 2; used.has(id); nth += 1) {
            id = newId(`${name}-${nth}`);
        }
        return id;
    }

    #lifecycleOf(part: Part, heard: "all" | "warnings"): ResourceLifecycle {
        const { urn } = part.resource;
        const hear = (sentence: string) => {
            if (!part.words.includes(sentence)) {
                part.words.push(sentence);
            }
        };
        const seen = this.tenant.seenBy(urn, this.#newIds.get(urn) ?? newId(part.resource.name));
        return lifecycleOf(part.type, seen, {
            memory: this.#memory,
            clock: this.time,
            say: heard === "all" ? hear : () => undefined,
            warn: hear,
        });
    }
}

function isOurs(resource: PreviewedResource): resource is PreviewedResource & { readonly type: ResourceType } {
    return resource.type !== undefined;
}

/** `--replace`, `pulumi state taint`: the engine asks no `diff`. */
function isForced({ op, replaceReasons }: PreviewedResource): boolean {
    return op === "replace" && replaceReasons.length === 0;
}

/** `replaceOnChanges`: the program has an update be a replacement. */
function isByOption({ op, type, replaceReasons }: PreviewedResource): boolean {
    const own = type === "ConnectorGroup" ? ["region"] : ["connectorId", "applicationId"];
    return op === "replace" && replaceReasons.some((reason) => !own.includes(reason));
}
