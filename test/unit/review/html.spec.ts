/** The page of a review says what its comment says, and can be read by everybody. */
import { expect } from "chai";
import { renderDriftHtml, renderHtml } from "../../../review/html";
import { renderMarkdown } from "../../../review/markdown";
import { attribute, elements, page, rowsUnder, shown, text, textUnder } from "./support/asGitHub";
import { drifted, examples, gapWithOne, manySites, noChange, replaceWithTwo } from "./support/examples";

describe("the page of a review", () => {
    for (const [name, example] of Object.entries(examples)) {
        it(`has the sections, tables and changes that the comment has: ${name}`, () => {
            const review = example();
            const [asPage, asComment] = [page(renderHtml(review)), shown(renderMarkdown(review))];
            const sections = elements(asPage, "h2").map(text);

            expect(sections).to.include.members(elements(asComment, "h3").map(text));
            for (const title of ["Applications", "Rules that the change breaks", "Drift"]) {
                expect(rowsUnder(asPage, title)).to.deep.equal(rowsUnder(asComment, title));
            }
            expect(elements(asPage, "h3").map(text)).to.include.members(changesIn(asComment));
            expect(text(asPage)).to.include(review.verdict).and.to.include(review.reason);
        });
    }

    it("has every change in full, however many there are", () => {
        const root = page(renderHtml(manySites(200)));

        expect(elements(root, "h3")).to.have.length(600);
        expect(rowsUnder(root, "Applications")).to.have.length(200);
    });

    it("counts what would make the picture too large", () => {
        expect(text(page(renderHtml(manySites(200))))).to.include(
            "Not drawn: 177 more connector groups with 177 connectors and 177 applications.",
        );
    });

    it("is one file: no script, nothing to fetch, and a policy that forbids both", () => {
        const html = renderHtml(replaceWithTwo());
        const root = page(html);

        expect(elements(root, "script", "link", "img", "iframe", "object", "embed", "base", "form")).to.deep.equal([]);
        expect(html).to.not.match(/\bon[a-z]+=|@import|url\(/i);
        expect(elements(root, "meta").map((meta) => attribute(meta, "content"))).to.include(
            "default-src 'none'; style-src 'unsafe-inline'",
        );
    });

    it("can be found one's way in without seeing it", () => {
        const root = page(renderHtml(gapWithOne()));
        const levels = elements(root, "h1", "h2", "h3").map(({ tagName }) => Number(tagName.slice(1)));
        const ids = elements(root, "title", "desc").flatMap((each) => attribute(each, "id") ?? []);
        const [svg] = elements(root, "svg");

        expect(attribute(elements(root, "html")[0] ?? expect.fail(), "lang")).to.equal("en");
        expect(levels.filter((level) => level === 1)).to.have.length(1);
        for (const [index, level] of levels.entries()) {
            expect(level - (levels[index - 1] ?? 0)).to.be.at.most(1);
        }
        for (const table of elements(root, "table")) {
            const head = elements(table, "thead").flatMap((each) => elements(each, "th"));
            expect(head.map((each) => attribute(each, "scope"))).to.deep.equal(head.map(() => "col"));
        }
        expect(svg && attribute(svg, "role")).to.equal("img");
        expect(svg && attribute(svg, "aria-labelledby")?.split(" ")).to.deep.equal(ids);
    });

    it("tells the picture in words", () => {
        const [description] = elements(page(renderHtml(replaceWithTwo())), "desc").map(text);

        expect(description).to.equal(
            "Before: Frankfurt (region nam, goes away), applications: Payroll, Wiki; connectors: " +
                "fra-proxy-01.contoso.example, fra-proxy-02.contoso.example. After: Frankfurt (region eur, new), " +
                "applications: Payroll, Wiki; connectors: fra-proxy-01.contoso.example, fra-proxy-02.contoso.example.",
        );
    });

    it("is the same for the same review", () => {
        for (const example of Object.values(examples)) {
            expect(renderHtml(example())).to.equal(renderHtml(structuredClone(example())));
        }
    });

    it("is short where nothing changes", () => {
        const root = page(renderHtml(noChange()));

        expect(text(elements(root, "main")[0] ?? root)).to.equal("no changeThe tenant is as the program declares it.");
    });

    it("shows drift alone", () => {
        const root = page(renderDriftHtml(drifted()));

        expect(text(elements(root, "h1")[0] ?? root)).to.equal("drift");
        expect(textUnder(root, "Drift")).to.include("Frankfurt (old)");
        expect(rowsUnder(root, "Drift")).to.have.length(2);
    });
});

/** The changes with a heading of their own; the others have one on the page. */
function changesIn(comment: ReturnType<typeof shown>): readonly string[] {
    return elements(comment, "h4")
        .map(text)
        .filter((heading) => heading !== "Further changes");
}
