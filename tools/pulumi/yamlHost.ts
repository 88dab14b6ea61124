/**
 * Pulumi's YAML language host, `pulumi-language-yaml`. A release of the CLI brings it along; a CLI that was built here
 * has none. With it, `pulumi import` and other commands that run no program work in a project whose runtime is YAML.
 */
import { dirname, join } from "node:path";
import { projectShelf, putOnShelf } from "./shelf";
import { pinnedYamlHost } from "./version";
import { type Engine, programFile, reasonOf, type Surroundings } from "./way";

const program = "pulumi-language-yaml";
const hostPackage = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml";
const buildLimitSeconds = 12 * 60;
const answerLimitSeconds = 60;

/**
 * The folder of a YAML language host: the engine's own, one on PATH, one that an earlier run has kept, or one that is
 * built now from the modules pinned in go.mod, and kept where the engine is kept. Says one line before it builds.
 */
export async function yamlHostFolder(
    engine: Engine,
    surroundings: Surroundings,
    say: (line: string) => void,
): Promise<string> {
    const { which, environment } = surroundings;
    const version = pinnedYamlHost(surroundings.moduleFolder);
    const name = `yaml-host-${version}-${process.platform}-${process.arch}`;
    const shelves = [surroundings.cacheFolder, projectShelf(surroundings.projectFolder)];
    const folders = [dirname(engine.path), ...shelves.map((shelf) => join(shelf, name, "bin"))];
    for (const searchPath of [folders[0], environment.PATH, ...folders.slice(1)]) {
        const found = await which(program, searchPath ?? "");
        if (found !== undefined) {
            return dirname(found);
        }
    }
    say(`engine: there is no ${program}; building ${version} from its Go modules`);
    return join(await build(surroundings, shelves, name), "bin");
}

async function build(surroundings: Surroundings, shelves: readonly string[], name: string): Promise<string> {
    const go = await surroundings.which("go", surroundings.environment.PATH ?? "");
    if (go === undefined) {
        throw new Error(`There is no ${program}, and no go on PATH to build it with. Install the Pulumi CLI or Go.`);
    }
    const environment = { ...surroundings.environment, CGO_ENABLED: "0", GOWORK: "off" };
    return await putOnShelf(shelves, name, {
        fill: async ({ folder }) => {
            const target = join(folder, "bin", programFile(program));
            const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", target];
            await surroundings.run(go, ["build", ...flags, hostPackage], {
                folder: surroundings.moduleFolder,
                environment,
                limitSeconds: buildLimitSeconds,
            });
        },
        verify: (folder) => isRunnable(join(folder, "bin", programFile(program)), surroundings),
        now: surroundings.now,
    }).catch((error: unknown) => {
        throw new Error(`There is no ${program}, and it could not be built: ${reasonOf(error)}`, { cause: error });
    });
}

/** It has no way to tell its version. Asked for help it prints it. */
async function isRunnable(path: string, { run, environment }: Surroundings): Promise<void> {
    await run(path, ["-help"], { environment, limitSeconds: answerLimitSeconds });
}
