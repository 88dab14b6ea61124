import { expect } from "chai";
import type { ConnectorGroup } from "../../../provider/graph/types";
import { lastSuccessorOf, stillThere, successorsOf } from "../../../provider/lifecycle/succession";

const group = (id: string, name: string, isDefault = false): ConnectorGroup => ({
    id,
    name,
    isDefault,
    connectorGroupType: "applicationProxy",
});
const idsOf = (groups: readonly ConnectorGroup[]) => groups.map(({ id }) => id);

describe("the succession of connector groups", () => {
    it("goes by the marks alone, and from one to the next", () => {
        const groups = [
            group("a", "A"),
            group("c", "A [replaces b]"),
            group("b", "A [replaces a]"),
            group("x", "A"),
            group("y", "B [replaces z]"),
        ];
        expect(idsOf(successorsOf(groups, "a"))).to.have.members(["b", "c"]);
        expect(lastSuccessorOf(groups, "a")?.id).to.equal("c");
        expect(lastSuccessorOf(groups, "x")).to.equal(undefined);
    });

    it("finds the last one where it names all the others", () => {
        const groups = [group("c", "A [replaces a b]"), group("b", "A [replaces a]"), group("a", "A")];
        expect(lastSuccessorOf(groups, "a")?.id).to.equal("c");
        expect(lastSuccessorOf(groups, "b")?.id).to.equal("c");
        expect(lastSuccessorOf(groups, "c")).to.equal(undefined);
    });

    it("goes on where a group in the middle is gone already", () => {
        expect(lastSuccessorOf([group("c", "A [replaces a b]")], "a")?.id).to.equal("c");
    });

    it("never ends at the default group, whatever its name", () => {
        expect(successorsOf([group("d", "A [replaces a]", true)], "a")).to.deep.equal([]);
    });

    it("has no last one where marks that someone has written lead in a circle", () => {
        const groups = [group("a", "A [replaces b]"), group("b", "B [replaces a]"), group("s", "S [replaces s]")];
        expect(lastSuccessorOf(groups, "a")).to.equal(undefined);
        expect(lastSuccessorOf(groups, "s")).to.equal(undefined);
    });
});

describe("the groups that are still there", () => {
    it("are each named once, in the order of the ids", () => {
        expect(stillThere([group("b", "B"), group("a", "A")], ["a", "x", "b", "a"])).to.deep.equal(["a", "b"]);
    });
});
