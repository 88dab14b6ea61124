import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";
import { given } from "./support/given";
import { asked, expectForetold, foretold, rehearsed } from "./support/rehearsed";

describe("a rehearsal", function () {
    this.timeout(120_000);

    it("foretells the replacement of a group in use", async () => {
        const { emulator, stack } = await given();
        const connectors = ["fra-1", "fra-2"].map((machineName) => emulator.tenant.addConnector({ machineName }).id);
        const applications = ["Payroll", "Wiki"].map(
            (name) => emulator.tenant.addApplication({ displayName: name }).id,
        );
        const program = (region: string) => async () => {
            const { id: connectorGroupId } = new ConnectorGroup("g", { name: "Frankfurt", region });
            const dependsOn = connectors.map(
                (connectorId, n) => new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId }),
            );
            for (const [n, applicationId] of applications.entries()) {
                new ApplicationAssignment(`a${n}`, { applicationId, connectorGroupId }, { dependsOn });
            }
        };
        await stack.up(program("aus"));
        emulator.clearRequests();
        emulator.tenant.forgetGaps();

        const preview = await stack.preview(program("eur"), "--json", "--show-sames");
        const rehearsal = await rehearsed(emulator, preview.stdout, 8);
        emulator.clearRequests();
        const up = await stack.up(program("eur"));

        expect(up.code, up.output).to.equal(0);
        const told = await foretold(rehearsal, stack);
            rehearsal.resources.map(({ resource, plan, outcome, words, failure }) => ({
                n: resource.name,
                plan,
                outcome,
                words,
                failure,
            })),
        );
        expectForetold(asked(emulator), told);
    });
});
