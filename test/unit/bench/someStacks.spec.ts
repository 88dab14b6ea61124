import { expect } from "chai";
import { withAnew } from "../../../bench/measure";
import { planOf, scenariosOf } from "../../../bench/plan";
import { measured } from "./measured";

describe("measuring some stacks of the benchmark anew", () => {
    const plan = planOf("usual");

    it("lives those alone, and without a wish all of them", () => {
        const only = scenariosOf(plan, ["200 groups at 50 ms", "1000 groups at 150 ms"]);
        expect(only.map(({ groups, latencyMs }) => [groups, latencyMs])).to.deep.equal([
            [200, 50],
            [1000, 150],
        ]);
        expect(scenariosOf(plan, undefined)).to.deep.equal(plan);
    });

    it("of which there is none is refused, with the names of those that there are", () => {
        expect(() => scenariosOf(plan, ["200 groups at 50 ms", "201 groups at 50 ms"])).to.throw(
            /^There is no stack "201 groups at 50 ms"\. There are: .*50 groups at 0 ms; .*100 groups with 1000 assignments/,
        );
    });

    it("puts its figures in the place of its old ones, and leaves all others", () => {
        const [wanted] = scenariosOf(plan, ["200 groups at 50 ms"]);
        const before = measured({ latencyMs: 0 });
        const old = [measured({ latencyMs: 50, run: 1 }), measured({ latencyMs: 50, run: 2 })];
        const after = measured({ latencyMs: 150 });
        const anew = [measured({ latencyMs: 50, engineMs: 7 })];
        const scenario = wanted ?? expect.fail("the plan lacks the stack");

        expect(withAnew([before, ...old, after], scenario, anew)).to.deep.equal([before, ...anew, after]);
        expect(withAnew([before, after], scenario, anew)).to.deep.equal([before, after, ...anew]);
    });
});
