import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given } from "./support/given";
import { killWhen, unlock } from "./support/kill";
import { frankfurt, givenOccupied, occupy, shapeOf } from "./support/occupied";
import { changedLines } from "./support/output";

describe("a region change of a group in use", function () {
    this.timeout(120_000);

    it("moves everything to a new group without a gap, and the next preview shows no change", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt("eur"));
        const { id: old } = await stack.outputs();
        occupy(emulator, "Frankfurt", { active: 2, inactive: 1, applications: 3 });

        const preview = await stack.preview(frankfurt("asia"), "--diff");
        const up = await stack.up(frankfurt("asia"));

        expect(changedLines(preview.stdout)).to.deep.equal(['~ region: "eur" => "asia"']);
        expect(preview.output).to.include("2 connectors are active, so no application is without one at any moment");
        expect(up.code, up.output).to.equal(0);
        const { id } = await stack.outputs();
        expect(id).to.not.equal(old);
        expect(emulator.tenant.group(String(old))).to.equal(undefined);
        expect(emulator.tenant.group("Frankfurt")).to.include({ id, region: "asia" });
        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(3);
        expect(emulator.tenant.applicationsOf("Frankfurt")).to.have.length(3);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect((await stack.preview(frankfurt("asia"), "--expect-no-changes")).code).to.equal(0);
        const clean = await stack.run("refresh", "--stack", "dev", "--preview-only", "--expect-no-changes");
        expect(clean.code, clean.output).to.equal(0);
    });
});

describe("a region change that is killed", function () {
    this.timeout(120_000);

    it("and taken back in the program is finished into the old region, on the same machine", async () => {
        const { emulator, stack } = await givenOccupied();
        const fault = emulator.inject({ method: "PUT", effect: "hangAfterActing" });
        const killed = stack.up(frankfurt("asia"));
        await killWhen(stack, () => fault.hits > 0);
        await killed;
        await unlock(stack);

        const up = await stack.up(frankfurt("eur"));

        expect(up.code, up.output).to.equal(0);
        expect(up.output).to.include("an earlier update was stopped while it replaced this group");
        expect(shapeOf(emulator)).to.deep.include({ name: "Frankfurt", region: "eur", connectors: 2, applications: 2 });
        expect(shapeOf(emulator)).to.have.length(2);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
        expect((await stack.preview(frankfurt("eur"), "--expect-no-changes")).code).to.equal(0);
    });

    it("and taken back on another machine is found by a refresh", async () => {
        const { emulator, stack } = await givenOccupied();
        const fault = emulator.inject({ method: "PUT", effect: "hangAfterActing" });
        const killed = stack.up(frankfurt("asia"));
        await killWhen(stack, () => fault.hits > 0);
        await killed;
        await unlock(stack);
        const elsewhere = stack.with({ ENTRA_APP_PROXY_STATE_DIR: `${stack.folder}/empty` });

        await elsewhere.refresh();
        const up = await elsewhere.up(frankfurt("eur"));

        expect(up.code, up.output).to.equal(0);
        expect(shapeOf(emulator)).to.deep.include({ name: "Frankfurt", region: "eur", connectors: 2, applications: 2 });
        expect(shapeOf(emulator)).to.have.length(2);
        expect((await stack.preview(frankfurt("eur"), "--expect-no-changes")).code).to.equal(0);
    });

    it("in the middle of three groups, ten connectors and thirty applications, ends like one that is not", async () => {
        const sites = ["A", "B", "C"];
        const program = (regions: readonly string[]) => async () => {
            for (const [n, name] of sites.entries()) {
                new ConnectorGroup(name, { name, region: String(regions[n]) });
            }
        };
        const [before, after] = [
            ["eur", "asia", "aus"],
            ["asia", "aus", "nam"],
        ];
        for (const kill of [false, true]) {
            const { emulator, stack } = await given();
            await stack.up(program(before));
            for (const [n, name] of sites.entries()) {
                occupy(emulator, name, { active: n === 0 ? 4 : 3, applications: 10 });
            }
            if (kill) {
                const fault = emulator.inject({ method: "PUT", skip: 12, effect: "hangAfterActing" });
                const killed = stack.up(program(after));
                await killWhen(stack, () => fault.hits > 0);
                await killed;
                await unlock(stack);
            }

            const up = await stack.up(program(after));

            expect(up.code, up.output).to.equal(0);
            expect(shapeOf(emulator)).to.have.deep.members([
                { name: "Default", region: "nam", connectors: 0, applications: 0 },
                { name: "A", region: "asia", connectors: 4, applications: 10 },
                { name: "B", region: "aus", connectors: 3, applications: 10 },
                { name: "C", region: "nam", connectors: 3, applications: 10 },
            ]);
            expect(emulator.tenant.gaps()).to.deep.equal([]);
            expect((await stack.preview(program(after), "--expect-no-changes")).code).to.equal(0);
        }
    });
});
