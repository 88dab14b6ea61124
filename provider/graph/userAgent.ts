import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * How this package names itself to the service: `pulumi-entra-app-proxy/<version>`.
 *
 * The version is the package's own, found above this file because the sources and the built package lie at different
 * depths below it.
 */
export function defaultUserAgent(): string {
    for (let folder = __dirname; ; folder = dirname(folder)) {
        const file = join(folder, "package.json");
        const { name, version } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
        if (name === packageName) {
            return `${packageName}/${version}`;
        }
        if (dirname(folder) === folder) {
            return packageName;
        }
    }
}

const packageName = "pulumi-entra-app-proxy";
