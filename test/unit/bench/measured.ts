import type { Measure } from "../../../bench/measure";

/** A measure of which a test says what matters. */
export function measured(more: Partial<Measure>): Measure {
    return {
        groups: 200,
        assignments: 0,
        latencyMs: 150,
        contestant: "ours",
        run: 1,
        operation: "refresh",
        engineMs: 1_000,
        wholeMs: 1_500,
        roundTrips: {},
        peakKb: 100_000,
        stateBytes: undefined,
        ...more,
    };
}
