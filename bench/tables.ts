/** The two tables that programs read, every run and the medians; and the first of them read again. Pure. */
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

/** The measures that a table of runs was made of, to the millisecond. */
export function measuresIn(table: string): readonly Measure[] {
    const [head = "", ...lines] = table.trimEnd().split("\n");
    const names = head.split(",");
    return lines.map((line) => {
        const cells = new Map(line.split(",").map((cell, index) => [names[index], cell]));
        const text = (name: string) => cells.get(name) ?? "";
        const number = (name: string) => (text(name) === "" ? undefined : Number(text(name)));
        return {
            groups: Number(text("groups")),
            assignments: Number(text("assignments")),
            latencyMs: Number(text("latencyMs")),
            operation: text("operation") as Measure["operation"],
            contestant: text("contestant") as Measure["contestant"],
            run: Number(text("run")),
            engineMs: number("engineMs"),
            wholeMs: Number(text("wholeMs")),
            roundTrips: countsIn(text("roundTripsByKind")),
            peakKb: number("peakKb"),
            stateBytes: number("stateBytes"),
        };
    });
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

function countsIn(words: string): Counts {
    const kinds = words === "" ? [] : words.split(" + ");
    return Object.fromEntries(
        kinds.map((one) => {
            const [count = "", ...kind] = one.split(" ");
            return [kind.join(" "), Number(count)];
        }),
    );
}

type Cell = string | number | undefined;

/** No cell of these tables holds a comma, a quote or a line break. */
function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
    return [head, ...rows].map((cells) => `${cells.map((cell) => cell ?? "").join(",")}\n`).join("");
}

function whole(number: number | undefined): number | undefined {
    return number === undefined ? undefined : Math.round(number);
}
