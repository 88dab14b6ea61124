/** The life of one stack, measured operation by operation on the real engine. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { openStack, type Run, type Stack } from "../tools/stack";
import { collectGarbage } from "./garbage";
import type { Measure, Operation } from "./measure";
import { watchPeak } from "./peakMemory";
import type { Contestant, Scenario } from "./plan";
import * as floor from "./programs/floor";
import * as ours from "./programs/ours";
import * as plain from "./programs/plain";
import type { TenantProcess } from "./tenantProcess";

const programs = { floor, plain, ours };

/** Lives one life from an empty stack to an empty stack. Throws where an operation fails. */
export async function live(
    tenant: TenantProcess,
    scenario: Scenario,
    contestant: Contestant,
    run: number,
): Promise<readonly Measure[]> {
    const { url, token, applications } = await tenant.start({
        latencyMs: scenario.latencyMs,
        seed: { applications: names(scenario.assignments).map((displayName) => ({ displayName })) },
    });
    const output = new TimedOutput();
    const env = { ENTRA_APP_PROXY_ENDPOINT: url, ENTRA_APP_PROXY_ACCESS_TOKEN: token };
    const stack = await openStack({ parent: join(__dirname, ".work"), env, onOutput: output.take });
    try {
        const { groups, assignments, latencyMs } = scenario;
        const measure = measuring(tenant, stack, output, { groups, assignments, latencyMs, contestant, run });
        const program = (firstRegion: string) => () =>
            programs[contestant].declare({
                groups,
                applications,
                regionOf: (index) => (index === 0 ? firstRegion : "eur"),
            });
        const created = await measure("create", () => stack.up(program("eur")));
        const stateBytes = await stateBytesOf(stack, groups + assignments);
        const measures = [
            { ...created, stateBytes },
            await measure("preview without change", () => stack.preview(program("eur"))),
            await measure("refresh", () => stack.refresh()),
        ];
        // The groups of the other kind of stack are occupied: their region cannot be changed without moving what is there.
        if (assignments === 0) {
            measures.push(await measure("one region change", () => stack.up(program("nam"))));
        }
        if (contestant !== "floor") {
            await tenant.rename(Math.ceil(groups / 100));
        }
        measures.push(await measure("refresh after drift in 1 %", () => stack.refresh()));
        if (contestant === "ours") {
            measures.push(await measure("export", () => exportTenant({ ...stack.env, ...env })));
        }
        measures.push(await measure("destroy", () => stack.destroy()));
        return measures;
    } finally {
        stack.close();
        await tenant.stop();
    }
}

function names(count: number): readonly string[] {
    return Array.from({ length: count }, (_, n) => `Application ${n}`);
}

function measuring(
    tenant: TenantProcess,
    stack: Stack,
    output: TimedOutput,
    of: Pick<Measure, "groups" | "assignments" | "latencyMs" | "contestant" | "run">,
) {
    return async (operation: Operation, act: () => Promise<Pick<Run, "code" | "output">>): Promise<Measure> => {
        await tenant.takeCounts();
        output.clear();
        // The engine's program runs in this process.
        collectGarbage();
        const peak = watchPeak(() => stack.processes());
        const begun = performance.now();
        const { code, output: text } = await act();
        const wholeMs = performance.now() - begun;
        const peakKb = peak();
        if (code !== 0) {
            throw new Error(`${operation} of ${of.contestant} ended with ${code}:\n${text}`);
        }
        const roundTrips = await tenant.takeCounts();
        return { ...of, operation, engineMs: output.engineMs(), wholeMs, roundTrips, peakKb, stateBytes: undefined };
    };
}

/** What the CLI prints, with the time at which it does. */
class TimedOutput {
    #pieces: { readonly at: number; readonly text: string }[] = [];

    readonly take = (text: string): void => {
        this.#pieces.push({ at: performance.now(), text });
    };

    clear(): void {
        this.#pieces = [];
    }

    /** From the heading to the summary. The engine's own figure is rounded up to whole seconds. */
    engineMs(): number | undefined {
        const begun = this.#pieces.find(({ text }) =>
            /^(Updating|Previewing \w+|Refreshing|Destroying) \(/m.test(text),
        );
        const ended = this.#pieces.findLast(({ text }) => /^Resources:$/m.test(text));
        return begun && ended && ended.at - begun.at;
    }
}

async function stateBytesOf(stack: Stack, count: number): Promise<number> {
    const { resources } = await stack.exported();
    const own = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
    if (own.length !== count) {
        throw new Error(`The state holds ${own.length} resources instead of ${count}.`);
    }
    return own.reduce((sum, resource) => sum + JSON.stringify(resource).length, 0) / count;
}

/** The command as users run it, from the built package. */
async function exportTenant(env: NodeJS.ProcessEnv): Promise<Pick<Run, "code" | "output">> {
    const folder = mkdtempSync(join(tmpdir(), "bench-export-"));
    try {
        const command = resolve(__dirname, "../node_modules/pulumi-entra-app-proxy/dist/cli/main.js");
        const run = promisify(execFile);
        const { stdout } = await run(process.execPath, [command, "export", "--out", join(folder, "project")], { env });
        return { code: 0, output: stdout };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
