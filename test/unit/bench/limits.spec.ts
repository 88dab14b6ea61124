import { expect } from "chai";
import { limitsOf, roundTripBound } from "../../../bench/limits";
import type { Measure } from "../../../bench/measure";
import { mediansOf } from "../../../bench/medians";
import { measured } from "./measured";

const limits = (...measures: readonly Partial<Measure>[]) => limitsOf(mediansOf(measures.map(measured)), undefined);

describe("the limits of a benchmark", () => {
    it("bound the round trips of each operation", () => {
        const groups = { groups: 200, assignments: 0 };
        expect(roundTripBound({ ...groups, operation: "preview without change" })).to.equal(0);
        expect(roundTripBound({ ...groups, operation: "refresh" })).to.equal(4);
        expect(roundTripBound({ ...groups, operation: "create" })).to.equal(206);
        expect(roundTripBound({ ...groups, operation: "destroy" })).to.equal(255);
        expect(roundTripBound({ groups: 100, assignments: 1_000, operation: "refresh" })).to.equal(25);
        expect(roundTripBound({ ...groups, operation: "export" })).to.equal(undefined);
    });

    it("hold up to the bound, and not beyond it, in the worst run", () => {
        const roundTrips = (count: number) => ({ roundTrips: { GET: count } });
        expect(limits(roundTrips(4), roundTrips(1)).map(({ holds }) => holds)).to.deep.equal([true]);
        const [limit] = limits(roundTrips(5), roundTrips(1), roundTrips(1));
        expect(limit).to.include({ holds: false, measured: 5, bound: 4, kind: "at most" });
    });

    it("ask nothing of the other contestants", () => {
        expect(limits({ contestant: "plain", roundTrips: { GET: 200 } })).to.deep.equal([]);
    });

    it("compare engine times with the floor and the plain provider, at 200 groups and 150 ms alone", () => {
        const times = (operation: Measure["operation"], ours: number, floor: number): Partial<Measure>[] => [
            { operation, engineMs: ours },
            { operation, contestant: "floor", engineMs: floor },
        ];
        const shown = limits(
            ...times("refresh", 1_300, 1_000),
            { contestant: "plain", engineMs: 3_000 },
            ...times("create", 1_500, 1_000),
            ...times("preview without change", 1_000, 1_000),
            ...times("destroy", 1_600, 1_000),
            { latencyMs: 50, engineMs: 9_000 },
            { latencyMs: 50, contestant: "floor", engineMs: 1 },
        )
            .filter(({ unit }) => unit === " ×")
            .map(({ what, bound, holds }) => [what.replace(/^.*, (\w+).*,.*$/, "$1"), bound, holds]);
        expect(shown).to.deep.equal([
            ["preview", 1.05, true],
            ["refresh", 1.3, true],
            ["create", 1.4, false],
            ["destroy", 1.6, true],
            ["refresh", 3, false],
        ]);
    });

    it("bound the state beyond the floor's, the growth and the import", () => {
        const medians = mediansOf([
            measured({ operation: "export", stateBytes: 3_201 }),
            measured({ operation: "export", contestant: "floor", stateBytes: 2_000 }),
        ]);
        const beside = { importMs: 61, firstResourceMs: 5, growth: { export: 2.2, review: 2.3 } };
        const shown = limitsOf(medians, beside).map(({ what, measured, holds }) => [what, measured, holds]);
        expect(shown).to.deep.equal([
            ["state of a group beyond that of the floor", 1_201, false],
            ["time for twice as many groups, export", 2.2, true],
            ["time for twice as many groups, review", 2.3, false],
            ["what the import adds to that of the SDK", 61, false],
        ]);
    });
});
