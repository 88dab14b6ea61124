import { expect } from "chai";
import fc from "fast-check";
import * as ts from "typescript";
import { ProgramNames, slugOf } from "../../../export/identifiers";

describe("names in an exported program", () => {
    const examples: readonly [string, string, string][] = [
        ["Frankfurt datacenter", "frankfurt-datacenter", "frankfurtDatacenter"],
        ["FRA-PROXY-01.contoso.example", "fra-proxy-01-contoso-example", "fraProxy01ContosoExample"],
        ["Zürich (Süd)", "zurich-sud", "zurichSud"],
        ["10 Downing Street", "10-downing-street", "group10DowningStreet"],
        ["東京", "東京", "東京"],
        ["Дата-центр", "дата-центр", "датаЦентр"],
        ["class", "class", "classGroup"],
        ["exports", "exports", "exportsGroup"],
        ["require", "require", "requireGroup"],
        ["Module", "module", "moduleGroup"],
        ["connectors", "connectors", "connectorsGroup"],
        ["aux", "aux-group", "auxGroup"],
        ["__proto__", "proto", "proto"],
        ["🏭", "group", "group"],
        ["\u202e \u200f", "group", "group"],
        ["a */ b // c", "a-b-c", "aBC"],
    ];
    for (const [name, slug, identifier] of examples) {
        it(`calls ${JSON.stringify(name)} ${slug}, and its variable ${identifier}`, () => {
            expect(new ProgramNames("group").take(name)).to.deep.equal({ slug, identifier });
        });
    }

    it("cuts a long name, at the end of a word where there is one", () => {
        expect(slugOf("word ".repeat(40))).to.equal(Array(12).fill("word").join("-"));
        expect(slugOf("L".repeat(200))).to.equal("l".repeat(60));
    });

    it("tells apart what differs in case or in punctuation alone", () => {
        const names = new ProgramNames("group");
        const identifiers = ["Same-Identifier", "same identifier", "SameIdentifier", "same identifier 2"].map(
            (name) => names.take(name).identifier,
        );
        expect(identifiers).to.deep.equal(["sameIdentifier", "sameIdentifier2", "sameidentifier3", "sameIdentifier22"]);
    });

    it("never gives two names that are the same without regard to case, whatever the tenant's names are", () => {
        fc.assert(
            fc.property(fc.array(anyName, { maxLength: 40 }), (tenant) => {
                const names = new ProgramNames("group");
                const given = tenant.map((name) => names.take(name));
                for (const part of ["slug", "identifier"] as const) {
                    const folded = given.map((one) => one[part].toLowerCase());
                    expect(new Set(folded).size).to.equal(folded.length);
                }
            }),
            { seed: 20261124 },
        );
    });

    it("gives file names that every file system takes", () => {
        fc.assert(
            fc.property(anyName, (name) => {
                const { slug } = new ProgramNames("group").take(name);
                expect(slug).to.match(/^[^\s./\\:*?"<>|\p{C}]+$/u);
                expect(slug).to.not.match(/^(con|prn|aux|nul|com\d|lpt\d)$/);
                expect(Buffer.byteLength(`${slug}.ts`)).to.be.at.most(255);
            }),
            { seed: 20261124 },
        );
    });

    it("keeps no letter that the compiler does not take in a variable's name", () => {
        for (let code = 0; code <= 0xffff; code += 1) {
            const letter = String.fromCharCode(code);
            // Within a word it stands as it is, at the beginning of a further one as a capital.
            const { slug, identifier } = new ProgramNames("group").take(`a${letter} ${letter}`);
            for (const character of slug.replaceAll("-", "") + identifier) {
                const isPart = ts.isIdentifierPart(character.codePointAt(0) ?? 0, ts.ScriptTarget.ES2022);
                expect(isPart, `U+${code.toString(16)}`).to.equal(true);
            }
        }
    });
});

const anyName = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: "grapheme", maxLength: 200 }),
    fc.constantFrom("Con", "class", "Default", "default group", "a b", "a-b", "AB", "ab", "ab 2", ""),
);
