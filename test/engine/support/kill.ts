import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../../../tools/stack";

/** Kills the engine of a running command, and the provider with it, as soon as something is so. */
export async function killWhen(stack: Stack, isSo: () => boolean): Promise<void> {
    await until(isSo);
    for (const pid of stack.processes().flatMap(withDescendants)) {
        kill(pid);
    }
}

/** Polls until something is so; the test's own time limit bounds it. */
export async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
        await pause(5);
    }
}

/** The killed engine has left its lock on the stack. */
export async function unlock(stack: Stack): Promise<void> {
    await stack.must("cancel", "--stack", "dev", "--yes");
}

function withDescendants(pid: number): readonly number[] {
    const children = execFileSync("ps", ["-A", "-o", "ppid=,pid="], { encoding: "utf8" })
        .split("\n")
        .map((line) => line.trim().split(/\s+/).map(Number))
        .filter(([parent]) => parent === pid)
        .map(([, child]) => Number(child));
    return [pid, ...children.flatMap(withDescendants)];
}

function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
            throw error;
        }
    }
}
