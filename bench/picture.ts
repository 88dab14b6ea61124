/** The picture of a run, as SVG. Pure. */
import * as echarts from "echarts";
import { type Operation, operations } from "./measure";
import { grouped, type Median } from "./medians";
import type { Contestant } from "./plan";

const names: Readonly<Record<Contestant, string>> = {
    floor: "a provider that does nothing",
    ours: "this package",
    plain: "a provider as the documentation shows it",
};
const contestants: readonly Contestant[] = ["floor", "ours", "plain"];
const colours = ["#9aa5b1", "#2563eb", "#d97706"];

/** The engine's time for each operation of the largest stack that all contestants had, and how ours grows. */
export function picture(medians: readonly Median[]): string {
    const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: 1100, height: 460 });
    const bars = comparedStack(medians);
    const growing = medians.filter(({ contestant, assignments }) => contestant === "ours" && assignments === 0);
    const slowest = Math.max(...growing.map(({ latencyMs }) => latencyMs));
    const sizes = [...new Set(growing.map(({ groups }) => groups))].sort((a, b) => a - b);
    const shown = operations.filter((operation) => bars.some((bar) => bar.operation === operation));
    chart.setOption({
        animation: false,
        backgroundColor: "#ffffff",
        title: [
            {
                text: `${bars[0]?.groups} groups at ${bars[0]?.latencyMs} ms: engine time in seconds`,
                left: 20,
                top: 8,
                textStyle,
            },
            { text: `this package at ${slowest} ms: seconds by number of groups`, left: 640, top: 8, textStyle },
        ],
        legend: [
            { data: contestants.map((one) => names[one]), left: 20, top: 34 },
            { data: [...shown], left: 640, right: 10, top: 34, textStyle: { fontSize: 10 } },
        ],
        grid: [
            { left: 50, top: 84, width: 530, bottom: 90 },
            { left: 680, top: 104, right: 30, bottom: 60 },
        ],
        xAxis: [
            {
                gridIndex: 0,
                type: "category",
                data: [...shown],
                axisLabel: { interval: 0, width: 84, overflow: "break" },
            },
            {
                gridIndex: 1,
                type: "log",
                min: sizes[0],
                max: sizes.at(-1),
                name: "groups",
                nameLocation: "middle",
                nameGap: 30,
            },
        ],
        yAxis: [
            { gridIndex: 0, type: "value" },
            { gridIndex: 1, type: "log" },
        ],
        series: [
            ...contestants.map((contestant, index) => ({
                name: names[contestant],
                type: "bar" as const,
                itemStyle: { color: colours[index] ?? "" },
                data: shown.map((operation) => secondsOf(bars, contestant, operation)),
                label: { show: true, position: "top" as const, fontSize: 9 },
            })),
            ...shown.map((operation) => ({
                name: operation,
                type: "line" as const,
                xAxisIndex: 1,
                yAxisIndex: 1,
                data: growing
                    .filter((one) => one.operation === operation && one.latencyMs === slowest)
                    .map(({ groups, engineMs, wholeMs }) => [groups, seconds(engineMs ?? wholeMs)]),
            })),
        ],
    });
    const svg = chart.renderToSVGString();
    chart.dispose();
    return `${svg}\n`;
}

const textStyle = { fontSize: 14 };

/** The medians of the largest and slowest stack of groups alone that every contestant had. */
function comparedStack(medians: readonly Median[]): readonly Median[] {
    const groupsAlone = medians.filter(({ assignments }) => assignments === 0);
    const shapes = grouped(groupsAlone, shapeOf);
    const most = Math.max(...shapes.map(contestantsIn));
    return shapes
        .filter((shape) => contestantsIn(shape) === most)
        .reduce((a, b) => (weightOf(b) > weightOf(a) ? b : a), [] as readonly Median[]);
}

function shapeOf({ groups, latencyMs }: Median): string {
    return `${groups} ${latencyMs}`;
}

function contestantsIn(shape: readonly Median[]): number {
    return new Set(shape.map(({ contestant }) => contestant)).size;
}

function weightOf([one]: readonly Median[]): number {
    return one ? one.groups * 1_000 + one.latencyMs : 0;
}

function secondsOf(bars: readonly Median[], contestant: Contestant, operation: Operation): number | undefined {
    const bar = bars.find((one) => one.contestant === contestant && one.operation === operation);
    return bar && seconds(bar.engineMs ?? bar.wholeMs);
}

function seconds(milliseconds: number): number {
    return Math.round(milliseconds / 10) / 100;
}
