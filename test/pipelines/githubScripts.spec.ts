import { join } from "node:path";
import { expect } from "chai";
import type { Run } from "../../tools/stack";
import { githubScript } from "./support/files";
import { bot, FakeGitHub } from "./support/github";
import { programOrSkip } from "./support/programs";
import { Machine, type StandIn } from "./support/running";

const marker = "<!-- entra-app-proxy review -->";
const review = `${marker}\n**safe**: 1 group is renamed.\n`;
const preview = JSON.stringify({ steps: [], diagnostics: [] });
const digest = '{"fingerprint":"abc"}';

describe("the scripts of the workflows for GitHub Actions", function () {
    this.timeout(30_000);

    let gojq: string;
    let machine: Machine;
    let github: FakeGitHub;

    before(async function () {
        gojq = await programOrSkip("gojq", this);
    });

    beforeEach(async () => {
        machine = new Machine();
        github = await FakeGitHub.start();
        machine.script("gh", "gh.ts");
    });

    /** Runs a step with what the runner gives every step, and these variables. */
    async function run(file: string, step: string, env: Readonly<Record<string, string>>): Promise<Run> {
        return await machine.run(githubScript(file, step), {
            STACK: "prod",
            RUNNER_TEMP: machine.temporary,
            GITHUB_OUTPUT: output(),
            GITHUB_STEP_SUMMARY: summary(),
            FAKE_GITHUB: github.url,
            GOJQ: gojq,
            ...env,
        });
    }

    const output = () => join(machine.folder, "output");
    const summary = () => join(machine.folder, "summary");
    const kept = (name: string) => machine.read(join(machine.temporary, "review", name));

    describe("review: preview and review", () => {
        const step = async () => await run("review.yml", "Preview and review", {});

        function standIns(pulumi: StandIn, npx: StandIn = {}): void {
            machine.standIn("pulumi", { stdout: preview, ...pulumi });
            machine.standIn("npx", { stdout: review, writes: { "--digest": digest }, ...npx });
        }

        it("keeps review and digest, shows the review in the summary, and hands on exit code and tree", async () => {
            const { tree } = await machine.commit();
            standIns({});

            const { code, output: printed } = await step();

            expect(code, printed).to.equal(0);
            expect(kept("review.md")).to.equal(review);
            expect(kept("digest.json")).to.equal(digest);
            expect(machine.read(summary())).to.equal(review);
            expect(machine.read(output())).to.equal(`code=0\ntree=${tree}\n`);
        });

        it("reviews what the preview of the stack said, with what has not changed in it", async () => {
            await machine.commit();
            standIns({});

            await step();

            const file = join(machine.temporary, "preview.json");
            expect(machine.read(file)).to.equal(preview);
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
                standIns({}, { code: found });

                expect((await step()).code).to.equal(0);
                expect(machine.read(output())).to.match(new RegExp(`^code=${found}\n`));
            });
        }

        it("reviews a preview that failed", async () => {
            await machine.commit();
            standIns({ code: 255 }, { code: 3 });

            expect((await step()).code).to.equal(0);
            expect(machine.read(output())).to.match(/^code=3\n/);
        });

        it("fails where the preview failed for a reason that the review knows nothing of, and says it", async () => {
            await machine.commit();
            const diagnostics = [
                { severity: "info", message: "fine" },
                { severity: "error", message: "the program throws" },
            ];
            standIns({ code: 255, stdout: JSON.stringify({ steps: [], diagnostics }) });

            const { code, stdout } = await step();

            expect(code).to.equal(1);
            expect(stdout).to.include("the program throws").and.to.not.include("fine");
            expect(stdout).to.include("::error::There is no review: pulumi preview ended with 255");
            expect(machine.read(output())).to.equal("");
        });

        it("fails where there was no preview at all, with what was said about it, and asks for no review", async () => {
            await machine.commit();
            standIns({ code: 6, stdout: "", stderr: "error: no stack named 'prod' found\n" });

            const { code, output: printed } = await step();

            expect(code).to.equal(1);
            expect(printed).to.include("no stack named 'prod' found");
            expect(machine.calls.map(([name]) => name)).to.deep.equal(["pulumi"]);
        });

        it("fails where there is no review", async () => {
            await machine.commit();
            standIns({}, { code: 1, stdout: "", stderr: "entra-app-proxy: Nobody answers.\n" });

            const { code, output: printed } = await step();

            expect(code).to.equal(1);
            expect(printed).to.include("Nobody answers.");
            expect(machine.read(output())).to.equal("");
        });

        it("lets no name of the tenant give commands to the runner", async () => {
            await machine.commit();
            standIns({ stderr: "::add-mask::a\n" }, { stderr: "::add-mask::b\n", code: 1 });

            const { output: printed } = await step();

            const [, resume = ""] = /::stop-commands::(\S+)\n/.exec(printed) ?? [];
            expect(resume).to.match(/^[0-9a-f-]{36}$/);
            const silenced = printed.slice(printed.indexOf("::stop-commands::"), printed.indexOf(`::${resume}::`));
            expect(silenced).to.include("::add-mask::a").and.to.include("::add-mask::b");
            expect(printed.indexOf("::error::")).to.be.greaterThan(printed.indexOf(`::${resume}::`));
        });
    });

    describe("review: the comment", () => {
        const body = `${review}\n\nStack prod, commit c0ffee, [run](https://github/run)\n<!-- stack prod -->\n`;

        async function comment(result = "success", env: Readonly<Record<string, string>> = {}): Promise<Run> {
            machine.write(join(machine.checkout, "review", "review.md"), review);
            return await run("review.yml", "Comment on the pull request", {
                GH_TOKEN: "token",
                REPOSITORY: "contoso/tenant",
                NUMBER: "7",
                COMMIT: "c0ffee",
                RUN: "https://github/run",
                RESULT: result,
                ...env,
            });
        }

        it("is made where there is none, with the review first and the commit last", async () => {
            const { code, output: printed } = await comment();

            expect(code, printed).to.equal(0);
            expect(github.comments.map(({ body: text }) => text)).to.deep.equal([body]);
        });

        it("is updated in place by later runs, on whichever page it stands", async () => {
            github.pageSize = 2;
            for (const id of [1, 2, 3, 4]) {
                github.comments.push({ id, author: "alice", body: "Looks good." });
            }
            await comment();
            github.comments.push({ id: 6, author: "alice", body: "Thanks." });
            const others = github.comments.filter(({ author }) => author !== bot).map(({ body: text }) => text);

            await comment("success", { COMMIT: "decade" });

            expect(github.writes).to.deep.equal([
                "POST /repos/contoso/tenant/issues/7/comments",
                "PATCH /repos/contoso/tenant/issues/comments/904",
            ]);
            expect(github.comments.filter(({ author }) => author === bot).map(({ body: text }) => text)).to.deep.equal([
                body.replace("c0ffee", "decade"),
            ]);
            expect(github.comments.filter(({ author }) => author !== bot).map(({ body: text }) => text)).to.deep.equal(
                others,
            );
        });

        it("of another stack is left alone, and so is what a person has copied", async () => {
            const other = body.replaceAll("prod", "test");
            github.comments.push({ id: 1, author: bot, body: other }, { id: 2, author: "mallory", body });

            await comment();

            expect(github.comments.map(({ body: text }) => text)).to.deep.equal([other, body, body]);
        });

        it("says that nothing is known where there is no review, instead of keeping what was said before", async () => {
            await comment();

            await comment("failure");

            expect(github.comments).to.have.length(1);
            expect(github.comments[0]?.body).to.match(new RegExp(`^${marker}\n\\*\\*No review\\*\\*: `));
            expect(github.comments[0]?.body).to.not.include("safe");
        });

        it("that cannot be made fails the step", async () => {
            expect((await comment("success", { NUMBER: "8" })).code).to.not.equal(0);
        });
    });

    describe("review: pass or fail", () => {
        const judge = async (result: string, code: string) =>
            await run("review.yml", "Pass or fail", { RESULT: result, CODE: code });

        it("passes where there is nothing to worry about", async () => {
            expect((await judge("success", "0")).code).to.equal(0);
        });

        for (const [code, words] of [
            ["2", "a gap in service"],
            ["3", "will fail"],
        ] as const) {
            it(`fails as the review does, with ${code}`, async () => {
                const run = await judge("success", code);

                expect(run.code).to.equal(Number(code));
                expect(run.stdout).to.include("::error::").and.to.include(words);
            });
        }

        it("fails where the review was skipped, as it is for a fork: a skipped check would let it be merged", async () => {
            const run = await judge("skipped", "");

            expect(run.code).to.equal(1);
            expect(run.stdout).to.include("A pull request from a fork");
        });

        for (const [result, code] of [
            ["failure", ""],
            ["success", ""],
        ] as const) {
            it(`fails where there is no review (${result})`, async () => {
                expect((await judge(result, code)).code).to.equal(1);
            });
        }
    });

    describe("apply: find the review", () => {
        async function find(env: Readonly<Record<string, string>> = {}): Promise<Run> {
            return await run("apply.yml", "Find the review", {
                GH_TOKEN: "token",
                REPOSITORY: "contoso/tenant",
                BRANCH: "main",
                COMMIT: github.tip,
                ...env,
            });
        }

        let name: string;
        const found = () => machine.read(join(machine.temporary, "reviewed", "digest.json"));

        beforeEach(async () => {
            const { commit, tree } = await machine.commit();
            github.tip = commit;
            name = `entra-app-proxy-review-${tree}`;
        });

        it("fetches the newest digest of what is to be applied", async () => {
            github.artifacts.push(
                { name, run: 11, createdAt: "2026-03-02T10:00:00Z", files: { "digest.json": "new" } },
                { name, run: 12, createdAt: "2026-03-01T10:00:00Z", files: { "digest.json": "old" } },
                { name: "another", run: 13, createdAt: "2026-03-03T10:00:00Z", files: { "digest.json": "other" } },
            );

            const { code, output: printed } = await find();

            expect(code, printed).to.equal(0);
            expect(found()).to.equal("new");
        });

        it("stops where what is to be applied was not reviewed, and says what to do", async () => {
            github.artifacts.push({ name: `${name}0`, run: 11, createdAt: "2026-03-02T10:00:00Z" });

            const { code, stdout } = await find();

            expect(code).to.equal(1);
            expect(stdout).to.match(
                /^::error::There is no review of what main holds at [0-9a-f]{40}, so nothing was applied/,
            );
            expect(stdout).to.include('Run the workflow "entra-app-proxy review" on main');
        });

        it("takes neither what a fork has left nor what has expired", async () => {
            const files = { "digest.json": "{}" };
            github.artifacts.push(
                { name, run: 11, createdAt: "2026-03-02T10:00:00Z", files, fromFork: true },
                { name, run: 12, createdAt: "2026-03-02T10:00:00Z", files, expired: true },
            );

            expect((await find()).stdout).to.include("There is no review");
            expect(found()).to.equal("");
        });

        it("stops where the review has left no digest", async () => {
            github.artifacts.push({ name, run: 11, createdAt: "2026-03-02T10:00:00Z", files: { "review.md": "gone" } });

            const { code, stdout } = await find();

            expect(code).to.equal(1);
            expect(stdout).to.include("::error::The review in run 11 left no digest, so nothing was applied.");
        });

        it("stops where main has gone on: an older run would take back what came after it", async () => {
            github.artifacts.push({ name, run: 11, createdAt: "2026-03-02T10:00:00Z", files: { "digest.json": "{}" } });
            const { tip } = github;
            github.tip = "1".repeat(40);

            const { code, stdout } = await find({ COMMIT: tip });

            expect(code).to.equal(1);
            expect(stdout).to.include(`main has gone on to ${github.tip}, so nothing was applied`);
            expect(found()).to.equal("");
        });
    });

    describe("apply: apply", () => {
        it("tells the update which digest was reviewed, by a path that holds in every folder", async () => {
            machine.standIn("pulumi", { notes: ["ENTRA_APP_PROXY_REVIEWED"] });

            await run("apply.yml", "Apply", {});

            const reviewed = join(machine.temporary, "reviewed", "digest.json");
            expect(machine.calls).to.deep.equal([
                [
                    ...["pulumi", "up", "--stack", "prod", "--parallel", "16", "--non-interactive", "--yes"],
                    `ENTRA_APP_PROXY_REVIEWED=${reviewed}`,
                ],
            ]);
        });

        it("ends as the update does, and lets no name of the tenant give commands to the runner meanwhile", async () => {
            machine.standIn("pulumi", { stdout: "::add-mask::a\n", code: 255 });

            const { code, stdout } = await run("apply.yml", "Apply", {});

            expect(code).to.equal(255);
            expect(stdout).to.match(/^::stop-commands::(\S+)\n::add-mask::a\n::\1::\n$/);
        });
    });

    describe("drift", () => {
        const differs = "# Drift\n\nThe group Frankfurt is called Offenbach.\n";

        async function look(npx: StandIn): Promise<Run> {
            machine.standIn("npx", npx);
            return await run("drift.yml", "Look for drift", {});
        }

        for (const code of [0, 2]) {
            it(`hands on exit code ${code}, and keeps the report`, async () => {
                expect((await look({ code, stdout: differs })).code).to.equal(0);

                expect(machine.calls).to.deep.equal([["npx", "--no", "entra-app-proxy", "drift", "--stack", "prod"]]);
                expect(machine.read(output())).to.equal(`code=${code}\n`);
                expect(machine.read(summary())).to.equal(differs);
                expect(machine.read(join(machine.temporary, "drift", "drift.md"))).to.equal(differs);
            });
        }

        it("fails where it could not look", async () => {
            const { code, stdout } = await look({ code: 1 });

            expect(code).to.equal(1);
            expect(stdout).to.include("::error::Nothing is known about drift");
        });

        async function report(code: number, stack = "prod"): Promise<Run> {
            machine.write(join(machine.checkout, "drift", "drift.md"), differs);
            return await run("drift.yml", "Open, update or close the issue", {
                STACK: stack,
                GH_TOKEN: "token",
                REPOSITORY: "contoso/tenant",
                RUN: "https://github/run",
                CODE: String(code),
            });
        }

        it("opens one issue, and updates it as long as something differs", async () => {
            github.issues.push({ number: 1, author: "alice", title: "Typo", body: null, state: "open" });
            const first = await report(2);
            await report(2);

            expect(first.code, first.output).to.equal(0);
            expect(github.issues.map(({ title, state }) => `${state}: ${title}`)).to.deep.equal([
                "open: Typo",
                "open: The tenant differs from the stack prod",
            ]);
            expect(github.issues[1]?.body).to.equal(
                `<!-- entra-app-proxy drift of stack prod -->\n${differs}\n\nAs of the last [run](https://github/run)\n`,
            );
        });

        it("closes it when nothing differs any more, and opens another the next time", async () => {
            await report(2);
            await report(0);
            await report(2);

            expect(github.issues.map(({ state }) => state)).to.deep.equal(["closed", "open"]);
        });

        it("leaves the issue of another stack alone", async () => {
            await report(2, "test");

            await report(0);

            expect(github.issues.map(({ state }) => state)).to.deep.equal(["open"]);
        });
    });
});
