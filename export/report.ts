/** What an export says when it is done: what it wrote, what it left out and why, and what to do next. */
import { relative } from "node:path";
import type { Placed } from "./projectFolder";

/** What an export has done. */
export interface ExportReport extends Placed {
    /** The absolute path of the project. */
    readonly folder: string;
    readonly groups: number;
    /** Undefined where they were not asked for. */
    readonly memberships: number | undefined;
    readonly assignments: number | undefined;
    readonly leftOut: readonly string[];
    readonly protect: boolean;
}

/** The lines of the report. `from` is the folder that the user's shell is in. */
export function reportLines(report: ExportReport, from: string): string[] {
    const { folder, removed, left, leftOut } = report;
    return [
        `Wrote ${contentsWords(report)} as a Pulumi project into ${folder}.`,
        ...list("Removed, as no longer needed:", removed),
        ...list("No longer needed, but changed by hand, and so left where they are:", left),
        ...list("Left out:", leftOut),
        "Next:",
        `  cd ${shellWord(relative(from, folder) || ".")}`,
        "  npm install",
        "  pulumi stack init dev",
        `  pulumi import --file import.json --generate-code=false${report.protect ? "" : " --protect=false"}`,
        "  pulumi preview --expect-no-changes",
        "The stack needs the configuration that this export had: the same environment variables, or `pulumi config set`.",
    ];
}

/**
 * What is said of the connectors and applications on the default group. Whether they were ever assigned to it, the
 * service does not say, and it makes no difference.
 */
export function unassignedWords(connectors: number, applications: number): string[] {
    const parts = [
        ...(connectors > 0 ? [counted(connectors, "connector")] : []),
        ...(applications > 0 ? [counted(applications, "application")] : []),
    ];
    return parts.length === 0
        ? []
        : [
              `${parts.join(" and ")} on the default group: what is assigned nowhere else is there without being declared.`,
          ];
}

function contentsWords({ groups, memberships, assignments }: ExportReport): string {
    const parts = [
        counted(groups, "group"),
        ...(memberships === undefined ? [] : [counted(memberships, "connector membership")]),
        ...(assignments === undefined ? [] : [counted(assignments, "application assignment")]),
    ];
    const last = parts.pop();
    return parts.length === 0 ? `${last}` : `${parts.join(", ")} and ${last}`;
}

/** `1 group`, `2 groups`. */
function counted(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function list(title: string, items: readonly string[]): string[] {
    return items.length === 0 ? [] : [title, ...items.map((item) => `  - ${item}`)];
}

function shellWord(path: string): string {
    return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
