/** The versions that an exported project pins: those that the export itself ran with. */
export interface Versions {
    readonly package: string;
    readonly pulumi: string;
    readonly typescript: string;
}

/** The versions of this package and of the packages beside it. */
export function versionsHere(): Versions {
    // By its own name, since the sources and the built package lie at different depths below the manifest.
    const own = require("pulumi-entra-app-proxy/package.json") as Manifest & {
        devDependencies: { typescript: string };
    };
    const pulumi = require("@pulumi/pulumi/package.json") as Manifest;
    return { package: own.version, pulumi: pulumi.version, typescript: own.devDependencies.typescript };
}

interface Manifest {
    readonly version: string;
}
