import { expect } from "chai";
import { azurePipeline, azureSteps, type Identity, identities, scriptOf } from "./support/azurePipeline";
import { pipelineFiles } from "./support/files";

const files = pipelineFiles("azure-devops");

describe("the pipelines for Azure DevOps", () => {
    it("are review, apply and drift, and the steps that they share", () => {
        expect(files.map(({ name }) => name)).to.deep.equal([
            "apply.yml",
            "as-identity.yml",
            "drift.yml",
            "review.yml",
        ]);
    });

    for (const { name, text } of files.filter((file) => file.name !== "as-identity.yml")) {
        describe(name, () => {
            for (const identity of identities) {
                it(`is made of what the service knows, signed in as a ${identity}`, () => {
                    expect(() => azurePipeline(name, identity)).to.not.throw();
                });
            }

            it("says at the top what access is documented, and how to use the one that is", () => {
                const top = text.slice(0, text.search(/^[^#]/m)).replace(/\n# ?/g, " ");

                expect(top).to.include("creating a connector group alone (POST), and for nothing else");
                expect(top).to.include("the access of a person (delegated): make `person` the default");
            });

            it("puts no variable of the service into a script: what it stands for would be run", () => {
                for (const script of scripts(name)) {
                    expect(script).to.not.match(/\$\([\w.]+\)|\$\{\{/);
                }
            });

            it("stops at the first command that fails", () => {
                for (const script of scripts(name).filter((text) => text.trim().split("\n").length > 2)) {
                    expect(script.split("\n")[0]).to.equal("set -euo pipefail");
                }
            });

            it("runs the same, whichever identity it has", () => {
                const [workload = [], person = []] = identities.map((identity) => scripts(name, identity));

                expect(person).to.have.length(workload.length);
                for (const [index, script] of person.entries()) {
                    expect(workload[index]?.trimEnd().endsWith(script.trimEnd()), script).to.equal(true);
                }
            });

            it("names the service connection in the job that signs in with it, and none on an agent of one's own", () => {
                const connections = (identity: Identity) =>
                    azureSteps(name, identity).flatMap((step) =>
                        "task" in step && step.task === "AzureCLI@2" ? [step.inputs.azureSubscription] : [],
                    );

                expect(connections("workload")).to.deep.equal([
                    name === "apply.yml" ? "entra-app-proxy-apply" : "entra-app-proxy-review",
                ]);
                expect(connections("person")).to.deep.equal([]);
            });

            it("gives the token of the job to no step that does not ask the service for something", () => {
                const holders = azureSteps(name, "person").filter(
                    (step) => "env" in step && step.env?.SYSTEM_ACCESSTOKEN,
                );

                for (const step of holders) {
                    expect(scriptOf(step)).to.include("$SYSTEM_ACCESSTOKEN");
                }
                expect(holders).to.have.length(name === "drift.yml" ? 0 : 1);
            });
        });
    }

    it("never run two updates at once", () => {
        const { trigger, lockBehavior, jobs } = azurePipeline("apply.yml", "workload");

        expect(trigger).to.include({ batch: true });
        expect(lockBehavior).to.equal("sequential");
        expect(jobs[0]).to.include({ environment: "entra-app-proxy" });
    });
});

function scripts(name: string, identity: Identity = "workload"): readonly string[] {
    return azureSteps(name, identity)
        .map(scriptOf)
        .filter((script) => script !== undefined);
}
