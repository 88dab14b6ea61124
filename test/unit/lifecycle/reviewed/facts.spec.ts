import { expect } from "chai";
import { type Fact, fingerprintOf, saysTheSame } from "../../../../provider/lifecycle/reviewed/facts";

const group: Fact = { kind: "group", id: "g1", value: { name: "Frankfurt", region: "eur", isDefault: false } };
const connectors: Fact = {
    kind: "connectors",
    id: "g1",
    value: [
        { id: "c1", name: "fra-1", status: "active" },
        { id: "c2", name: "fra-2", status: "inactive" },
    ],
};
const applications: Fact = {
    kind: "applications",
    id: "g1",
    value: [
        { id: "a1", name: "Payroll" },
        { id: "a2", name: "Wiki" },
    ],
};
const connector: Fact = { kind: "connector", id: "c1", value: { id: "g1", name: "Frankfurt" } };
const application: Fact = { kind: "application", id: "a1", value: { id: "g1", name: "Frankfurt" } };
const name: Fact = { kind: "name", id: "Frankfurt", value: [{ id: "g1", name: "Frankfurt" }] };
const successors: Fact = { kind: "successors", id: "g1", value: [] };
const defaultGroup: Fact = { kind: "defaultGroup", id: "default", value: { id: "g0", name: "Default" } };

/** What changes a verdict, or may. */
const others: ReadonlyArray<readonly [string, Fact, Fact]> = [
    ["a group's name", group, { ...group, value: { name: "frankfurt", region: "eur", isDefault: false } }],
    ["a group's region", group, { ...group, value: { name: "Frankfurt", region: "nam", isDefault: false } }],
    ["the loss of a region", group, { ...group, value: { name: "Frankfurt", isDefault: false } }],
    [
        "which group is the default one",
        group,
        { ...group, value: { name: "Frankfurt", region: "eur", isDefault: true } },
    ],
    ["a group that is gone", group, { ...group, value: null }],
    [
        "a connector's status",
        connectors,
        { ...connectors, value: connectors.value.map((one) => ({ ...one, status: "active" })) },
    ],
    ["one connector more", connectors, { ...connectors, value: [...connectors.value, { id: "c3", name: "fra-3" }] }],
    ["one connector less", connectors, { ...connectors, value: connectors.value.slice(1) }],
    ["one application less", applications, { ...applications, value: applications.value.slice(1) }],
    ["a connector's group", connector, { ...connector, value: { id: "g2", name: "Frankfurt" } }],
    ["a connector that is gone", connector, { ...connector, value: null }],
    ["an application's group", application, { ...application, value: { id: "g2", name: "Frankfurt" } }],
    ["an application that is not published any more", application, { ...application, value: null }],
    ["who bears a name", name, { ...name, value: [] }],
    ["a successor", successors, { ...successors, value: [{ id: "g2", name: "Frankfurt [replaces g1]" }] }],
    ["the default group", defaultGroup, { ...defaultGroup, value: { id: "g9", name: "Default" } }],
];

/** What changes none. */
const same: ReadonlyArray<readonly [string, Fact, Fact]> = [
    ["the case of a region", group, { ...group, value: { name: "Frankfurt", region: "EUR", isDefault: false } }],
    ["the case of ids", connector, { ...connector, id: "C1", value: { id: "G1", name: "Frankfurt" } }],
    ["the order of a list", connectors, { ...connectors, value: [...connectors.value].reverse() }],
    [
        "the names of connectors",
        connectors,
        { ...connectors, value: connectors.value.map((one) => ({ ...one, name: "x" })) },
    ],
    [
        "the names of applications",
        applications,
        { ...applications, value: applications.value.map((one) => ({ ...one, name: "x" })) },
    ],
];

describe("two readings of a fact", () => {
    for (const [what, one, other] of others) {
        it(`say something else for ${what}, and have another fingerprint`, () => {
            expect(saysTheSame(one, other)).to.equal(false);
            expect(fingerprintOf([one])).to.not.equal(fingerprintOf([other]));
        });
    }

    for (const [what, one, other] of same) {
        it(`say the same whatever ${what}, and have one fingerprint`, () => {
            expect(saysTheSame(one, other)).to.equal(true);
            expect(fingerprintOf([one])).to.equal(fingerprintOf([other]));
        });
    }
});

describe("the fingerprint of facts", () => {
    const all = [group, connectors, applications, connector, application, name, successors, defaultGroup];

    it("is the same in whichever order they stand", () => {
        expect(fingerprintOf([...all].reverse())).to.equal(fingerprintOf(all));
    });

    it("is another one with any of them left out", () => {
        const without = all.map((left) => fingerprintOf(all.filter((fact) => fact !== left)));
        expect(new Set([...without, fingerprintOf(all)])).to.have.length(all.length + 1);
    });

    it("tells what is called the same and is of another kind", () => {
        const both: readonly Fact[] = [
            { kind: "connector", id: "x", value: null },
            { kind: "application", id: "x", value: null },
        ];
        expect(new Set(both.map((fact) => fingerprintOf([fact])))).to.have.length(2);
    });

    it("is sixty-four hexadecimal digits, also of no facts", () => {
        expect(fingerprintOf([])).to.match(/^[0-9a-f]{64}$/);
    });
});
