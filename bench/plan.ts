/** Which stacks are measured, how often, and whose. Pure. */

/** Whose resources a stack is made of. */
export type Contestant = "floor" | "plain" | "ours";

/** One stack's life, to be lived by each contestant in turn. */
export interface Scenario {
    readonly groups: number;
    /** Applications that are assigned to the groups, evenly. */
    readonly assignments: number;
    /** How long every answer of the tenant takes, in milliseconds. */
    readonly latencyMs: number;
    readonly contestants: readonly Contestant[];
    /** How often each lives it. */
    readonly runs: number;
}

/** `quick` shows that it works, `usual` measures what the limits are about, `whole` everything. */
export type Extent = "quick" | "usual" | "whole";

/** @param runs how often each contestant lives each scenario; by default three times, and once where it is `quick` */
export function planOf(extent: Extent, runs = extent === "quick" ? 1 : 3): readonly Scenario[] {
    return shapes[extent].map((shape) => ({ ...shape, runs }));
}

/**
 * Those of a plan, or the only ones that are wanted, by their {@link shapeWords}.
 *
 * @throws when the plan has no such stack; it names those that it has
 */
export function scenariosOf(plan: readonly Scenario[], only: readonly string[] | undefined): readonly Scenario[] {
    const unknown = only?.find((words) => plan.every((scenario) => shapeWords(scenario) !== words));
    if (unknown !== undefined) {
        throw new Error(`There is no stack "${unknown}". There are: ${plan.map(shapeWords).join("; ")}.`);
    }
    return plan.filter((scenario) => only === undefined || only.includes(shapeWords(scenario)));
}

/** A scenario in a few words. */
export function shapeWords({
    groups,
    assignments,
    latencyMs,
}: Pick<Scenario, "groups" | "assignments" | "latencyMs">): string {
    const what = assignments === 0 ? `${groups} groups` : `${groups} groups with ${assignments} assignments`;
    return `${what} at ${latencyMs} ms`;
}

type Shape = Omit<Scenario, "runs">;

const all: readonly Contestant[] = ["floor", "plain", "ours"];
const latencies = [0, 50, 150];

const shapes: Readonly<Record<Extent, readonly Shape[]>> = {
    quick: [
        { groups: 4, assignments: 0, latencyMs: 0, contestants: all },
        { groups: 2, assignments: 6, latencyMs: 0, contestants: all },
    ],
    // The state is written anew with every resource, so that a stack of 1,000 takes minutes whoever makes it.
    usual: [
        ...across([50, 200], latencies, all),
        ...across([1_000], [150], all),
        { groups: 100, assignments: 1_000, latencyMs: 150, contestants: ["floor", "ours"] },
    ],
    whole: [
        ...across([50, 200, 1_000], latencies, all),
        ...latencies.map((latencyMs) => ({ groups: 100, assignments: 1_000, latencyMs, contestants: all })),
    ],
};

function across(counts: readonly number[], latencies: readonly number[], contestants: readonly Contestant[]): Shape[] {
    return counts.flatMap((groups) =>
        latencies.map((latencyMs) => ({ groups, assignments: 0, latencyMs, contestants })),
    );
}
