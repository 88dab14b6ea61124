/** The digest of a review is whole, keeps to its schema, and is read back as it was written, or not at all. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { expect } from "chai";
import fc from "fast-check";
import { parseDigest, renderDigest, renderDriftJson } from "../../../review/json";
import { anyText } from "./support/anyText";
import { drifted, examples, gapWithOne, manySites } from "./support/examples";
import { driftNamed, named } from "./support/named";

const validate = validator("digest.schema.json");

describe("the digest of a review", () => {
    for (const [name, example] of Object.entries(examples)) {
        it(`holds everything of it, and keeps to the schema: ${name}`, () => {
            const review = example();
            const written = JSON.parse(renderDigest(review));

            expect(written).to.deep.equal({ version: 1, ...review });
            expect(validate(written), JSON.stringify(validate.errors)).to.equal(true);
            expect(parseDigest(renderDigest(review))).to.deep.equal({ version: 1, ...review });
        });
    }

    it("holds everything of a large one too", () => {
        const written = JSON.parse(renderDigest(manySites(1_000)));

        expect(written.changes).to.have.length(3_000);
        expect(validate(written)).to.equal(true);
    });

    it("is the same text for the same review, in whatever order its keys came to be", () => {
        expect(renderDigest(reversed(gapWithOne()))).to.equal(renderDigest(gapWithOne()));
    });

    it("leaves out what does not belong to a review", () => {
        const review = gapWithOne();
        const [group = expect.fail()] = review.before;
        const more = { ...review, secret: "s3cret", before: [{ ...group, __provider: "s3cret" }] };

        expect(renderDigest(more)).to.equal(renderDigest(review));
    });

    it("holds any text, and shows what would be unseen in it as an escape", () => {
        fc.assert(
            fc.property(anyText, anyText, (name, url) => {
                const text = renderDigest(named({ name, url }));
                expect(JSON.parse(text)).to.deep.equal({ version: 1, ...named({ name, url }) });
                expect(text).to.not.match(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u);
            }),
            { seed: 20261125, numRuns: 200 },
        );
    });
});

describe("a file that should be a digest", () => {
    const digest = () => JSON.parse(renderDigest(gapWithOne()));

    it("is refused where it is not JSON, and its text is not told", () => {
        const parse = () => parseDigest("password: s3cret");

        expect(parse).to.throw(/^The digest is not JSON\./);
        expect(parse).to.not.throw(/s3cret/);
    });

    it("is refused where it is of another version", () => {
        expect(() => parseDigest(JSON.stringify({ ...digest(), version: 2, more: true }))).to.throw(
            "The digest is of version 2, and this version of pulumi-entra-app-proxy reads version 1. Run the review " +
                "with the version that reads it.",
        );
    });

    it("is refused where it is something else, and where it lacks something, with the place", () => {
        const { facts: _, ...others } = digest();
        for (const [written, place] of [
            ["null", "the whole"],
            ["[]", "the whole"],
            [JSON.stringify(others), "facts"],
            [JSON.stringify({ ...digest(), verdict: "fine" }), "verdict"],
            [JSON.stringify({ ...digest(), counts: { ...digest().counts, gaps: -1 } }), "counts.gaps"],
            [JSON.stringify({ ...digest(), gaps: [{ from: 1 }] }), "gaps.0.application"],
        ] as const) {
            expect(() => parseDigest(written), place).to.throw(`The digest is not what a review writes: ${place}: `);
        }
    });

    it("is refused where it holds something more, with the place", () => {
        const written = digest();
        written.before[0].connectors[0].owner = "me";
        const text = JSON.stringify(written).replace('"version":1', '"version":1,"__proto__":{}');

        expect(() => parseDigest(text)).to.throw(
            "The digest is not what a review writes: __proto__: no digest has this; before.0.connectors.0.owner: no " +
                "digest has this.",
        );
        expect(validate(JSON.parse(text))).to.equal(false);
    });

    it("is refused where its facts have been changed", () => {
        const written = digest();
        written.facts[0].value.name = "Munich";

        expect(() => parseDigest(JSON.stringify(written))).to.throw(/^The digest does not match its own fingerprint/);
    });

    it("tells a few of many faults, and how many more there are", () => {
        const written = { ...digest(), notes: [1, 2, 3, 4, 5, 6, 7] };

        expect(() => parseDigest(JSON.stringify(written))).to.throw(/notes\.4: .*; and 2 more\.$/);
    });
});

describe("drift as JSON", () => {
    it("keeps to its schema, whatever the names are", () => {
        const validateDrift = validator("drift.schema.json");
        expect(JSON.parse(renderDriftJson(drifted()))).to.deep.equal({ version: 1, ...drifted() });
        fc.assert(
            fc.property(anyText, (name) => {
                const written = JSON.parse(renderDriftJson(driftNamed({ name, url: name })));
                expect(validateDrift(written), JSON.stringify(validateDrift.errors)).to.equal(true);
            }),
            { seed: 20261125, numRuns: 100 },
        );
    });
});

/** As strict as ajv can be: what it does not understand in the schema is an error. */
function validator(schema: string) {
    const text = readFileSync(resolve(__dirname, "../../../review", schema), "utf8");
    return new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(text));
}

function reversed<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map(reversed) as T;
    }
    return typeof value === "object" && value !== null
        ? (Object.fromEntries(
              Object.entries(value)
                  .reverse()
                  .map(([key, each]) => [key, reversed(each)]),
          ) as T)
        : value;
}
