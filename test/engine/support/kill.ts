import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../../../tools/stack";

/** Kills the engine of a running command, and the provider with it, as soon as something is so, unless it is over. */
export async function killWhen(stack: Stack, isSo: () => boolean, isOver?: Promise<boolean>): Promise<void> {
    await until(isSo, isOver);
    for (const { pid } of stack.processes().flatMap(withDescendants)) {
        kill(pid);
    }
}

/** Kills the provider alone, as when the machine is short of memory: the engine goes on, and its command fails. */
export async function killProviderWhen(stack: Stack, isSo: () => boolean, isOver?: Promise<boolean>): Promise<void> {
    await until(isSo, isOver);
    for (const { pid, command } of stack.processes().flatMap(withDescendants)) {
        if (command.includes("dynamic-provider")) {
            kill(pid);
        }
    }
}

/** Polls until something is so, or all is over; the test's own time limit bounds it. */
export async function until(
    isSo: () => boolean,
    isOver: Promise<boolean> = new Promise(() => undefined),
): Promise<void> {
    let over = false;
    isOver.then((is) => {
        over = is;
    });
    while (!isSo() && !over) {
        await pause(5);
    }
}

/**
 * The killed engine has left its lock on the stack. Where it was killed while it wrote the state to a local folder, the
 * state is whole, but the file of attributes beside it may be cut off: that one can go.
 */
export async function unlock(stack: Stack): Promise<void> {
    const attributes = join(stack.folder, "backend", ".pulumi", "stacks", "tenant", "dev.json.attrs");
    if (statSync(attributes, { throwIfNoEntry: false })?.size === 0) {
        rmSync(attributes);
    }
    await stack.must("cancel", "--stack", "dev", "--yes");
}

interface Process {
    readonly pid: number;
    readonly command: string;
}

function withDescendants(root: number): readonly Process[] {
    const all = execFileSync("ps", ["-A", "-o", "ppid=,pid=,args="], { encoding: "utf8" })
        .split("\n")
        .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
        .flatMap((match) =>
            match ? [{ parent: Number(match[1]), pid: Number(match[2]), command: match[3] ?? "" }] : [],
        );
    const below = (pid: number): readonly Process[] =>
        all.filter((one) => one.parent === pid).flatMap((one) => [one, ...below(one.pid)]);
    return [{ pid: root, command: "" }, ...below(root)];
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
