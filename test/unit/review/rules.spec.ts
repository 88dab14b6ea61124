import { expect } from "chai";
import type { PicturedGroup } from "../../../review/review";
import { parseRuleSettings } from "../../../review/ruleSettings";
import { type ChangeContext, findingsOf } from "../../../review/rules";
import { group } from "./pictures";

interface Change {
    readonly before?: readonly PicturedGroup[];
    readonly after?: readonly PicturedGroup[];
    /** What the file of rules says. */
    readonly rules?: Readonly<Record<string, unknown>>;
    readonly context?: Partial<ChangeContext>;
}

function findings({ before = [], after = [], rules = {}, context = {} }: Change) {
    const settings = parseRuleSettings(JSON.stringify({ rules }), "rules.json");
    return findingsOf(before, after, settings, { successors: new Map(), deleted: new Set(), tenant: [], ...context });
}

/** `new error unknown-region mars-base`: what is found, without its words. */
function found(change: Change): readonly string[] {
    return findings(change).map(({ standing, level, rule, group }) => `${standing} ${level} ${rule} ${group.name}`);
}

function sentences(change: Change): readonly string[] {
    return findings(change).map(({ sentence }) => sentence);
}

const two = ["fra-1", "fra-2"];

describe("the rules of a review", () => {
    it("find nothing in two active connectors with an application, nor in an empty group", () => {
        const sound = [group("Frankfurt", { active: two, applications: ["Payroll"], region: "eur" }), group("Empty")];

        expect(found({ before: sound, after: sound })).to.deep.equal([]);
        expect(found({ after: sound })).to.deep.equal([]);
        expect(found({ before: sound })).to.deep.equal([]);
    });

    it("tell what the change breaks first, then what was broken before, then what it mends, errors first in each", () => {
        const before = [
            group("A", { region: "mars" }),
            group("B", { active: two, applications: ["Payroll"] }),
            group("C", { active: ["c-1"], applications: ["Wiki"] }),
            group("D", { region: "venus" }),
            group("E", { active: two, applications: ["CRM"] }),
        ];
        const after = [
            group("E", { applications: ["CRM"] }),
            group("D", { region: "eur" }),
            group("C", { active: ["c-1"], applications: ["Wiki"] }),
            group("B", { active: ["b-1"], applications: ["Payroll"] }),
            group("A", { region: "mars" }),
        ];

        expect(found({ before, after })).to.deep.equal([
            "new error applications-without-connectors E",
            "new warning fewer-than-two-active-connectors B",
            "former warning fewer-than-two-active-connectors C",
            "former warning unknown-region A",
            "mended warning unknown-region D",
        ]);
    });

    it("put what is an error in front of what is a warning, whichever rule it is of", () => {
        const after = [group("A", { region: "mars", active: ["x"], applications: ["Payroll"] })];

        expect(found({ after, rules: { "unknown-region": "error" } })).to.deep.equal([
            "new error unknown-region A",
            "new warning fewer-than-two-active-connectors A",
        ]);
    });

    it("find the same, in the same order, whatever the order of the groups", () => {
        const before = [group("A", { region: "mars" }), group("B", { region: "moon" })];
        const after = ["C", "B", "A"].map((name) => group(name, { active: ["x"], applications: ["Payroll"] }));

        expect(findings({ before, after })).to.deep.equal(
            findings({ before: before.toReversed(), after: after.toReversed() }),
        );
    });

    it("know a group again that the change renames, and name it as it is afterwards", () => {
        const was = group("Old", { id: "1", active: ["x"], applications: ["Payroll"] });
        const is = group("New", { id: "1", active: ["x"], applications: ["Payroll"] });

        expect(found({ before: [was], after: [is] })).to.deep.equal([
            "former warning fewer-than-two-active-connectors New",
        ]);
    });

    it("know a group again whose id is spelt in another case", () => {
        const was = group("A", { id: "ABC-1", region: "mars" });
        const is = group("A", { id: "abc-1", region: "mars" });

        expect(found({ before: [was], after: [is] })).to.deep.equal(["former warning unknown-region A"]);
    });

    it("name a source on Microsoft's pages for each finding", () => {
        const all = findings({
            after: [
                group("A", { region: "mars", applications: ["Payroll"] }),
                group("B", { isDefault: true, active: ["x"], applications: ["Wiki"] }),
            ],
        });

        expect(all).to.have.length(4);
        for (const { source } of all) {
            expect(source).to.match(/^https:\/\/learn\.microsoft\.com\/en-us\//);
        }
    });
});

describe("a group that is replaced", () => {
    const context = { successors: new Map([["1", "new:site"]]), deleted: new Set(["1"]) };
    const weak = { active: ["x"], applications: ["Payroll"] };

    it("and its successor are the same to the rules: neither a deletion nor anything new", () => {
        const before = [group("A", { id: "1", region: "mars", ...weak })];
        const after = [group("A", { id: "new:site", region: "eur", ...weak })];
        const rules = { "occupied-group-deleted": { level: "error", evenIfEmptiedFirst: true } };

        expect(found({ before, after, rules, context })).to.deep.equal([
            "former warning fewer-than-two-active-connectors A",
            "mended warning unknown-region A",
        ]);
    });

    it("breaks a rule where its successor is worse off", () => {
        const before = [group("A", { id: "1", active: two, applications: ["Payroll"] })];
        const after = [group("A", { id: "new:site", ...weak })];

        expect(found({ before, after, context })).to.deep.equal(["new warning fewer-than-two-active-connectors A"]);
    });

    it("that stays beside its successor is mended where neither of them is broken, and not before", () => {
        const was = group("A", { id: "1", ...weak });
        const left = group("A", { id: "1" });

        expect(found({ before: [was], after: [left, group("A", { id: "new:site", ...weak })], context })).to.deep.equal(
            ["former warning fewer-than-two-active-connectors A"],
        );
        expect(found({ before: [was], after: [left, group("A", { id: "new:site" })], context })).to.deep.equal([
            "mended warning fewer-than-two-active-connectors A",
        ]);
    });

    it("hands what was wrong with it to the one successor of several groups", () => {
        const before = [group("A", { id: "1", ...weak }), group("A", { id: "2", applications: ["Wiki"] })];
        const after = [group("A", { id: "3", active: ["x"], applications: ["Payroll", "Wiki"] })];
        const several = {
            successors: new Map([
                ["1", "3"],
                ["2", "3"],
            ]),
        };

        expect(found({ before, after, context: several })).to.deep.equal([
            "former warning fewer-than-two-active-connectors A",
            "mended error applications-without-connectors A",
        ]);
    });

    it("keeps apart successors whose resources differ in case alone", () => {
        const before = [group("A", { id: "1", region: "mars" })];
        const after = [group("A", { id: "new:site", region: "mars" }), group("B", { id: "new:Site", region: "mars" })];

        expect(found({ before, after, context })).to.deep.equal([
            "new warning unknown-region B",
            "former warning unknown-region A",
        ]);
    });
});

describe("fewer-than-two-active-connectors and applications-without-connectors", () => {
    const only = (standing: string, rule: "fewer" | "without") =>
        rule === "fewer"
            ? `${standing} warning fewer-than-two-active-connectors A`
            : `${standing} error applications-without-connectors A`;
    const standings: readonly (readonly [from: number, to: number, expected: readonly string[]])[] = [
        [0, 0, [only("former", "without")]],
        [0, 1, [only("former", "fewer"), only("mended", "without")]],
        [0, 2, [only("mended", "without")]],
        [1, 0, [only("new", "without")]],
        [1, 1, [only("former", "fewer")]],
        [1, 2, [only("mended", "fewer")]],
        [2, 0, [only("new", "without")]],
        [2, 1, [only("new", "fewer")]],
        [2, 2, []],
        [3, 2, []],
    ];
    const served = (count: number, applications: readonly string[] = ["Payroll"]) =>
        group("A", { active: ["a", "b", "c"].slice(0, count), applications });

    for (const [from, to, expected] of standings) {
        it(`say of ${from} active connectors that become ${to}: ${expected.join(" and ") || "nothing"}`, () => {
            expect(found({ before: [served(from)], after: [served(to)] })).to.deep.equal(expected);
        });
    }

    it("say nothing of connectors while the group has no applications, and speak up with the first one", () => {
        for (const count of [0, 1]) {
            const idle = served(count, []);

            expect(found({ before: [idle], after: [idle] })).to.deep.equal([]);
            expect(found({ before: [idle], after: [served(count)] })).to.deep.equal([
                only("new", count === 0 ? "without" : "fewer"),
            ]);
            expect(found({ before: [served(count)], after: [idle] })).to.deep.equal([
                only("mended", count === 0 ? "without" : "fewer"),
            ]);
            expect(found({ after: [served(count)] })).to.deep.equal([only("new", count === 0 ? "without" : "fewer")]);
        }
    });

    it("call one more application worse, and one fewer not", () => {
        for (const [count, rule] of [
            [0, "without"],
            [1, "fewer"],
        ] as const) {
            const [few, many] = [served(count, ["Payroll"]), served(count, ["Payroll", "Wiki"])];

            expect(found({ before: [few], after: [many] })).to.deep.equal([only("new", rule)]);
            expect(found({ before: [many], after: [few] })).to.deep.equal([only("former", rule)]);
            expect(sentences({ before: [few], after: [many] })[0]).to.match(
                /the change adds 1 application \(Wiki\)\.$/,
            );
        }
    });

    it("call another application in the place of one worse", () => {
        const change = { before: [served(1, ["Payroll"])], after: [served(1, ["Wiki"])] };

        expect(found(change)).to.deep.equal([only("new", "fewer")]);
    });

    it("count active connectors alone: neither inactive ones, nor any whose status is unknown or missing", () => {
        const statuses = { b: "inactive", c: "Active", d: "degraded", e: undefined, f: "" };

        const change = { after: [group("A", { active: ["a"], others: statuses, applications: ["Payroll"] })] };
        expect(found(change)).to.deep.equal([only("new", "fewer")]);
        expect(found({ after: [group("A", { others: statuses, applications: ["Payroll"] })] })).to.deep.equal([
            only("new", "without"),
        ]);
    });

    it("take the loss of a connector to inactivity like its departure", () => {
        const before = [served(2)];
        const after = [group("A", { active: ["a"], others: { b: "inactive" }, applications: ["Payroll"] })];

        expect(found({ before, after })).to.deep.equal([only("new", "fewer")]);
    });

    it("leave no group without a connector unsaid where one of the two is off", () => {
        const change = { before: [served(1)], after: [served(0)] };

        expect(found({ ...change, rules: { "applications-without-connectors": "off" } })).to.deep.equal([
            only("new", "fewer"),
        ]);
        expect(found({ ...change, rules: { "fewer-than-two-active-connectors": "off" } })).to.deep.equal([
            only("new", "without"),
        ]);
    });

    it("say once that nobody serves what several groups hand to one, where one of them was served", () => {
        const before = [
            group("A", { id: "1", active: ["x"], applications: ["Payroll"] }),
            group("B", { id: "2", applications: ["Wiki"] }),
        ];
        const after = [group("A", { id: "3", applications: ["Payroll", "Wiki"] })];
        const successors = new Map([
            ["1", "3"],
            ["2", "3"],
        ]);

        expect(found({ before, after, context: { successors } })).to.deep.equal([only("new", "without")]);
    });

    it("name the group, the connectors and the applications", () => {
        const after = [
            group("One", { active: ["fra-1"], others: { "fra-2": "inactive" }, applications: ["Payroll", "Wiki"] }),
            group("None", { others: { "muc-1": "inactive" }, applications: ["CRM"] }),
            group("Bare", { applications: ["CRM"] }),
        ];

        expect(sentences({ after })).to.have.members([
            'Connector group "One" serves 2 applications (Payroll, Wiki) with one active connector alone (fra-1). ' +
                "Not active: 1 connector (fra-2 [inactive]).",
            'Connector group "None" has no active connector for 1 application (CRM), which nobody serves. ' +
                "Not active: 1 connector (muc-1 [inactive]).",
            'Connector group "Bare" has no active connector for 1 application (CRM), which nobody serves.',
        ]);
        expect(sentences({ before: after })).to.have.members([
            'Connector group "One" served 2 applications (Payroll, Wiki) with one active connector alone (fra-1).',
            'Connector group "None" had no active connector for 1 application (CRM), which nobody served.',
            'Connector group "Bare" had no active connector for 1 application (CRM), which nobody served.',
        ]);
    });

    it("name five applications and count the rest", () => {
        const applications = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];

        expect(sentences({ after: [group("A", { applications })] })[0]).to.contain(
            "7 applications (a1, a2, a3, a4, a5 and 2 more)",
        );
    });
});

