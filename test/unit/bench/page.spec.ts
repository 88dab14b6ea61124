import { expect } from "chai";
import { type Limit, limitsOf } from "../../../bench/limits";
import { mediansOf } from "../../../bench/medians";
import { renewed } from "../../../bench/page";
import { planOf } from "../../../bench/plan";
import { byKind, measuresIn, mediansCsv, runsCsv } from "../../../bench/tables";
import { measured } from "./measured";

const circumstances = { date: "2026-01-02", processors: 2, node: "24", pulumi: "3", platform: "linux x64" };
const parts = ["circumstances", "limits", "times", "requests"];
const empty = parts.map((name) => `${name}:\n<!-- begin ${name} --> former <!-- end ${name} -->\n`).join("");

describe("the page of a benchmark", () => {
    const medians = mediansOf([measured({ roundTrips: { "GET connectorGroups": 5 } })]);

    it("keeps what people wrote, and renews what is measured however often", () => {
        const page = renewed(empty, medians, limitsOf(medians, undefined), circumstances);
        for (const name of parts) {
            expect(page).to.include(`${name}:\n<!-- begin ${name} -->`);
        }
        expect(page).to.not.include("former");
        expect(page).to.include("| 200 groups at 150 ms | refresh | ours | 1.00 | 1.50 |");
        expect(page).to.include("| 200 groups at 150 ms | refresh | 5 | 5 GET connectorGroups |");
        expect(renewed(page, medians, limitsOf(medians, undefined), circumstances)).to.equal(page);
    });

    it("says of a limit that holds that it does, and by how much another does not", () => {
        const limit: Limit = { what: "so", bound: 4, kind: "at most", measured: 4, holds: true, unit: "" };
        const page = renewed(empty, medians, [limit, { ...limit, measured: 5.5, holds: false }], circumstances);
        expect(page).to.include("| so | at most 4 | 4 | holds |");
        expect(page).to.include("| so | at most 4 | 5.50 | **does not hold**: 5.50 instead of at most 4 |");
    });

    it("names the part that it has no place for", () => {
        expect(() => renewed(empty.replace("end times", "end time"), medians, [], circumstances)).to.throw('"times"');
    });
});

describe("the tables of a benchmark", () => {
    it("have a line for each run and each median, with as many cells as the head", () => {
        const measures = [measured({ run: 1 }), measured({ run: 2, engineMs: undefined, peakKb: undefined })];
        for (const [text, lines] of [
            [runsCsv(measures), 3],
            [mediansCsv(mediansOf(measures)), 2],
        ] as const) {
            const cells = text
                .trimEnd()
                .split("\n")
                .map((line) => line.split(",").length);
            expect(cells).to.have.length(lines);
            expect(new Set(cells).size).to.equal(1);
        }
    });

    it("can be read again", () => {
        const measures = [
            measured({ roundTrips: { "POST connectorGroups": 20, "GET connectorGroups": 1 }, stateBytes: 1_978 }),
            measured({ contestant: "floor", run: 2, engineMs: undefined, peakKb: undefined }),
        ];
        expect(measuresIn(runsCsv(measures))).to.deep.equal(measures);
    });

    it("say how many round trips of each kind there were, the most frequent first", () => {
        expect(byKind({ "GET a": 1, "POST b": 20, "DELETE c": 1 })).to.equal("20 POST b + 1 DELETE c + 1 GET a");
        expect(byKind({})).to.equal("");
    });
});

describe("the plan of a benchmark", () => {
    it("measures whatever the limits are about at least three times, with every contestant they compare", () => {
        const plan = planOf("usual");
        expect(plan.every(({ runs }) => runs >= 3)).to.equal(true);
        const compared = plan.find(({ groups, latencyMs }) => groups === 200 && latencyMs === 150);
        expect(compared?.contestants).to.have.members(["floor", "plain", "ours"]);
        expect(plan.some(({ groups, assignments }) => groups === 100 && assignments === 1_000)).to.equal(true);
    });

    it("has, as a whole, every size at every latency with every contestant", () => {
        const plan = planOf("whole", 5);
        expect(
            plan.map(({ groups, assignments, latencyMs }) => `${groups}+${assignments} ${latencyMs}`),
        ).to.have.members(
            [50, 200, 1_000, "100+1000"].flatMap((size) =>
                [0, 50, 150].map((latency) => `${typeof size === "number" ? `${size}+0` : size} ${latency}`),
            ),
        );
        expect(plan.every(({ runs, contestants }) => runs === 5 && contestants.length === 3)).to.equal(true);
    });
});
