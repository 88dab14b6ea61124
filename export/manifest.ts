/**
 * `.entra-app-proxy-export.json`: which files of a project an export has written, and what was in them. By it a later
 * export knows its own files from those that a person has written or changed.
 */
import { createHash, type Hash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

/** The path of the file in the project. */
export const manifestFile = ".entra-app-proxy-export.json";

/** Digests of the files that an export has written, by their paths. */
export type Manifest = ReadonlyMap<string, string>;

/** What an earlier export has written into the folder; empty where there was none, or where it cannot be read. */
export function readManifest(folder: string): Manifest {
    const file = join(folder, manifestFile);
    if (!existsSync(file)) {
        return new Map();
    }
    try {
        const { files } = JSON.parse(readFileSync(file, "utf8")) as { files?: Record<string, string> };
        return new Map(Object.entries(files ?? {}).filter(([path]) => exported.test(path)));
    } catch {
        // Whoever has changed it has made all files theirs.
        return new Map();
    }
}

export function manifestText(files: Manifest): string {
    return `${JSON.stringify({ writtenBy: "entra-app-proxy export", files: Object.fromEntries(files) }, undefined, 2)}\n`;
}

/** Whether the file is as the export has left it. Ends of lines may differ: git translates them. */
export function isUnchanged(folder: string, path: string, manifest: Manifest): boolean {
    const digest = manifest.get(path);
    const file = join(folder, path);
    return digest !== undefined && statSync(file).isFile() && digest === digestOfFile(file);
}

/** The digest of a file that is written piece by piece. */
export class Digest {
    readonly #hash: Hash = createHash("sha256");

    add(piece: string | Uint8Array): this {
        this.#hash.update(typeof piece === "string" ? piece.replaceAll("\r", "") : piece.filter((byte) => byte !== 13));
        return this;
    }

    toString(): string {
        return this.#hash.digest("hex");
    }
}

/** The manifest is a file of the project, too: whatever it says, nothing but such a path is ever removed. */
const exported = /^(index\.ts|import\.json|Pulumi\.yaml|package\.json|tsconfig\.json|groups\/[^/\\]+\.ts)$/;

/** Piece by piece: the import file of a large tenant is not for memory. */
function digestOfFile(file: string): string {
    const digest = new Digest();
    const piece = new Uint8Array(1 << 16);
    const descriptor = openSync(file, "r");
    try {
        for (let length = readSync(descriptor, piece); length > 0; length = readSync(descriptor, piece)) {
            digest.add(piece.subarray(0, length));
        }
    } finally {
        closeSync(descriptor);
    }
    return digest.toString();
}
