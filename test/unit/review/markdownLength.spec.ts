/** A comment has an end, whatever the size of the change: what has no room is counted, and nothing is cut. */
import { expect } from "chai";
import fc from "fast-check";
import { longestMarkdown, renderDriftMarkdown, renderMarkdown } from "../../../review/markdown";
import type { Change, Review } from "../../../review/review";
import { elements, rowsUnder, shown, text, textUnder } from "./support/asGitHub";
import {
    application,
    change,
    connector,
    counts,
    finding,
    group,
    groupSubject,
    nameOf,
    review,
    urnOf,
} from "./support/build";
import { manySites, replaceWithTwo } from "./support/examples";

describe("the comment of a large change", () => {
    it("has a row for each of 300 changes, and one for each application", () => {
        const markdown = renderMarkdown(manySites(100));
        const root = shown(markdown);
        const rows = elements(root, "td").map(text);

        expect(markdown.length).to.be.lessThan(longestMarkdown);
        for (let site = 1; site <= 100; site += 1) {
            const number = String(site).padStart(4, "0");
            expect(rows).to.include(`App-${number}`);
            expect(text(root)).to.include(`site-${number}: connector group Site ${number} is created`);
            expect(text(root)).to.include(
                `site-${number}-proxy: connector proxy-${number}.contoso.example (active) goes to`,
            );
            expect(text(root)).to.include(`site-${number}-app: application App-${number} goes to`);
        }
    });

    it("counts what has no room of 3,000 changes: nothing is shown and counted as well, and nothing is neither", () => {
        const markdown = renderMarkdown(manySites(1_000));
        const root = shown(markdown);
        const changes = textUnder(root, "Changes");
        const [, more, ...kinds] =
            /… and ([\d,]+) more changes: ([\d,]+) connector groups created, ([\d,]+) connector memberships created, ([\d,]+) application assignments created\.$/.exec(
                changes,
            ) ?? [];
        const inFull = elements(root, "h4")
            .map(text)
            .filter((heading) => heading !== "Further changes");
        const shownChanges = inFull.length + rowsOfTheLastTable(root);
        const [, moreApplications] =
            /… and ([\d,]+) more applications: \1 that go to another group\./.exec(text(root)) ?? [];

        expect(markdown.length).to.be.lessThan(longestMarkdown);
        expect(shownChanges).to.be.greaterThan(50);
        expect(number(more)).to.equal(3_000 - shownChanges);
        expect(kinds.map(number).reduce((sum, count) => sum + count, 0)).to.equal(number(more));
        expect(number(moreApplications)).to.equal(1_000 - rowsUnder(root, "Applications").length);
        expect(textUnder(root, "Before and after")).to.include(
            "The picture is left out, because what stands above takes the room.",
        );
    });

    it("tells in full what tells something, and the others in a table", () => {
        const { changes, before, after } = replaceWithTwo();
        const many = manySites(20);
        const root = shown(
            renderMarkdown({
                ...many,
                changes: [...many.changes.slice(0, 30), ...changes, ...many.changes.slice(30)],
                before: [...many.before, ...before],
                after: [...many.after, ...after],
            }),
        );

        expect(elements(root, "h4").map(text)).to.include("frankfurt: connector group Frankfurt is replaced");
        expect(elements(root, "h4").length).to.be.lessThan(4);
        expect(elements(root, "summary").map(text)).to.include("61 changes");
    });

    it("keeps something of everything, most of all of what goes wrong, where everything is large", () => {
        const root = shown(renderMarkdown(everythingLarge(2_000)));
        const headings = elements(root, "h3").map(text);

        expect(headings).to.deep.equal([
            "What fails",
            "Applications",
            "Changes",
            "Gaps",
            "Rules that the change breaks",
            "Drift",
            "What is left open",
            "Before and after",
        ]);
        for (const heading of headings.filter((each) => each !== "Before and after")) {
            expect(textUnder(root, heading), heading).to.match(/… and [\d,]+ more/);
            expect(textUnder(root, heading).length, heading).to.be.greaterThan(1_000);
        }
        expect(textUnder(root, "What fails")).to.match(/… and [\d,]+ more changes: [\d,]+ connector groups created\./);
        expect(textUnder(root, "Gaps")).to.match(/… and [\d,]+ more gaps, all of which end\./);
        expect(textUnder(root, "Rules that the change breaks")).to.match(/… and [\d,]+ more: [\d,]+ errors\./);
        expect(textUnder(root, "Drift")).to.match(/… and [\d,]+ more differences: [\d,]+ of connector groups\./);
    });

    it("is short enough, whatever is large, and whole: each of its folds and tables ends", () => {
        fc.assert(
            fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 12 }), (size, part) => {
                const large = everythingLarge(size);
                const keys = ["changes", "gaps", "findings", "drift", "notes", "before", "after"] as const;
                const some = { ...large, ...(part < keys.length && { [keys[part] as string]: [] }) };
                const markdown = renderMarkdown(some);
                expect(markdown.length).to.be.lessThan(longestMarkdown);
                expect(markdown.split("<details>").length).to.equal(markdown.split("</details>").length);
                expect(markdown.split("```").length % 2).to.equal(1);
                for (const row of elements(shown(markdown), "tr")) {
                    expect(elements(row, "td", "th").length).to.be.greaterThan(1);
                }
            }),
            { seed: 20261125, numRuns: 40 },
        );
    });

    it("is short enough for drift alone as well", () => {
        const markdown = renderDriftMarkdown({ checked: 5_000, drift: everythingLarge(5_000).drift });

        expect(markdown.length).to.be.lessThan(longestMarkdown);
        expect(textUnder(shown(markdown), "Drift")).to.match(
            /… and [\d,]+ more differences: [\d,]+ of connector groups\.$/,
        );
    });

    it("draws the groups that change, and counts the others", () => {
        const { changes, before, after } = replaceWithTwo();
        const others = Array.from({ length: 20 }, (_, index) =>
            group({ id: `other-${index}`, name: `Other ${index}`, connectors: [connector(`other-${index}`)] }),
        );
        const markdown = renderMarkdown(
            review({ changes, before: [...others, ...before], after: [...others, ...after] }),
        );

        expect(markdown).to.include("Frankfurt, region nam, goes away");
        expect(markdown).to.include("Not drawn: 13 more connector groups with 13 connectors and 0 applications.");
    });
});

