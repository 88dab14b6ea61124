import { expect } from "chai";
import type { ConnectorGroupInputs } from "../../../provider/lifecycle/connectorGroupShapes";
import { OperationMemory } from "../../../provider/lifecycle/memory";

const state = (name: string) => ({
    name,
    isDefault: false,
    connectorGroupType: "applicationProxy",
    __declared: { name },
});
const change = (id: string, inputs: ConnectorGroupInputs, replaces = false) => ({
    id,
    inputs,
    replaces,
    state: state(inputs.name),
});

describe("the memory of one operation", () => {
    it("knows a check by its inputs, so that a diff without one is known to belong to a refresh", () => {
        const memory = new OperationMemory();
        memory.noteChecked({ name: "A", region: "eur" });
        expect(memory.wasChecked({ region: "eur", name: "A" })).to.equal(true);
        expect(memory.wasChecked({ name: "A" })).to.equal(false);
    });

    it("claims a group that changes in place, and gives it up when its replacement begins", () => {
        const memory = new OperationMemory();
        const updated = change("1", { name: "A" });
        memory.noteChange(updated);
        expect(memory.isClaimed("1")).to.equal(true);
        memory.beginReplacement(updated);
        expect(memory.isClaimed("1")).to.equal(false);
    });

    it("does not claim a group that diff itself has replaced", () => {
        const memory = new OperationMemory();
        memory.noteChange(change("1", { name: "A" }, true));
        expect(memory.isClaimed("1")).to.equal(false);
    });

    it("tells apart no two groups that change to the same inputs, and says so by answering both", () => {
        const memory = new OperationMemory();
        memory.noteChange(change("1", { name: "A" }));
        memory.noteChange(change("2", { name: "A" }));
        expect(memory.changesTo({ name: "A" }).map(({ id }) => id)).to.have.members(["1", "2"]);
        memory.settleChange(change("1", { name: "A" }));
        expect(memory.changesTo({ name: "A" }).map(({ id }) => id)).to.deep.equal(["2"]);
    });

    it("counts a name as free once its group is known to leave it, but not for a change of case", () => {
        const memory = new OperationMemory();
        memory.noteRename("1", "A", "B");
        memory.noteRename("2", "C", "c");
        expect(memory.isLeaving("1", "a")).to.equal(true);
        expect(memory.isLeaving("1", "B")).to.equal(false);
        expect(memory.isLeaving("2", "C")).to.equal(false);
    });

    it("has exactly one group of a ring step aside, and none where there is no ring", () => {
        const memory = new OperationMemory();
        memory.noteRename("1", "A", "B");
        memory.noteRename("2", "B", "C");
        expect(memory.stepsAside("1")).to.equal(false);
        memory.noteRename("3", "C", "A");
        expect(["1", "2", "3"].filter((id) => memory.stepsAside(id))).to.deep.equal(["1"]);
    });

    it("lets a name be created once at a time", () => {
        const memory = new OperationMemory();
        expect(memory.reserveName("A")).to.equal(true);
        expect(memory.reserveName("a")).to.equal(false);
        memory.releaseName("A");
        expect(memory.reserveName("a")).to.equal(true);
    });
});
