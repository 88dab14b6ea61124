import { expect } from "chai";
import { nearMiss } from "../../../review/nearMiss";
import { defaultRuleSettings, parseRuleSettings } from "../../../review/ruleSettings";
import { findingsOf } from "../../../review/rules";
import { group } from "./pictures";

function mistake(content: unknown): string {
    return mistakeIn(JSON.stringify(content));
}

function mistakeIn(text: string): string {
    try {
        parseRuleSettings(text, "entra-app-proxy.rules.json");
    } catch (error) {
        return error instanceof Error ? error.message : String(error);
    }
    return "none";
}

const opening = "The rules in entra-app-proxy.rules.json cannot be used, and nothing was reviewed:";

describe("the file of rules", () => {
    it("leaves every rule that it does not name as it is by default", () => {
        const settings = parseRuleSettings('{"rules": {"unknown-region": "off"}}', "rules.json");

        expect(settings).to.deep.equal({ ...defaultRuleSettings, "unknown-region": { level: "off" } });
    });

    it("has defaults that warn, block where nobody is served or a group in use is deleted, and ask for no pattern", () => {
        const levels = Object.entries(defaultRuleSettings).map(([id, { level }]) => `${id}: ${level}`);

        expect(levels).to.have.members([
            "applications-without-connectors: error",
            "occupied-group-deleted: error",
            "fewer-than-two-active-connectors: warning",
            "application-on-default-group: warning",
            "unknown-region: warning",
            "region-differs-from-neighbours: off",
            "name-outside-pattern: off",
        ]);
    });

    it("sets levels, by themselves or with options, and names the place of its schema", () => {
        const settings = parseRuleSettings(
            JSON.stringify({
                $schema: "./rules.schema.json",
                rules: {
                    "unknown-region": "error",
                    "application-on-default-group": { level: "off" },
                    "occupied-group-deleted": { level: "warning", evenIfEmptiedFirst: true },
                    "name-outside-pattern": { level: "off", pattern: "kept for later" },
                },
            }),
            "rules.json",
        );

        expect(settings["unknown-region"]).to.deep.equal({ level: "error" });
        expect(settings["application-on-default-group"]).to.deep.equal({ level: "off" });
        expect(settings["occupied-group-deleted"]).to.deep.equal({ level: "warning", evenIfEmptiedFirst: true });
        expect(settings["name-outside-pattern"].level).to.equal("off");
    });

    it("sets the level that a finding has, and silences what is off", () => {
        const levelsWith = (level: string) =>
            findingsOf(
                [],
                [group("A", { region: "mars" })],
                parseRuleSettings(JSON.stringify({ rules: { "unknown-region": level } }), "rules.json"),
                { successors: new Map(), deleted: new Set(), tenant: [] },
            ).map((finding) => finding.level);

        expect(levelsWith("error")).to.deep.equal(["error"]);
        expect(levelsWith("warning")).to.deep.equal(["warning"]);
        expect(levelsWith("off")).to.deep.equal([]);
    });

    it("may begin with a byte order mark", () => {
        expect(mistakeIn('\uFEFF{"rules": {}}')).to.equal("none");
    });
});

