/**
 * `npm run bench`: lives the lives of stacks on the real engine, against an emulated tenant, with this package, with a
 * provider that does nothing and with one as the documentation shows it, and writes the tables, the picture and the page.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ensureEngine } from "../tools/engine";
import { growth } from "./growth";
import { live } from "./life";
import { type Beside, limitsOf } from "./limits";
import { type Measure, withAnew } from "./measure";
import { mediansOf } from "./medians";
import { renewed } from "./page";
import { picture } from "./picture";
import { type Extent, planOf, type Scenario, scenariosOf, shapeWords } from "./plan";
import { startUp } from "./startUp";
import { measuresIn, mediansCsv, runsCsv } from "./tables";
import { openTenantProcess, type TenantProcess } from "./tenantProcess";

interface Options {
    readonly quick?: true;
    readonly whole?: true;
    readonly runs?: number;
    readonly only?: readonly string[];
    readonly results: string;
    readonly page: string;
}

new Command("bench")
    .description("Measures this package on the real engine, against an emulated tenant.")
    .option("--quick", "small stacks, once: shows that it works")
    .option("--whole", "everything, which takes hours")
    .option("--runs <number>", "how often each stack is lived (3; 1 with --quick)", naturalNumber)
    .option(
        "--only <stacks...>",
        `measures some stacks anew, such as "200 groups at 150 ms", and keeps the others' figures`,
    )
    .option("--results <folder>", "where the tables and the picture go", join(__dirname, "results"))
    .option("--page <file>", "the page whose generated parts are renewed", join(__dirname, "README.md"))
    .action((options: Options) => bench(options))
    .parseAsync()
    .catch((error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    });

function naturalNumber(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) {
        throw new InvalidArgumentError("Give a number of 1 or more.");
    }
    return Number(text);
}

async function bench(options: Options): Promise<void> {
    const { quick, whole, runs, only } = options;
    const extent: Extent = quick ? "quick" : whole ? "whole" : "usual";
    const scenarios = scenariosOf(planOf(extent, runs), only);
    const tenant = openTenantProcess();
    try {
        await warmUp(tenant);
        let measures = only === undefined ? [] : measuresIn(readFileSync(join(options.results, "runs.csv"), "utf8"));
        for (const scenario of scenarios) {
            measures = withAnew(measures, scenario, await liveInTurn(tenant, scenario));
            // What is measured is kept, should a later one fail or be stopped.
            await write(options, measures);
        }
        await write(options, measures, await besides(extent));
    } finally {
        tenant.close();
    }
}

/** The first life of a process takes longer than all others, whoever lives it. */
async function warmUp(tenant: TenantProcess): Promise<void> {
    const [smallest] = planOf("quick") as [Scenario];
    for (const contestant of smallest.contestants) {
        await live(tenant, smallest, contestant, 0);
    }
}

/** In turn, so that what happens to the machine happens to all. */
async function liveInTurn(tenant: TenantProcess, scenario: Scenario): Promise<readonly Measure[]> {
    const measures: Measure[] = [];
    for (let run = 1; run <= scenario.runs; run += 1) {
        for (const contestant of scenario.contestants) {
            console.error(`${shapeWords(scenario)}: ${contestant}, run ${run} of ${scenario.runs}`);
            measures.push(...(await live(tenant, scenario, contestant, run)));
        }
    }
    return measures;
}

async function besides(extent: Extent): Promise<Beside> {
    console.error("start of a program, and growth");
    const [groups, runs] = extent === "quick" ? [4, 1] : [200, 9];
    return { ...startUp(extent === "quick" ? 3 : 15), growth: await growth(groups, runs) };
}

async function write({ results, page }: Options, measures: readonly Measure[], beside?: Beside): Promise<void> {
    const medians = mediansOf(measures);
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, "runs.csv"), runsCsv(measures));
    writeFileSync(join(results, "medians.csv"), mediansCsv(medians));
    writeFileSync(join(results, "times.svg"), picture(medians));
    const path = resolve(page);
    writeFileSync(
        path,
        renewed(readFileSync(path, "utf8"), medians, limitsOf(medians, beside), {
            date: new Date().toISOString().slice(0, 10),
            processors: availableParallelism(),
            node: process.versions.node,
            pulumi: (await ensureEngine({ say: () => undefined })).version,
            platform: `${process.platform} ${process.arch}`,
        }),
    );
}
