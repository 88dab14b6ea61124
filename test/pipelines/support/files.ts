/** The pipelines of `examples/pipelines`, as they stand. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

export type System = "github-actions" | "azure-devops";

export interface PipelineFile {
    readonly name: string;
    readonly path: string;
    readonly text: string;
}

/** The files of one system, without those that hold no pipeline. */
export function pipelineFiles(system: System): readonly PipelineFile[] {
    const folder = resolve(__dirname, "..", "..", "..", "examples", "pipelines", system);
    return readdirSync(folder)
        .filter((name) => name.endsWith(".yml"))
        .toSorted()
        .map((name) => ({ name, path: join(folder, name), text: readFileSync(join(folder, name), "utf8") }));
}

export interface Workflow {
    readonly on: Readonly<Record<string, unknown>>;
    readonly permissions: Readonly<Record<string, string>>;
    readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
    readonly env: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
    readonly if?: string;
    readonly needs?: string;
    readonly "runs-on": string;
    readonly environment?: string;
    readonly permissions: Readonly<Record<string, string>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly steps: readonly Step[];
}

export interface Step {
    readonly name?: string;
    readonly uses?: string;
    readonly with?: Readonly<Record<string, unknown>>;
    readonly env?: Readonly<Record<string, string>>;
    readonly run?: string;
}

/** The workflow of that name for GitHub Actions. */
export function workflow(name: string): Workflow {
    return parse(file("github-actions", name).text) as Workflow;
}

/** What a step of a workflow runs. */
export function githubScript(name: string, step: string): string {
    const steps = Object.values(workflow(name).jobs).flatMap((job) => job.steps);
    return only(
        steps.filter(({ name: called }) => called === step).map(({ run }) => run),
        `${name}: ${step}`,
    );
}

/** The file of that name. */
export function file(system: System, name: string): PipelineFile {
    return only(
        pipelineFiles(system).filter((candidate) => candidate.name === name),
        name,
    );
}

/** The one thing that there is. */
export function only<T>(found: readonly (T | undefined)[], what: string): T {
    const [one, ...more] = found;
    if (one === undefined || more.length > 0) {
        throw new Error(`${what} is there ${found.length} times`);
    }
    return one;
}