describe("a mistake in the file of rules", () => {
    it("is said with the file, the place, what is allowed, and what was probably meant", () => {
        expect(mistake({ rules: { "unknown-regions": "off" } })).to.equal(
            `${opening} rules has no rule "unknown-regions". Did you mean "unknown-region"?`,
        );
        expect(mistake({ rules: { "unknown-region": "eror" } })).to.equal(
            `${opening} rules.unknown-region is "eror"; allowed: "off", "warning", "error", or an object with level. ` +
                'Did you mean "error"?',
        );
        expect(mistake({ rules: { "unknown-region": { level: "Warning" } } })).to.equal(
            `${opening} rules.unknown-region.level is "Warning"; allowed: "off", "warning", "error". ` +
                'Did you mean "warning"?',
        );
        expect(mistake({ rules: { "unknown-region": { level: "off", levl: "off" } } })).to.equal(
            `${opening} rules.unknown-region has no key "levl". Did you mean "level"?`,
        );
        expect(mistake({ rules: { "unknown-region": "OFF" } })).to.match(/Did you mean "off"\?$/);
        expect(mistake({ rules: {}, schema: "x" })).to.equal(
            `${opening} the file has no key "schema". Did you mean "$schema"?`,
        );
    });

    it("is answered with all that is allowed where nothing is near", () => {
        expect(mistake({ rules: { spelling: "off" } })).to.match(
            /rules has no rule "spelling"\. Allowed: applications-without-connectors, .*, name-outside-pattern\.$/,
        );
        expect(mistake({ rules: { "occupied-group-deleted": { level: "off", xyz: 1 } } })).to.equal(
            `${opening} rules.occupied-group-deleted has no key "xyz". Allowed: level, evenIfEmptiedFirst.`,
        );
        for (const far of ["loud", "on", "fatal", "groups"]) {
            expect(mistake({ rules: { "unknown-region": far } })).to.not.contain("Did you mean");
            expect(mistake({ rules: { [far]: "off" } })).to.not.contain("Did you mean");
        }
    });

    it("is a key that every object of JavaScript has", () => {
        for (const key of ["__proto__", "constructor", "toString"]) {
            expect(mistakeIn(`{"rules": {"${key}": "off"}}`)).to.contain(`rules has no rule "${key}".`);
            expect(mistakeIn(`{"rules": {"unknown-region": {"level": "off", "${key}": 1}}}`)).to.contain(
                `rules.unknown-region has no key "${key}".`,
            );
        }
    });

    it("is anything of another kind than what belongs there", () => {
        expect(mistake([])).to.equal(`${opening} the file is a list; allowed: an object.`);
        expect(mistake(null)).to.equal(`${opening} the file is null; allowed: an object.`);
        expect(mistake({})).to.equal(`${opening} rules is missing; allowed: an object.`);
        expect(mistake({ rules: "off" })).to.equal(`${opening} rules is "off"; allowed: an object.`);
        expect(mistake({ $schema: 7, rules: {} })).to.equal(`${opening} $schema is 7; allowed: a string.`);
        expect(mistake({ rules: { "unknown-region": ["off"] } })).to.contain(
            'unknown-region is a list; allowed: "off",',
        );
        expect(mistake({ rules: { "unknown-region": null } })).to.contain("rules.unknown-region is null; allowed:");
        expect(mistake({ rules: { "unknown-region": {} } })).to.contain(
            "rules.unknown-region.level is missing; allowed:",
        );
        expect(mistake({ rules: { "occupied-group-deleted": { level: "off", evenIfEmptiedFirst: "yes" } } })).to.equal(
            `${opening} rules.occupied-group-deleted.evenIfEmptiedFirst is "yes"; allowed: true and false.`,
        );
    });

    it("is text that is not JSON, with the place where that shows", () => {
        expect(mistakeIn('{"rules": {}')).to.match(
            /^The rules in entra-app-proxy\.rules\.json .* it is not JSON: .*\.$/,
        );
        expect(mistakeIn("")).to.contain("it is not JSON");
    });

    it("is one of several, each on a line of its own", () => {
        expect(
            mistake({ rules: { "occupied-group-deleted": 1, "unknown-region": 2 }, x: 3 }).split("\n"),
        ).to.deep.equal([
            opening,
            '- rules.occupied-group-deleted is 1; allowed: "off", "warning", "error", or an object with level and ' +
                "evenIfEmptiedFirst.",
            '- rules.unknown-region is 2; allowed: "off", "warning", "error", or an object with level.',
            '- the file has no key "x". Allowed: $schema, rules.',
        ]);
    });

    it("is said in a sentence that stays readable, whatever was written", () => {
        expect(mistake({ rules: { "unknown-region": "x".repeat(5000) } }).length).to.be.below(300);
        expect(mistake({ rules: { "unknown-region": "a\nb" } })).to.not.contain("\n");
        expect(mistake({ rules: { ["y".repeat(5000)]: "off" } }).length).to.be.below(500);
    });
});

describe("what was probably meant by a word", () => {
    it("is the nearest one, not the first one that is near", () => {
        expect(nearMiss("unknown-regoin", ["unknown-regions-too", "unknown-region"])).to.equal("unknown-region");
    });

    it("is nothing, where there is nothing to choose from", () => {
        expect(nearMiss("", ["off"])).to.equal(undefined);
        expect(nearMiss("off", [])).to.equal(undefined);
    });
});

describe("a pattern in the file of rules", () => {
    const withPattern = (rule: string, pattern: unknown) =>
        mistake({ rules: { [rule]: { level: "warning", pattern } } });

    it("is needed where the rule is on", () => {
        for (const rule of ["name-outside-pattern", "region-differs-from-neighbours"]) {
            expect(mistake({ rules: { [rule]: "off" } })).to.equal("none");
            expect(mistake({ rules: { [rule]: "warning" } })).to.equal(
                `${opening} rules.${rule} is "warning"; allowed: "off", or an object with level and pattern.`,
            );
            expect(mistake({ rules: { [rule]: { level: "warning" } } })).to.equal(
                `${opening} rules.${rule}.pattern is missing; allowed: a string.`,
            );
        }
    });

    it("has to be a regular expression that is matched in a bounded time", () => {
        for (const [pattern, reason] of [
            ["(a", "missing closing ): `(a`"],
            ["*a", "missing argument to repetition operator: `*`"],
            ["(?!a)b", "invalid or unsupported Perl syntax: `(?!`"],
            ["(a)\\1", "invalid escape sequence: `\\1`"],
            ["((a{1000}){1000}){1000}", "invalid repeat count: `{1000}`"],
        ]) {
            expect(withPattern("name-outside-pattern", pattern)).to.equal(
                `${opening} rules.name-outside-pattern.pattern is no regular expression of the RE2 kind: ${reason}.`,
            );
        }
        for (const rule of ["name-outside-pattern", "region-differs-from-neighbours"]) {
            expect(withPattern(rule, "")).to.equal(`${opening} rules.${rule}.pattern is empty.`);
        }
        expect(withPattern("name-outside-pattern", "(a+)+$")).to.equal("none");
    });

    it("has to capture once where groups are neighbours by what it captures", () => {
        for (const [pattern, captures] of [
            ["^a", 0],
            ["(a)(b)", 2],
            ["((a)|b)", 2],
        ]) {
            expect(withPattern("region-differs-from-neighbours", pattern)).to.contain(
                `rules.region-differs-from-neighbours.pattern has ${captures} captures; it needs exactly one`,
            );
        }
        expect(withPattern("region-differs-from-neighbours", "^(?:x|y)-(?<site>a)")).to.equal("none");
    });
});