/** A review in which so many of everything go wrong. */
function everythingLarge(size: number): Review {
    const numbers = Array.from({ length: size }, (_, index) => index);
    const [from, to] = [group({ id: "from", name: "From" }), group({ id: "to", name: "To" })];
    const app = (index: number) => application(`App-${index}`);
    return review({
        verdict: "will fail",
        counts: counts({ created: size, gaps: size, errors: size, drifted: size }),
        changes: numbers.map((index): Change => {
            const subject = groupSubject({ id: "", name: `Group ${index}` });
            return change({
                resource: `group-${index}`,
                operation: "create",
                subject,
                failure: `It fails for the reason ${index}.`,
            });
        }),
        gaps: numbers.map((index) => ({ application: app(index), group: nameOf(from), from: 1, to: 2 })),
        findings: numbers.flatMap((index) => [
            finding({ group: nameOf(from), sentence: `Rule ${index} is broken.`, level: "error" }),
            finding({ group: nameOf(from), sentence: `Rule ${index} was broken.`, standing: "former" }),
        ]),
        drift: numbers.map((index) => ({
            resource: `group-${index}`,
            urn: urnOf("ConnectorGroup", `group-${index}`),
            type: "ConnectorGroup",
            subject: groupSubject({ id: `${index}`, name: `Group ${index}` }),
            property: "name",
            from: "a",
            to: "b",
        })),
        notes: numbers.map((index) => `The value ${index} is known only in the update.`),
        before: [{ ...from, applications: numbers.map(app) }, to],
        after: [from, { ...to, applications: numbers.map(app) }],
    });
}

function rowsOfTheLastTable(root: Parameters<typeof elements>[0]): number {
    return elements(elements(root, "table").at(-1) ?? root, "tr").length - 1;
}

function number(words: string | undefined): number {
    return Number((words ?? "").replaceAll(",", ""));
}