describe("application-on-default-group", () => {
    const standard = (applications: readonly string[]) =>
        group("Default", { isDefault: true, active: two, applications });

    it("finds applications on the default group alone, and calls more of them worse", () => {
        const on = (from: readonly string[], to: readonly string[]) =>
            found({ before: [standard(from)], after: [standard(to)] });

        expect(on([], [])).to.deep.equal([]);
        expect(on([], ["Payroll"])).to.deep.equal(["new warning application-on-default-group Default"]);
        expect(on(["Payroll"], ["Payroll"])).to.deep.equal(["former warning application-on-default-group Default"]);
        expect(on(["Payroll"], ["Payroll", "Wiki"])).to.deep.equal([
            "new warning application-on-default-group Default",
        ]);
        expect(on(["Payroll", "Wiki"], ["Wiki"])).to.deep.equal([
            "former warning application-on-default-group Default",
        ]);
        expect(on(["Payroll"], ["Wiki"])).to.deep.equal(["new warning application-on-default-group Default"]);
        expect(on(["Payroll"], [])).to.deep.equal(["mended warning application-on-default-group Default"]);
        expect(found({ after: [group("A", { active: two, applications: ["Payroll"] })] })).to.deep.equal([]);
    });

    it("names the one that the change adds, however many there are", () => {
        const many = ["a1", "a2", "a3", "a4", "a5", "a6"];

        expect(sentences({ before: [standard(many)], after: [standard([...many, "Payroll"])] })).to.deep.equal([
            'The default group "Default" serves 7 applications (a1, a2, a3, a4, a5 and 2 more): newly installed ' +
                "connectors carry that traffic at once. Of these, the change adds 1 application (Payroll).",
        ]);
    });
});

