/**
 * Stands in for Pulumi's Node language host (`pulumi-language-nodejs`), which is part of an installed CLI alone.
 *
 * It does what that host does to run a program: finds `@pulumi/pulumi/cmd/run` from the program's folder and starts it
 * in a Node process of its own, with the same arguments and variables. So Pulumi's own loader loads the program (entry
 * point from package.json, TypeScript by ts-node), from the program's own node_modules. Left out is the pipe for
 * synchronous invokes, which no program here makes.
 *
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/pulumi-language-nodejs/main.go
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as languageService from "@pulumi/pulumi/proto/language_grpc_pb";
import { GetRequiredPluginsResponse, type RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { Emulator } from "../../../emulator/index";
import { ensureEngine } from "../../../tools/engine";
import { openStack, type Run, Stack } from "../../../tools/stack";
import { closeAfterTest } from "../../closing";
import { newFolder, type Project } from "./installedPackage";

/** A new stack of the project in that folder, on the emulator's tenant. It is gone after the test, its settings too. */
export async function stackOf({ folder }: Pick<Project, "folder">, emulator: Emulator): Promise<Stack> {
    const env = { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token };
    // Lends its backend and its home.
    const lender = await openStack({ parent: newFolder("stacks-"), env });
    closeAfterTest(() => lender.close());
    const stack = new Stack(await ensureEngine({ say: () => {} }), folder, lender.env);
    closeAfterTest(() => rmSync(join(folder, "Pulumi.dev.yaml"), { force: true }));
    await stack.must("stack", "init", "dev", "--no-select");
    return stack;
}

/** `pulumi up` or `pulumi preview` in the stack's folder, with the program that its Pulumi.yaml names. */
export async function withNodeHost(stack: Stack, command: "up" | "preview", ...flags: string[]): Promise<Run> {
    const { port, server } = await serveNodeHost(stack.env);
    try {
        const how = command === "up" ? ["--yes", "--skip-preview"] : [];
        const client = `--client=127.0.0.1:${port}`;
        return await stack.run(command, "--stack", "dev", "--non-interactive", client, ...how, ...flags);
    } finally {
        server.forceShutdown();
    }
}

/** Starts the host; programs run with these variables. */
export async function serveNodeHost(env: NodeJS.ProcessEnv): Promise<{ port: number; server: grpc.Server }> {
    const server = new grpc.Server();
    server.addService(languageService.LanguageRuntimeService, {
        getPluginInfo: (_call: unknown, answer: grpc.sendUnaryData<PluginInfo>) => answer(null, new PluginInfo()),
        getRequiredPlugins: (_call: unknown, answer: grpc.sendUnaryData<GetRequiredPluginsResponse>) =>
            answer(null, new GetRequiredPluginsResponse()),
        run: ({ request }: { request: RunRequest }, answer: grpc.sendUnaryData<RunResponse>) => {
            runProgram(request, env).then((response) => answer(null, response), answer);
        },
    });
    const port = await new Promise<number>((done, failed) =>
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? failed(error) : done(bound),
        ),
    );
    return { port, server };
}

async function runProgram(request: RunRequest, env: NodeJS.ProcessEnv): Promise<RunResponse> {
    const info = request.getInfo();
    const [engineAddress = "", ...programArguments] = request.getArgsList();
    const folder = info?.getProgramDirectory() ?? request.getPwd();
    const options: Record<string, string> = {
        monitor: request.getMonitorAddress(),
        engine: engineAddress,
        organization: request.getOrganization(),
        project: request.getProject(),
        "root-directory": info?.getRootDirectory() ?? "",
        stack: request.getStack(),
        pwd: folder,
        parallel: String(request.getParallel()),
    };
    const given = Object.entries(options).filter(([, value]) => value !== "");
    const args = [
        createRequire(join(folder, "program")).resolve("@pulumi/pulumi/cmd/run"),
        ...given.flatMap(([name, value]) => [`--${name}`, value]),
        ...(request.getDryrun() ? ["--dry-run"] : []),
        info?.getEntryPoint() ?? ".",
        ...programArguments,
    ];
    const child = spawn("node", args, {
        cwd: folder,
        env: {
            ...env,
            PULUMI_CONFIG: configOf(request),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
            PULUMI_NODEJS_TYPESCRIPT: "true",
        },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8").on("data", (text: string) => {
            printed += text;
        });
    }
    const code = await new Promise<number | null>((done, failed) => child.on("error", failed).on("close", done));
    return answerOf(code, printed);
}

/** Old SDKs know keys as `project:config:key` only, so that is how the host still hands them on. */
function configOf(request: RunRequest): string {
    const entries = [...request.getConfigMap().entries()];
    return JSON.stringify(
        Object.fromEntries(
            entries.map(([key, value]: [string, string]) => {
                const [namespace, name] = key.split(":");
                return [`${namespace}:config:${name}`, value];
            }),
        ),
    );
}

function answerOf(code: number | null, printed: string): RunResponse {
    const response = new RunResponse();
    if (code === saidItself) {
        response.setBail(true);
    } else if (code !== 0) {
        response.setError(`Program exited with non-zero exit code: ${code}\n${printed}`);
    }
    return response;
}

/** The code of a program that has logged its error to the engine. */
const saidItself = 32;
