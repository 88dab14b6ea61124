import { type Measure, totalOf } from "./measure";
import type { Contestant } from "./plan";

/** The medians over all runs of one operation of one contestant in one scenario. */
export interface Median extends Omit<Measure, "run" | "roundTrips"> {
    readonly runs: number;
    /** The largest of all runs: a limit holds for each of them. */
    readonly mostRoundTrips: number;
    /** The same in the run that made the most, by kind. */
    readonly roundTrips: Measure["roundTrips"];
    /** The engine's time as a multiple of what the provider that does nothing took. */
    readonly toFloor: number | undefined;
    /** The engine's time as a multiple of what the plain provider took. */
    readonly toPlain: number | undefined;
}

/** One for each operation, contestant and scenario, in the order in which they were measured. Pure. */
export function mediansOf(measures: readonly Measure[]): readonly Median[] {
    const medians = grouped(measures, keyOf).map(medianOf);
    const engineMs = (of: Key, contestant: Contestant) =>
        medians.find((other) => keyOf(other) === keyOf({ ...of, contestant }))?.engineMs;
    return medians.map((median) => ({
        ...median,
        toFloor: ratio(median.engineMs, engineMs(median, "floor")),
        toPlain: ratio(median.engineMs, engineMs(median, "plain")),
    }));
}

/** The middle of some numbers, or the mean of the two in the middle; undefined of none. */
export function middleOf(numbers: readonly (number | undefined)[]): number | undefined {
    const sorted = numbers.filter((one) => one !== undefined).sort((a, b) => a - b);
    const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
    return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Those of one key together, in the order in which the keys come first. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): readonly (readonly T[])[] {
    const groups = new Map<string, T[]>();
    for (const one of all) {
        groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
    }
    return [...groups.values()];
}

type Key = Pick<Measure, "groups" | "assignments" | "latencyMs" | "operation" | "contestant">;

function keyOf({ groups, assignments, latencyMs, operation, contestant }: Key): string {
    return JSON.stringify([groups, assignments, latencyMs, operation, contestant]);
}

function medianOf(measures: readonly Measure[]): Omit<Median, "toFloor" | "toPlain"> {
    const [first] = measures as [Measure, ...Measure[]];
    const { run: _, ...shared } = first;
    const most = measures.reduce((a, b) => (totalOf(b.roundTrips) > totalOf(a.roundTrips) ? b : a));
    return {
        ...shared,
        runs: measures.length,
        engineMs: middleOf(measures.map(({ engineMs }) => engineMs)),
        wholeMs: middleOf(measures.map(({ wholeMs }) => wholeMs)) ?? shared.wholeMs,
        peakKb: middleOf(measures.map(({ peakKb }) => peakKb)),
        stateBytes: middleOf(measures.map(({ stateBytes }) => stateBytes)),
        mostRoundTrips: totalOf(most.roundTrips),
        roundTrips: most.roundTrips,
    };
}

function ratio(own: number | undefined, other: number | undefined): number | undefined {
    return own === undefined || other === undefined ? undefined : own / other;
}
