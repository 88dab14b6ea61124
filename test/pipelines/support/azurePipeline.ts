/**
 * The pipelines for Azure DevOps, with their templates and template expressions resolved: what the service makes of
 * them before a run, as far as they use it.
 */
import { parse } from "yaml";
import { z } from "zod";
import { file, only } from "./files";

export type Identity = "workload" | "person";

export const identities: readonly Identity[] = ["workload", "person"];

/**
 * What a pipeline consists of, in the words of the service's YAML schema and of its tasks' references; whatever is not
 * listed is refused. There is no published schema in a package.
 *
 * Sources: https://learn.microsoft.com/azure/devops/pipelines/yaml-schema and
 * https://learn.microsoft.com/azure/devops/pipelines/tasks/reference
 */
const common = {
    displayName: z.string().optional(),
    condition: z.string().optional(),
    continueOnError: z.literal(true).optional(),
    env: z.record(z.string(), z.string()).optional(),
};

const step = z.union([
    z.strictObject({ checkout: z.literal("self"), persistCredentials: z.literal(false), fetchDepth: z.literal(1) }),
    z.strictObject({ bash: z.string(), ...common }),
    z.strictObject({ publish: z.string(), artifact: z.string(), ...common }),
    z.strictObject({
        task: z.literal("UseNode@1"),
        inputs: z.strictObject({ version: z.string().regex(/^\d+\.x$/) }),
        ...common,
    }),
    z.strictObject({
        task: z.literal("AzureCLI@2"),
        inputs: z.strictObject({
            azureSubscription: z.string(),
            scriptType: z.literal("bash"),
            scriptLocation: z.literal("inlineScript"),
            inlineScript: z.string(),
        }),
        ...common,
    }),
    z.strictObject({
        task: z.literal("DownloadPipelineArtifact@2"),
        inputs: z.strictObject({
            source: z.literal("specific"),
            project: z.string(),
            pipeline: z.string(),
            runVersion: z.literal("latest"),
            tags: z.string(),
            allowFailedBuilds: z.boolean(),
            allowPartiallySucceededBuilds: z.boolean(),
            artifact: z.string(),
            path: z.string(),
        }),
        ...common,
    }),
]);

export type AzureStep = z.infer<typeof step>;

const branches = z.strictObject({ include: z.tuple([z.literal("main")]) });

const pipeline = z.strictObject({
    name: z.string(),
    trigger: z.union([z.literal("none"), z.strictObject({ batch: z.boolean(), branches })]),
    pr: z.literal("none"),
    schedules: z
        .array(
            z.strictObject({
                cron: z.string().regex(/^\d+ \d+ \* \* \*$/),
                displayName: z.string(),
                always: z.boolean(),
                branches,
            }),
        )
        .optional(),
    lockBehavior: z.enum(["sequential", "runLatest"]).optional(),
    parameters: z.tuple([
        z.strictObject({
            name: z.literal("identity"),
            type: z.literal("string"),
            default: z.literal("workload"),
            values: z.tuple([z.literal("workload"), z.literal("person")]),
        }),
    ]),
    variables: z.tuple([z.strictObject({ group: z.string() })]),
    pool: z.union([z.strictObject({ vmImage: z.string() }), z.strictObject({ name: z.string() })]),
    jobs: z.tuple([
        z.union([
            z.strictObject({ job: z.string(), timeoutInMinutes: z.number(), steps: z.array(step) }),
            z.strictObject({
                deployment: z.string(),
                timeoutInMinutes: z.number(),
                environment: z.string(),
                strategy: z.strictObject({
                    runOnce: z.strictObject({ deploy: z.strictObject({ steps: z.array(step) }) }),
                }),
            }),
        ]),
    ]),
});

export type AzurePipeline = z.infer<typeof pipeline>;

/** The pipeline of that name as it runs with that identity. Throws where it is none that the service would take. */
export function azurePipeline(name: string, identity: Identity): AzurePipeline {
    return pipeline.parse(resolved(parse(file("azure-devops", name).text), { identity }));
}

