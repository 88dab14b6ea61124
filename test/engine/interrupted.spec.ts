import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given, writes } from "./support/given";
import { killWhen, unlock, until } from "./support/kill";

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

describe("an update that is stopped with Ctrl-C while it creates a group", function () {
    this.timeout(120_000);

    it("waits for the service's answer, and the state knows the group", async () => {
        const { emulator, stack } = await given({ latencyMs: 500 });
        const stopped = stack.up(frankfurt);
        await until(() => emulator.requests.some(({ method }) => method === "POST"));
        for (const pid of stack.processes()) {
            process.kill(pid, "SIGINT");
        }

        expect((await stopped).output).to.include("update canceled");
        const made = emulator.tenant.group("Frankfurt");
        expect((await stack.resource("frankfurt"))?.id)
            .to.be.a("string")
            .and.to.equal(made?.id);
        expect((await stack.up(frankfurt)).code).to.equal(0);
        expect(emulator.tenant.groups()).to.have.length(2);
    });
});

describe("a group that was taken over and then could not be brought in line", function () {
    this.timeout(120_000);

    it("is in the state with its id and the reason, and the next update finishes", async () => {
        const { emulator, stack } = await given();
        const { id } = emulator.tenant.addGroup({ name: "Frankfurt", region: "nam" });
        emulator.inject({ method: "PATCH", effect: "answerBeforeActing", status: 403, code: "Forbidden" });
        const adopting = async () => {
            new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur", adopt: true });
        };

        const failed = await stack.up(adopting);

        expect(failed.code).to.not.equal(0);
        expect(failed.output).to.include("Directory.ReadWrite.All");
        const kept = await stack.resource("frankfurt");
        expect(kept).to.include({ id });
        expect(kept?.initErrors?.join()).to.include("403");
        expect(kept?.outputs).to.include({ region: "nam" }).and.to.have.property("__provider");

        const finished = await stack.up(adopting);
        expect(finished.code, finished.output).to.equal(0);
        expect(emulator.tenant.group(id)).to.include({ region: "eur" });
        expect((await stack.resource("frankfurt"))?.initErrors ?? []).to.deep.equal([]);
        expect((await stack.destroy()).code).to.equal(0);
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
