import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { type Emulator, sampleTenant, startEmulator } from "../../../emulator/index";
import { closeAfterTest } from "../../closing";
import { compiledCode } from "../../compileCache";
import { type LoginOptions, type LoginService, startLoginService } from "./loginService";
import type { SignedIn, SignIn } from "./signIn";
import { startTunnel, type Tunnel } from "./tunnel";

export const tenantId = "11111111-1111-4111-8111-111111111111";
export const clientId = "33333333-3333-4333-8333-333333333333";

export type Values = Readonly<Record<string, string>>;

/** A login service, a tenant that accepts the tokens it hands out, and the environment that leads to both. */
export interface World {
    readonly login: LoginService;
    readonly tenant: Emulator;
    readonly tunnel: Tunnel;
    /** A folder for files of the test. */
    readonly folder: string;
    /** The environment of a process that reaches the login service, and nothing of this machine's own. */
    readonly env: Values;
    /** Writes a file and returns its path. */
    file(name: string, content: string, mode?: number): Promise<string>;
}

export async function givenWorld(options: Partial<LoginOptions> = {}): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), "identity-"));
    closeAfterTest(() => rm(folder, { recursive: true }));
    const login = await startLoginService({ application: { tenantId, clientId }, ...options });
    closeAfterTest(() => login.stop());
    const tunnel = await startTunnel(login.port);
    closeAfterTest(() => tunnel.stop());
    const tenant = await startEmulator({
        seed: sampleTenant(),
        acceptsToken: (token) => login.issued.includes(token),
    });
    closeAfterTest(() => tenant.stop());
    const file = async (name: string, content: string, mode = 0o600): Promise<string> => {
        await writeFile(join(folder, name), content, { mode });
        return join(folder, name);
    };
    return {
        login,
        tenant,
        tunnel,
        folder,
        file,
        env: {
            ...compiledCode(),
            HOME: folder,
            PATH: process.env.PATH ?? "",
            NODE_EXTRA_CA_CERTS: await file("authority.pem", login.authority),
            HTTPS_PROXY: tunnel.url,
            NO_PROXY: "127.0.0.1,localhost",
            ENTRA_APP_PROXY_ENDPOINT: tenant.url,
        },
    };
}

/** Puts a program of that name before all others on the PATH of a world. */
export async function withProgram(world: World, name: string, script: string): Promise<Values> {
    await world.file(name, script, 0o700);
    return { PATH: `${world.folder}${delimiter}${world.env.PATH}` };
}

export interface Run {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a script of this repository in a process of its own, with that environment and no other. */
export async function run(
    args: readonly string[],
    env: Values,
    input = "",
    started: (child: ChildProcess) => void = () => undefined,
): Promise<Run> {
    const child = spawn(process.execPath, args, { cwd: root, env: { ...env } });
    started(child);
    closeAfterTest(() => {
        child.kill("SIGKILL");
    });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
        text.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
        text.stderr += chunk;
    });
    child.stdin.end(input);
    const code = await new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
    });
    return { code, ...text };
}

/** Signs in by these values (those with a colon are stack configuration, all others environment) and lists groups. */
export async function signIn(world: World, values: Values, how: Partial<SignIn> = {}): Promise<SignedIn> {
    const entries = Object.entries(values);
    const stack = Object.fromEntries(entries.filter(([key]) => key.includes(":")));
    const variables = Object.fromEntries(entries.filter(([key]) => !key.includes(":")));
    const request: SignIn = { stack, atOnce: 1, rounds: 1, ...how };
    const { stdout, stderr } = await run(
        ["--import", "tsx", join(__dirname, "signIn.ts")],
        { ...world.env, ...variables },
        JSON.stringify(request),
    );
    if (stderr !== "") {
        throw new Error(`the process said: ${stderr}`);
    }
    return JSON.parse(stdout) as SignedIn;
}

export const root = resolve(__dirname, "../../..");
