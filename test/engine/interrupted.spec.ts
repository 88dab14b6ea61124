import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given, writes } from "./support/given";
import { killWhen, unlock } from "./support/kill";

const frankfurt = async () => {
    new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur" });
};

describe("an update that is killed while it creates a group", function () {
    this.timeout(120_000);

    it("is gone on with by the next one on the same machine: the group is found, and no other is created", async () => {
        const { emulator, stack } = await given();
        emulator.inject({ method: "POST", effect: "hangAfterActing" });
        const killed = stack.up(frankfurt);
        await killWhen(stack, () => emulator.tenant.group("Frankfurt") !== undefined);
        expect((await killed).signal).to.equal("SIGKILL");
        await unlock(stack);
        expect(await stack.resource("frankfurt")).to.equal(undefined);
        const left = emulator.tenant.group("Frankfurt");

        const preview = await stack.preview(frankfurt);
        const up = await stack.up(frankfurt);

        expect(preview.output).to.include(`(id ${left?.id}) was created by an earlier update that was stopped`);
        expect(up.code, up.output).to.equal(0);
        expect((await stack.resource("frankfurt"))?.id).to.equal(left?.id);
        expect(writes(emulator).filter((write) => write.startsWith("POST"))).to.have.length(1);
        expect((await stack.up(frankfurt, "--expect-no-changes")).code).to.equal(0);
    });

    it("is stopped by the name on another machine, which names the id and the way to take the group over", async () => {
        const { emulator, stack } = await given();
        emulator.inject({ method: "POST", effect: "hangAfterActing" });
        const killed = stack.up(frankfurt);
        await killWhen(stack, () => emulator.tenant.group("Frankfurt") !== undefined);
        await killed;
        await unlock(stack);
        const elsewhere = { ENTRA_APP_PROXY_STATE_DIR: join(stack.folder, "another-home") };

        const up = await stack.with(elsewhere).up(frankfurt);
        expect(up.code).to.not.equal(0);
        expect(up.output).to.include(`exists already (id ${emulator.tenant.group("Frankfurt")?.id})`);

        const adopted = await stack.with(elsewhere).up(async () => {
            new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur", adopt: true });
        });
        expect(adopted.code, adopted.output).to.equal(0);
        expect(writes(emulator).filter((write) => write.startsWith("POST"))).to.have.length(1);
    });
});

describe("an update that ends in an orderly way", function () {
    this.timeout(120_000);

    it("leaves no note about what it created", async () => {
        const { stack } = await given();

        expect((await stack.up(frankfurt)).code).to.equal(0);

        expect(readdirSync(join(stack.folder, "home", ".entra-app-proxy", "creations"))).to.deep.equal([]);
    });
});
