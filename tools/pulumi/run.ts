/** Finding and running programs, so that none outlives its time limit or this process. */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { programFile, type Run, reasonOf } from "./way";

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const shownLines = 3;

/** The first executable file of that name in the absolute folders of `searchPath`. */
export async function which(name: string, searchPath: string): Promise<string | undefined> {
    for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
        const file = join(folder, programFile(name));
        if (await isExecutableFile(file)) {
            return file;
        }
    }
    return undefined;
}

/** {@link Run} on real processes. Children are ended with the program that they belong to, also on Ctrl-C. */
export const run: Run = (program, args, { environment, limitSeconds, folder }) =>
    new Promise((resolve, reject) => {
        const child = spawn(program, args, {
            cwd: folder,
            env: environment,
            stdio: ["ignore", "pipe", "pipe"],
            detached: hasProcessGroups,
        });
        let output = "";
        let complaints = "";
        let late = false;
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
            output += text;
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
            complaints += text;
        });
        const timer = setTimeout(() => {
            late = true;
            endAll(child);
        }, limitSeconds * 1000);
        const release = endWithThisProcess(child);
        const settle = (failure?: string): void => {
            clearTimeout(timer);
            release();
            if (failure === undefined) {
                resolve(output);
            } else {
                reject(new Error(failure));
            }
        };
        child.on("error", (error) => settle(reasonOf(error)));
        child.on("close", (code, signal) => {
            if (late) {
                settle(`not finished after ${limitSeconds} s, stopped`);
            } else if (code !== 0) {
                settle(`${firstComplaints(complaints)} (exit ${code ?? signal})`);
            } else {
                settle();
            }
        });
    });

const hasProcessGroups = process.platform !== "win32";

/** Go reports every module it fetches on stderr; those lines say nothing about a failure. */
function firstComplaints(complaints: string): string {
    const lines = complaints
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("go: downloading "));
    return lines.length === 0 ? "no error text" : lines.slice(0, shownLines).join("; ");
}

function endAll(child: ChildProcess): void {
    if (child.pid === undefined) {
        return;
    }
    try {
        process.kill(hasProcessGroups ? -child.pid : child.pid, "SIGKILL");
    } catch {
        // It ended in the meantime.
    }
}

/** A process group of its own does not get the terminal's Ctrl-C, so it is passed on. */
function endWithThisProcess(child: ChildProcess): () => void {
    const onExit = (): void => endAll(child);
    const onSignal = (signal: NodeJS.Signals): void => {
        endAll(child);
        release();
        if (process.listenerCount(signal) === 0) {
            process.kill(process.pid, signal);
        }
    };
    const release = (): void => {
        process.off("exit", onExit);
        for (const signal of endingSignals) {
            process.off(signal, onSignal);
        }
    };
    process.on("exit", onExit);
    for (const signal of endingSignals) {
        process.on(signal, onSignal);
    }
    return release;
}

async function isExecutableFile(file: string): Promise<boolean> {
    try {
        await access(file, constants.X_OK);
        return (await stat(file)).isFile();
    } catch {
        return false;
    }
}
