/** The generated parts of bench/README.md. Pure. */
import type { Limit } from "./limits";
import { operations } from "./measure";
import type { Median } from "./medians";
import { shapeWords } from "./plan";
import { byKind } from "./tables";

/** Where and when a run was made. */
export interface Circumstances {
    readonly date: string;
    readonly processors: number;
    readonly node: string;
    readonly pulumi: string;
    readonly platform: string;
}

/** The page with its generated parts renewed. Throws where a part's place is missing. */
export function renewed(
    page: string,
    medians: readonly Median[],
    limits: readonly Limit[],
    circumstances: Circumstances,
): string {
    const parts = {
        circumstances: circumstancesWords(circumstances),
        limits: limitsTable(limits),
        times: timesTable(medians),
        requests: requestsTable(medians),
    };
    return Object.entries(parts).reduce((text, [name, part]) => withPart(text, name, part), page);
}

function withPart(page: string, name: string, part: string): string {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const [from, to] = [page.indexOf(begin), page.indexOf(end)];
    if (from < 0 || to < from) {
        throw new Error(`bench/README.md has no place for its part "${name}": ${begin} and ${end}.`);
    }
    return `${page.slice(0, from + begin.length)}\n\n${part}\n\n${page.slice(to)}`;
}

function circumstancesWords({ date, processors, node, pulumi, platform }: Circumstances): string {
    return `Measured on ${date}: ${platform}, ${processors} processors, Node ${node}, Pulumi ${pulumi}.`;
}

function limitsTable(limits: readonly Limit[]): string {
    return table(
        ["", "limit", "measured", ""],
        limits.map(({ what, bound, kind, measured, holds, unit }) => [
            what,
            `${kind} ${shown(bound)}${unit}`,
            `${shown(measured)}${unit}`,
            holds ? "holds" : `**does not hold**: ${shown(measured)} instead of ${kind} ${shown(bound)}`,
        ]),
    );
}

function timesTable(medians: readonly Median[]): string {
    const rows = inOrder(medians).map((median) => [
        shapeWords(median),
        median.operation,
        median.contestant,
        seconds(median.engineMs),
        seconds(median.wholeMs),
        factor(median.toFloor),
        factor(median.toPlain),
        median.peakKb === undefined ? "" : `${Math.round(median.peakKb / 1024)}`,
        median.stateBytes === undefined ? "" : `${Math.round(median.stateBytes)}`,
    ]);
    return table(
        ["stack", "operation", "whose", "engine s", "whole s", "to floor", "to plain", "peak MiB", "state bytes"],
        rows,
    );
}

function requestsTable(medians: readonly Median[]): string {
    const ours = inOrder(medians).filter(({ contestant }) => contestant === "ours");
    return table(
        ["stack", "operation", "round trips", "by kind"],
        ours.map((median) => [
            shapeWords(median),
            median.operation,
            `${median.mostRoundTrips}`,
            byKind(median.roundTrips) || "none",
        ]),
    );
}

/** By stack as they were measured, and then by operation. */
function inOrder(medians: readonly Median[]): readonly Median[] {
    const stacks = [...new Set(medians.map(shapeWords))];
    const place = (median: Median) => stacks.indexOf(shapeWords(median)) * 100 + operations.indexOf(median.operation);
    return [...medians].sort((a, b) => place(a) - place(b));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function seconds(milliseconds: number | undefined): string {
    return milliseconds === undefined ? "" : (milliseconds / 1000).toFixed(2);
}

function factor(number: number | undefined): string {
    return number === undefined ? "" : `${number.toFixed(2)} ×`;
}

function shown(number: number): string {
    return Number.isInteger(number) ? `${number}` : number.toFixed(2);
}
