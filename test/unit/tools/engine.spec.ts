import { execFileSync } from "node:child_process";
import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { engineEnv } from "../../../tools/engine";
import { run as runProgram } from "../../../tools/pulumi/run";
import { oldestVersion, releaseVersion } from "../../../tools/pulumi/version";
import { executable, Machine, pinnedVersion, workingGo } from "./machine";

const release = `release-${releaseVersion()}`;
const built = `built-${pinnedVersion}`;

describe("the engine for everyone", () => {
    let machine: Machine;

    beforeEach(async () => {
        machine = await Machine.make();
    });

    afterEach(() => machine.remove());

    it("uses the pulumi on PATH, with its version, and looks no further", async () => {
        const path = await machine.program("pulumi", "echo v3.200.1");

        expect(await machine.ensure()).to.deep.equal({ path, version: "3.200.1", origin: "on PATH" });
        expect(machine.lines).to.deep.equal([
            "engine: looking for pulumi on PATH",
            "engine: pulumi 3.200.1, on PATH: /programs/pulumi",
        ]);
    });

    it("says one line before each way: why the one before failed, and what it does now", async () => {
        await machine.program("go", workingGo);

        await machine.ensure();

        expect(machine.lines).to.deep.equal([
            "engine: looking for pulumi on PATH",
            "engine: there is no pulumi on PATH; looking for a copy kept by an earlier run in " +
                "/checkout/.pulumi-cli and /cache",
            `engine: there is no ${release}-HERE or ${built}-HERE in either; ` +
                `downloading the official release ${releaseVersion()} into /checkout/.pulumi-cli`,
            `engine: the internet is not reachable; building pulumi ${pinnedVersion} from its Go modules ` +
                "(takes minutes while Go's own caches are empty)",
            `engine: pulumi ${pinnedVersion}, built: /cache/${built}-HERE/bin/pulumi`,
        ]);
    });

    describe("refuses a pulumi on PATH", () => {
        const refusals = [
            {
                title: "that is older than the Automation API accepts",
                script: "echo v2.25.2",
                reason: /is version 2\.25\.2; .* 3\.2\.0 and later 3\.x/,
            },
            { title: "that is too old by its minor version", script: "echo v3.1.9", reason: /is version 3\.1\.9; / },
            { title: "of a later major version", script: "echo v4.0.0", reason: /is version 4\.0\.0; / },
            { title: "that was built without a version", script: "echo", reason: /answers "" .* which is no version/ },
            { title: "that fails", script: "echo broken >&2; exit 3", reason: /does not answer .*: broken \(exit 3\)/ },
        ];
        for (const { title, script, reason } of refusals) {
            it(`${title}, and says so before it goes on`, async () => {
                await machine.program("pulumi", script);
                const kept = await machine.copy(machine.projectShelf, built, `v${pinnedVersion}`);

                expect((await machine.ensure()).path).to.equal(kept);
                expect(machine.lines[1])
                    .to.match(reason)
                    .and.to.match(/; looking for a copy kept/);
            });
        }
    });

    it("does not take a folder called pulumi for the program", async () => {
        await mkdir(join(machine.programs, "pulumi"));

        expect(await failureOf(machine.ensure())).to.include("pulumi on PATH: there is no pulumi on PATH\n");
    });

    it("accepts exactly what the Automation API accepts as the oldest version", () => {
        const { minimumVersion } = require("@pulumi/pulumi/automation/minimumVersion") as {
            minimumVersion: { major: number; minor: number; patch: number };
        };
        expect(oldestVersion).to.equal(`${minimumVersion.major}.${minimumVersion.minor}.${minimumVersion.patch}`);
    });

    it("prefers the project's own copies to the user's, and a release to a build", async () => {
        const worstFirst = [
            await machine.copy(machine.cache, built, "v3.1001.0"),
            await machine.copy(machine.cache, release, "v3.1002.0"),
            await machine.copy(machine.projectShelf, built, "v3.1003.0"),
            await machine.copy(machine.projectShelf, release, "v3.1004.0"),
        ];
        for (const path of worstFirst.reverse()) {
            expect((await machine.ensure()).path).to.equal(path);
            await writeFile(path, "#!/bin/sh\nexit 1\n");
        }
    });

    it("ignores kept copies of versions that are not pinned any more", async () => {
        await machine.copy(machine.cache, "built-3.258.0", "v3.258.0");
        await machine.program("go", workingGo);

        expect((await machine.ensure()).origin).to.equal("built");
    });

    it("keeps the official release in the project", async () => {
        const install = async (root: string): Promise<void> => {
            await executable(join(root, "bin"), "pulumi", `echo v${releaseVersion()}`);
        };

        const engine = await machine.ensure({ install });

        expect(machine.withoutFolder(engine.path)).to.equal(`/checkout/.pulumi-cli/${release}-HERE/bin/pulumi`);
        expect(await machine.ensure()).to.deep.equal({ ...engine, origin: "kept" });
    });

    it("leaves nothing behind of a download that stopped half-way", async () => {
        const install = async (root: string, temporary: string): Promise<void> => {
            await writeFile(join(temporary, "release.tar.gz"), "half a release");
            await writeFile(join(root, "bin", "pulumi"), "half a pulumi", { mode: 0o755 });
        };
        await machine.program("go", workingGo);

        expect((await machine.ensure({ install })).origin).to.equal("built");
        expect(await machine.contents(machine.projectShelf)).to.deep.equal([]);
        expect(machine.lines[3]).to.match(/does not answer "pulumi version": .*; building pulumi/);
    });

    it("keeps what it has built for every checkout, and needs no Go afterwards", async () => {
        await machine.program("go", workingGo);
        const engine = await machine.ensure();
        await machine.program("go", "exit 1");

        expect(await machine.ensure({ projectFolder: join(machine.folder, "another") })).to.deep.equal({
            ...engine,
            origin: "kept",
        });
        expect(await machine.contents(machine.cache)).to.deep.equal([`${built}-HERE`]);
    });

    it("keeps a build in the project where the user's cache folder cannot be written", async () => {
        await writeFile(machine.cache, "a file where the folder should be");
        await machine.program("go", workingGo);

        const engine = await machine.ensure();

        expect(machine.withoutFolder(engine.path)).to.equal(`/checkout/.pulumi-cli/${built}-HERE/bin/pulumi`);
    });

    it("puts the dynamic-provider plugin beside what it has built", async () => {
        await machine.program("go", workingGo);

        const { path } = await machine.ensure();

        const plugin = await readFile(join(path, "..", "pulumi-resource-pulumi-nodejs"), "utf8");
        expect(plugin).to.include("@pulumi/pulumi/cmd/dynamic-provider");
    });

    it("builds in the folder of the pinned modules, without a C compiler", async () => {
        await machine.program("go", `echo "$PWD $CGO_ENABLED" > ${machine.folder}/seen\n${workingGo}`);

        await machine.ensure();

        expect((await readFile(join(machine.folder, "seen"), "utf8")).trim()).to.equal(`${machine.project} 0`);
    });

    it("does not take a build that was interrupted for an engine", async () => {
        await machine.program("go", `${workingGo}\nkill -9 $$`);
        const failure = await failureOf(machine.ensure());

        expect(failure).to.match(/a build from its Go modules: .*SIGKILL/);
        expect(await machine.contents(machine.cache)).to.deep.equal([]);
    });

    it("does not take a build that another process is still at for an engine", async () => {
        const go = await machine.program("go", workingGo);
        const stuckAfterBuilding = new Promise<void>((built) => {
            void machine.ensure({
                run: async (program, args, options) => {
                    const output = await runProgram(program, args, options);
                    if (program === go) {
                        built();
                        return new Promise<string>(() => {});
                    }
                    return output;
                },
            });
        });
        await stuckAfterBuilding;

        expect((await machine.ensure()).origin).to.equal("built");
    });

    it("refuses a build that does not answer the pinned version", async () => {
        await machine.program("go", workingGo.replace("echo $version", "echo v3.258.0"));

        expect(await failureOf(machine.ensure())).to.include(`answers version 3.258.0 instead of ${pinnedVersion}`);
        expect(await machine.contents(machine.cache)).to.deep.equal([]);
    });

    it("lets two builds at once both come to the same engine", async () => {
        await machine.program("go", workingGo);

        const [one, other] = await Promise.all([machine.ensure(), machine.ensure()]);

        expect(one).to.deep.equal(other);
        expect(execFileSync(one.path, ["version"], { encoding: "utf8" }).trim()).to.equal(`v${pinnedVersion}`);
        expect(await machine.contents(machine.cache)).to.deep.equal([`${built}-HERE`]);
    });

    it("says why a kept copy was refused, and replaces it", async () => {
        await machine.copy(machine.cache, built, "v2.0.0");
        await machine.program("go", workingGo);

        const engine = await machine.ensure();

        expect(machine.lines[2]).to.match(/built-.* is version 2\.0\.0; .*; downloading/);
        expect(execFileSync(engine.path, ["version"], { encoding: "utf8" }).trim()).to.equal(`v${pinnedVersion}`);
        expect(await machine.contents(machine.cache)).to.deep.equal([`${built}-HERE`]);
    });

    it("clears away what a killed build left an hour ago, and leaves alone what may still be at work", async () => {
        await machine.program("go", workingGo);
        const now = Date.parse("2030-01-01T12:00:00Z");
        await leftover(".unfinished-old", now - 61 * 60_000);
        await leftover(".unfinished-young", now - 59 * 60_000);

        await machine.ensure({ now: () => now });

        expect(await machine.contents(machine.cache)).to.deep.equal([".unfinished-young", `${built}-HERE`]);
    });

    it("ends with one error that lists every way with its reason and says what to install", async () => {
        await machine.program("pulumi", "echo v2.25.2");
        await machine.program("go", "echo 'go: downloading x v1' >&2; echo 'go: module lookup disabled' >&2; exit 1");

        expect((await failureOf(machine.ensure())).split("\n")).to.deep.equal([
            "There is no Pulumi CLI here and none could be made, so nothing was run. Tried:",
            "  - pulumi on PATH: /programs/pulumi is version 2.25.2; the Automation API accepts 3.2.0 and later 3.x versions only",
            `  - a copy kept by an earlier run: there is no ${release}-HERE or ${built}-HERE in either`,
            "  - the official release: the internet is not reachable",
            "  - a build from its Go modules: go: module lookup disabled (exit 1)",
            "Install the Pulumi CLI, 3.2.0 or later (https://www.pulumi.com/docs/install/), " +
                "or Go 1.25.11 or later (https://go.dev/dl/), and run this again.",
        ]);
    });

    it("says so where there is no Go either", async () => {
        expect(await failureOf(machine.ensure())).to.include("a build from its Go modules: there is no go on PATH\n");
    });

    async function failureOf(attempt: Promise<unknown>): Promise<string> {
        const outcome = await attempt.catch((error: unknown) => error);
        if (!(outcome instanceof Error)) {
            throw new Error("an engine was found where none should be");
        }
        return machine.withoutFolder(outcome.message);
    }

    async function leftover(name: string, time: number): Promise<void> {
        const folder = join(machine.cache, name);
        await mkdir(folder, { recursive: true });
        await utimes(folder, new Date(time), new Date(time));
    }
});

