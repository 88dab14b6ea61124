import { expect } from "chai";
import {
    isReservedName,
    markedName,
    readMark,
    sameName,
    sameRegion,
    temporaryName,
} from "../../../provider/lifecycle/names";

describe("names of connector groups", () => {
    it("are the same without regard to case or to how an accent is encoded", () => {
        expect(sameName("Zürich", "ZÜRICH")).to.equal(true);
        expect(sameName("Zu\u0308rich", "Zürich")).to.equal(true);
        expect(sameName("Zurich", "Zürich")).to.equal(false);
        expect(sameName("A ", "A")).to.equal(false);
    });

    it("say which group they replace, whatever stands in the name itself", () => {
        for (const name of ["Frankfurt", "a [b] c", "x [replaces y] z", "[replaces me]", "two\nlines", '🏢 "HQ"']) {
            for (const mark of [{ replaces: ["4f1d"] }, { replaces: ["4f1d", "a-b"], moving: "77" }]) {
                expect(readMark(markedName({ name, ...mark }))).to.deep.equal({ name, ...mark });
            }
        }
    });

    it("without a mark say nothing", () => {
        for (const name of [
            "Frankfurt",
            "Frankfurt [replaces ]",
            "Frankfurt [moving 1]",
            "Frankfurt [replaces 1] x",
            "Frankfurt[replaces 1]",
        ]) {
            expect(readMark(name)).to.equal(undefined);
        }
    });

    it("are reserved where this package gives them for a time", () => {
        expect(isReservedName(markedName({ name: "A", replaces: ["1"] }))).to.equal(true);
        expect(isReservedName(temporaryName("A", "1"))).to.equal(true);
        expect(isReservedName("A [replaces nothing, at all]")).to.equal(false);
        expect(isReservedName("A")).to.equal(false);
    });
});

describe("regions", () => {
    it("are the same without regard to case, because documentation says Japan and tenants answer japan", () => {
        expect(sameRegion("Japan", "japan")).to.equal(true);
        expect(sameRegion("eur", "nam")).to.equal(false);
        expect(sameRegion(undefined, "nam")).to.equal(false);
        expect(sameRegion(undefined, undefined)).to.equal(true);
    });
});
