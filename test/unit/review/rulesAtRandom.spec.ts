/** Any change to any groups, and what the rules must find in it by their own words alone. */
import { expect } from "chai";
import fc from "fast-check";
import type { Finding, PicturedGroup } from "../../../review/review";
import { defaultRuleSettings } from "../../../review/ruleSettings";
import { findingsOf } from "../../../review/rules";
import { group } from "./pictures";

const seed = 20261125;

/** The rules that look at one group at one moment, told a second time, as simply as can be. */
const broken: Readonly<Record<string, (group: PicturedGroup) => boolean>> = {
    "applications-without-connectors": (group) => group.applications.length > 0 && activeIn(group) === 0,
    "fewer-than-two-active-connectors": (group) => group.applications.length > 0 && activeIn(group) === 1,
    "application-on-default-group": (group) => group.applications.length > 0 && group.isDefault,
    "unknown-region": ({ region }) => region === "mars",
};

function activeIn({ connectors }: PicturedGroup): number {
    return connectors.filter(({ status }) => status === "active").length;
}

const someOf = (...names: readonly string[]) => fc.subarray([...names]);
const picture = fc.record(
    {
        active: someOf("c1", "c2", "c3"),
        others: fc.dictionary(fc.constantFrom("d1", "d2"), fc.constantFrom("inactive", "lost", undefined)),
        applications: someOf("a1", "a2", "a3"),
        region: fc.constantFrom("eur", "mars"),
    },
    { requiredKeys: [] },
);
const groupOf = (id: string) =>
    picture.map((content) => group(`Group ${id}`, { ...content, id, isDefault: id === "0" }));
const groups = fc
    .tuple(...["0", "1", "2", "new:a"].map((id) => fc.option(groupOf(id), { nil: undefined })))
    .map((some) => some.filter((one) => one !== undefined));
const existing = groups.map((some) => some.filter(({ id }) => !id.startsWith("new:")));
const successors = fc.constantFrom(new Map<string, string>(), new Map([["1", "new:a"]]), new Map([["1", "2"]]));

interface Case {
    readonly before: readonly PicturedGroup[];
    readonly after: readonly PicturedGroup[];
    readonly successors: ReadonlyMap<string, string>;
}

const changes: fc.Arbitrary<Case> = fc.record({ before: existing, after: groups, successors });

function findings({ before, after, successors }: Case): readonly Finding[] {
    return findingsOf(before, after, defaultRuleSettings, { successors, deleted: new Set(), tenant: [] });
}

function check(property: (change: Case) => void): void {
    fc.assert(fc.property(changes, property), { seed, numRuns: 500 });
}

describe("whatever a change does, the rules", () => {
    it("find each group that will be broken, once by each rule that it breaks, and no other", () => {
        check((change) => {
            const found = findings(change)
                .filter(({ standing }) => standing !== "mended")
                .map(({ rule, group }) => `${rule} ${group.id}`);
            const expected = Object.entries(broken).flatMap(([rule, isBroken]) =>
                change.after.filter(isBroken).map(({ id }) => `${rule} ${id}`),
            );

            expect(found).to.have.members(expected);
        });
    });

    it("call mended only what was broken, and is so no longer under its own id nor its successor's", () => {
        check((change) => {
            for (const { rule, group } of findings(change).filter(({ standing }) => standing === "mended")) {
                const isBroken = broken[rule] ?? (() => true);
                const heirs = [group.id, change.successors.get(group.id)];

                expect(change.before.filter(isBroken).map(({ id }) => id)).to.include(group.id);
                expect(change.after.filter(({ id }) => heirs.includes(id)).filter(isBroken)).to.deep.equal([]);
            }
        });
    });

    it("call new what no group before it had, and nothing where nothing changes", () => {
        check((change) => {
            for (const { rule, group, standing } of findings(change)) {
                const predecessors = change.before.filter(
                    ({ id }) => id === group.id || change.successors.get(id) === group.id,
                );
                if (standing === "former") {
                    expect(predecessors.some((one) => one.applications.length > 0 || broken[rule]?.(one))).to.equal(
                        true,
                    );
                }
                if (standing !== "mended" && predecessors.length === 0) {
                    expect(standing).to.equal("new");
                }
            }
            const unchanged = { ...change, after: change.before, successors: new Map() };
            expect(findings(unchanged).filter(({ standing }) => standing !== "former")).to.deep.equal([]);
        });
    });

    it("say the same whatever the order of the groups, and nothing twice", () => {
        check((change) => {
            const found = findings(change);
            const reversed = { ...change, before: change.before.toReversed(), after: change.after.toReversed() };

            expect(findings(reversed)).to.deep.equal(found);
            expect(new Set(found.map(({ sentence, standing }) => `${standing} ${sentence}`)).size).to.equal(
                found.length,
            );
        });
    });
});
