/** The diagrams of a comment, drawn by Mermaid in a real browser, as strict as GitHub has it and as loose as it can be. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { Page } from "puppeteer-core";
import { renderMarkdown } from "../../review/markdown";
import { anyText, payloads } from "../unit/review/support/anyText";
import { diagrams } from "../unit/review/support/asGitHub";
import { examples } from "../unit/review/support/examples";
import { allNamed, named } from "../unit/review/support/named";
import { browsing, patience, type Watched } from "./support/browser";

describe("the diagrams of a comment, in a browser", function () {
    this.timeout(patience);
    const { open, keep } = browsing();

    for (const name of ["safe create", "replace with two connectors", "gap with one connector", "blocked by rule"]) {
        for (const theme of ["default", "dark"]) {
            it(`show ${name} with the theme ${theme}`, async () => {
                const review = (examples[name] ?? expect.fail())();
                const { page, incidents } = await mermaid({ theme });
                const drawn = await draw(page, diagrams(renderMarkdown(review)));
                await keep(page, `diagrams ${name} ${theme}`);

                const groups = [...review.before, ...review.after];
                for (const group of groups) {
                    expect(drawn.join("\n")).to.include(group.name);
                    for (const each of [...group.connectors, ...group.applications]) {
                        expect(drawn.join("\n")).to.include(each.name);
                    }
                }
                expect(incidents).to.deep.equal([]);
            });
        }
    }

    for (const securityLevel of ["strict", "loose"]) {
        it(`show the very names, and nothing else comes of them, where Mermaid is ${securityLevel}`, async () => {
            const { page, incidents } = await mermaid({ securityLevel });
            for (const payload of payloads) {
                const labels = await draw(page, diagrams(renderMarkdown(named({ name: payload, url: "none" }))));
                expect(
                    labels.filter((label) => isTwice(label, payload)),
                    `${payload} in ${labels}`,
                ).to.have.length(2);
                expect(await page.$$eval("script, img, iframe, i, math, a", (found) => found.length), payload).to.equal(
                    1,
                );
            }

            expect(incidents).to.deep.equal([]);
            await draw(page, diagrams(renderMarkdown(allNamed(payloads))));
            await keep(page, `diagrams of names ${securityLevel}`);
        });
    }

    it("are understood, whatever the names are", async () => {
        const { page } = await mermaid({});
        const texts = fc.sample(anyText, { seed: 20261125, numRuns: 200 });
        const sources = texts.flatMap((name) => diagrams(renderMarkdown(named({ name, url: name }))));
        const refused = await page.evaluate(async (all: readonly string[]) => {
            const faults: string[] = [];
            for (const source of all) {
                await window.mermaid.parse(source).catch((error: unknown) => faults.push(`${error}\n${source}`));
            }
            return faults;
        }, sources);

        expect(sources).to.have.length(400);
        expect(refused).to.deep.equal([]);
    });

    async function mermaid(options: object): Promise<Watched> {
        const watched = await open();
        await watched.page.setViewport({ width: 900, height: 600 });
        const back = "theme" in options && options.theme === "dark" ? "#0d1117" : "#ffffff";
        await watched.page.setContent(`<!doctype html><body style="background: ${back}"></body>`);
        await watched.page.addScriptTag({ content: readFileSync(mermaidScript, "utf8") });
        await watched.page.evaluate((given: object) => {
            window.mermaid.initialize({ startOnLoad: false, securityLevel: "strict", ...given });
        }, options);
        return watched;
    }
});

const mermaidScript = resolve(__dirname, "../../node_modules/mermaid/dist/mermaid.min.js");

declare global {
    interface Window {
        mermaid: {
            initialize(options: object): void;
            parse(source: string): Promise<unknown>;
            render(id: string, source: string): Promise<{ readonly svg: string }>;
        };
    }
}

/** Draws the diagrams below each other, and answers what is written on them, label by label, as the page has it. */
async function draw(page: Page, sources: readonly string[]): Promise<readonly string[]> {
    return await page.evaluate(async (all: readonly string[]) => {
        document.body.replaceChildren();
        for (const [index, source] of all.entries()) {
            const { svg } = await window.mermaid.render(`diagram${index}`, source);
            const figure = document.createElement("figure");
            figure.innerHTML = svg;
            document.body.append(figure);
        }
        return Array.from(document.querySelectorAll(".nodeLabel"), (label) => label.textContent ?? "");
    }, sources);
}

/** Of a connector, whose status has the same name here: what is written there is the name, or its beginning and its end. */
function isTwice(label: string, name: string): boolean {
    const plain = label.replace(/[\u2060\u2068\u2069]/g, "");
    const half = plain.slice(0, plain.length / 2);
    const [head = "", tail] = half
        .replace(/\[U\+([0-9A-F]{4,6})\]/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
        .split("…");
    return (
        half + half === plain &&
        (tail === undefined ? head === (name || "(empty)") : name.startsWith(head) && name.endsWith(tail))
    );
}
