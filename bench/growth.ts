/** How much longer twice as many groups take, for what this package does without the engine. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTenant } from "../cli/export";
import { type Emulator, startEmulator } from "../emulator/index";
import { createGraphTenant } from "../provider/lifecycle/graphTenant";
import { openTenantReads } from "../provider/tenantReads";
import { renderMarkdown } from "../review/markdown";
import { parsePreview } from "../review/preview";
import { reviewChange } from "../review/reviewChange";
import { defaultRuleSettings } from "../review/ruleSettings";
import { findingsOf } from "../review/rules";
import { openStack, type Stack } from "../tools/stack";
import { collectGarbage } from "./garbage";
import { middleOf } from "./medians";
import { declare } from "./programs/ours";

/** What is done with a tenant of some groups. */
interface Task {
    readonly what: string;
    /** Makes a tenant of that many groups ready, and answers what is timed and what takes it down. */
    prepare(groups: number): Promise<{ act(): Promise<unknown>; close(): Promise<void> }>;
}

/** The median time with `2 * groups` groups as a multiple of that with `groups`, for each task. */
export async function growth(groups: number, runs: number): Promise<Readonly<Record<string, number>>> {
    const factors: Record<string, number> = {};
    for (const task of tasks) {
        factors[task.what] = await factorOf(task, groups, runs);
    }
    return factors;
}

async function factorOf(task: Task, groups: number, runs: number): Promise<number> {
    const once = await task.prepare(groups);
    try {
        const twice = await task.prepare(2 * groups);
        try {
            return await factorBetween(once.act, twice.act, runs);
        } finally {
            await twice.close();
        }
    } finally {
        await once.close();
    }
}

type Act = () => Promise<unknown>;

/** In turn, so that what happens to the machine, and to the heap, happens to both. */
async function factorBetween(once: Act, twice: Act, runs: number): Promise<number> {
    // The first one also loads code and has it compiled.
    await once();
    await twice();
    const times: { once: number; twice: number }[] = [];
    for (let run = 0; run < runs; run += 1) {
        times.push({ once: await msOf(once), twice: await msOf(twice) });
    }
    const middle = (whose: "once" | "twice") => middleOf(times.map((time) => time[whose])) ?? Number.NaN;
    return middle("twice") / middle("once");
}

async function msOf(act: Act): Promise<number> {
    collectGarbage();
    const begun = performance.now();
    await act();
    return performance.now() - begun;
}

const tasks: readonly Task[] = [
    { what: "export", prepare: async (groups) => overTenant(groups, (emulator) => exported(emulator)) },
    {
        what: "lookup of all groups with what is in them",
        prepare: async (groups) =>
            overTenant(groups, async (emulator) => {
                const reads = openTenantReads(() => undefined, envOf(emulator));
                await reads.contents((await reads.groups()).map(({ id }) => id));
            }),
    },
    { what: "review of one change", prepare: async (groups) => reviewing(groups, (n) => (n === 0 ? "nam" : "eur")) },
    { what: "review of a change to every group", prepare: async (groups) => reviewing(groups, () => "nam") },
];

async function overTenant(groups: number, act: (emulator: Emulator) => Promise<void>) {
    const seeded = Array.from({ length: groups }, (_, n) => `Site ${n}`);
    const emulator = await startEmulator({
        seed: {
            groups: seeded.map((name) => ({ name, region: "eur" })),
            connectors: seeded.map((groupId) => ({ machineName: `${groupId} 1`, groupId })),
            applications: seeded.map((groupId) => ({ displayName: `${groupId} app`, groupId })),
        },
    });
    return { act: () => act(emulator), close: () => emulator.stop() };
}

function envOf({ url, token }: Emulator) {
    return { ENTRA_APP_PROXY_ENDPOINT: url, ENTRA_APP_PROXY_ACCESS_TOKEN: token };
}

async function exported(emulator: Emulator): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "bench-export-"));
    try {
        await exportTenant(
            { out: join(folder, "project"), memberships: true, assignments: true, protect: false },
            {
                env: envOf(emulator),
                folder,
                progress: { show: () => undefined, clear: () => undefined },
                say: () => undefined,
                sayMeanwhile: () => undefined,
            },
        );
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** A stack of that many groups on the engine, and the review of a preview that gives some of them another region. */
async function reviewing(groups: number, regionOf: (index: number) => string) {
    const emulator = await startEmulator();
    const stack = await openStack({ parent: join(__dirname, ".work"), env: envOf(emulator) });
    const close = async () => {
        stack.close();
        await emulator.stop();
    };
    const preview = await previewOf(stack, groups, regionOf);
    const act = async () => {
        const tenant = createGraphTenant(() => undefined, envOf(emulator));
        const review = await reviewChange(tenant, parsePreview(preview, "the preview"), {
            parallel: 8,
            judge: ({ before, after, ...context }) => findingsOf(before, after, defaultRuleSettings, context),
        });
        renderMarkdown(review);
    };
    return { act, close };
}

async function previewOf(stack: Stack, groups: number, regionOf: (index: number) => string): Promise<string> {
    const program = (regions: (index: number) => string) => () =>
        declare({ groups, applications: [], regionOf: regions });
    const { code, output } = await stack.up(program(() => "eur"));
    if (code !== 0) {
        throw new Error(output);
    }
    const flags = ["--json", "--show-sames", "--show-replacement-steps", "--parallel", "1"];
    return (await stack.preview(program(regionOf), ...flags)).stdout;
}
