/**
 * `npm run build`: compiles the package into dist/, makes one file of what the engine's provider process loads, and renews
 * a real copy of the package under node_modules.
 *
 * The copy is what the examples and the engine tests load. It has to be a copy, so that they find what is published and
 * nothing else, and so that Pulumi's serializer, which the provider's text is compared with, takes it for installed.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const root = resolve(__dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    files: string[];
    dependencies: Record<string, string>;
};

/** What every request needs. All other libraries are loaded where they are needed, as they are installed. */
const bundled = ["dataloader", "node-fetch", "p-limit"];

if (compile()) {
    bundle(join(root, "dist", "provider", "dynamic", "lifecycles"));
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

/**
 * Puts a module, all that it loads of this package and the {@link bundled} libraries in one file. As ES modules these
 * would also make Node load its whole undici, for nothing but its names among the exports of `node:http`.
 */
function bundle(module: string): void {
    const { metafile } = buildSync({
        entryPoints: [`${module}.js`],
        outfile: `${module}.js`,
        allowOverwrite: true,
        bundle: true,
        platform: "node",
        format: "cjs",
        target: "node22.12",
        // What fetch-blob takes for web streams where Node has none.
        external: [
            ...Object.keys(manifest.dependencies).filter((name) => !bundled.includes(name)),
            "web-streams-polyfill",
        ],
        sourcemap: "linked",
        absWorkingDir: root,
        metafile: true,
    });
    const libraries = Object.keys(metafile.inputs).flatMap(
        (file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
    );
    writeFileSync(`${module}.LICENSES.txt`, licensesOf([...new Set(libraries)].sort()));
}

/** Their authors ask for it. */
function licensesOf(libraries: readonly string[]): string {
    return libraries.map((library) => `${library}\n\n${licenseOf(join(root, "node_modules", library))}\n`).join("\n");
}

/** A file of its own, or the end of its description. */
function licenseOf(folder: string): string {
    const textOf = (name: RegExp) => {
        const file = readdirSync(folder).find((entry) => name.test(entry));
        return file === undefined ? undefined : readFileSync(join(folder, file), "utf8").trim();
    };
    const license = textOf(/^licen[cs]e/i) ?? /^#* *licen[cs]e\s+(.*)/ims.exec(textOf(/^readme/i) ?? "")?.[1];
    if (license === undefined) {
        throw new Error(`${folder} has no license to be handed on.`);
    }
    return license;
}

function renewCopy(target: string): void {
    rmSync(target, { recursive: true, force: true });
    for (const entry of ["package.json", "README.md", "LICENSE", ...manifest.files]) {
        cpSync(join(root, entry), join(target, entry), { recursive: true });
    }
}
