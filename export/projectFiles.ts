/** The files that make a Pulumi project of the program. */
import { basename } from "node:path";
import { slugOf } from "./identifiers";
import type { Versions } from "./versions";

/** Those files by their paths, for a project in that folder. */
export function projectFiles(folder: string, versions: Versions): Readonly<Record<string, string>> {
    const name = projectName(folder);
    return {
        "Pulumi.yaml": [
            `name: ${name}`,
            "description: The application proxy connector groups of the tenant",
            "runtime: nodejs",
            "",
        ].join("\n"),
        "package.json": json({
            name,
            private: true,
            type: "commonjs",
            main: "index.ts",
            dependencies: { "@pulumi/pulumi": versions.pulumi, "pulumi-entra-app-proxy": versions.package },
            devDependencies: { typescript: versions.typescript },
        }),
        "tsconfig.json": json({
            compilerOptions: {
                target: "ES2022",
                module: "nodenext",
                strict: true,
                skipLibCheck: true,
                noEmit: true,
                types: [],
            },
            include: ["index.ts", "groups"],
        }),
    };
}

/** The folder's own name, as `pulumi new` takes it, in the letters that Pulumi and npm allow. */
function projectName(folder: string): string {
    const ascii = slugOf(basename(folder).replace(/[^\w-]+/g, "-"));
    return ascii === undefined || !/^[a-z]/.test(ascii) ? "connector-groups" : ascii;
}

function json(value: unknown): string {
    return `${JSON.stringify(value, undefined, 2)}\n`;
}