describe("occupied-group-deleted", () => {
    const deleted = { deleted: new Set(["a"]) };
    const inUse = group("A", { active: two, applications: ["Payroll"] });
    const inOneGo = { "occupied-group-deleted": { level: "error", evenIfEmptiedFirst: true } };
    const error = ["new error occupied-group-deleted A"];

    it("finds a group that still holds something when it is to be deleted, be it an inactive connector alone", () => {
        const idle = group("A", { others: { x: "inactive" } });

        expect(found({ before: [inUse], after: [inUse], context: deleted })).to.deep.equal(error);
        expect(found({ before: [idle], after: [idle], context: deleted })).to.deep.equal(error);
        expect(sentences({ before: [inUse], after: [idle], context: deleted })).to.deep.equal([
            'Connector group "A" is deleted while 1 connector (x [inactive]) and 0 applications are on it.',
        ]);
    });

    it("lets an empty group go, and one that the change empties, unless it is told otherwise", () => {
        expect(found({ before: [group("A")], context: deleted, rules: inOneGo })).to.deep.equal([]);
        expect(found({ before: [group("A")], after: [group("A")], context: deleted })).to.deep.equal([]);
        expect(found({ before: [inUse], context: deleted })).to.deep.equal([]);
        expect(sentences({ before: [inUse], context: deleted, rules: inOneGo })).to.deep.equal([
            'Connector group "A" is deleted in the same change that takes 2 connectors (fra-1, fra-2) and ' +
                "1 application (Payroll) off it.",
        ]);
    });

    it("says of a group that is still occupied no more than that, if it is told of emptied ones, too", () => {
        expect(found({ before: [inUse], after: [inUse], context: deleted, rules: inOneGo })).to.deep.equal(error);
    });

    it("says nothing of an occupied group that is not deleted, nor of the default group, which stays", () => {
        const standard = group("Default", { isDefault: true, active: two });

        expect(found({ before: [inUse], after: [inUse] })).to.deep.equal([]);
        expect(
            found({
                before: [standard],
                after: [standard],
                context: { deleted: new Set(["default"]) },
                rules: inOneGo,
            }),
        ).to.deep.equal([]);
    });

    it("knows the group by its id in any case", () => {
        expect(found({ before: [inUse], after: [inUse], context: { deleted: new Set(["A"]) } })).to.deep.equal(error);
    });
});

