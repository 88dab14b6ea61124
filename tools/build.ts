/**
 * `npm run build`: compiles the package into dist/ and renews a real copy of it under node_modules.
 *
 * The copy is what the examples and the engine tests load. It has to be a copy, so that they find what is published and
 * nothing else, and so that Pulumi's serializer, which the provider's text is compared with, takes it for installed.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { name: string; files: string[] };

if (compile()) {
    renewCopy(join(root, "node_modules", manifest.name));
} else {
    process.exitCode = 1;
}

/** What is wrong, the compiler says itself. */
function compile(): boolean {
    rmSync(join(root, "dist"), { recursive: true, force: true });
    const tsc = require.resolve("typescript/bin/tsc");
    return (
        spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" }).status === 0
    );
}

function renewCopy(target: string): void {
    rmSync(target, { recursive: true, force: true });
    for (const entry of ["package.json", "README.md", "LICENSE", ...manifest.files]) {
        cpSync(join(root, entry), join(target, entry), { recursive: true });
    }
}
