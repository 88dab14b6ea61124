/** Whatever things are called in a tenant, a comment and a page say what was meant, and nothing else. */
import { expect } from "chai";
import fc from "fast-check";
import { renderDriftHtml, renderHtml } from "../../../review/html";
import { longestMarkdown, renderDriftMarkdown, renderMarkdown } from "../../../review/markdown";
import { anyText, payloads } from "./support/anyText";
import { attribute, diagrams, elements, looseTexts, page, rowsUnder, shown, skeleton } from "./support/asGitHub";
import { driftNamed, named, type Texts } from "./support/named";

const seed = 20261125;
const texts: fc.Arbitrary<Texts> = fc.record({
    name: anyText,
    url: fc.oneof(anyText, fc.webUrl({ withFragments: true, withQueryParameters: true })),
});
const each = [...payloads.map((name) => [{ name, url: name }] as [Texts])];

describe("whatever the names are", () => {
    const harmless: Texts = { name: "A", url: "none" };
    // A text may stand in code, and an address be a link: nothing else may come of either.
    const allowed = ["code", "a"];

    for (const [what, render] of [
        ["a comment", (given: Texts) => renderMarkdown(named(given))],
        ["a comment about drift", (given: Texts) => renderDriftMarkdown(driftNamed(given))],
    ] as const) {
        it(`${what} is built as it is with plain ones`, () => {
            const plain = skeleton(shown(render(harmless)), ...allowed);
            fc.assert(
                fc.property(texts, (given) => {
                    expect(skeleton(shown(render(given)), ...allowed)).to.equal(plain);
                }),
                { seed, numRuns: 150, examples: each },
            );
        });

        it(`${what} calls nobody, refers to nothing, and commands nothing`, () => {
            fc.assert(
                fc.property(texts, (given) => {
                    const markdown = render(given);
                    for (const loose of looseTexts(shown(markdown))) {
                        expect(loose).to.not.match(
                            /[@#!$:][\p{L}\p{N}_]|[~%&^*][\p{L}\p{N}_"]|\bgh-\d|www\.|\/\/|\b[0-9a-f]{7,40}\b|[<>[\]`\\]/iu,
                        );
                    }
                    expect(markdown).to.not.match(/^\s*\//m);
                }),
                { seed, numRuns: 150, examples: each },
            );
        });

        it(`${what} links to nothing but what is an address of the web`, () => {
            fc.assert(
                fc.property(texts, (given) => {
                    for (const link of elements(shown(render(given)), "a")) {
                        expect(attribute(link, "href")).to.match(/^https?:\/\/[^/@]+\/\S*$/);
                        expect(attribute(link, "href")).to.not.include("/issues/");
                    }
                }),
                { seed, numRuns: 150, examples: each },
            );
        });
    }

    it("a comment shows the very names", () => {
        fc.assert(
            fc.property(texts, ({ name, url }) => {
                const [application = ""] =
                    rowsUnder(shown(renderMarkdown(named({ name, url }))), "Applications")[0] ?? [];
                expectShown(application, name, 300);
            }),
            { seed, numRuns: 150, examples: each },
        );
    });

    it("a comment has its diagrams, and no name is more than a label in one", () => {
        const plain = diagrams(renderMarkdown(named(harmless))).map(withoutLabels);
        fc.assert(
            fc.property(texts, (given) => {
                const found = diagrams(renderMarkdown(named(given)));
                expect(found.map(withoutLabels)).to.deep.equal(plain);
                for (const label of found.flatMap((diagram) =>
                    [...diagram.matchAll(/"([^"]*)"/g)].map(([, it]) => it),
                )) {
                    expect(label).to.match(/^(?:[\p{L}\p{M}\p{N} ,./\u2068\u2069-]|#\d+;|<br>)+$/u);
                }
            }),
            { seed, numRuns: 150, examples: each },
        );
    });

    it("a comment is short enough, however long they are", () => {
        fc.assert(
            fc.property(fc.constantFrom(...payloads), fc.constantFrom(1, 10, 100, 3_000), (name, times) => {
                const long = name.repeat(times);
                const markdown = renderMarkdown(named({ name: long, url: `https://${long}` }));
                expect(markdown.length).to.be.lessThan(longestMarkdown);
            }),
            { seed, numRuns: 20 },
        );
    });

    for (const [what, render] of [
        ["a page", (given: Texts) => renderHtml(named(given))],
        ["a page about drift", (given: Texts) => renderDriftHtml(driftNamed(given))],
    ] as const) {
        it(`${what} is built as it is with plain ones, without a script, and links to the web alone`, () => {
            const plain = skeleton(page(render(harmless)), ...allowed, "bdi");
            fc.assert(
                fc.property(texts, (given) => {
                    const tree = page(render(given));
                    expect(skeleton(tree, ...allowed, "bdi")).to.equal(plain);
                    expect(elements(tree, "script", "img", "iframe", "object", "link")).to.deep.equal([]);
                    for (const link of elements(tree, "a")) {
                        expect(attribute(link, "href")).to.match(/^https?:\/\/[^/@]+\/\S*$/);
                    }
                }),
                { seed, numRuns: 100, examples: each },
            );
        });
    }

    it("a page shows the very names", () => {
        fc.assert(
            fc.property(texts, ({ name, url }) => {
                const [application = ""] = rowsUnder(page(renderHtml(named({ name, url }))), "Applications")[0] ?? [];
                expectShown(application, name, 10_000);
            }),
            { seed, numRuns: 100, examples: each },
        );
    });
});

/** What is shown is the text itself, once the code points that stand for unseen characters are put back. */
function expectShown(shownText: string, name: string, longest: number): void {
    const plain = shownText.replace(/[\u2068\u2069]/g, "");
    expect(plain).to.not.match(/(?! |\u200D|\uFE0F)[\p{C}\p{Z}]/u);
    const read = plain.replace(/\[U\+([0-9A-F]{4,6})\]/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));
    if (name === "") {
        expect(read).to.equal("(empty)");
    } else if (plain.length < 0.9 * longest || !plain.includes("…")) {
        expect(read).to.equal(name);
    } else {
        const [head = "", tail = ""] = read.split("…");
        expect(name.startsWith(head) && name.endsWith(tail)).to.equal(true);
    }
}

function withoutLabels(diagram: string): string {
    return diagram.replace(/"[^"]*"/g, '""');
}
