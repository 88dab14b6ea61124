/**
 * The stand-in for Pulumi's Node language host as a program of its own, `pulumi-language-nodejs`: with it on PATH, the CLI
 * runs any command in a project for Node, `pulumi import` too. It ends with the CLI that has started it.
 */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveNodeHost } from "./installedHost";

/** Makes a folder below `parent` that holds the program, to be put on PATH. */
export function nodeHostFolder(parent: string): string {
    const folder = mkdtempSync(join(parent, "node-host-"));
    const file = join(folder, "pulumi-language-nodejs");
    const start = [process.execPath, "--require", require.resolve("tsx/cjs"), __filename].map((word) => `'${word}'`);
    writeFileSync(file, `#!/bin/sh\nexec ${start.join(" ")} "$@"\n`);
    chmodSync(file, 0o755);
    return folder;
}

if (require.main === module) {
    // The CLI reads the port, and closes the pipe when it ends.
    void serveNodeHost(process.env).then(({ port }) => process.stdout.write(`${port}\n`));
    process.stdin.resume().on("end", () => process.exit());
}
