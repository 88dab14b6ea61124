/**
 * What the tests of the pipelines in `examples/pipelines` need beside Node: actionlint, the linter of GitHub's workflow
 * files, and gojq, which evaluates `--jq` in GitHub's own command line. Both are Go programs; they are found or built
 * in the way of the Pulumi CLI, and kept beside it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { surroundingsHere } from "../engine";
import { projectShelf, putOnShelf } from "../pulumi/shelf";
import { programFile, reasonOf, type Surroundings } from "../pulumi/way";

export type ProgramName = keyof typeof sources;

/** Thrown where a program is neither there nor can be made, because there is no Go: a test is skipped then. */
export class NoGo extends Error {}

/**
 * The path of the program: on PATH, kept by an earlier run, or built now from the modules pinned in go.mod; says one
 * line before it builds. Throws {@link NoGo}, or an Error with the reason in one line where the build fails.
 */
export async function ensureProgram(
    name: ProgramName,
    surroundings: Surroundings = { ...surroundingsHere(process.env), moduleFolder: __dirname },
    say: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Promise<string> {
    const { which, environment } = surroundings;
    const version = pinned(name, surroundings.moduleFolder);
    const copy = `${name}-${version}-${process.platform}-${process.arch}`;
    const shelves = [surroundings.cacheFolder, projectShelf(surroundings.projectFolder)];
    for (const searchPath of [environment.PATH ?? "", ...shelves.map((shelf) => join(shelf, copy, "bin"))]) {
        const found = await which(name, searchPath);
        if (found !== undefined) {
            return found;
        }
    }
    const go = await which("go", environment.PATH ?? "");
    if (go === undefined) {
        throw new NoGo(`There is no ${name}, and no go on PATH to build it with.`);
    }
    say(`workflows: there is no ${name}; building ${version} from its Go modules`);
    return join(await build(name, go, shelves, copy, surroundings), "bin", programFile(name));
}

const sources = {
    actionlint: { module: "github.com/rhysd/actionlint", askVersion: "-version" },
    gojq: { module: "github.com/itchyny/gojq", askVersion: "--version" },
} as const;

const buildLimitSeconds = 5 * 60;
const answerLimitSeconds = 60;

async function build(
    name: ProgramName,
    go: string,
    shelves: readonly string[],
    copy: string,
    { run, environment, moduleFolder, now }: Surroundings,
): Promise<string> {
    const { module, askVersion } = sources[name];
    return await putOnShelf(shelves, copy, {
        fill: async ({ folder }) => {
            const target = join(folder, "bin", programFile(name));
            const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", target];
            await run(go, ["build", ...flags, `${module}/cmd/${name}`], {
                folder: moduleFolder,
                environment: { ...environment, CGO_ENABLED: "0", GOWORK: "off" },
                limitSeconds: buildLimitSeconds,
            });
        },
        verify: async (folder) => {
            await run(join(folder, "bin", programFile(name)), [askVersion], {
                environment,
                limitSeconds: answerLimitSeconds,
            });
        },
        now,
    }).catch((error: unknown) => {
        throw new Error(`There is no ${name}, and it could not be built: ${reasonOf(error)}`, { cause: error });
    });
}

function pinned(name: ProgramName, moduleFolder: string): string {
    const file = join(moduleFolder, "go.mod");
    const { module } = sources[name];
    const line = readFileSync(file, "utf8")
        .split("\n")
        .map((text) => text.trim().split(" "))
        .find(([required]) => required === module);
    if (line?.[1] === undefined) {
        throw new Error(`${file} pins no version of ${module}`);
    }
    return line[1].replace(/^v/, "");
}
