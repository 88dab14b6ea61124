import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createGraphClient, type Fetch } from "../provider/graph/client";
import { resolveSettings, type Settings, secretsOf } from "../provider/identity/configuration";
import { createTokenSource } from "../provider/identity/credential";
import { isConfigurationError } from "../provider/identity/errors";
import { compose, unusable } from "./doctor/compose";
import { type Access, examine } from "./doctor/examine";
import { render } from "./doctor/render";
import { exitCodes, type Report } from "./doctor/report";
import { noConfiguration, parseStackConfiguration, type StackConfiguration } from "./doctor/stackConfiguration";

/** What `entra-app-proxy doctor` can be told. */
export interface DoctorOptions {
    /** Whether a group may be created, renamed and deleted again. @default false: nothing is changed */
    readonly write?: boolean;
    /** Whether the report is printed as JSON. @default false */
    readonly json?: boolean;
    /** A file with the configuration of a stack, `-` for standard input. @default the environment alone */
    readonly config?: string;
}

/**
 * `entra-app-proxy doctor`: finds out whether a stack can do its work with the identity that the configuration names.
 * Prints a {@link Report} and returns the exit code.
 */
export async function doctor(
    options: DoctorOptions,
    out: (line: string) => void,
    sayMeanwhile: (line: string) => void,
): Promise<number> {
    const report = await diagnose(options, sayMeanwhile);
    out(options.json ? JSON.stringify(report, null, 2) : render(report, Date.now()));
    return exitCodes[report.verdict];
}

async function diagnose({ config, write = false }: DoctorOptions, say: (line: string) => void): Promise<Report> {
    const stack = config === undefined ? noConfiguration : await readStackConfiguration(config);
    let settings: Settings;
    try {
        settings = resolveSettings(stack.get, process.env);
    } catch (thrown) {
        if (isConfigurationError(thrown)) {
            return unusable(thrown.message);
        }
        throw thrown;
    }
    const dates = new ServiceDates();
    const tokenSource = createTokenSource(settings);
    const client = createGraphClient({ root: settings.endpoint, tokenSource, fetch: dates.fetch, say });
    const access: Access = {
        tokenSource,
        client,
        secrets: secretsOf(settings),
        clock: { now: Date.now, sleep: (milliseconds) => sleep(milliseconds) },
        temporaryName: `entra-app-proxy doctor, temporary, may be deleted (${randomUUID()})`,
        uninterrupted,
    };
    const findings = await examine(access, { write });
    return compose({
        settings,
        description: tokenSource.origin?.description ?? settings.credential.kind,
        findings,
        clockSkewSeconds: dates.skewSeconds,
        plainTextKeys: stack.plainTextKeys,
    });
}

async function readStackConfiguration(file: string): Promise<StackConfiguration> {
    if (file === "-") {
        return parseStackConfiguration(await textOf(process.stdin), "Standard input");
    }
    return parseStackConfiguration(
        await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
            throw new Error(`${file} cannot be read (${error.code}), so nothing was examined.`);
        }),
        file,
    );
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
    let text = "";
    for await (const chunk of stream) {
        text += String(chunk);
    }
    return text;
}

/** The first interruption is held back, so that the temporary group is deleted; the second one ends the process. */
async function uninterrupted<T>(act: () => Promise<T>): Promise<T> {
    const holdBack = () => {
        process.stderr.write("The temporary group is deleted first. Interrupt again to stop at once, and leave it.\n");
    };
    process.once("SIGINT", holdBack);
    process.once("SIGTERM", holdBack);
    try {
        return await act();
    } finally {
        process.off("SIGINT", holdBack);
        process.off("SIGTERM", holdBack);
    }
}

/** Notes what time it is at the service, from the answers as they come. */
class ServiceDates {
    /** How far this machine's clock is ahead, in seconds, at the first answer that said its date. */
    skewSeconds: number | null = null;

    readonly fetch: Fetch = async (url, init) => {
        const { default: fetch } = await import("node-fetch");
        const answer = await fetch(url, init);
        const date = Date.parse(answer.headers.get("date") ?? "");
        if (this.skewSeconds === null && !Number.isNaN(date)) {
            // The header is cut to the second, so the service's clock is half a second further on the average.
            this.skewSeconds = Math.round((Date.now() - date - 500) / 1000) + 0;
        }
        return answer;
    };
}