describe("unknown-region", () => {
    const regions = (from: string | undefined, to: string | undefined) => {
        const at = (region: string | undefined) => group("A", region === undefined ? {} : { region });
        return found({ before: [at(from)], after: [at(to)] });
    };

    it("takes the documented regions and Japan in any case, and no region at all", () => {
        for (const region of ["nam", "eur", "aus", "asia", "ind", "Japan", "EUR", undefined]) {
            expect(regions(undefined, region)).to.deep.equal([]);
        }
    });

    it("finds others, and takes one for another as broken anew", () => {
        expect(regions("eur", "mars")).to.deep.equal(["new warning unknown-region A"]);
        expect(regions("mars", "Mars")).to.deep.equal(["former warning unknown-region A"]);
        expect(regions("mars", "moon")).to.deep.equal(["new warning unknown-region A"]);
        expect(regions("mars", "eur")).to.deep.equal(["mended warning unknown-region A"]);
        expect(regions("eur", "unknownFutureValue")).to.deep.equal(["new warning unknown-region A"]);
    });

    it("names the regions that are known", () => {
        expect(sentences({ after: [group("A", { region: "mars" })] })).to.deep.equal([
            'Connector group "A" is in region mars, which is none of the known ones (nam, eur, aus, asia, ind, japan).',
        ]);
    });
});

