/** The peak memory of the engine's provider process, where the operating system shows it. */
import { readdirSync, readFileSync } from "node:fs";

const pollMs = 100;

/**
 * Watches the provider process below one of `roots` until it is stopped, which answers the most memory that it had
 * resident, in kB; undefined where there is no `/proc`, or no such process was seen.
 */
export function watchPeak(roots: () => readonly number[]): () => number | undefined {
    let peak: number | undefined;
    const timer = setInterval(() => {
        for (const pid of providersBelow(new Set(roots()))) {
            peak = Math.max(peak ?? 0, peakOf(pid) ?? 0);
        }
    }, pollMs);
    return () => {
        clearInterval(timer);
        return peak;
    };
}

function providersBelow(roots: ReadonlySet<number>): readonly number[] {
    return processes().filter((pid) => isProvider(pid) && ancestorsOf(pid).some((ancestor) => roots.has(ancestor)));
}

function processes(): readonly number[] {
    try {
        return readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .map(Number);
    } catch {
        return [];
    }
}

function isProvider(pid: number): boolean {
    return textOf(pid, "cmdline").includes("dynamic-provider");
}

function ancestorsOf(pid: number): readonly number[] {
    // The name of a program stands in brackets and may hold spaces, and brackets too.
    const parent = Number(/\) \S (\d+) /.exec(textOf(pid, "stat"))?.[1] ?? 0);
    return parent > 1 ? [parent, ...ancestorsOf(parent)] : [parent];
}

function peakOf(pid: number): number | undefined {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(textOf(pid, "status"));
    return line ? Number(line[1]) : undefined;
}

/** Empty for a process that has ended meanwhile. */
function textOf(pid: number, file: string): string {
    try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
        return "";
    }
}
