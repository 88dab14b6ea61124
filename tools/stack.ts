/**
 * A Pulumi stack on the real engine, driven through the real CLI, with its program in this process: what the demo and
 * the engine tests run, because the Node language host is part of an installed CLI alone.
 *
 * The Automation API does the same; the CLI is called directly because flags and output are needed that the API does
 * not pass on (`preview --json`, what the terminal shows).
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as languageService from "@pulumi/pulumi/proto/language_grpc_pb";
import { type Engine, engineEnv, ensureEngine } from "./engine";

/** What a command of the CLI answered. */
export interface Run {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Both, as a person sees them. */
    readonly output: string;
}

/** A resource in the exported state. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly delete?: boolean;
    readonly inputs?: Record<string, unknown>;
    readonly outputs?: Record<string, unknown>;
    readonly initErrors?: readonly string[];
}

/** A step of `preview --json`. */
export interface PreviewStep {
    readonly op: string;
    readonly urn: string;
    readonly detailedDiff: Record<string, { readonly kind: string; readonly inputDiff: boolean }> | null;
    readonly diffReasons?: readonly string[];
    readonly replaceReasons?: readonly string[];
}

export interface PreviewDigest {
    readonly steps: readonly PreviewStep[];
    readonly diagnostics?: ReadonlyArray<{ readonly message: string; readonly severity: string }>;
}

export interface StackOptions {
    /** A folder below which the stack gets one of its own; the program's package is looked up from there. */
    readonly parent: string;
    readonly env: Readonly<Record<string, string>>;
    /** The name of the project. */
    readonly project?: string;
    /** Takes what the CLI prints, as it prints it. */
    readonly onOutput?: (text: string) => void;
}

/** The SDK keeps this out of its declarations; the Automation API serves inline programs with it. */
const { LanguageServer } = require("@pulumi/pulumi/automation/server") as {
    LanguageServer: new (program: PulumiFn) => grpc.UntypedServiceImplementation;
};

// One process talks to one engine after the other here, and now and then an engine listens where a former one did. With
// connections shared between clients, gRPC would hold that address for dead, and the SDK takes the error for the end of
// the program: the engine would see an empty program and delete what the stack has.
const { grpcClientOptions } = require("@pulumi/pulumi/runtime") as {
    grpcClientOptions: Record<string, number>;
};
grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;

let engine: Promise<Engine> | undefined;

