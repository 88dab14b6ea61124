import { startEmulator } from "../emulator/index";
import { sampleTenant } from "../emulator/seed";

/** What `entra-app-proxy emulate` can be told. */
export interface EmulateOptions {
    /** The port on 127.0.0.1. @default any free one */
    readonly port?: number;
    /** A JSON file that keeps the tenant from one run to the next. @default none: every run starts afresh */
    readonly persistTo?: string;
}

/**
 * `entra-app-proxy emulate`: runs the emulator with the sample tenant and prints what a stack needs to use it. Returns
 * when SIGINT or SIGTERM has stopped it.
 *
 * Throws, in the user's words, if the port is taken or the file holds something else.
 */
export async function emulate(options: EmulateOptions, out: (line: string) => void): Promise<void> {
    const emulator = await startEmulator({
        seed: sampleTenant(),
        ...(options.port === undefined ? {} : { port: options.port }),
        ...(options.persistTo === undefined ? {} : { persistTo: options.persistTo }),
    }).catch((error: unknown) => {
        throw inWords(error, options);
    });
    out(`The emulated tenant listens on ${emulator.url} and accepts the token ${emulator.token}`);
    out(options.persistTo === undefined ? "It is gone when this ends." : `It is kept in ${options.persistTo}`);
    out("Set these where Pulumi runs:");
    out("");
    out(`export ENTRA_APP_PROXY_ENDPOINT=${emulator.url}`);
    out(`export ENTRA_APP_PROXY_ACCESS_TOKEN=${emulator.token}`);
    out("");
    out("Ctrl-C stops it.");
    await signalToStop();
    await emulator.stop();
}

function signalToStop(): Promise<void> {
    return new Promise((resolve) => {
        process.once("SIGINT", () => resolve());
        process.once("SIGTERM", () => resolve());
    });
}

function inWords(error: unknown, { port, persistTo }: EmulateOptions): unknown {
    const { code, syscall } = error as NodeJS.ErrnoException;
    const file = syscall === "listen" ? undefined : persistTo;
    switch (code) {
        case "EADDRINUSE":
            return new Error(`Port ${port} is in use, so the emulator was not started. Choose another with --port.`);
        case "EACCES":
        case "ENOENT":
        case "EISDIR":
        case "EROFS":
        case "EPERM":
            return new Error(
                `The emulator was not started: ${code} at ${file ?? `port ${port}`}. Choose another with ${file === undefined ? "--port" : "--persist"}.`,
            );
        default:
            return error;
    }
}
