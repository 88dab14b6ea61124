import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import Ajv from "ajv";
import { expect } from "chai";
import fc from "fast-check";
import { parseRuleSettings } from "../../../review/ruleSettings";
import { publishedSchemas, schemaText } from "../../../tools/docs/publishedSchemas";
import { exampleFile, rulesPage } from "../../../tools/docs/rulesPage";

const root = resolve(__dirname, "../../..");
const inTree = (path: string) => readFileSync(resolve(root, path), "utf8");

describe("what is published about the rules", () => {
    for (const schema of publishedSchemas) {
        it(`has ${schema.path} as \`npm run docs:schemas\` writes it`, () => {
            expect(inTree(schema.path)).to.equal(schemaText(schema));
        });

        it(`ships ${schema.path} in the package, under that path`, () => {
            const manifest = JSON.parse(inTree("package.json"));

            expect(manifest.files).to.include(schema.path);
            expect(manifest.exports[`./${schema.path}`]).to.equal(`./${schema.path}`);
        });
    }

    it("has docs/rules.md as `npm run docs:rules` writes it", async () => {
        expect(inTree("docs/rules.md")).to.equal(await rulesPage());
    });

    it("shows an example file that can be used", () => {
        const [, shown = ""] = /```json\n(.*?)\n```/s.exec(inTree("docs/rules.md")) ?? [];

        expect(JSON.parse(shown)).to.deep.equal(exampleFile);
        expect(parseRuleSettings(shown, "docs/rules.md")["name-outside-pattern"].level).to.equal("warning");
        expect(validate(exampleFile)).to.equal(true);
    });
});

/** As strict as ajv can be: what it does not understand in the schema is an error. */
const validate = new Ajv({ strict: true, allowUnionTypes: false }).compile(
    JSON.parse(inTree("review/rules.schema.json")),
);

describe("the published schema of the file of rules", () => {
    it("accepts and refuses the same files as the command does", () => {
        let accepted = 0;
        fc.assert(
            fc.property(fileText, (text) => {
                const isValid = validate(JSON.parse(text));
                accepted += isValid ? 1 : 0;

                expect(isAccepted(text)).to.equal(isValid);
            }),
            { seed: 20261126, numRuns: 2000 },
        );
        expect(accepted, "files that are accepted").to.be.within(200, 1800);
    });

    it("leaves to the command what no schema can say: which regular expressions there are", () => {
        for (const pattern of ["(", "(?=a)", "^a"]) {
            const file = { rules: { "region-differs-from-neighbours": { level: "error", pattern } } };

            expect(validate(file)).to.equal(true);
            expect(isAccepted(JSON.stringify(file))).to.equal(false);
        }
    });
});

function isAccepted(text: string): boolean {
    try {
        parseRuleSettings(text, "rules.json");
        return true;
    } catch {
        return false;
    }
}

/** Files that are nearly right: mostly the right keys and values, each in any place. */
const level = fc.constantFrom("off", "warning", "error", "warning", "error", "Off", "", null, 1);
const pattern = fc.constantFrom("^([a-z]+)-", "(x)", "(x)", "", 7, null, ["(x)"]);
const flag = fc.constantFrom(true, false, "true", null);
const oddKey = fc.constantFrom("levels", "__proto__", "constructor", "pattern", "");
const options = text(
    fc.tuple(
        entry("level", level, 9),
        entry("pattern", pattern, 3),
        entry("evenIfEmptiedFirst", flag, 1),
        fc.oneof(
            { weight: 9, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: oddKey.map((key) => [member(key, "1")]) },
        ),
    ),
);
const setting = fc.oneof(
    { weight: 6, arbitrary: level.map((value) => JSON.stringify(value)) },
    { weight: 6, arbitrary: options },
    { weight: 1, arbitrary: fc.constantFrom("[]", '["off"]', "{}", "true") },
);
const ruleId = fc.oneof(
    {
        weight: 20,
        arbitrary: fc.constantFrom(
            "applications-without-connectors",
            "fewer-than-two-active-connectors",
            "application-on-default-group",
            "occupied-group-deleted",
            "unknown-region",
            "region-differs-from-neighbours",
            "name-outside-pattern",
        ),
    },
    { weight: 1, arbitrary: fc.constantFrom("unknown-regions", "__proto__", "constructor", "toString", "") },
);
const rules = fc
    .uniqueArray(fc.tuple(ruleId, setting), { maxLength: 2, selector: ([id]) => id })
    .map((entries) => `{${entries.map(([id, value]) => member(id, value)).join(",")}}`);
const fileText = text(
    fc.tuple(
        fc
            .oneof({ weight: 20, arbitrary: rules }, { weight: 1, arbitrary: fc.constantFrom("[]", "null", '"off"') })
            .map((value) => [member("rules", value)]),
        entry("$schema", fc.constantFrom("./rules.schema.json", "", 1), 1),
        fc.oneof(
            { weight: 20, arbitrary: fc.constant([]) },
            { weight: 1, arbitrary: oddKey.map((key) => [member(key, "{}")]) },
        ),
    ),
);

/** JSON text, so that `__proto__` is a key like any other. */
function text(parts: fc.Arbitrary<readonly (readonly string[])[]>): fc.Arbitrary<string> {
    return parts.map((members) => `{${members.flat().join(",")}}`);
}

function entry(key: string, value: fc.Arbitrary<unknown>, weight: number): fc.Arbitrary<readonly string[]> {
    return fc.oneof(
        { weight, arbitrary: value.map((content) => [member(key, JSON.stringify(content))]) },
        { weight: 1, arbitrary: fc.constant([]) },
    );
}

function member(key: string, value: string): string {
    return `${JSON.stringify(key)}:${value}`;
}
