import { expect } from "chai";
import type { Emulator } from "../../emulator/index";
import { givenOccupied, inRegion } from "./support/occupied";
import { shapeOf } from "./support/stack";

/** Something that someone else does just before the first request of that kind is acted on. */
function meanwhile(emulator: Emulator, method: string, path: RegExp, run: () => void, skip = 0): void {
    emulator.inject({ method, path, skip, effect: "meanwhile", run });
}

const memberOf = /memberOf/;
const aGroup = /connectorGroups\/[^/]+$/;

describe("what someone else does while a carry is under way", () => {
    it("moving a connector elsewhere is left as it is, and said", async () => {
        const { emulator, stack, watched } = await givenOccupied({ active: 3 });
        emulator.tenant.addGroup({ name: "Elsewhere", region: "eur" });
        meanwhile(emulator, "POST", memberOf, () => emulator.tenant.moveConnector("Frankfurt-3", "Elsewhere"));

        const { said } = await stack.up(inRegion("asia"));

        expect(emulator.tenant.membersOf("Elsewhere").map(({ machineName }) => machineName)).to.deep.equal([
            "Frankfurt-3",
        ]);
        expect(said.join("\n")).to.match(/connector Frankfurt-3 is in "Elsewhere" .* is left so/);
        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(3);
        expect(watched.faults).to.deep.equal([]);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("moving an application elsewhere is left as it is, and said", async () => {
        const { emulator, stack } = await givenOccupied({ applications: 3 });
        emulator.tenant.addGroup({ name: "Elsewhere", region: "eur" });
        emulator.tenant.addConnector({ machineName: "e-1", groupId: "Elsewhere" });
        meanwhile(emulator, "PUT", /applications/, () =>
            emulator.tenant.assignApplication("Frankfurt app 3", "Elsewhere"),
        );

        const { said } = await stack.up(inRegion("asia"));

        expect(emulator.tenant.groupOf("Frankfurt app 3")?.name).to.equal("Elsewhere");
        expect(said.join("\n")).to.match(/application Frankfurt app 3 is in "Elsewhere" .* is left so/);
        expect(emulator.tenant.applicationsOf("Frankfurt")).to.have.length(2);
    });

    it("moving one to the default group, which is where ours pass through, is left as it is too", async () => {
        const { emulator, stack } = await givenOccupied({ active: 3 });
        meanwhile(emulator, "POST", memberOf, () => emulator.tenant.moveConnector("Frankfurt-3", "Default"));

        await stack.up(inRegion("asia"));

        expect(emulator.tenant.membersOf("Default").map(({ machineName }) => machineName)).to.have.members([
            "nobody's",
            "Frankfurt-3",
        ]);
    });

    it("removing a connector or unpublishing an application stops nothing", async () => {
        const { emulator, stack } = await givenOccupied({ active: 3, applications: 3 });
        meanwhile(emulator, "POST", memberOf, () => {
            emulator.tenant.removeConnector("Frankfurt-3");
            emulator.tenant.setPublished("Frankfurt app 2", false);
            emulator.tenant.removeApplication("Frankfurt app 3");
        });

        const { said } = await stack.up(inRegion("asia"));

        expect(said.join("\n")).to.include("gone, or not published any more");
        expect(emulator.tenant.applicationsOf("Frankfurt").map(({ displayName }) => displayName)).to.deep.equal([
            "Frankfurt app 1",
        ]);
    });

    it("doing the carry's own work is taken as done", async () => {
        const { emulator, stack } = await givenOccupied({ active: 3 });
        meanwhile(emulator, "POST", memberOf, () => {
            const successor = emulator.tenant.groups().find(({ name }) => name.startsWith("Frankfurt [replaces"));
            emulator.tenant.moveConnector("Frankfurt-3", successor?.id ?? "");
        });

        await stack.up(inRegion("asia"));

        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(4);
    });

    it("putting an application on the old group before it is deleted has it swept to the successor", async () => {
        const { emulator, stack } = await givenOccupied();
        meanwhile(emulator, "DELETE", aGroup, () => undefined);
        const old = stack.idOf("frankfurt");
        // The last look that create takes is at what is on the old group; the next one is the sweep's.
        await stack.killedUp(inRegion("asia"), { write: (await writesOfCreate()) - 1, when: "afterActing" });
        emulator.tenant.addApplication({ displayName: "Late", groupId: old });
        emulator.tenant.addConnector({ machineName: "late", groupId: old });

        await stack.up(inRegion("asia"));

        expect(emulator.tenant.group(old)).to.equal(undefined);
        expect(emulator.tenant.groupOf("Late")?.name).to.equal("Frankfurt");
        expect(emulator.tenant.membersOf("Frankfurt").map(({ machineName }) => machineName)).to.include("late");
    });

    it("putting something on the old group after the sweep keeps it from being deleted, until the next update", async () => {
        const { emulator, stack } = await givenOccupied({}, { switches: { deleteWithApplications: "refused" } });
        const old = stack.idOf("frankfurt");
        meanwhile(emulator, "DELETE", aGroup, () =>
            emulator.tenant.addApplication({ displayName: "Late", groupId: old }),
        );

        await stack.failingUp(inRegion("asia"));
        expect(emulator.tenant.groupOf("Late")?.id).to.equal(old);
        await stack.up(inRegion("asia"));

        expect(emulator.tenant.groupOf("Late")?.name).to.equal("Frankfurt");
        expect(emulator.tenant.group(old)).to.equal(undefined);
        expect(stack.state).to.deep.equal(["frankfurt"]);
    });

    it("deleting the successor stops the carry, which says so, and what it held is where the service puts it", async () => {
        const { emulator, stack } = await givenOccupied({ active: 3 });
        meanwhile(
            emulator,
            "GET",
            /connectorGroups\/[^/]+\/members/,
            () => {
                const successor = emulator.tenant.groups().find(({ name }) => name.startsWith("Frankfurt [replaces"));
                emulator.tenant.removeGroup(successor?.id ?? "");
            },
            3,
        );
        const old = stack.idOf("frankfurt");

        const message = await stack.failingUp(inRegion("asia"));

        expect(message).to.include('Connector group "Frankfurt"');
        expect(emulator.tenant.group(old)).to.not.equal(undefined);
    });

    it("giving the default group a name that looks like a mark does not make it a successor", async () => {
        const { emulator, stack } = await givenOccupied();
        const old = stack.idOf("frankfurt");
        emulator.tenant.renameGroup("Default", `Frankfurt [replaces ${old}]`);

        await stack.up(inRegion("asia"));

        expect(emulator.tenant.defaultGroup.name).to.equal(`Frankfurt [replaces ${old}]`);
        expect(emulator.tenant.membersOf(emulator.tenant.defaultGroup.id)).to.have.length(1);
        expect(emulator.tenant.group(stack.idOf("frankfurt"))).to.include({ name: "Frankfurt", region: "asia" });
    });

    it("destroying the stack in the middle of a carry is refused while anything is on either group", async () => {
        const { emulator, stack } = await givenOccupied();
        await stack.killedUp(inRegion("asia"), { write: 5, when: "afterActing" });
        const before = shapeOf(emulator);

        const message = await stack.failingUp({});

        expect(message).to.include("was stopped while it replaced this group").and.to.include("Nothing was changed");
        expect(shapeOf(emulator)).to.deep.equal(before);
    });
});

/** How many writes an undisturbed carry makes before the engine has the new group in its state. */
async function writesOfCreate(): Promise<number> {
    const { stack } = await givenOccupied();
    const { writes } = await stack.up(inRegion("asia"), { retainOnDelete: true });
    return writes;
}
