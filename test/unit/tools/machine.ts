/** A machine to look for an engine on: folders of its own, programs that are shell scripts, no network. */
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, type EngineOptions, ensureEngine, ensureYamlHost } from "../../../tools/engine";

/** What the go.mod of the machine's checkout pins. */
export const pinnedVersion = "3.259.0";

export const pinnedYamlVersion = "1.38.0";

/** A `go` that "builds" a pulumi which answers the version that the linker was told. */
export const workingGo = `
for argument in "$@"; do
    case "$argument" in *Version=*) version=\${argument##*Version=} ;; esac
done
while [ "$1" != -o ]; do shift; done
echo "#!/bin/sh
echo $version" > "$2"
/bin/chmod 755 "$2"`;

export class Machine {
    /** What was said, without the machine's folder. */
    readonly lines: string[] = [];
    readonly programs: string;
    readonly project: string;
    readonly cache: string;

    private constructor(readonly folder: string) {
        this.programs = join(folder, "programs");
        this.project = join(folder, "checkout");
        this.cache = join(folder, "cache");
    }

    static async make(): Promise<Machine> {
        const machine = new Machine(await mkdtemp(join(tmpdir(), "engine-spec-")));
        await mkdir(machine.programs);
        await mkdir(machine.project);
        await writeFile(
            join(machine.project, "go.mod"),
            [
                "module x",
                "go 1.25.11",
                `require github.com/pulumi/pulumi/pkg/v3 v${pinnedVersion}`,
                `require github.com/pulumi/pulumi-yaml v${pinnedYamlVersion}`,
                "",
            ].join("\n"),
        );
        return machine;
    }

    remove(): Promise<void> {
        return rm(this.folder, { recursive: true, force: true });
    }

    ensure(options: EngineOptions = {}): Promise<Engine> {
        return ensureEngine({ ...this.#surroundings(), ...options });
    }

    /** The folder of a YAML host for an engine that lies there. */
    yamlHost(engine: string, options: EngineOptions = {}): Promise<string> {
        const found = { path: engine, version: pinnedVersion, origin: "kept" } as const;
        return ensureYamlHost(found, { ...this.#surroundings(), ...options }).then((host) => this.withoutFolder(host));
    }

    #surroundings(): EngineOptions {
        return {
            environment: { PATH: this.programs },
            projectFolder: this.project,
            moduleFolder: this.project,
            cacheFolder: this.cache,
            install: () => Promise.reject(new Error("the internet is not reachable")),
            say: (line) => this.lines.push(this.withoutFolder(line)),
        };
    }

    withoutFolder(text: string): string {
        return text.replaceAll(this.folder, "").replaceAll(`-${process.platform}-${process.arch}`, "-HERE");
    }

    /** Puts a program on PATH. */
    program(name: string, script: string): Promise<string> {
        return executable(this.programs, name, script);
    }

    /** Puts a finished copy of pulumi on a shelf, as an earlier run would have. */
    copy(shelf: string, name: string, answer: string): Promise<string> {
        return executable(
            join(shelf, `${name}-${process.platform}-${process.arch}`, "bin"),
            "pulumi",
            `echo ${answer}`,
        );
    }

    /** Everything that lies on a shelf, hidden or not. */
    async contents(shelf: string): Promise<string[]> {
        return (await readdir(shelf)).map((name) => this.withoutFolder(name)).sort();
    }

    get projectShelf(): string {
        return join(this.project, ".pulumi-cli");
    }
}

export async function executable(folder: string, name: string, script: string): Promise<string> {
    const file = join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return file;
}
