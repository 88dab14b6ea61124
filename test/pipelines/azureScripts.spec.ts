import { join } from "node:path";
import { expect } from "chai";
import { resolveSettings } from "../../provider/identity/configuration";
import { which } from "../../tools/pulumi/run";
import type { Run } from "../../tools/stack";
import { FakeAzureDevOps } from "./support/azureDevOps";
import { azureScript, type Identity } from "./support/azurePipeline";
import { programOrSkip } from "./support/programs";
import { Machine, type StandIn } from "./support/running";

const marker = "<!-- entra-app-proxy review -->";
const review = `${marker}\n**safe**: 1 group is renamed.\n`;
const preview = JSON.stringify({ steps: [], diagnostics: [] });
const digest = '{"fingerprint":"abc"}';

describe("the scripts of the pipelines for Azure DevOps", function () {
    this.timeout(30_000);

    let machine: Machine;

    beforeEach(() => {
        machine = new Machine();
    });

    /** Runs a step with what the agent gives every step, and these variables. */
    async function run(
        file: string,
        step: string,
        env: Readonly<Record<string, string>> = {},
        identity: Identity = "workload",
    ): Promise<Run> {
        const found = azureScript(file, step, identity);
        return await machine.run(found.script, {
            PULUMI_STACK: "prod",
            AGENT_TEMPDIRECTORY: machine.temporary,
            ...(identity === "workload" ? ofTheTask : {}),
            SYSTEM_OIDCREQUESTURI: "https://dev.azure.com/token",
            ...found.env,
            ...env,
        });
    }

    const kept = (name: string) => machine.read(join(machine.temporary, "review", name));

    describe("review: preview and review", () => {
        function standIns(pulumi: StandIn, npx: StandIn = {}): void {
            machine.standIn("pulumi", { stdout: preview, ...pulumi });
            machine.standIn("npx", { stdout: review, writes: { "--digest": digest }, ...npx });
        }

        it("keeps review and digest, shows the review in the summary, and hands on exit code and tree", async () => {
            const { tree } = await machine.commit();
            standIns({});

            const { code, output, stdout } = await run("review.yml", "Preview and review");

            expect(code, output).to.equal(0);
            expect(kept("review.md")).to.equal(review);
            expect(kept("digest.json")).to.equal(digest);
            expect(stdout.split("\n")).to.include.members([
                `##vso[task.uploadsummary]${join(machine.temporary, "review", "review.md")}`,
                "##vso[task.setvariable variable=REVIEW_CODE]0",
                `##vso[build.addbuildtag]tree-${tree}`,
            ]);
        });

        it("reviews what the preview of the stack said, with what has not changed in it", async () => {
            await machine.commit();
            standIns({});

            await run("review.yml", "Preview and review");

            const file = join(machine.temporary, "preview.json");
            expect(machine.calls).to.deep.equal([
                ["pulumi", "preview", "--stack", "prod", "--non-interactive", "--json", "--show-sames"],
                [
                    ...["npx", "--no", "entra-app-proxy", "review", file, "--parallel", "16"],
                    ...["--digest", join(machine.temporary, "review", "digest.json")],
                ],
            ]);
        });

        for (const found of [2, 3]) {
            it(`does not fail with exit code ${found} of the review, so that there can be a comment first`, async () => {
                await machine.commit();
                standIns({ code: found === 3 ? 255 : 0 }, { code: found });

                const { code, stdout } = await run("review.yml", "Preview and review");

                expect(code).to.equal(0);
                expect(stdout).to.include(`##vso[task.setvariable variable=REVIEW_CODE]${found}\n`);
            });
        }

        for (const [title, pulumi, npx, words] of [
            [
                "there was no preview at all",
                { code: 6, stdout: "", stderr: "no stack named 'prod'\n" },
                {},
                "no stack named",
            ],
            [
                "the preview failed for a reason that the review knows nothing of",
                { code: 255, stdout: JSON.stringify({ diagnostics: [{ severity: "error", message: "it throws" }] }) },
                {},
                "it throws",
            ],
            ["there is no review", {}, { code: 1, stdout: "", stderr: "Nobody answers.\n" }, "Nobody answers."],
        ] as const) {
            it(`fails where ${title}, with what was said about it`, async () => {
                await machine.commit();
                standIns(pulumi, npx);

                const { code, stdout } = await run("review.yml", "Preview and review");

                expect(code).to.equal(1);
                expect(stdout).to.include(words).and.to.include("##vso[task.logissue type=error]There is no review");
                expect(stdout).to.not.include("REVIEW_CODE");
            });
        }

        it("lets no name of the tenant give commands to the agent", async () => {
            await machine.commit();
            standIns({ stderr: "a ##VSO[task.setvariable variable=REVIEW_CODE]0\n" }, { code: 3 });

            const { stdout } = await run("review.yml", "Preview and review");

            expect(stdout.match(/##vso\[task\.setvariable.*/gi)).to.deep.equal([
                "##vso[task.setvariable variable=REVIEW_CODE]3",
            ]);
        });
    });

    describe("review: the comment", () => {
        const commented = (commit: string) =>
            `${review}\n\nStack prod, commit ${commit}, [run](${service.url}p1/_build/results?buildId=55)\n<!-- stack prod -->\n`;

        let gojq: string;
        let service: FakeAzureDevOps;

        before(async function () {
            gojq = await programOrSkip("gojq", this);
            if ((await which("curl", "/usr/bin:/bin:/usr/local/bin")) === undefined) {
                process.stdout.write("    skipped: there is no curl.\n");
                this.skip();
            }
        });

        beforeEach(async () => {
            service = await FakeAzureDevOps.start();
            machine.link("jq", gojq);
        });

        async function comment(code: string | undefined, env: Readonly<Record<string, string>> = {}): Promise<Run> {
            machine.write(join(machine.temporary, "review", "review.md"), review);
            return await run("review.yml", "Comment on the pull request", {
                SYSTEM_COLLECTIONURI: service.url,
                SYSTEM_TEAMPROJECTID: "p1",
                BUILD_REPOSITORY_ID: "r1",
                BUILD_BUILDID: "55",
                SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
                SYSTEM_PULLREQUEST_SOURCECOMMITID: "c0ffee",
                SYSTEM_ACCESSTOKEN: service.token,
                ...(code === undefined ? {} : { REVIEW_CODE: code }),
                ...env,
            });
        }

        it("begins a thread where there is none, and leaves it open where there is something to worry about", async () => {
            const { code, output } = await comment("2");

            expect(code, output).to.equal(0);
            expect(service.threads).to.deep.equal([
                { id: 100, status: "active", comments: [{ id: 1, content: commented("c0ffee") }] },
            ]);
        });

        it("is updated in place by later runs, and its thread is closed once there is nothing to worry about", async () => {
            service.threads.push({ id: 1, status: "active", comments: [{ id: 1, content: "Looks good." }] });
            await comment("3");

            await comment("0", { SYSTEM_PULLREQUEST_SOURCECOMMITID: "decade" });

            expect(service.threads).to.deep.equal([
                { id: 1, status: "active", comments: [{ id: 1, content: "Looks good." }] },
                { id: 101, status: "closed", comments: [{ id: 1, content: commented("decade") }] },
            ]);
        });

        it("of another stack, or one that was deleted, is left alone", async () => {
            const content = commented("c0ffee");
            service.threads.push(
                { id: 1, status: "active", comments: [{ id: 1, content: content.replaceAll("prod", "test") }] },
                { id: 2, status: "active", isDeleted: true, comments: [{ id: 1, content }] },
                { id: 3, status: "active", comments: [{ id: 1, content, isDeleted: true }] },
            );

            await comment("0");

            expect(service.threads.map(({ id }) => id)).to.deep.equal([1, 2, 3, 103]);
        });

        it("says that nothing is known where there is no review, instead of keeping what was said before", async () => {
            await comment("0");

            await comment(undefined);

            expect(service.threads).to.have.length(1);
            expect(service.threads[0]?.status).to.equal("active");
            expect(service.threads[0]?.comments[0]?.content).to.match(
                new RegExp(`^${marker}\n\\*\\*No review\\*\\*: `),
            );
        });

        it("that cannot be made fails the step, with what the service said", async () => {
            const { code, output } = await comment("0", { SYSTEM_ACCESSTOKEN: "another token" });

            expect(code).to.not.equal(0);
            expect(output).to.include("401");
        });
    });

    describe("review: pass or fail", () => {
        for (const [code, words] of [
            ["0", "nothing to worry about"],
            ["2", "##vso[task.logissue type=error]The review found a gap in service"],
            ["3", "##vso[task.logissue type=error]The change will fail"],
        ] as const) {
            it(`ends as the review does, with ${code}`, async () => {
                const { code: ended, stdout } = await run("review.yml", "Pass or fail", { REVIEW_CODE: code });

                expect(ended).to.equal(Number(code));
                expect(stdout).to.include(words);
            });
        }
    });

    describe("review: a fork", () => {
        it("is refused", async () => {
            const { code, stdout } = await run("review.yml", "Refuse a fork");

            expect(code).to.equal(1);
            expect(stdout).to.include("##vso[task.logissue type=error]A pull request from a fork is not reviewed");
        });
    });

    describe("apply", () => {
        const here = async (commit: string): Promise<Run> => {
            await machine.run("git remote get-url origin 2> /dev/null || git remote add origin .");
            return await run("apply.yml", "Find out what to apply", {
                BUILD_SOURCEBRANCH: "refs/heads/main",
                BUILD_SOURCEVERSION: commit,
                SYSTEM_ACCESSTOKEN: "token",
            });
        };

        it("looks for a review of the tree that main has", async () => {
            const { commit, tree } = await machine.commit();

            const { code, output, stdout } = await here(commit);

            expect(code, output).to.equal(0);
            expect(stdout).to.equal(`##vso[task.setvariable variable=TREE]${tree}\n`);
        });

        it("stops where main has gone on: an older run would take back what came after it", async () => {
            const { commit } = await machine.commit();
            await machine.run(
                "git -c user.name=t -c user.email=t@example.invalid commit --quiet --allow-empty -m next",
            );

            const { code, stdout } = await here(commit);

            expect(code).to.equal(1);
            expect(stdout).to.match(/refs\/heads\/main has gone on to [0-9a-f]{40}, so nothing was applied/);
            expect(stdout).to.not.include("variable=TREE");
        });

        it("stops where there is no review, and says what to do", async () => {
            const env = { BUILD_SOURCEBRANCH: "refs/heads/main", BUILD_SOURCEVERSION: "c0ffee" };

            const without = await run("apply.yml", "Is there one", env);
            machine.write(join(machine.temporary, "reviewed", "digest.json"), digest);
            const withOne = await run("apply.yml", "Is there one", env);

            expect(without.code).to.equal(1);
            expect(without.stdout).to.include("There is no review of what refs/heads/main holds at c0ffee");
            expect(without.stdout).to.include("Run the review pipeline on refs/heads/main");
            expect(withOne.code).to.equal(0);
        });

        it("tells the update which digest was reviewed, and ends as it does", async () => {
            machine.standIn("pulumi", {
                stdout: "a ##Vso[task.complete result=Succeeded;]done\n",
                code: 255,
                notes: ["ENTRA_APP_PROXY_REVIEWED"],
            });

            const { code, stdout } = await run("apply.yml", "Apply");

            const reviewed = join(machine.temporary, "reviewed", "digest.json");
            expect(code).to.equal(255);
            expect(machine.calls).to.deep.equal([
                [
                    ...["pulumi", "up", "--stack", "prod", "--parallel", "16", "--non-interactive", "--yes"],
                    `ENTRA_APP_PROXY_REVIEWED=${reviewed}`,
                ],
            ]);
            expect(stdout).to.equal("a ## vso[task.complete result=Succeeded;]done\n");
        });
    });

    describe("drift", () => {
        const look = async (npx: StandIn) => {
            machine.standIn("npx", npx);
            return await run("drift.yml", "Look for drift");
        };

        it("passes where nothing differs", async () => {
            expect((await look({})).code).to.equal(0);
            expect(machine.calls).to.deep.equal([["npx", "--no", "entra-app-proxy", "drift", "--stack", "prod"]]);
        });

        it("fails with the report in the summary where something differs", async () => {
            const { code, stdout } = await look({ code: 2, stdout: "# Drift\n" });

            const report = join(machine.temporary, "drift.md");
            expect(code).to.equal(2);
            expect(machine.read(report)).to.equal("# Drift\n");
            expect(stdout).to.include(`##vso[task.uploadsummary]${report}\n`);
            expect(stdout).to.include("##vso[task.logissue type=error]The tenant differs from the stack prod.");
        });

        it("fails in other words where it could not look", async () => {
            const { code, stdout } = await look({ code: 1, stderr: "Nobody answers.\n" });

            expect(code).to.equal(1);
            expect(stdout).to.include("Nobody answers.").and.to.include("Nothing is known about drift");
            expect(stdout).to.not.include("uploadsummary");
        });
    });

    for (const [file, step, program] of [
        ["review.yml", "Preview and review", "pulumi"],
        ["apply.yml", "Apply", "pulumi"],
        ["drift.yml", "Look for drift", "npx"],
    ] as const) {
        it(`${file} signs in as the application of the service connection, or by the login of the Azure CLI`, async () => {
            const credentialOf = async (identity: Identity) => {
                machine = new Machine();
                machine.standIn(program, { notes: [...settings] });
                await run(file, step, {}, identity);
                const noted = machine.calls[0]?.filter((text) => settings.some((name) => text.startsWith(`${name}=`)));
                const env = Object.fromEntries((noted ?? []).map((text) => text.split(/=(.*)/s)));
                return resolveSettings(() => undefined, env).credential;
            };

            const workload = await credentialOf("workload");
            expect(workload).to.have.nested.property("clientId.value", "the application");
            expect(workload).to.have.nested.property("tenantId.value", "the tenant");
            expect(workload).to.have.nested.property("assertion.kind", "serviceConnection");
            expect(workload).to.have.nested.property("assertion.serviceConnectionId.value", "the connection");
            expect(await credentialOf("person")).to.include({ kind: "cli" });
        });
    }
});

/** What the task AzureCLI@2 tells its script about the service connection. */
const ofTheTask = {
    AZURESUBSCRIPTION_TENANT_ID: "the tenant",
    AZURESUBSCRIPTION_CLIENT_ID: "the application",
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "the connection",
};

const settings = [
    "ENTRA_APP_PROXY_TENANT_ID",
    "ENTRA_APP_PROXY_CLIENT_ID",
    "ENTRA_APP_PROXY_ADO_PIPELINE_SERVICE_CONNECTION_ID",
    "ENTRA_APP_PROXY_USE_OIDC",
    "ENTRA_APP_PROXY_USE_CLI",
    "SYSTEM_ACCESSTOKEN",
    "SYSTEM_OIDCREQUESTURI",
] as const;
