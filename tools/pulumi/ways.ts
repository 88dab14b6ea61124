/** The four ways of coming by a Pulumi CLI. */
import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { binaryIn, copyName, projectShelf, putOnShelf } from "./shelf";
import { acceptedVersion, pinnedModules, releaseVersion } from "./version";
import { dynamicProviderPlugin, type Engine, pluginFolder, reasonOf, type Surroundings, type Way } from "./way";

const buildLimitSeconds = 12 * 60;
const cliPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** All ways, in the order in which they are tried: the cheapest first. */
export function allWays(surroundings: Surroundings): Way[] {
    const release = releaseVersion();
    const pinned = pinnedModules(surroundings.moduleFolder);
    const ofProject = projectShelf(surroundings.projectFolder);
    const ofUser = surroundings.cacheFolder;
    // A release brings the language hosts along, so it comes before one built here.
    const names = [copyName("release", release), copyName("built", pinned.pulumi)];
    return [
        onPath(surroundings),
        kept(surroundings, [ofProject, ofUser], names),
        download(surroundings, ofProject, release),
        build(surroundings, [ofUser, ofProject], pinned.pulumi),
    ];
}

function onPath(surroundings: Surroundings): Way {
    return {
        name: "pulumi on PATH",
        plan: "looking for pulumi on PATH",
        take: async () => {
            const path = await surroundings.which("pulumi", searchPath(surroundings));
            if (path === undefined) {
                throw new Error("there is no pulumi on PATH");
            }
            return engineAt(path, "on PATH", surroundings);
        },
    };
}

function kept(surroundings: Surroundings, shelves: readonly string[], names: readonly string[]): Way {
    return {
        name: "a copy kept by an earlier run",
        plan: `looking for a copy kept by an earlier run in ${shelves.join(" and ")}`,
        take: async () => {
            const refusals: string[] = [];
            for (const copy of shelves.flatMap((shelf) => names.map((name) => join(shelf, name)))) {
                const path = await surroundings.which("pulumi", join(copy, "bin"));
                if (path === undefined) {
                    continue;
                }
                try {
                    return await engineAt(path, "kept", surroundings);
                } catch (error) {
                    refusals.push(reasonOf(error));
                }
            }
            throw new Error(
                refusals.length === 0 ? `there is no ${names.join(" or ")} in either` : refusals.join("; "),
            );
        },
    };
}

function download(surroundings: Surroundings, shelf: string, version: string): Way {
    return {
        name: "the official release",
        plan: `downloading the official release ${version} into ${shelf}`,
        take: async () => {
            const copy = await putOnShelf([shelf], copyName("release", version), {
                fill: ({ folder, temporary }) => surroundings.install(folder, temporary),
                verify: (folder) => answersExactly(folder, version, surroundings),
                now: surroundings.now,
            });
            return { path: binaryIn(copy), version, origin: "downloaded" };
        },
    };
}

function build(surroundings: Surroundings, shelves: readonly string[], version: string): Way {
    return {
        name: "a build from its Go modules",
        plan: `building pulumi ${version} from its Go modules (takes minutes while Go's own caches are empty)`,
        take: async () => {
            const go = await surroundings.which("go", searchPath(surroundings));
            if (go === undefined) {
                throw new Error("there is no go on PATH");
            }
            const copy = await putOnShelf(shelves, copyName("built", version), {
                fill: async ({ folder }) => {
                    await compile(go, binaryIn(folder), version, surroundings);
                    await addDynamicProviderPlugin(binaryIn(folder));
                },
                verify: (folder) => answersExactly(folder, version, surroundings),
                now: surroundings.now,
            });
            return { path: binaryIn(copy), version, origin: "built" };
        },
    };
}

/** Without the version in it the binary answers nothing to `pulumi version`, and the Automation API refuses it. */
async function compile(go: string, target: string, version: string, surroundings: Surroundings): Promise<void> {
    const linkerFlags = `-s -w -X ${versionVariable}=v${version}`;
    await surroundings.run(
        go,
        ["build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags, "-o", target, cliPackage],
        {
            folder: surroundings.moduleFolder,
            // No C compiler is needed this way, nor does a workspace around the checkout matter.
            environment: { ...surroundings.environment, CGO_ENABLED: "0", GOWORK: "off" },
            limitSeconds: buildLimitSeconds,
        },
    );
}

/** A release brings the plugin along, and the engine warns of one that it finds elsewhere. */
async function addDynamicProviderPlugin(engine: string): Promise<void> {
    await copyFile(join(pluginFolder, dynamicProviderPlugin), join(dirname(engine), dynamicProviderPlugin));
}

async function answersExactly(folder: string, version: string, surroundings: Surroundings): Promise<void> {
    const engine = await engineAt(binaryIn(folder), "kept", surroundings);
    if (engine.version !== version) {
        throw new Error(`it answers version ${engine.version} instead of ${version}`);
    }
}

async function engineAt(path: string, origin: Engine["origin"], surroundings: Surroundings): Promise<Engine> {
    return { path, version: await acceptedVersion(path, surroundings.run, surroundings.environment), origin };
}

function searchPath(surroundings: Surroundings): string {
    return surroundings.environment.PATH ?? "";
}
