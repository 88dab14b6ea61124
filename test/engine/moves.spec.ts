import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";
import type { Emulator } from "../../emulator/index";
import { given } from "./support/given";

/** Connectors and applications of these names, and a program that puts each in one of two groups. */
function givenPlaces(emulator: Emulator, names: { connectors: readonly string[]; applications: readonly string[] }) {
    const { tenant } = emulator;
    const connectors = names.connectors.map((machineName) => tenant.addConnector({ machineName }));
    const applications = names.applications.map((displayName) => tenant.addApplication({ displayName }));
    tenant.addConnector({ machineName: "idle" });
    tenant.forgetGaps();
    return (inTokyo: readonly string[], region = "eur") =>
        async () => {
            const frankfurt = new ConnectorGroup("frankfurt", { name: "Frankfurt", region });
            const tokyo = new ConnectorGroup("tokyo", { name: "Tokyo", region: "nam" });
            const groupOf = (name: string) => (inTokyo.includes(name) ? tokyo : frankfurt).id;
            for (const { id, machineName } of connectors) {
                new ConnectorMembership(machineName, { connectorId: id, connectorGroupId: groupOf(machineName) });
            }
            for (const { id, displayName } of applications) {
                new ApplicationAssignment(displayName, { applicationId: id, connectorGroupId: groupOf(displayName) });
            }
        };
}

describe("connectors and applications that move in one update on the real engine", function () {
    this.timeout(120_000);

    it("leave nothing unserved, although nothing in the program says which goes first", async () => {
        const { emulator, stack } = await given();
        const all = { connectors: ["c1", "c2", "c3"], applications: ["a1", "a2", "a3"] };
        const program = givenPlaces(emulator, all);
        await stack.up(program([]));
        expect(emulator.tenant.applicationsOf("Frankfurt")).to.have.length(3);

        const up = await stack.up(program([...all.connectors, ...all.applications]));

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.membersOf("Tokyo")).to.have.length(3);
        expect(emulator.tenant.applicationsOf("Tokyo")).to.have.length(3);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("while their group is replaced end where they are declared, and leave nothing unserved", async () => {
        const { emulator, stack } = await given();
        const program = givenPlaces(emulator, { connectors: ["c1", "c2", "c3"], applications: ["a1", "a2"] });
        await stack.up(program(["c3"]));

        const changed = program(["c1", "c3", "a1"], "asia");
        const up = await stack.up(changed);

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "asia" });
        const machines = emulator.tenant.membersOf("Frankfurt").map(({ machineName }) => machineName);
        expect(machines).to.deep.equal(["c2"]);
        expect(emulator.tenant.applicationsOf("Frankfurt").map(({ displayName }) => displayName)).to.deep.equal(["a2"]);
        expect(emulator.tenant.groupOf("a1")?.name).to.equal("Tokyo");
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect((await stack.preview(changed, "--expect-no-changes")).code).to.equal(0);
    });
});
