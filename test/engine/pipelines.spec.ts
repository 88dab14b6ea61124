import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, startEmulator } from "../../emulator/index";
import { ensureEngine } from "../../tools/engine";
import type { PreviewDigest, Run, Stack } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { azureScript, azureSteps, identities, scriptOf } from "../pipelines/support/azurePipeline";
import { githubScript, pipelineFiles, workflow } from "../pipelines/support/files";
import { Machine } from "../pipelines/support/running";
import { serveNodeHost, stackOf } from "./support/installedHost";

describe("the pipelines on the real engine", function () {
    this.timeout(120_000);

    it("give pulumi no flag that it does not have", async () => {
        const { path } = await ensureEngine({ say: () => {} });
        const given = pulumiCommands();

        expect([...given.keys()]).to.have.members(["preview", "up"]);
        for (const [command, flags] of given) {
            const help = await new Machine().run(`${path} ${command} --help`);
            for (const flag of flags) {
                expect(help.stdout, `pulumi ${command}`).to.match(new RegExp(`^\\s+(-\\w, )?${flag} `, "m"));
            }
        }
    });

    for (const system of ["GitHub Actions", "Azure DevOps"] as const) {
        describe(`the review of ${system}`, () => {
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
                machine.wrap("pulumi", (await ensureEngine({ say: () => {} })).path, `--client=127.0.0.1:${port}`);
            });

            function declare(...names: readonly string[]): void {
                const groups = names.map((name, index) => `new ConnectorGroup("group-${index}", { name: "${name}" });`);
                const lines = ['const { ConnectorGroup } = require("pulumi-entra-app-proxy");', ...groups];
                machine.write(join(machine.checkout, "program.js"), lines.join("\n"));
            }

            /** Runs the step; the review ends with this code. */
            async function review(code: number): Promise<Run> {
                machine.standIn("npx", { code, stdout: "the review" });
                const ofSystem =
                    system === "GitHub Actions"
                        ? { script: githubScript("review.yml", "Preview and review"), env: {} }
                        : azureScript("review.yml", "Preview and review", "person");
                return await machine.run(ofSystem.script, {
                    ...stack.env,
                    ...ofSystem.env,
                    STACK: "dev",
                    PULUMI_STACK: "dev",
                    RUNNER_TEMP: machine.temporary,
                    AGENT_TEMPDIRECTORY: machine.temporary,
                    GITHUB_OUTPUT: join(machine.folder, "output"),
                    GITHUB_STEP_SUMMARY: join(machine.folder, "summary"),
                });
            }

            const handedOver = () => JSON.parse(machine.read(join(machine.temporary, "preview.json"))) as PreviewDigest;

            it("is handed what the preview says of each resource, changed or not, and changes nothing", async () => {
                declare("Frankfurt", "Lyon");
                await machine.run("pulumi up --stack dev --yes --skip-preview", stack.env);
                declare("Frankfurt", "Marseille");
                emulator.clearRequests();

                const { code, output } = await review(0);

                expect(code, output).to.equal(0);
                const groups = handedOver().steps.filter(({ urn }) => urn.includes("ConnectorGroup"));
                expect(groups.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`)).to.have.members([
                    "same group-0",
                    "update group-1",
                ]);
                expect(emulator.requests.filter(({ method }) => method !== "GET")).to.deep.equal([]);
            });

            it("is handed a preview that fails, with the reason", async () => {
                emulator.tenant.addGroup({ name: "Frankfurt" });
                declare("Frankfurt");

                const { code, output } = await review(3);

                expect(code, output).to.equal(0);
                const errors = handedOver().diagnostics?.filter(({ severity }) => severity === "error") ?? [];
                expect(errors.map(({ message }) => message).join()).to.include('"Frankfurt"');
            });
        });
    }
});

/** The flags that the pipelines give each command of pulumi. */
function pulumiCommands(): ReadonlyMap<string, ReadonlySet<string>> {
    const github = pipelineFiles("github-actions").flatMap(({ name }) =>
        Object.values(workflow(name).jobs).flatMap(({ steps }) => steps.map(({ run }) => run)),
    );
    const azure = pipelineFiles("azure-devops")
        .filter(({ name }) => name !== "as-identity.yml")
        .flatMap(({ name }) => identities.flatMap((identity) => azureSteps(name, identity).map(scriptOf)));
    const commands = new Map<string, Set<string>>();
    for (const script of [...github, ...azure]) {
        for (const [, command = "", rest = ""] of (script ?? "").matchAll(/^\s*pulumi ([a-z]+)(.*)$/gm)) {
            const flags = commands.get(command) ?? new Set();
            commands.set(command, flags);
            for (const flag of rest.match(/--[a-z-]+/g) ?? []) {
                flags.add(flag);
            }
        }
    }
    return commands;
}
