/**
 * The package as users get it: packed in the checkout, and installed from the tarball in empty projects that lie
 * outside the checkout, so that nothing can be found in its node_modules by accident.
 *
 * Packing and each kind of installation happen once for a file of tests, and are gone after it. The packed dist/
 * is the one that `npm run build` has left, as for every engine test.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { closeAfterFile } from "../../closing";

export type Installer = "npm" | "pnpm";
export type ProgramType = "commonjs" | "module";

export interface Tarball {
    readonly file: string;
    readonly version: string;
    /** The paths of all packed files, inside the package. */
    readonly contents: readonly string[];
}

/** A project of a user, with the package in its own node_modules. */
export interface Project {
    readonly folder: string;
    readonly installer: Installer;
}

/** The checkout's tarball, as `npm pack` makes it. */
export const packed: () => Promise<Tarball> = once(() => pack(checkout));

/** The one shared project of that installer, with the checkout's tarball. */
export function projectBy(installer: Installer): Promise<Project> {
    return shared[installer]();
}

/** A project of its own, for a test that changes what is installed. */
export async function newProject(installer: Installer, tarball: Tarball): Promise<Project> {
    const project = { folder: newFolder(`${installer}-project-`), installer };
    await install(project, tarball);
    return project;
}

/** Installs that tarball in place of what the project had, as a user would: by a changed package.json. */
export async function install(project: Project, tarball: Tarball): Promise<void> {
    const dependencies = { "@pulumi/pulumi": sdkVersion(), [packageName]: `file:${tarball.file}` };
    writeManifest(project, { dependencies });
    await installWith[project.installer](project.folder);
}

/** The tarball with another version and other code: what a later release would be. */
export async function releasedAs(version: string, edit: (packageFolder: string) => void): Promise<Tarball> {
    const release = newFolder("release-");
    const { file } = await packed();
    await runIn(release, "tar", "-xzf", file);
    const folder = join(release, "package");
    const manifest = join(folder, "package.json");
    writeFileSync(manifest, JSON.stringify({ ...readJson(manifest), version }));
    edit(folder);
    return await pack(folder);
}

/** Makes the project's program a CommonJS or an ES module; both declare one group, `frankfurt`, by what they load so. */
export function writeProgram(project: Project, type: ProgramType, loaded: string = packageName): void {
    writeManifest(project, { type, main: "index.js" });
    writeFileSync(join(project.folder, "index.js"), programs[type](loaded));
    writeFileSync(join(project.folder, "Pulumi.yaml"), "name: installed\nruntime: nodejs\n");
}

/** Runs a program in `folder`, as from a shell there. Answers its standard output, and throws all of it on failure. */
export async function runIn(folder: string, program: string, ...args: string[]): Promise<string> {
    try {
        const options = { cwd: folder, env: shellEnv(), maxBuffer: 64 * 1024 * 1024 };
        return (await promisify(execFile)(program, args, options)).stdout;
    } catch (error) {
        const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
        throw new Error(`${program} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
    }
}

/** Runs pnpm in `folder`, as {@link runIn}. */
export async function pnpm(folder: string, ...args: string[]): Promise<string> {
    const file = join(dirname(require.resolve("pnpm")), "bin", "pnpm.cjs");
    return await runIn(folder, process.execPath, file, ...args);
}

/** A new folder outside the checkout, gone after the file of tests. */
export function newFolder(prefix: string): string {
    return mkdtempSync(join(home(), prefix));
}

export const packageName = "pulumi-entra-app-proxy";

const checkout = resolve(__dirname, "..", "..", "..");

const programs: Record<ProgramType, (loaded: string) => string> = {
    commonjs: (loaded) => `
        const { ConnectorGroup } = require("${loaded}");
        const frankfurt = new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur" });
        exports.groupId = frankfurt.id;
    `,
    module: (loaded) => `
        import { ConnectorGroup } from "${loaded}";
        const frankfurt = new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur" });
        export const groupId = frankfurt.id;
    `,
};

const shared: Record<Installer, () => Promise<Project>> = {
    npm: once(async () => newProject("npm", await packed())),
    pnpm: once(async () => newProject("pnpm", await packed())),
};

const installWith: Record<Installer, (folder: string) => Promise<unknown>> = {
    npm: (folder) => runIn(folder, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline"),
    // A store of its own: pnpm links files from the store, and the user's is not for tests to write to.
    pnpm: (folder) =>
        pnpm(folder, "install", "--no-frozen-lockfile", "--ignore-scripts", "--store-dir", join(home(), "pnpm-store")),
};

async function pack(folder: string): Promise<Tarball> {
    const target = newFolder("packed-");
    // Without scripts: `prepack` would build again under the feet of the tests.
    const printed = await runIn(folder, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", target);
    const answer = JSON.parse(printed) as readonly PackReport[] | Readonly<Record<string, PackReport>>;
    const [report] = Object.values(answer);
    if (report === undefined) {
        throw new Error(`npm pack in ${folder} reported no tarball:\n${printed}`);
    }
    return {
        file: join(target, report.filename),
        version: report.version,
        contents: report.files.map(({ path }) => path),
    };
}

interface PackReport {
    readonly filename: string;
    readonly version: string;
    readonly files: ReadonlyArray<{ readonly path: string }>;
}

function writeManifest({ folder }: Project, changes: Readonly<Record<string, unknown>>): void {
    const file = join(folder, "package.json");
    let before: Record<string, unknown> = { name: "users-project", version: "1.0.0", private: true };
    try {
        before = readJson(file);
    } catch {
        // A new project has none.
    }
    writeFileSync(file, JSON.stringify({ ...before, ...changes }, undefined, 2));
}

/** The SDK that the package is developed and tested with. */
function sdkVersion(): unknown {
    return readJson(require.resolve("@pulumi/pulumi/package.json")).version;
}

/** The environment of a shell. `npm test` hands its settings down by variables, the checkout's folder among them. */
export function shellEnv(): NodeJS.ProcessEnv {
    const passedDown = /^(npm_(?!config_(registry|cache|.*proxy)$)|INIT_CWD$)/;
    const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !passedDown.test(key)));
    return { ...env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
}

function readJson(file: string): Record<string, unknown> {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}

let madeHome: string | undefined;

function home(): string {
    if (madeHome === undefined) {
        const made = realpathSync(mkdtempSync(join(tmpdir(), "installed-")));
        closeAfterFile(() => {
            rmSync(made, { recursive: true, force: true });
            madeHome = undefined;
        });
        madeHome = made;
    }
    return madeHome;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => {
        if (made === undefined) {
            made = make();
            closeAfterFile(() => {
                made = undefined;
            });
        }
        return made;
    };
}