/** Opens a new stack of a new project, on a file backend of its own, in a new folder: the caller closes it. */
export async function openStack({ parent, env, project = "tenant", onOutput }: StackOptions): Promise<Stack> {
    engine ??= ensureEngine();
    const found = await engine;
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, "stack-"));
    mkdirSync(join(folder, "backend"));
    mkdirSync(join(folder, "home"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
    const stack = new Stack(
        found,
        folder,
        {
            ...withoutOwnSettings(engineEnv(found)),
            PULUMI_BACKEND_URL: `file://${join(folder, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "not a secret: it guards a stack that lives for seconds",
            PULUMI_HOME: join(folder, "home", ".pulumi"),
            HOME: join(folder, "home"),
            ...thriftyCollector,
            ...env,
        },
        onOutput,
    );
    await initialize(stack, project);
    return stack;
}

/** A third of the time that a command of the CLI takes to start is Go's garbage collector, with little to collect. */
const thriftyCollector = { GOGC: "off", GOMEMLIMIT: "512MiB" };

/** What `pulumi stack init` leaves in a stack's folder, by the project's name. */
const newStacks = new Map<string, readonly { readonly path: string; readonly content: Buffer }[]>();

/**
 * The first stack of a project is made by the CLI, and each further one by writing the same files: a passphrase becomes
 * a key by a million rounds of hashing, and half a second for each test is a long time.
 */
async function initialize(stack: Stack, project: string): Promise<void> {
    const files = newStacks.get(project);
    if (files === undefined) {
        await stack.must("stack", "init", "dev", "--no-select");
        newStacks.set(project, filesOfNew(stack));
        return;
    }
    for (const { path, content } of files) {
        mkdirSync(dirname(join(stack.folder, path)), { recursive: true });
        writeFileSync(join(stack.folder, path), content);
    }
}

function filesOfNew({ folder }: Stack) {
    const kept = readdirSync(join(folder, "backend"), { recursive: true, encoding: "utf8" });
    return ["Pulumi.dev.yaml", ...kept.map((path) => join("backend", path))]
        .filter((path) => statSync(join(folder, path)).isFile())
        .map((path) => ({ path, content: readFileSync(join(folder, path)) }));
}

/** The settings of the machine's owner must not reach a stack that is not theirs. */
function withoutOwnSettings(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const foreign = /^(ENTRA_APP_PROXY|ARM|AZURE|PULUMI_CONFIG|PULUMI_BACKEND|PULUMI_STACK|HTTPS?_PROXY|NO_PROXY)/i;
    return Object.fromEntries(
        Object.entries({ ...process.env, ...env }).filter(
            (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
        ),
    );
}

export class Stack {
    readonly #running = new Set<number>();

    constructor(
        private readonly engine: Engine,
        readonly folder: string,
        readonly env: Record<string, string>,
        private readonly onOutput?: (text: string) => void,
    ) {}

    /** The processes of the commands that are running now. */
    processes(): readonly number[] {
        return [...this.#running];
    }

    /** The same stack, with other settings. */
    with(env: Readonly<Record<string, string>>): Stack {
        return new Stack(this.engine, this.folder, { ...this.env, ...env }, this.onOutput);
    }

    /** The same stack, seen from another folder with a project of the same name. */
    from(folder: string, env: Readonly<Record<string, string>> = {}): Stack {
        return new Stack(this.engine, folder, { ...this.env, ...env }, this.onOutput);
    }

    /** Removes the stack's folder, its state included. */
    close(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    async up(program: PulumiFn, ...flags: string[]): Promise<Run> {
        return await this.#withProgram(program, "up", "--yes", "--skip-preview", ...flags);
    }

    async preview(program: PulumiFn, ...flags: string[]): Promise<Run> {
        return await this.#withProgram(program, "preview", ...flags);
    }

    async previewDigest(program: PulumiFn, ...flags: string[]): Promise<PreviewDigest> {
        const run = await this.preview(program, "--json", ...flags);
        return JSON.parse(run.stdout) as PreviewDigest;
    }

    async refresh(...flags: string[]): Promise<Run> {
        return await this.run("refresh", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive", ...flags);
    }

    async destroy(...flags: string[]): Promise<Run> {
        return await this.run("destroy", "--stack", "dev", "--yes", "--skip-preview", "--non-interactive", ...flags);
    }

    /** Runs the program as well, so that the resources' provider is given the configuration of now. */
    async destroyRunning(program: PulumiFn, ...flags: string[]): Promise<Run> {
        return await this.#withProgram(program, "destroy", "--run-program", "--yes", "--skip-preview", ...flags);
    }

    async setConfig(key: string, value: string, ...flags: string[]): Promise<void> {
        await this.must("config", "set", "--stack", "dev", ...flags, key, value);
    }

    /** Everything the state file says. */
    async exported(): Promise<{ readonly text: string; readonly resources: readonly StateResource[] }> {
        const { stdout } = await this.must("stack", "export", "--stack", "dev", "--show-secrets");
        const { deployment } = JSON.parse(stdout) as { deployment: { resources?: StateResource[] } };
        return { text: stdout, resources: deployment.resources ?? [] };
    }

    /** The resource of that name in the state, or undefined. */
    async resource(name: string): Promise<StateResource | undefined> {
        return (await this.exported()).resources.find(({ urn, delete: old }) => urn.endsWith(`::${name}`) && !old);
    }

    async outputs(): Promise<Record<string, unknown>> {
        const { stdout } = await this.must("stack", "output", "--stack", "dev", "--json");
        return JSON.parse(stdout) as Record<string, unknown>;
    }

    /** Runs a command that has to succeed. */
    async must(...args: string[]): Promise<Run> {
        const run = await this.run(...args);
        if (run.code !== 0) {
            throw new Error(`pulumi ${args.join(" ")} ended with ${run.code}:\n${run.output}`);
        }
        return run;
    }

    async run(...args: string[]): Promise<Run> {
        const child = spawn(this.engine.path, ["--color", "never", ...args], { cwd: this.folder, env: this.env });
        const { pid } = child;
        if (pid !== undefined) {
            this.#running.add(pid);
        }
        let stdout = "";
        let stderr = "";
        let output = "";
        const both = (text: string) => {
            output += text;
            this.onOutput?.(text);
        };
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
            stdout += text;
            both(text);
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            stderr += text;
            both(text);
        });
        return await new Promise((done, failed) => {
            child.on("error", failed);
            child.on("close", (code, signal) => {
                if (pid !== undefined) {
                    this.#running.delete(pid);
                }
                done({ code, signal, stdout, stderr, output });
            });
        });
    }

    async #withProgram(program: PulumiFn, command: string, ...flags: string[]): Promise<Run> {
        const server = new grpc.Server();
        server.addService(languageService.LanguageRuntimeService, new LanguageServer(program));
        const port = await new Promise<number>((done, failed) =>
            server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
                error ? failed(error) : done(bound),
            ),
        );
        try {
            const client = [`--client=127.0.0.1:${port}`, "--exec-kind", "auto.inline"];
            return await this.run(command, "--stack", "dev", "--non-interactive", ...client, ...flags);
        } finally {
            server.forceShutdown();
        }
    }
}
