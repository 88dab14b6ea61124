import { type Contestant, type Scenario, shapeWords } from "./plan";
import type { Counts } from "./tenantProcess";

/** What a stack goes through, in this order. */
export const operations = [
    "create",
    "preview without change",
    "refresh",
    "refresh after drift in 1 %",
    "one region change",
    "export",
    "destroy",
] as const;

export type Operation = (typeof operations)[number];

/** What one operation took, once. */
export interface Measure extends Pick<Scenario, "groups" | "assignments" | "latencyMs"> {
    readonly contestant: Contestant;
    /** Counted from 1. */
    readonly run: number;
    readonly operation: Operation;
    /** From the CLI's heading to its summary, which is what the engine prints as its duration in whole seconds. */
    readonly engineMs: number | undefined;
    /** From the start of the CLI to its end. */
    readonly wholeMs: number;
    readonly roundTrips: Counts;
    /** Of the engine's provider process. */
    readonly peakKb: number | undefined;
    /** Of the resource's part of the state, as JSON, on average; measured once a life, after the creation. */
    readonly stateBytes: number | undefined;
}

/** All round trips together. */
export function totalOf(counts: Counts): number {
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The measures with one stack's anew, in the place of what was measured of it before. */
export function withAnew(
    measures: readonly Measure[],
    scenario: Scenario,
    anew: readonly Measure[],
): readonly Measure[] {
    const isSame = (one: Measure) => shapeWords(one) === shapeWords(scenario);
    const place = measures.findIndex(isSame);
    const others = measures.filter((one) => !isSame(one));
    return place < 0 ? [...others, ...anew] : others.toSpliced(place, 0, ...anew);
}