/** Its steps, in order. */
export function azureSteps(name: string, identity: Identity): readonly AzureStep[] {
    const [job] = azurePipeline(name, identity).jobs;
    return "job" in job ? job.steps : job.strategy.runOnce.deploy.steps;
}

/** What a step runs, and with which variables. */
export function azureScript(
    name: string,
    displayName: string,
    identity: Identity = "workload",
): { readonly script: string; readonly env: Readonly<Record<string, string>> } {
    const found = only(
        azureSteps(name, identity)
            .filter((candidate) => "env" in candidate || "bash" in candidate || "task" in candidate)
            .filter((candidate) => "displayName" in candidate && candidate.displayName === displayName),
        `${name}: ${displayName}`,
    );
    return { script: scriptOf(found) ?? "", env: ("env" in found && found.env) || {} };
}

export function scriptOf(candidate: AzureStep): string | undefined {
    if ("bash" in candidate) {
        return candidate.bash;
    }
    return "task" in candidate && candidate.task === "AzureCLI@2" ? candidate.inputs.inlineScript : undefined;
}

type Parameters = Readonly<Record<string, string>>;

/** Template expressions and templates resolved; an expression that these pipelines do not use is an error. */
function resolved(node: unknown, parameters: Parameters): unknown {
    if (typeof node === "string") {
        return node.replace(/\$\{\{ *(.*?) *\}\}/g, (_text, expression: string) => {
            const value = parameters[/^parameters\.(\w+)$/.exec(expression)?.[1] ?? ""];
            if (value === undefined) {
                throw new Error(`${expression} is no parameter`);
            }
            return value;
        });
    }
    if (Array.isArray(node)) {
        const choice = new Choice(parameters);
        return node.flatMap((item: unknown) => {
            const [key = "", value] = isMapping(item) ? (Object.entries(item)[0] ?? []) : [];
            if (choice.isOne(key)) {
                return choice.takes(key) ? (resolved(value, parameters) as unknown[]) : [];
            }
            return isMapping(item) && "template" in item ? ofTemplate(item, parameters) : [resolved(item, parameters)];
        });
    }
    if (!isMapping(node)) {
        return node;
    }
    const choice = new Choice(parameters);
    return Object.fromEntries(
        Object.entries(node).flatMap(([key, value]) => {
            if (choice.isOne(key)) {
                return choice.takes(key) ? Object.entries(resolved(value, parameters) as object) : [];
            }
            return [[key, resolved(value, parameters)]];
        }),
    );
}

/** `${{ if }}` and `${{ else }}`, one after the other. */
class Choice {
    #last = false;

    constructor(private readonly parameters: Parameters) {}

    isOne(key: string): boolean {
        return key.startsWith("${{");
    }

    takes(key: string): boolean {
        if (/^\$\{\{ else \}\}$/.test(key)) {
            return !this.#last;
        }
        const [, name = "", value] = /^\$\{\{ if eq\(parameters\.(\w+), '(\w+)'\) \}\}$/.exec(key) ?? [];
        if (value === undefined) {
            throw new Error(`${key} is not known here`);
        }
        this.#last = this.parameters[name] === value;
        return this.#last;
    }
}

function ofTemplate(item: Readonly<Record<string, unknown>>, parameters: Parameters): unknown[] {
    const given = resolved(item.parameters, parameters) as Parameters;
    const template = parse(file("azure-devops", String(item.template)).text) as {
        readonly parameters: ReadonlyArray<{ readonly name: string }>;
        readonly steps: unknown[];
    };
    const declared = template.parameters.map(({ name }) => name);
    const [odd] = [...Object.keys(given), ...declared].filter((name) => !(name in given && declared.includes(name)));
    if (odd !== undefined) {
        throw new Error(`the parameter ${odd} of ${item.template} is not both declared and given`);
    }
    return resolved(template.steps, given) as unknown[];
}

function isMapping(node: unknown): node is Readonly<Record<string, unknown>> {
    return typeof node === "object" && node !== null && !Array.isArray(node);
}
