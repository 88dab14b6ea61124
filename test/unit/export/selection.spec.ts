import { expect } from "chai";
import { selectGroups } from "../../../export/selection";

describe("which groups are exported", () => {
    it("are all of application proxy's, in the order of their names whatever the service's order is", () => {
        const { groups, leftOut } = selectGroups([group("b"), group("a"), group("c")], []);
        expect(groups.map(({ name }) => name)).to.deep.equal(["a", "b", "c"]);
        expect(leftOut).to.deep.equal([]);
    });

    it("are not those of other agents, nor those that are being replaced or renamed: these are said", () => {
        const { groups, leftOut } = selectGroups(
            [group("a"), group("Sync", "syncFabric"), group("b [replaces 1-2]"), group("c [renaming 3]")],
            [],
        );
        expect(groups.map(({ name }) => name)).to.deep.equal(["a"]);
        expect(leftOut).to.have.length(3);
        expect(leftOut[0]).to.equal(
            '"Sync" (id id of Sync): a group of the type syncFabric, which no resource of this package manages.',
        );
        expect(leftOut[1]).to.include('"b [replaces 1-2]"').and.to.include("`pulumi up`");
    });

    it("are those that are named, without regard to case, and all that bear one of the names", () => {
        const { groups } = selectGroups([group("Frankfurt"), group("FRANKFURT"), group("Virginia")], ["frankfurt"]);
        expect(groups.map(({ name }) => name)).to.deep.equal(["FRANKFURT", "Frankfurt"]);
    });

    it("cannot be ones that are not there: the error lists those that are alike, or else all, but never too many", () => {
        const many = Array.from({ length: 30 }, (_, index) => group(`Site ${index}`));
        expect(() => selectGroups([...many, group("Frankfurt")], ["frank"])).to.throw(
            'No connector group bears the name "frank". The tenant has, among others: "Frankfurt".',
        );
        expect(() => selectGroups(many, ["Virginia"])).to.throw(/"Site 0", .*, and 20 more\.$/);
    });

    it("says a name in a form that moves no cursor and turns no line around", () => {
        expect(() => selectGroups([group("a\u001b[2J\u202e")], ["b"])).to.throw('"a\\u001b[2J\\u202e"');
    });
});

function group(name: string, connectorGroupType = "applicationProxy") {
    return { id: `id of ${name}`, name, isDefault: false, connectorGroupType };
}