describe("the environment to run an engine with", () => {
    let machine: Machine;

    beforeEach(async () => {
        machine = await Machine.make();
    });

    afterEach(() => machine.remove());

    it("finds the engine, the dynamic-provider plugin and this project's Node, whatever else is on PATH", async () => {
        const others = join(machine.folder, "others");
        await machine.program("pulumi", "echo v3.200.1");
        for (const folder of [machine.programs, others]) {
            await executable(folder, "node", "echo v1.0.0");
        }
        await executable(others, "pulumi", "echo another");

        const env = engineEnv(await machine.ensure(), { PATH: others });

        const script = "command -v pulumi; command -v pulumi-resource-pulumi-nodejs; command -v node";
        const [pulumi, plugin, node] = execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" }).split("\n");
        expect(pulumi).to.equal(join(machine.programs, "pulumi"));
        expect(plugin).to.match(/node_modules\/@pulumi\/pulumi\/pulumi-resource-pulumi-nodejs$/);
        expect(node).to.match(/node_modules\/node\/bin\/node$/);
    });

    it("leaves the plugin to an engine that brings its own, because the engine warns of one on PATH", async () => {
        await machine.program("pulumi", "echo v3.200.1");
        await machine.program("pulumi-resource-pulumi-nodejs", "echo the engine's own");

        const env = engineEnv(await machine.ensure(), { PATH: "/bin" });

        expect(env.PATH).to.not.match(/@pulumi.pulumi/);
        const script = "command -v pulumi-resource-pulumi-nodejs";
        const plugin = execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" }).trim();
        expect(plugin).to.equal(join(machine.programs, "pulumi-resource-pulumi-nodejs"));
    });

    it("asks for no update check and keeps the other variables", async () => {
        const engine = { path: join(machine.programs, "pulumi"), version: "3.200.1", origin: "on PATH" } as const;
        const env = engineEnv(engine, { PATH: "/bin", KEPT: "yes" });
        expect(env).to.include({ PULUMI_SKIP_UPDATE_CHECK: "1", KEPT: "yes" });
        expect(env.PATH).to.match(/:\/bin$/);
    });
});