describe("region-differs-from-neighbours", () => {
    const rules = { "region-differs-from-neighbours": { level: "warning", pattern: "^(?:prod|test)-([a-z]+)-" } };
    const at = (name: string, region: string | undefined, id = name.toLowerCase()) =>
        group(name, { id, ...(region !== undefined && { region }) });
    const regions = (
        before: readonly PicturedGroup[],
        after: readonly PicturedGroup[],
        context: Partial<ChangeContext> = {},
    ) => found({ before, after, rules, context });
    const odd = (standing: string, name: string) => `${standing} warning region-differs-from-neighbours ${name}`;

    it("is off by default", () => {
        expect(found({ after: [at("prod-fra-1", "eur"), at("prod-fra-2", "nam")] })).to.deep.equal([]);
    });

    it("finds the group that is in another region than most of those of its site", () => {
        const site = [at("prod-fra-1", "eur"), at("prod-fra-2", "eur")];

        expect(regions(site, [...site, at("test-fra-3", "nam")])).to.deep.equal([odd("new", "test-fra-3")]);
        expect(sentences({ before: site, after: [...site, at("test-fra-3", "nam")], rules })).to.deep.equal([
            'Connector group "test-fra-3" is in region nam, unlike 2 neighbours (prod-fra-1, prod-fra-2) in eur; ' +
                '"fra" is common to their names.',
        ]);
    });

    it("compares regions and what is captured without regard to case, and leaves other sites and names alone", () => {
        const wide = { "region-differs-from-neighbours": { level: "warning", pattern: "-([A-Za-z]+)-" } };

        expect(found({ after: [at("a-FRA-1", "EUR"), at("a-fra-2", "eur")], rules: wide })).to.deep.equal([]);
        expect(
            found({ after: [at("a-FRA-1", "eur"), at("a-FRA-2", "EUR"), at("a-fra-3", "nam")], rules: wide }),
        ).to.deep.equal([odd("new", "a-fra-3")]);
        expect(regions([], [at("prod-fra-1", "eur"), at("prod-muc-1", "nam"), at("Other", "asia")])).to.deep.equal([]);
    });

    it("looks at groups that the change does not touch, but judges none of them", () => {
        const tenant = [at("prod-fra-1", "eur"), at("prod-fra-2", "eur"), at("prod-fra-9", "asia")];

        expect(regions([], [at("prod-fra-3", "nam")], { tenant })).to.deep.equal([odd("new", "prod-fra-3")]);
    });

    it("blames the group that the change moves, where two disagree", () => {
        const [one, other] = [at("prod-fra-1", "eur"), at("prod-fra-2", "eur")];

        for (const region of ["asia", "nam"]) {
            expect(regions([one], [at("prod-fra-1", region)], { tenant: [one, other] })).to.deep.equal([
                odd("new", "prod-fra-1"),
            ]);
            expect(regions([one, other], [one, at("prod-fra-2", region)])).to.deep.equal([odd("new", "prod-fra-2")]);
        }
    });

    it("blames it also for what it was before", () => {
        const [right, wrong] = [at("prod-fra-2", "eur"), at("prod-fra-1", "asia")];

        expect(regions([wrong, right], [at("prod-fra-1", "eur"), right])).to.deep.equal([odd("mended", "prod-fra-1")]);
    });

    it("names neighbours in the order of their names, whatever the order of the groups", () => {
        const after = ["prod-fra-1", "prod-fra-2", "prod-fra-3"].map((name) => at(name, "eur"));

        for (const order of [after, after.toReversed()]) {
            expect(sentences({ after: [...order, at("prod-fra-4", "nam")], rules })[0]).to.contain(
                "3 neighbours (prod-fra-1, prod-fra-2, prod-fra-3)",
            );
        }
    });

    it("says once that two new groups disagree", () => {
        expect(regions([], [at("prod-fra-1", "nam"), at("prod-fra-2", "eur")])).to.have.length(1);
    });

    it("tells a group that was wrong before from one that moves from one wrong region to another", () => {
        const tenant = [at("prod-fra-1", "eur"), at("prod-fra-2", "eur")];
        const move = (from: string, to: string) =>
            regions([at("prod-fra-3", from)], [at("prod-fra-3", to)], { tenant });

        expect(move("nam", "nam")).to.deep.equal([odd("former", "prod-fra-3")]);
        expect(move("nam", "asia")).to.deep.equal([odd("new", "prod-fra-3")]);
        expect(move("nam", "eur")).to.deep.equal([odd("mended", "prod-fra-3")]);
        expect(move("eur", "nam")).to.deep.equal([odd("new", "prod-fra-3")]);
    });

    it("counts a group that is replaced once, in the region of its successor", () => {
        const tenant = [at("prod-fra-1", "eur"), at("prod-fra-2", "eur"), at("prod-fra-3", "eur")];
        const context = {
            tenant,
            successors: new Map([
                ["prod-fra-1", "new:a"],
                ["prod-fra-2", "new:b"],
            ]),
        };
        const moved = [at("prod-fra-1", "nam", "new:a"), at("prod-fra-2", "nam", "new:b")];

        expect(regions(tenant.slice(0, 2), moved, context)).to.deep.equal([]);
    });

    it("counts a group no longer that is deleted", () => {
        const [one, other] = [at("prod-fra-1", "eur"), at("prod-fra-2", "eur")];
        const change = regions([one, other], [at("prod-fra-3", "nam")], { deleted: new Set([one.id, other.id]) });

        expect(change).to.deep.equal([]);
    });

    it("leaves groups out whose region is not known", () => {
        expect(regions([], [at("prod-fra-1", undefined), at("prod-fra-2", "eur")])).to.deep.equal([]);
        expect(regions([], [at("prod-fra-1", undefined), at("prod-fra-2", undefined)])).to.deep.equal([]);
    });

    it("takes a name for what it is without the mark of a replacement", () => {
        const pattern = { "region-differs-from-neighbours": { level: "warning", pattern: "^prod-([a-z]+)$" } };
        const after = [at("prod-fra [replaces 7]", "nam", "8"), at("prod-fra", "eur", "7"), at("prod-fra", "eur", "9")];

        expect(found({ after, rules: pattern })).to.deep.equal([odd("new", "prod-fra [replaces 7]")]);
    });
});

