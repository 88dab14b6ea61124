import { expect } from "chai";
import { resolveSettings } from "../../provider/identity/configuration";
import { type Job, pipelineFiles, type Step, workflow } from "./support/files";

const files = pipelineFiles("github-actions");

describe("the workflows for GitHub Actions", () => {
    it("are review, apply and drift", () => {
        expect(files.map(({ name }) => name)).to.deep.equal(["apply.yml", "drift.yml", "review.yml"]);
    });

    for (const { name, text } of files) {
        describe(name, () => {
            const { on, permissions, concurrency, jobs } = workflow(name);
            const steps = Object.values(jobs).flatMap((job) => job.steps);

            it("says at the top what access is documented, and how to use the one that is", () => {
                const top = text.slice(0, text.search(/^[^#]/m));

                expect(top).to.include("creating a connector group alone (POST), and for nothing else");
                expect(top).to.include(
                    "the access of a person (delegated): set the repository variable ENTRA_APP_PROXY_RUNNER",
                );
            });

            it("pins every action to a commit, and names its version beside it", () => {
                const used = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));

                expect(used).to.have.length(steps.filter(({ uses }) => uses !== undefined).length);
                for (const line of used) {
                    expect(line).to.match(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
                }
            });

            it("puts no expression into a script: what it stands for would be run", () => {
                for (const { run = "" } of steps) {
                    expect(run).to.not.include("${{");
                }
            });

            it("gives the workflow no permission, and each job its own", () => {
                expect(permissions).to.deep.equal({});
                for (const job of Object.values(jobs)) {
                    expect(job.permissions).to.be.an("object").and.not.deep.equal({});
                }
            });

            it("lets no job write anywhere that runs what the repository brings along", () => {
                for (const job of Object.values(jobs).filter(checksOut)) {
                    expect(job.permissions).to.include({ contents: "read", "id-token": "write" });
                    const { "id-token": _signIn, ...rest } = job.permissions;
                    expect(Object.values(rest)).to.not.include("write");
                }
            });

            it("lets no job sign in that may write", () => {
                for (const job of Object.values(jobs).filter((candidate) => !checksOut(candidate))) {
                    expect(job.permissions).to.not.have.property("id-token");
                    expect(Object.keys(job.permissions)).to.have.length(1);
                }
            });

            it("leaves no token of GitHub's behind in the checkout", () => {
                for (const step of steps.filter(isCheckout)) {
                    expect(step.with).to.include({ "persist-credentials": false });
                }
            });

            it("knows no secret, and gives the token of the run to steps alone that ask GitHub", () => {
                expect(text).to.not.include("secrets.");
                for (const { env = {}, run = "" } of steps) {
                    expect("GH_TOKEN" in env).to.equal(run.includes("gh api"));
                }
            });

            it("stops at the first command that fails", () => {
                const scripts = steps.map(({ run }) => run).filter((run) => run?.includes("\n"));

                expect(scripts).to.not.be.empty;
                for (const script of scripts) {
                    expect(script?.split("\n")[0]).to.equal("set -euo pipefail");
                }
            });

            it("is not started with the rights of main by somebody else's code", () => {
                expect(["push", "pull_request", "schedule", "workflow_dispatch"]).to.include.members(Object.keys(on));
            });

            it("signs in as an application without a secret where no runner of one's own is named", () => {
                for (const env of identities(jobs, { runner: "" })) {
                    const { credential, tenantId } = resolveSettings(() => undefined, env);

                    expect(credential).to.include({ kind: "oidc" });
                    expect(credential).to.have.nested.property("assertion.kind", "request");
                    expect(tenantId).to.equal("the tenant");
                }
            });

            it("uses the login of the Azure CLI where one is named", () => {
                for (const env of identities(jobs, { runner: "proxy-runner" })) {
                    expect(resolveSettings(() => undefined, env).credential).to.include({ kind: "cli" });
                }
            });

            it("runs one at a time", () => {
                expect(concurrency.group).to.match(/^entra-app-proxy-/);
                expect(concurrency["cancel-in-progress"]).to.equal(name === "review.yml");
            });
        });
    }

    it("use each action in one version", () => {
        const used = files.flatMap(({ text }) => text.match(/(?<=uses: ).*/g) ?? []);

        const names = new Set(used.map((action) => action.split("@")[0]));
        expect([...new Set(used)]).to.have.length(names.size);
    });

    it("read the tenant of a pull request for branches of the repository alone", () => {
        expect(workflow("review.yml").jobs.read?.if).to.equal(
            "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository",
        );
    });

    it("apply from the protected environment alone", () => {
        expect(Object.values(workflow("apply.yml").jobs).map(({ environment }) => environment)).to.deep.equal([
            "entra-app-proxy",
        ]);
        expect(workflow("apply.yml").on).to.deep.equal({ push: { branches: ["main"] } });
    });
});

function checksOut(job: Job): boolean {
    return job.steps.some(isCheckout);
}

function isCheckout({ uses }: Step): boolean {
    return uses?.startsWith("actions/checkout@") ?? false;
}

/** The environments in which the jobs that ask the tenant do so. */
function identities(jobs: Readonly<Record<string, Job>>, { runner }: { readonly runner: string }): NodeJS.ProcessEnv[] {
    const values: Readonly<Record<string, string>> = {
        "vars.PULUMI_BACKEND_URL": "azblob://state",
        "vars.ENTRA_APP_PROXY_TENANT_ID": "the tenant",
        "vars.ENTRA_APP_PROXY_CLIENT_ID": "the application",
        "vars.ENTRA_APP_PROXY_RUNNER == ''": String(runner === ""),
        "vars.ENTRA_APP_PROXY_RUNNER != ''": String(runner !== ""),
    };
    const runnersOwn = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://token", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };
    const found = Object.values(jobs)
        .map(({ env }) => env)
        .filter((env) => env !== undefined);
    expect(found).to.have.length(1);
    return found.map((env) => ({
        ...runnersOwn,
        ...Object.fromEntries(
            Object.entries(env).map(([name, text]) => {
                const value = values[/^\$\{\{ (.*) \}\}$/.exec(text)?.[1] ?? ""];
                if (value === undefined) {
                    throw new Error(`${name}: ${text} is not known to this test`);
                }
                return [name, value];
            }),
        ),
    }));
}
