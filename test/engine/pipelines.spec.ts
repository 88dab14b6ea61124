import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, startEmulator } from "../../emulator/index";
import { ensureEngine } from "../../tools/engine";
import type { PreviewDigest, Run, Stack } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { azureScript, azureSteps, identities, scriptOf } from "../pipelines/support/azurePipeline";
import { githubScript, pipelineFiles, workflow } from "../pipelines/support/files";
import { Machine } from "../pipelines/support/running";
import { commandOfCheckout } from "./support/exported";
import { writes } from "./support/given";
import { serveNodeHost, stackOf } from "./support/installedHost";

describe("the pipelines on the real engine", function () {
    this.timeout(180_000);

    it("give no command a flag that it does not have", async () => {
        const { path } = await ensureEngine({ say: () => {} });
        const programs = {
            pulumi: [path],
            "npx --no entra-app-proxy": [process.execPath, commandOfCheckout],
        };

        for (const [name, [program = "", ...first]] of Object.entries(programs)) {
            const commands = commandsOf(name);
            expect(commands.size, name).to.equal(2);
            for (const [command, flags] of commands) {
                const { stdout } = spawnSync(program, [...first, command, "--help"], { encoding: "utf8" });
                for (const flag of flags) {
                    expect(stdout, `${name} ${command}`).to.match(new RegExp(`^\\s+(-\\w, )?${flag} `, "m"));
                }
            }
        }
    });

    for (const system of ["GitHub Actions", "Azure DevOps"] as const) {
        describe(`those of ${system}`, () => {
            let emulator: Emulator;
            let stack: Stack;
            let machine: Machine;

            beforeEach(async () => {
                emulator = await startEmulator();
                closeAfterTest(() => emulator.stop());
                const work = join(__dirname, ".work");
                mkdirSync(work, { recursive: true });
                machine = new Machine(mkdtempSync(join(work, "pipeline-")));
                machine.write(join(machine.checkout, "package.json"), JSON.stringify({ main: "program.js" }));
                machine.write(join(machine.checkout, "Pulumi.yaml"), "name: reviewed\nruntime: nodejs\n");
                await machine.commit();
                stack = await stackOf({ folder: machine.checkout }, emulator);
                const { port, server } = await serveNodeHost(stack.env);
                closeAfterTest(() => server.forceShutdown());
                // The Node host is part of an installed CLI alone.
                const { path } = await ensureEngine({ say: () => {} });
                machine.wrap("pulumi", path, [`--client=127.0.0.1:${port}`], ["preview", "up"]);
                machine.script("npx", "npx.ts");
                declare("Frankfurt", "Lyon");
                await machine.run("pulumi up --stack dev --yes --skip-preview", stack.env);
                emulator.clearRequests();
            });

            function declare(...names: readonly string[]): void {
                const groups = names.map((name, index) => `new ConnectorGroup("group-${index}", { name: "${name}" });`);
                const lines = ['const { ConnectorGroup } = require("pulumi-entra-app-proxy");', ...groups];
                machine.write(join(machine.checkout, "program.js"), lines.join("\n"));
            }

            async function step(file: string, name: string): Promise<Run> {
                const { script, env } =
                    system === "GitHub Actions"
                        ? { script: githubScript(file, name), env: {} }
                        : azureScript(file, name, "person");
                return await machine.run(script, {
                    // With the emulator's ready token, which goes before the login of the Azure CLI.
                    ...stack.env,
                    ...env,
                    STACK: "dev",
                    PULUMI_STACK: "dev",
                    RUNNER_TEMP: machine.temporary,
                    AGENT_TEMPDIRECTORY: machine.temporary,
                    GITHUB_OUTPUT: join(machine.folder, "output"),
                    GITHUB_STEP_SUMMARY: join(machine.folder, "summary"),
                });
            }

            const review = () => step("review.yml", "Preview and review");

            /** The update, with the digest where the pipeline fetches it to. */
            async function apply(): Promise<Run> {
                cpSync(join(machine.temporary, "review"), join(machine.temporary, "reviewed"), { recursive: true });
                return await step("apply.yml", "Apply");
            }

            const kept = (...path: readonly string[]) => machine.read(join(machine.temporary, ...path));

            it("review what the preview says of each resource, changed or not, and change nothing", async () => {
                declare("Frankfurt", "Marseille");

                const { code, output } = await review();

                expect(code, output).to.equal(0);
                const { steps } = JSON.parse(kept("preview.json")) as PreviewDigest;
                const groups = steps.filter(({ urn }) => urn.includes("ConnectorGroup"));
                expect(groups.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).to.have.members([
                    "same group-0",
                    "update group-1",
                ]);
                expect(kept("review", "review.md").split("\n")[0]).to.equal("<!-- entra-app-proxy review -->");
                expect(kept("review", "review.md")).to.include("Lyon").and.to.include("Marseille");
                expect(writes(emulator)).to.deep.equal([]);
            });

            it("review a preview that fails, with the reason", async () => {
                emulator.tenant.addGroup({ name: "Marseille" });
                declare("Frankfurt", "Lyon", "Marseille");

                const { code, output } = await review();

                expect(code, output).to.equal(0);
                expect(kept("review", "review.md")).to.include("will fail").and.to.include("Marseille");
            });

            it("apply nothing where the tenant has changed since the review, and all once that is reviewed again", async () => {
                declare("Frankfurt", "Marseille");
                await review();
                emulator.tenant.renameGroup("Lyon", "Nice");

                const refused = await apply();
                expect(refused.code).to.not.equal(0);
                expect(refused.output).to.include("Nice");
                expect(writes(emulator)).to.deep.equal([]);

                await review();
                const applied = await apply();
                expect(applied.code, applied.output).to.equal(0);
                expect(emulator.tenant.group("Marseille")).to.not.equal(undefined);
            });

            it("find what differs between the state and the tenant", async () => {
                emulator.tenant.renameGroup("Lyon", "Nice");

                const { code, output } = await step("drift.yml", "Look for drift");

                expect(code, output).to.equal(system === "GitHub Actions" ? 0 : 2);
                const report = system === "GitHub Actions" ? kept("drift", "drift.md") : kept("drift.md");
                expect(report).to.include("Lyon").and.to.include("Nice");
            });
        });
    }
});

/** The commands of the program in the pipelines' scripts, each with the flags that it is given. */
function commandsOf(program: string): ReadonlyMap<string, ReadonlySet<string>> {
    const github = pipelineFiles("github-actions").flatMap(({ name }) =>
        Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.map(({ run }) => run)),
    );
    const azure = pipelineFiles("azure-devops")
        .filter(({ name }) => name !== "as-identity.yml")
        .flatMap(({ name }) => identities.flatMap((identity) => azureSteps(name, identity).map(scriptOf)));
    const commands = new Map<string, Set<string>>();
    for (const script of [...github, ...azure]) {
        for (const [, command = "", rest = ""] of (script ?? "").matchAll(
            new RegExp(`^\\s*${program} ([a-z]+)(.*)$`, "gm"),
        )) {
            const flags = commands.get(command) ?? new Set();
            commands.set(command, flags);
            for (const flag of rest.match(/--[a-z-]+/g) ?? []) {
                flags.add(flag);
            }
        }
    }
    return commands;
}
