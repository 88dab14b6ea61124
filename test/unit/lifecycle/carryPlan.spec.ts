import { expect } from "chai";
import fc from "fast-check";
import type { Application, Connector } from "../../../provider/graph/types";
import {
    activeAmong,
    after,
    type Facts,
    nextStep,
    type Source,
    type Step,
} from "../../../provider/lifecycle/carry/plan";

const connector = (id: string, status: string): Connector => ({ id, machineName: id, status });
const application = (id: string): Application => ({ id, displayName: id });

/** Up to three groups that are replaced, a successor that holds something already, and perhaps a connector between. */
const anyFacts: fc.Arbitrary<Facts> = fc
    .record({
        sources: fc.array(
            fc.record({ statuses: fc.array(anyStatus(), { maxLength: 5 }), applications: fc.nat({ max: 5 }) }),
            { minLength: 1, maxLength: 3 },
        ),
        arrived: fc.array(anyStatus(), { maxLength: 3 }),
        parked: fc.option(anyStatus(), { nil: undefined }),
    })
    .map(({ sources, arrived, parked }) => ({
        sources: sources.map(({ statuses, applications }, s) => ({
            id: `source${s}`,
            connectors: statuses.map((status, n) => connector(`s${s}c${n}`, status)),
            applications: Array.from({ length: applications }, (_, n) => application(`s${s}a${n}`)),
        })),
        arrived: arrived.map((status, n) => connector(`arrived${n}`, status)),
        ...(parked !== undefined && { parked: connector("parked", parked) }),
    }));

function anyStatus(): fc.Arbitrary<string> {
    return fc.constantFrom("active", "inactive");
}

/** Every state on the way, the first and the last included, with the step that led there. */
function carried(start: Facts): ReadonlyArray<{ readonly facts: Facts; readonly step?: Step }> {
    const way: { facts: Facts; step?: Step }[] = [{ facts: start }];
    for (let facts = start, step = nextStep(facts); step; step = nextStep(facts)) {
        facts = after(facts, step);
        way.push({ facts, step });
        expect(way.length, "the carry does not end").to.be.lessThan(1 + 2 * everythingIn(start).length + 1);
    }
    return way;
}

function everythingIn({ sources, arrived, parked }: Facts): readonly string[] {
    return [
        ...sources.flatMap(({ connectors, applications }) => [...connectors, ...applications]),
        ...arrived,
        ...(parked ? [parked] : []),
    ].map(({ id }) => id);
}

/** The applications that point at a group without an active connector, when `gone` is in no group for the moment. */
function stranded(sources: readonly Source[], gone?: string): readonly string[] {
    return sources
        .filter(({ connectors }) => activeAmong(connectors).every(({ id }) => id === gone))
        .flatMap(({ applications }) => applications.map(({ id }) => id));
}

describe("the plan of a carry", () => {
    it("ends with nothing left on the groups that are replaced, and loses nothing", () => {
        fc.assert(
            fc.property(anyFacts, (start) => {
                const end = carried(start).at(-1)?.facts ?? start;
                const connectorsAtStart = everythingIn({ ...start, sources: start.sources.map(withoutApplications) });
                expect(
                    end.sources.flatMap(({ connectors, applications }) => [...connectors, ...applications]),
                ).to.deep.equal([]);
                expect(end.parked).to.equal(undefined);
                expect(end.arrived.map(({ id }) => id)).to.have.members(connectorsAtStart);
                const assigned = carried(start).flatMap(({ step }) =>
                    step?.kind === "assign" && step.to === "successor" ? [step.application.id] : [],
                );
                expect(assigned).to.have.members(
                    start.sources.flatMap(({ applications }) => applications.map(({ id }) => id)),
                );
            }),
        );
    });

    it("is the same from wherever it is taken up again", () => {
        fc.assert(
            fc.property(anyFacts, fc.nat(), (start, stop) => {
                const way = carried(start);
                const index = stop % way.length;
                const stoppedAt = way[index]?.facts ?? start;
                expect(
                    carried(stoppedAt)
                        .slice(1)
                        .map(({ step }) => step),
                ).to.deep.equal(way.slice(index + 1).map(({ step }) => step));
            }),
        );
    });

    it("strands no application that was served, where two active connectors are on its group", () => {
        fc.assert(
            fc.property(anyFacts, (start) => {
                const [only] = start.sources;
                fc.pre(start.sources.length === 1 && only !== undefined && activeAmong(only.connectors).length >= 2);
                for (const { facts, step } of carried(start)) {
                    expect(stranded(facts.sources)).to.deep.equal([]);
                    if (step?.kind === "assign") {
                        expect(activeAmong(facts.arrived)).to.not.deep.equal([]);
                    }
                }
            }),
        );
    });

    it("strands no application that was served, where two active connectors are anywhere, not even between two hops", () => {
        fc.assert(
            fc.property(anyFacts, (start) => {
                const served = start.sources.filter(({ connectors }) => activeAmong(connectors).length > 0);
                const active = activeAmong([
                    ...start.sources.flatMap(({ connectors }) => connectors),
                    ...start.arrived,
                ]);
                fc.pre(active.length >= 2);
                const watched = new Set(served.flatMap(({ applications }) => applications.map(({ id }) => id)));
                const way = carried(start);
                for (const [n, { facts, step }] of way.entries()) {
                    const before = way[n - 1]?.facts ?? start;
                    const moving = step?.kind === "move" ? step.connector.id : undefined;
                    for (const id of [...stranded(before.sources, moving), ...stranded(facts.sources)]) {
                        expect(watched.has(id), `${id} is stranded by ${JSON.stringify(step)}`).to.equal(false);
                    }
                    if (step?.kind === "assign" && step.to === "successor" && watched.has(step.application.id)) {
                        expect(activeAmong(facts.arrived)).to.not.deep.equal([]);
                    }
                }
            }),
        );
    });

    it("moves the last active connector before its applications where there is no other", () => {
        const start: Facts = {
            sources: [{ id: "s", connectors: [connector("c", "active")], applications: [application("a")] }],
            arrived: [],
        };
        expect(
            carried(start)
                .slice(1)
                .map(({ step }) => step?.kind),
        ).to.deep.equal(["move", "assign"]);
    });

    it("gives a connector that is between two groups to the successor first of all", () => {
        const start: Facts = {
            sources: [{ id: "s", connectors: [connector("c", "active"), connector("d", "active")], applications: [] }],
            arrived: [],
            parked: connector("p", "active"),
        };
        expect(nextStep(start)).to.deep.include({ kind: "fetch" });
    });
});

function withoutApplications(source: Source): Source {
    return { ...source, applications: [] };
}
