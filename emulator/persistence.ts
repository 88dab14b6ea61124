import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { EmulatedApplication, EmulatedConnector, EmulatedGroup, TenantState } from "./model";

interface TenantFile {
    readonly format: 1;
    readonly groups: readonly EmulatedGroup[];
    readonly connectors: readonly EmulatedConnector[];
    readonly applications: readonly EmulatedApplication[];
}

/** The tenant that an earlier run left in this file; `undefined` if there is no such file. */
export function loadTenant(file: string): TenantState | undefined {
    if (!existsSync(file)) {
        return undefined;
    }
    const content = parse(file);
    if (content?.format !== 1) {
        throw new Error(
            `${file} is not a tenant of this emulator; it was left alone and the emulator was not started.`,
        );
    }
    return {
        groups: byId(content.groups),
        connectors: byId(content.connectors),
        applications: byId(content.applications),
    };
}

/** Writes the tenant to this file, so that a reader finds the old or the new one and never half of it. */
export function saveTenant(file: string, state: TenantState): void {
    const content: TenantFile = {
        format: 1,
        groups: [...state.groups.values()],
        connectors: [...state.connectors.values()],
        applications: [...state.applications.values()],
    };
    const unfinished = `${file}.${process.pid}.tmp`;
    writeFileSync(unfinished, `${JSON.stringify(content, undefined, 2)}\n`);
    renameSync(unfinished, file);
}

function parse(file: string): TenantFile | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as TenantFile;
    } catch (error) {
        if (error instanceof SyntaxError) {
            return undefined;
        }
        throw error;
    }
}

function byId<T extends { readonly id: string }>(entries: readonly T[]): Map<string, T> {
    return new Map(entries.map((entry) => [entry.id, entry]));
}
