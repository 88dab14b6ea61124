import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { pipelineFiles } from "./support/files";
import { programOrSkip } from "./support/programs";

/** Whether shellcheck is on this machine or not must not matter. */
const flags = ["-no-color", "-shellcheck=", "-pyflakes="];

describe("the workflows for GitHub Actions under actionlint", () => {
    let actionlint: string;

    before(async function () {
        actionlint = await programOrSkip("actionlint", this);
    });

    for (const { name, path } of pipelineFiles("github-actions")) {
        it(`show nothing to complain about in ${name}`, () => {
            const run = spawnSync(actionlint, [...flags, path], { encoding: "utf8" });

            expect(run.stdout + run.stderr).to.equal("");
            expect(run.status).to.equal(0);
        });
    }

    it("would be complained about where an expression names what does not exist", () => {
        const [review] = pipelineFiles("github-actions").filter(({ name }) => name === "review.yml");
        const input = review?.text.replace("steps.review.outputs.code", "steps.revue.outputs.code");

        const run = spawnSync(actionlint, [...flags, "-"], { encoding: "utf8", input });

        expect(run.stdout).to.include('property "revue" is not defined');
        expect(run.status).to.equal(1);
    });
});
