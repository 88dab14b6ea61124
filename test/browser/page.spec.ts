/** The page of a review in a real browser: it can be read, and nothing of it does anything. */
import { expect } from "chai";
import { renderHtml } from "../../review/html";
import { payloads } from "../unit/review/support/anyText";
import { examples } from "../unit/review/support/examples";
import { allNamed, named } from "../unit/review/support/named";
import { browsing, patience } from "./support/browser";

describe("the page of a review, in a browser", function () {
    this.timeout(patience);
    const { open, keep } = browsing();

    for (const [name, example] of Object.entries(examples)) {
        it(`shows ${name} in light and dark, and asks for nothing`, async () => {
            const review = example();
            const { page, incidents } = await open();
            await page.setViewport({ width: 1280, height: 800 });
            await page.setContent(renderHtml(review));
            for (const value of ["dark", "light"]) {
                await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
                await keep(page, `page ${name} ${value}`);
            }

            expect(await page.$eval("h1", (heading) => heading.textContent)).to.equal(review.verdict);
            expect(incidents).to.deep.equal([]);
        });
    }

    it("pictures the groups with their connectors and applications, each within its place", async () => {
        const { page } = await open();
        await page.setContent(renderHtml(example("replace with two connectors")));
        const drawn = await page.$$eval("svg .name text, svg .title text, svg .detail text, svg .about text", (texts) =>
            texts.map((text) => ({
                text: text.textContent,
                isWithin:
                    (text as SVGTextElement).getComputedTextLength() <=
                    (text.ownerSVGElement?.width.baseVal.value ?? 0),
            })),
        );

        expect(drawn.map(({ text }) => text)).to.include.members([
            "Frankfurt",
            "region nam, goes away",
            "region eur, new",
            "fra-proxy-01.contoso.example →",
            "→ fra-proxy-02.contoso.example",
            "active",
            "→ Payroll",
            "payroll.contoso.example",
        ]);
        expect(drawn.filter(({ isWithin }) => !isWithin)).to.deep.equal([]);
    });

    it("is as wide as the window, on a phone too", async () => {
        const { page } = await open();
        for (const width of [390, 1280]) {
            await page.setViewport({ width, height: 800 });
            await page.setContent(renderHtml(example("gap with one connector")));
            expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width}`).to.be.at.most(width);
        }
    });

    it("lets no name become anything but text", async () => {
        const { page, incidents } = await open();
        for (const payload of payloads) {
            await page.setContent(renderHtml(named({ name: payload, url: payload })));
            expect(await page.evaluate(() => document.scripts.length), payload).to.equal(0);
        }

        expect(incidents).to.deep.equal([]);
        await page.setContent(renderHtml(allNamed(payloads)));
        await keep(page, "page of names");
    });

    function example(name: keyof typeof examples) {
        return (examples[name] ?? expect.fail(`there is no example of ${name}`))();
    }
});