describe("name-outside-pattern", () => {
    const rules = { "name-outside-pattern": { level: "error", pattern: "^(?:prod|test)-[a-z]+$" } };
    const names = (from: string | undefined, to: string | undefined) => {
        const named = (name: string | undefined) => (name === undefined ? [] : [group(name, { id: "1" })]);
        return found({ before: named(from), after: named(to), rules });
    };

    it("is off by default", () => {
        expect(found({ after: [group("???")] })).to.deep.equal([]);
    });

    it("finds a name that does not fit, and takes one for another as broken anew", () => {
        expect(names(undefined, "prod-fra")).to.deep.equal([]);
        expect(names(undefined, "Frankfurt")).to.deep.equal(["new error name-outside-pattern Frankfurt"]);
        expect(names("Frankfurt", "Frankfurt")).to.deep.equal(["former error name-outside-pattern Frankfurt"]);
        expect(names("Frankfurt", "frankfurt")).to.deep.equal(["new error name-outside-pattern frankfurt"]);
        expect(names("Frankfurt", "prod-fra")).to.deep.equal(["mended error name-outside-pattern Frankfurt"]);
        expect(names("Frankfurt", undefined)).to.deep.equal(["mended error name-outside-pattern Frankfurt"]);
    });

    it("looks at the name without the mark of a replacement, and not at the default group's", () => {
        expect(names(undefined, "prod-fra [replaces 0a-1]")).to.deep.equal([]);
        expect(names("Frankfurt", "Frankfurt [replaces 0a-1]")).to.have.length(1);
        expect(found({ after: [group("Default", { isDefault: true })], rules })).to.deep.equal([]);
    });

    it("finds the pattern anywhere in the name where nothing binds it to an end", () => {
        const loose = { "name-outside-pattern": { level: "warning", pattern: "(?i)DATACENTER" } };

        expect(found({ after: [group("My datacenter 7")], rules: loose })).to.deep.equal([]);
        expect(sentences({ after: [group("My site")], rules: loose })).to.deep.equal([
            'The name of connector group "My site" does not fit the pattern (?i)DATACENTER.',
        ]);
    });

    it("comes to an end with a name and a pattern that would keep others busy for years", () => {
        const nasty = { "name-outside-pattern": { level: "warning", pattern: "^(?:(?:a+)+)+$" } };

        expect(found({ after: [group(`${"a".repeat(1000)}!`, { id: "1" })], rules: nasty })).to.have.length(1);
    });
});
