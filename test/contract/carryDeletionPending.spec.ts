import { expect } from "chai";
import { givenOccupied } from "./support/occupied";
import { shapeOf } from "./support/stack";

const declared = (name: string, region: string) => ({ frankfurt: { name, region } });

/** What an update that renames the group can come to. */
const renamings = ["is killed", "loses its answer", "is done"] as const;

describe("a group whose predecessor could not be deleted yet", () => {
    for (const names of ["free", "unique"] as const) {
        for (const renaming of renamings) {
            for (const [name, region] of [
                ["Frankfurt", "aus"],
                ["Berlin", "aus"],
                ["Frankfurt", "eur"],
                ["Frankfurt", "asia"],
                ["Berlin", "asia"],
            ] as const) {
                it(`can still become ${name} in ${region} after a renaming that ${renaming} (names: ${names})`, async () => {
                    const { emulator, stack, watched } = await givenOccupied({}, { switches: { names } });
                    const times = Number.POSITIVE_INFINITY;
                    const deletion = { method: "DELETE", effect: "answerBeforeActing", status: 403, times } as const;
                    const refusal = emulator.inject(deletion);
                    await stack.failingUp(declared("Frankfurt", "asia"));
                    if (renaming === "is killed") {
                        await stack.killedUp(declared("Berlin", "asia"), { write: 0, when: "afterActing" });
                        // What a killed update has written is drift like any other.
                        await stack.refresh();
                    } else {
                        if (renaming === "loses its answer") {
                            emulator.inject({ method: "PATCH", effect: "answerAfterActing", status: 503 });
                        }
                        await stack.failingUp(declared("Berlin", "asia"));
                    }
                    refusal.withdraw();

                    const { how, message } = await stack.attempt(declared(name, region));

                    expect(how, message).to.equal("done");
                    expect(stack.state).to.deep.equal(["frankfurt"]);
                    expect(shapeOf(emulator).map((group) => `${group.name} in ${group.region}`)).to.have.members([
                        "Default in nam",
                        `${name} in ${region}`,
                    ]);
                    expect(emulator.tenant.applicationsOf(name)).to.have.length(2);
                    expect(watched.faults).to.deep.equal([]);
                    expect(emulator.tenant.gaps()).to.deep.equal([]);
                    expect((await stack.preview(declared(name, region))).plan).to.deep.equal({ frankfurt: "same" });
                });
            }
        }
    }

    it("does not have it deleted with what has arrived on it since, once a renaming has taken the mark away", async () => {
        const { emulator, stack } = await givenOccupied();
        const old = stack.idOf("frankfurt");
        const refusal = emulator.inject({ method: "DELETE", effect: "answerBeforeActing", status: 403, times: 2 });
        await stack.failingUp(declared("Frankfurt", "asia"));
        await stack.failingUp(declared("Berlin", "asia"));
        refusal.withdraw();
        emulator.tenant.addApplication({ displayName: "Late", groupId: old });

        expect(await stack.failingUp(declared("Berlin", "asia"))).to.include("1 application (Late)");
        expect(emulator.tenant.groupOf("Late")?.id).to.equal(old);

        emulator.tenant.assignApplication("Late", "Berlin");
        await stack.up(declared("Berlin", "asia"));
        expect(emulator.tenant.group(old)).to.equal(undefined);
    });
});

describe("a group that was replaced and retained, and that the program takes over under another name", () => {
    it("is a group like any other: while it is in use, it is neither emptied nor deleted when it goes", async () => {
        const { emulator, stack } = await givenOccupied();
        const old = stack.idOf("frankfurt");
        await stack.up(declared("Frankfurt", "asia"), { retainOnDelete: true });
        emulator.tenant.renameGroup(old, "Legacy");
        await stack.up({ ...declared("Frankfurt", "asia"), legacy: { name: "Legacy", adopt: true } });
        emulator.tenant.addConnector({ machineName: "legacy-1", groupId: old });

        const message = await stack.failingUp(declared("Frankfurt", "asia"));

        expect(message).to.include('"Legacy"').and.to.include("1 connector (legacy-1)");
        expect(emulator.tenant.membersOf(old)).to.have.length(1);
    });
});
