/** The two tables that programs read: every run, and the medians. Pure. */
import { type Measure, totalOf } from "./measure";
import type { Median } from "./medians";
import type { Counts } from "./tenantProcess";

const shared = ["groups", "assignments", "latencyMs", "operation", "contestant"] as const;

export function runsCsv(measures: readonly Measure[]): string {
    return csv(
        [...shared, "run", "engineMs", "wholeMs", "roundTrips", "roundTripsByKind", "peakKb", "stateBytes"],
        measures.map((measure) => [
            ...shared.map((key) => measure[key]),
            measure.run,
            whole(measure.engineMs),
            whole(measure.wholeMs),
            totalOf(measure.roundTrips),
            byKind(measure.roundTrips),
            measure.peakKb,
            whole(measure.stateBytes),
        ]),
    );
}

export function mediansCsv(medians: readonly Median[]): string {
    return csv(
        [
            ...shared,
            "runs",
            "engineMs",
            "wholeMs",
            "mostRoundTrips",
            "roundTripsByKind",
            "peakKb",
            "stateBytes",
            "toFloor",
            "toPlain",
        ],
        medians.map((median) => [
            ...shared.map((key) => median[key]),
            median.runs,
            whole(median.engineMs),
            whole(median.wholeMs),
            median.mostRoundTrips,
            byKind(median.roundTrips),
            whole(median.peakKb),
            whole(median.stateBytes),
            median.toFloor?.toFixed(2),
            median.toPlain?.toFixed(2),
        ]),
    );
}

/** Round trips by kind, the most frequent first: `200 POST connectorGroups + 1 GET connectorGroups`. */
export function byKind(counts: Counts): string {
    return Object.entries(counts)
        .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
        .map(([kind, count]) => `${count} ${kind}`)
        .join(" + ");
}

type Cell = string | number | undefined;

/** No cell of these tables holds a comma, a quote or a line break. */
function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
    return [head, ...rows].map((cells) => `${cells.map((cell) => cell ?? "").join(",")}\n`).join("");
}

function whole(number: number | undefined): number | undefined {
    return number === undefined ? undefined : Math.round(number);
}
