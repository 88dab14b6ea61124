import { expect } from "chai";
import type { ConnectorGroup } from "../../../provider/graph/types";
import { unknownValue } from "../../../provider/lifecycle/connectorGroupShapes";
import { changeFor, decideRegion, differences } from "../../../provider/lifecycle/decide";

const group: ConnectorGroup = {
    id: "g1",
    name: "Frankfurt",
    region: "eur",
    isDefault: false,
    connectorGroupType: "applicationProxy",
};
const nothing = { connectors: [], applications: [] };
const oneConnector = { connectors: [{ id: "c1", machineName: "srv1" }], applications: [] };
const oneApplication = { connectors: [], applications: [{ id: "a1", displayName: "Payroll" }] };

describe("the difference between a group and its declaration", () => {
    it("is none where the region is not declared, whatever the service chose", () => {
        expect(differences(group, { name: "Frankfurt" })).to.deep.equal({ name: false, region: false });
        expect(changeFor(group, { name: "Frankfurt" })).to.deep.equal({});
    });

    it("is none where the region is spelled in another case", () => {
        expect(differences(group, { name: "Frankfurt", region: "EUR" })).to.deep.equal({ name: false, region: false });
    });

    it("is the name where only its case differs, because the portal shows it as written", () => {
        expect(changeFor(group, { name: "FRANKFURT", region: "eur" })).to.deep.equal({ name: "FRANKFURT" });
    });

    it("is written in the program's own spelling, and holds nothing that does not differ", () => {
        expect(changeFor(group, { name: "Frankfurt", region: "Japan" })).to.deep.equal({ region: "Japan" });
    });
});

describe("a changed region", () => {
    const declared = { name: "Frankfurt", region: "nam" };

    it("is an update while nothing is assigned, on the default group as well", () => {
        expect(decideRegion(declared, group, nothing)).to.deep.equal({ kind: "update" });
        expect(decideRegion(declared, { ...group, isDefault: true }, nothing)).to.deep.equal({ kind: "update" });
    });

    it("is a replacement as soon as one connector or one application is assigned", () => {
        for (const contents of [oneConnector, oneApplication]) {
            expect(decideRegion(declared, group, contents)).to.include({ kind: "replace", region: "nam" });
        }
    });

    it("is refused on the default group while something is assigned", () => {
        expect(decideRegion(declared, { ...group, isDefault: true }, oneConnector)).to.include({ kind: "refused" });
    });

    it("is nothing where the tenant already has it", () => {
        expect(decideRegion({ name: "Frankfurt", region: "EUR" }, group, oneConnector)).to.deep.equal({ kind: "none" });
    });

    it("is not decided before it is known, unless the group is empty", () => {
        const later = { name: "Frankfurt", region: unknownValue };
        expect(decideRegion(later, group, oneConnector)).to.deep.equal({ kind: "undecided" });
        expect(decideRegion(later, group, nothing)).to.deep.equal({ kind: "update" });
    });

    it("of a group that is gone needs a new group", () => {
        expect(decideRegion(declared, undefined, nothing)).to.deep.equal({ kind: "gone" });
    });
});
