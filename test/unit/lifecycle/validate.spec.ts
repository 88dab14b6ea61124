import { expect } from "chai";
import { unknownValue } from "../../../provider/lifecycle/connectorGroupShapes";
import { validateConnectorGroup } from "../../../provider/lifecycle/validate";

const mistakesIn = (inputs: Record<string, unknown>) =>
    validateConnectorGroup(inputs).map(({ property, reason }) => `${property}: ${reason}`);

describe("the inputs of a connector group", () => {
    it("are right with a name alone, with any region, and where a value is not known yet", () => {
        expect(mistakesIn({ name: "A" })).to.deep.equal([]);
        expect(mistakesIn({ name: '🏢 "HQ" [1]', region: "mars", adopt: true })).to.deep.equal([]);
        expect(mistakesIn({ name: unknownValue, region: unknownValue, adopt: unknownValue })).to.deep.equal([]);
    });

    it("need a name that is a string with something in it", () => {
        expect(mistakesIn({})[0]).to.match(/^name: .*needs a name/);
        expect(mistakesIn({ name: " " })[0]).to.match(/^name: .*empty/);
        expect(mistakesIn({ name: 7 })[0]).to.match(/^name: .*not a number/);
        expect(mistakesIn({ name: ["A"] })[0]).to.match(/^name: .*not a list/);
    });

    it("may not bear a name that this package gives for a time", () => {
        expect(mistakesIn({ name: "A [replaces 1]" })[0]).to.match(/^name: .*while it is replaced/);
    });

    it("may not name Graph's placeholder as a region, in any case", () => {
        expect(mistakesIn({ name: "A", region: "unknownFutureValue" })[0]).to.match(/^region: .*placeholder/);
        expect(mistakesIn({ name: "A", region: "UNKNOWNFUTUREVALUE" })).to.have.length(1);
        expect(mistakesIn({ name: "A", region: "" })[0]).to.match(/^region: .*Leave it out/);
        expect(mistakesIn({ name: "A", region: 1 })[0]).to.match(/^region: .*not a number/);
    });

    it("say every mistake at once", () => {
        expect(mistakesIn({ name: "", region: {}, adopt: "yes" })).to.have.length(3);
    });
});
