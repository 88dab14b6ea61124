import { type Formatter, loadFormatter } from "../export/format";
import { ImportFileText, importFile } from "../export/importFile";
import { NameCounts } from "../export/nameCounts";
import { PlacementPlanner, type PlannedGroup, planGroups } from "../export/plan";
import { groupFile, renderGroup, renderIndex } from "../export/program";
import { projectFiles } from "../export/projectFiles";
import { ProjectFolder } from "../export/projectFolder";
import { readAhead } from "../export/readAhead";
import { type ExportReport, reportLines, unassignedWords } from "../export/report";
import { selectGroups } from "../export/selection";
import { openTenant, type TenantReading } from "../export/tenantReading";
import { versionsFor } from "../export/versions";
import { mostInBatch } from "../provider/graph/batch";
import type { ProgressLine } from "./progressLine";

/** What `entra-app-proxy export` can be told. */
export interface ExportOptions {
    /** The folder that the project is written into. */
    readonly out: string;
    /** The names of the groups to export. @default all */
    readonly group?: readonly string[];
    /** Whether connectors are declared in their groups. */
    readonly memberships: boolean;
    /** Whether applications are declared on their groups. */
    readonly assignments: boolean;
    /** Whether every resource of the program carries `protect: true`. */
    readonly protect: boolean;
    /** Whether files are overwritten that no export has written, or that were changed since. */
    readonly force?: boolean;
}

/** Where an export talks to its user. */
export interface ExportSurroundings {
    readonly env: NodeJS.ProcessEnv;
    readonly folder: string;
    readonly progress: ProgressLine;
    readonly say: (line: string) => void;
    /** Told what a long wait is for. */
    readonly sayMeanwhile: (line: string) => void;
}

/**
 * `entra-app-proxy export`: reads the tenant and writes a Pulumi project that declares it, with the file by which
 * `pulumi import` takes over what is there. Nothing in the tenant is changed.
 *
 * Throws, in the user's words, if the tenant cannot be read or the project not be written; then nothing is.
 */
export async function exportTenant(options: ExportOptions, surroundings: ExportSurroundings): Promise<void> {
    const project = new ProjectFolder(options.out, options.force === true);
    const forget = onSignal(() => project.discard());
    try {
        const report = await writeProject(options, surroundings, project);
        surroundings.progress.clear();
        reportLines(report, surroundings.folder).forEach(surroundings.say);
    } catch (error) {
        surroundings.progress.clear();
        throw new Error(inWords(error, project), { cause: error });
    } finally {
        project.discard();
        forget();
    }
}

async function writeProject(
    options: ExportOptions,
    { env, progress, sayMeanwhile }: ExportSurroundings,
    project: ProjectFolder,
): Promise<ExportReport> {
    const tenant = openTenant(env, sayMeanwhile);
    progress.show("Reading the groups");
    const { groups, leftOut } = selectGroups(await tenant.groups(), options.group ?? []);
    const planned = planGroups(groups);
    const frame = { ...projectFiles(project.folder, versionsFor(project.folder)), "index.ts": renderIndex(planned) };
    // Before the long part, so that nobody waits for a refusal.
    project.refuseForeign([...Object.keys(frame), importFile, ...planned.map(groupFile)]);
    const format = await loadFormatter();
    for (const [path, text] of Object.entries(frame)) {
        project.write(path, path.endsWith(".ts") ? await format(text) : text);
    }
    const written = await writeGroups(planned, {
        options,
        tenant,
        project,
        format,
        progress,
        importText: new ImportFileText(),
    });
    return {
        ...project.place(),
        folder: project.folder,
        groups: planned.length,
        memberships: options.memberships ? written.memberships : undefined,
        assignments: options.assignments ? written.assignments : undefined,
        leftOut: [...leftOut, ...written.leftOut],
        protect: options.protect,
    };
}

interface Writing {
    readonly options: ExportOptions;
    readonly tenant: TenantReading;
    readonly project: ProjectFolder;
    readonly format: Formatter;
    readonly progress: ProgressLine;
    readonly importText: ImportFileText;
}

/** Writes a file for each group, and the import file along with them: no more than a few groups are held at once. */
async function writeGroups(groups: readonly PlannedGroup[], writing: Writing): Promise<Written> {
    const { options, tenant, project, format, progress, importText } = writing;
    progress.show("Reading the names of connectors and applications");
    const planner = new PlacementPlanner(
        options.memberships ? await tenant.machineNames() : new NameCounts(),
        options.assignments ? await tenant.displayNames() : new NameCounts(),
    );
    const written: Written = { memberships: 0, assignments: 0, leftOut: [] };
    const file = await project.open(importFile);
    let done = 0;
    try {
        await file.append(importText.begin());
        for await (const { group, connectors, applications } of contentsOf(groups, tenant, options)) {
            progress.show(`Group ${++done} of ${groups.length}: ${group.slug}`);
            const { isDefault } = group.group;
            const planned = isDefault ? planner.plan([], []) : planner.plan(connectors, applications);
            project.write(groupFile(group), await format(renderGroup(group, planned, options)));
            await file.append(importText.of(group, planned));
            written.leftOut.push(...(isDefault ? unassignedWords(connectors.length, applications.length) : []));
            written.memberships += planned.memberships.length;
            written.assignments += planned.assignments.length;
        }
        await file.append(importText.end());
    } finally {
        await file.close();
    }
    return written;
}

interface Written {
    memberships: number;
    assignments: number;
    readonly leftOut: string[];
}

/** What is in each group is up to two reads, so that these share one request. */
const groupsAtOnce = mostInBatch / 2;

/** Microsoft Graph throttles by tenant, and an export is seldom alone in it: one batch is read while another is written. */
const batchesAtOnce = 2;

async function* contentsOf(groups: readonly PlannedGroup[], tenant: TenantReading, options: ExportOptions) {
    const read = async (group: PlannedGroup) => {
        const [connectors, applications] = await Promise.all([
            options.memberships ? tenant.connectorsIn(group.group.id) : [],
            options.assignments ? tenant.applicationsOn(group.group.id) : [],
        ]);
        return { group, connectors, applications };
    };
    const batches = Array.from({ length: Math.ceil(groups.length / groupsAtOnce) }, (_, n) =>
        groups.slice(n * groupsAtOnce, (n + 1) * groupsAtOnce),
    );
    for await (const batch of readAhead(batches, batchesAtOnce, (batch) => Promise.all(batch.map(read)))) {
        yield* batch;
    }
}

function inWords(error: unknown, { folder }: ProjectFolder): string {
    const reason = error instanceof Error ? error.message : String(error);
    return /Nothing was written/.test(reason) ? reason : `${reason} Nothing was written to ${folder}.`;
}

/** Ctrl-C leaves no half-made project behind. */
function onSignal(act: () => void): () => void {
    const stop = (signal: NodeJS.Signals) => {
        act();
        process.kill(process.pid, signal);
    };
    for (const signal of stoppingSignals) {
        process.once(signal, stop);
    }
    return () => {
        for (const signal of stoppingSignals) {
            process.off(signal, stop);
        }
    };
}

const stoppingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
