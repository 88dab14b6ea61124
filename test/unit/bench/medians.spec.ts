import { expect } from "chai";
import fc from "fast-check";
import { mediansOf, middleOf } from "../../../bench/medians";
import { measured } from "./measured";

describe("the medians of a benchmark", () => {
    it("are the middle one, or the mean of the two in the middle, whatever the order", () => {
        expect(middleOf([9, 1, 5])).to.equal(5);
        expect(middleOf([4, 1, 3, 9])).to.equal(3.5);
        expect(middleOf([7])).to.equal(7);
        expect(middleOf([2, undefined, 4])).to.equal(3);
        expect(middleOf([])).to.equal(undefined);
        fc.assert(
            fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
                const middle = middleOf(numbers) ?? Number.NaN;
                const below = numbers.filter((one) => one < middle).length;
                const above = numbers.filter((one) => one > middle).length;
                expect(Math.max(below, above)).to.be.at.most(numbers.length / 2);
            }),
        );
    });

    it("are taken over the runs of one operation, contestant and stack, and of nothing else", () => {
        const medians = mediansOf([
            ...[1_000, 3_000, 2_000].map((engineMs, index) => measured({ engineMs, run: index + 1 })),
            measured({ operation: "create", engineMs: 9_000 }),
            measured({ latencyMs: 50, engineMs: 8_000 }),
            measured({ groups: 50, engineMs: 7_000 }),
            measured({ assignments: 10, engineMs: 6_000 }),
        ]);
        expect(medians.map(({ runs, engineMs }) => [runs, engineMs])).to.deep.equal([
            [3, 2_000],
            [1, 9_000],
            [1, 8_000],
            [1, 7_000],
            [1, 6_000],
        ]);
    });

    it("say how many times as long as the floor and as the plain provider, in the same stack", () => {
        const [ours] = mediansOf([
            measured({ engineMs: 3_000 }),
            measured({ contestant: "floor", engineMs: 2_000 }),
            measured({ contestant: "plain", engineMs: 12_000 }),
            measured({ contestant: "floor", latencyMs: 0, engineMs: 1 }),
        ]);
        expect([ours?.toFloor, ours?.toPlain]).to.deep.equal([1.5, 0.25]);
        expect(mediansOf([measured({})])[0]?.toFloor).to.equal(undefined);
    });

    it("keep the run that made the most round trips, since a limit holds for each", () => {
        const [median] = mediansOf([
            measured({ roundTrips: { GET: 2 } }),
            measured({ roundTrips: { GET: 2, POST: 3 } }),
            measured({ roundTrips: { GET: 4 } }),
        ]);
        expect([median?.mostRoundTrips, median?.roundTrips]).to.deep.equal([5, { GET: 2, POST: 3 }]);
    });
});
