import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** What an exported project pins its dependencies to: what the export itself ran with. */
export interface Versions {
    /** A version; or, where this package was installed from a tarball, that tarball, seen from the project. */
    readonly package: string;
    readonly pulumi: string;
    readonly typescript: string;
}

/** The versions of this package and of the packages beside it, for a project in that folder. */
export function versionsFor(folder: string): Versions {
    // By its own name, since the sources and the built package lie at different depths below the manifest.
    const manifest = require.resolve("pulumi-entra-app-proxy/package.json");
    const own = readJson(manifest) as Manifest & { readonly devDependencies: { readonly typescript: string } };
    const pulumi = require("@pulumi/pulumi/package.json") as Manifest;
    return {
        package: tarballOf(dirname(manifest), folder) ?? own.version,
        pulumi: pulumi.version,
        typescript: own.devDependencies.typescript,
    };
}

/** npm notes beside the installed packages where each has come from. */
function tarballOf(installed: string, folder: string): string | undefined {
    const note = join(installed, "..", ".package-lock.json");
    if (!existsSync(note)) {
        return undefined;
    }
    const { packages } = readJson(note) as { packages?: Readonly<Record<string, { readonly resolved?: string }>> };
    const [, tarball] = /^file:(.*)$/.exec(packages?.["node_modules/pulumi-entra-app-proxy"]?.resolved ?? "") ?? [];
    if (tarball === undefined) {
        return undefined;
    }
    const path = relative(folder, resolve(installed, "..", "..", tarball)).replaceAll("\\", "/");
    return `file:${path}`;
}

interface Manifest {
    readonly version: string;
}

function readJson(file: string): unknown {
    return JSON.parse(readFileSync(file, "utf8"));
}
