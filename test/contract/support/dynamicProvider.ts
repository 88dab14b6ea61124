/** The dynamic-provider server of the installed SDK in a process of its own, spoken to as the engine speaks to it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { closeAfterTest } from "../../closing";
import { compiledCode } from "../../compileCache";

/** Inputs or outputs, as they go over the wire. */
export type Properties = Record<string, JavaScriptValue>;

/** What the engine gets for a resource that exists but could not be brought to its declared form. */
export interface InitFailure {
    readonly id: string;
    readonly properties: Properties | undefined;
    readonly reasons: readonly string[];
}

export interface ProviderOptions {
    /** The whole stack configuration. */
    readonly config: Properties;
    /** Where creation notes are kept. */
    readonly stateFolder: string;
}

/**
 * Starts the server as the engine would: the package is looked up from the folder it runs in, and nothing of the owner's
 * own settings reaches it. It ends with the test.
 */
export async function startDynamicProvider({ config, stateFolder }: ProviderOptions): Promise<DynamicProvider> {
    const parent = join(__dirname, "..", "..", "engine", ".work");
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, "provider-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const child = spawn(process.execPath, [require.resolve("@pulumi/pulumi/cmd/dynamic-provider"), "no engine"], {
        cwd: folder,
        env: { ...compiledCode(), PATH: process.env.PATH, HOME: folder, ENTRA_APP_PROXY_STATE_DIR: stateFolder },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise<void>((done) => child.once("close", () => done()));
    closeAfterTest(async () => {
        child.kill("SIGKILL");
        await ended;
    });
    const printed: string[] = [];
    const port = await firstLine(child, printed);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    closeAfterTest(() => client.close());
    const provider = new DynamicProvider(client, child, ended, printed);
    await provider.configure(config);
    return provider;
}

/** The first line is the port; what follows is what the provider prints for people. */
function firstLine(child: ChildProcess, printed: string[]): Promise<string> {
    return new Promise((done, failed) => {
        for (const stream of [child.stderr, child.stdout]) {
            if (stream) {
                createInterface({ input: stream }).on("line", (line) => printed.push(line));
            }
        }
        child.stdout?.once("data", (text: Buffer) => done(text.toString().trim()));
        child.once("close", () => failed(new Error(`The dynamic-provider server has ended:\n${printed.join("\n")}`)));
    });
}

export class DynamicProvider {
    constructor(
        private readonly client: ResourceProviderClient,
        private readonly child: ChildProcess,
        private readonly ended: Promise<void>,
        /** Every line it has printed so far. */
        readonly printed: readonly string[],
    ) {}

    async configure(config: Properties): Promise<void> {
        const request = new messages.ConfigureRequest().setArgs(Struct.fromJavaScript(config));
        await answered((callback) => this.client.configure(request, callback));
    }

    async check(olds: Properties, news: Properties) {
        const request = new messages.CheckRequest()
            .setOlds(Struct.fromJavaScript(olds))
            .setNews(Struct.fromJavaScript(news));
        const response = await answered<messages.CheckResponse>((callback) => this.client.check(request, callback));
        return {
            inputs: plain(response.getInputs()),
            failures: response
                .getFailuresList()
                .map((one) => ({ property: one.getProperty(), reason: one.getReason() })),
        };
    }

    async diff(id: string, olds: Properties, news: Properties) {
        const request = new messages.DiffRequest()
            .setId(id)
            .setOlds(Struct.fromJavaScript(olds))
            .setNews(Struct.fromJavaScript(news));
        const response = await answered<messages.DiffResponse>((callback) => this.client.diff(request, callback));
        return { changes: response.getChanges(), replaces: response.getReplacesList() };
    }

    async create(inputs: Properties) {
        const request = new messages.CreateRequest().setProperties(Struct.fromJavaScript(inputs));
        const response = await answered<messages.CreateResponse>((callback) => this.client.create(request, callback));
        return { id: response.getId(), outputs: plain(response.getProperties()) };
    }

    /** A refresh sends the outputs; `ConnectorGroup.get` sends none, and the program's inputs. */
    async read(id: string, { outputs, inputs }: { readonly outputs?: Properties; readonly inputs?: Properties }) {
        const request = new messages.ReadRequest().setId(id);
        if (outputs) {
            request.setProperties(Struct.fromJavaScript(outputs));
        }
        if (inputs) {
            request.setInputs(Struct.fromJavaScript(inputs));
        }
        const response = await answered<messages.ReadResponse>((callback) => this.client.read(request, callback));
        return {
            id: response.getId(),
            outputs: plain(response.getProperties()),
            inputs: response.hasInputs() ? plain(response.getInputs()) : undefined,
        };
    }

    async update(id: string, olds: Properties, news: Properties) {
        const request = new messages.UpdateRequest()
            .setId(id)
            .setOlds(Struct.fromJavaScript(olds))
            .setNews(Struct.fromJavaScript(news));
        const response = await answered<messages.UpdateResponse>((callback) => this.client.update(request, callback));
        return { outputs: plain(response.getProperties()) };
    }

    async delete(id: string, outputs: Properties): Promise<void> {
        const request = new messages.DeleteRequest().setId(id).setProperties(Struct.fromJavaScript(outputs));
        await answered((callback) => this.client.delete(request, callback));
    }

    /** Ends the process with a signal, and waits until it has ended. */
    async end(signal: "SIGINT" | "SIGKILL"): Promise<void> {
        this.child.kill(signal);
        await this.ended;
    }
}

/** What an error of the server says about a resource that exists all the same; undefined when it says nothing of one. */
export function initFailureOf(error: unknown): InitFailure | undefined {
    const [details] = (error as grpc.ServiceError).metadata.get("grpc-status-details-bin");
    const [detail] = details instanceof Buffer ? Status.deserializeBinary(details).getDetailsList() : [];
    const failure = detail?.unpack(
        messages.ErrorResourceInitFailed.deserializeBinary,
        "pulumirpc.ErrorResourceInitFailed",
    );
    return failure
        ? { id: failure.getId(), properties: plain(failure.getProperties()), reasons: failure.getReasonsList() }
        : undefined;
}

function answered<T>(call: (callback: (error: Error | null, response: T) => void) => unknown): Promise<T> {
    return new Promise((done, failed) => call((error, response) => (error ? failed(error) : done(response))));
}

function plain(struct: Struct | undefined): Properties {
    return struct?.toJavaScript() ?? {};
}
