import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given } from "./support/given";

describe("100 groups in a tenant that lets 20 requests a second through, on the real engine", function () {
    this.timeout(180_000);

    it("are created and deleted without an error", async () => {
        const { emulator, stack } = await given({ requestsPerSecond: 20 });
        const program = async () => {
            for (let n = 0; n < 100; n += 1) {
                new ConnectorGroup(`site-${n}`, { name: `Site ${n}`, region: "eur" });
            }
        };

        const up = await stack.up(program);
        const created = emulator.tenant.groups().length;
        const down = await stack.up(async () => undefined);

        expect([up.code, down.code], up.output + down.output).to.deep.equal([0, 0]);
        expect(created).to.equal(101);
        expect(emulator.tenant.groups()).to.have.length(1);
        expect(emulator.requests.some(({ status }) => status === 429)).to.equal(true);
    });
});
