/** What a comment tells somebody who has never seen the tenant. */
import { expect } from "chai";
import { renderDriftMarkdown, renderMarkdown } from "../../../review/markdown";
import type { Change, Review } from "../../../review/review";
import { attribute, diagrams, elements, rowsUnder, shown, text, textUnder } from "./support/asGitHub";
import {
    application,
    applicationSubject,
    change,
    connector,
    connectorSubject,
    group,
    groupSubject,
    nameOf,
    review,
    write,
} from "./support/build";
import {
    blockedByRule,
    drifted,
    examples,
    gapWithOne,
    noChange,
    replaceWithTwo,
    safeCreate,
    willFail,
} from "./support/examples";

describe("the comment of a review", () => {
    it("begins with the line by which it is found again, and the verdict with the counts", () => {
        expect(renderMarkdown(gapWithOne()).split("\n").slice(0, 2)).to.deep.equal([
            "<!-- entra-app-proxy review -->",
            "## ⚠️ gap: 1 resource replaced; 2 connectors and 2 applications moved; 2 applications with a gap; " +
                "1 rule warning; 4 requests to Microsoft Graph",
        ]);
    });

    it("is a line where nothing changes", () => {
        expect(renderMarkdown(noChange())).to.equal(
            "<!-- entra-app-proxy review -->\n## ✅ no change: The tenant is as the program declares it.\n",
        );
    });

    it("tells drift and broken rules where nothing else changes", () => {
        const { drift, findings } = blockedByRule();
        const root = shown(renderMarkdown({ ...noChange(), drift, findings }));

        expect(rowsUnder(root, "Drift")).to.have.length(2);
        expect(rowsUnder(root, "Rules that the change breaks")).to.have.length(2);
    });

    it("is the same for the same review", () => {
        for (const example of Object.values(examples)) {
            expect(renderMarkdown(example())).to.equal(renderMarkdown(structuredClone(example())));
        }
    });

    it("says of each application where it is, where it goes, and whether it is served", () => {
        expect(applications(replaceWithTwo())).to.deep.equal([
            [
                "Payroll",
                "https://payroll.contoso.example/",
                "Frankfurt (region nam) → Frankfurt (new, region eur)",
                "2",
                "throughout",
            ],
            [
                "Wiki",
                "https://wiki.contoso.example/",
                "Frankfurt (region nam) → Frankfurt (new, region eur)",
                "2",
                "throughout",
            ],
        ]);
        expect(applications(safeCreate())).to.deep.equal([
            [
                "Stock",
                "https://stock.contoso.example/",
                "Default (default group, region eur) → Osaka (new, region asia)",
                "2 → 1",
                "throughout",
            ],
        ]);
    });

    it("says between which requests an application is not served", () => {
        expect(applications(gapWithOne()).map((cells) => cells.at(-1))).to.deep.equal([
            "not between requests 2 and 3",
            "not between requests 2 and 4",
        ]);
        expect(textUnder(shown(renderMarkdown(gapWithOne())), "Gaps")).to.include(
            "Payroll (https://payroll.contoso.example/) on Frankfurt is without an active connector from request 2 (moves " +
                'connector fra-proxy-01.contoso.example from "Frankfurt" to "Frankfurt") to request 3 (points application ' +
                'Payroll at "Frankfurt" instead of "Frankfurt").',
        );
    });

    it("says that a gap lasts, and puts those who have one first", () => {
        const { before, after, gaps, ...others } = gapWithOne();
        const lasting = { ...others, before, after, gaps: gaps.slice(1).map(({ to: _, ...gap }) => gap) };
        const root = shown(renderMarkdown(lasting));

        expect(rowsUnder(root, "Applications").map(([name, , , , served]) => [name, served])).to.deep.equal([
            ["Wiki", "not any more from request 2 on"],
            ["Payroll", "throughout"],
        ]);
        expect(textUnder(root, "Gaps")).to.match(
            /Wiki .* is no longer served by an active connector from request 2 .* on\.$/,
        );
    });

    it("says of what only may come to pass that it may", () => {
        const { gaps, changes, ...others } = gapWithOne();
        const root = shown(
            renderMarkdown({
                ...others,
                gaps: gaps.map((gap) => ({ ...gap, isPossible: true as const })),
                changes: changes.map((each) => ({
                    ...each,
                    writes: each.writes.map((one) => ({ ...one, expected: "uncertain" as const })),
                })),
            }),
        );

        expect(rowsUnder(root, "Applications").map((cells) => cells.at(-1))).to.deep.equal([
            "perhaps not between requests 2 and 3",
            "perhaps not between requests 2 and 4",
        ]);
        expect(textUnder(root, "Gaps")).to.include("may be without an active connector");
        expect(rowsUnder(root, "frankfurt: connector group Frankfurt is replaced")[0]?.[1]).to.include(
            "(one way of several: what comes first decides)",
        );
    });

    it("tells those that stay and lose a connector, that were not served, and that are served by then", () => {
        const a = application("A");
        const [b, c] = [application("B"), application("C")];
        const on = (
            id: string,
            connectors: readonly string[],
            applications: readonly ReturnType<typeof application>[],
        ) => group({ id, name: id, connectors: connectors.map((each) => connector(each)), applications });
        const root = shown(
            renderMarkdown(
                review({
                    before: [on("one", ["x", "y"], [a]), on("two", [], [b]), on("three", [], [c])],
                    after: [on("one", ["x"], [a]), on("two", ["y"], [b]), on("three", [], [c])],
                }),
            ),
        );

        expect(rowsUnder(root, "Applications").map((cells) => cells.slice(2))).to.deep.equal([
            ["stays on one (region eur)", "2 → 1", "throughout"],
            ["stays on two (region eur)", "0 → 1", "from then on, and not before"],
        ]);
        expect(textUnder(root, "Applications")).to.match(
            /1 other application on these groups keeps its group and its active connectors\.$/,
        );
    });

    it("says of an application that nothing serves any more so, and that it leaves", () => {
        expect(applications(blockedByRule())).to.deep.equal([
            ["Payroll", "https://payroll.contoso.example/", "leaves Frankfurt (region eur)", "2", "not any more"],
        ]);
    });

    it("says of each change what is asked, in order, by whom the groups are served at each step, and why", () => {
        const root = shown(renderMarkdown(replaceWithTwo()));
        const title = "frankfurt: connector group Frankfurt is replaced";

        expect(textUnder(root, title))
            .to.include("region: nam → eur")
            .and.to.include("needs a replacement, because 2 connectors");
        expect(rowsUnder(root, title).map(([order]) => order)).to.deep.equal(["1", "2", "3", "4", "5", "6", "7"]);
        expect(rowsUnder(root, title)[1]).to.deep.equal([
            "2",
            'moves connector fra-proxy-01.contoso.example from "Frankfurt" to "Frankfurt"' +
                "POST /onPremisesPublishingProfiles/applicationProxy/connectors/id-of-fra-proxy-01.contoso.example/memberOf/$ref",
            "Frankfurt: 2 → 1Frankfurt (new): 0 → 1",
        ]);
    });

    it("warns at the step that leaves applications without a connector, and where a refusal is expected", () => {
        const { changes, ...others } = gapWithOne();
        const expected = changes.map((each) => ({
            ...each,
            writes: each.writes.map((one) => (one.order === 3 ? { ...one, expected: "refused" as const } : one)),
        }));
        const rows = rowsUnder(
            shown(renderMarkdown({ ...others, changes: expected })),
            "frankfurt: connector group Frankfurt is replaced",
        );

        expect(rows[1]?.[2]).to.equal("Frankfurt: 1 → 0, none for 2 applicationsFrankfurt (new): 0 → 1");
        expect(rows[2]?.[1]).to.include("(it is expected to be refused, and what is done then follows)");
    });

    it("names connectors with their status, and where they go", () => {
        expect(headings(safeCreate(), "h4")).to.deep.equal([
            "osaka: connector group Osaka is created",
            "osaka-proxy: connector osa-proxy-01.contoso.example (active) goes to Osaka (new)",
            "osaka-stock: application Stock (https://stock.contoso.example/) goes to Osaka (new)",
        ]);
    });

    it("says what becomes of what is taken over, taken away or let go", () => {
        const subject = groupSubject({ id: "g", name: "Berlin" });
        const proxy = connectorSubject(connector("ber-1", "inactive"));
        const app = applicationSubject({ id: "a", name: "Wiki" });
        const told = shown(
            renderMarkdown(
                review({
                    changes: [
                        change({ resource: "a", operation: "adopt", subject }),
                        change({ resource: "b", operation: "delete", subject }),
                        change({ resource: "c", operation: "release", subject }),
                        change({ resource: "d", operation: "update", subject }),
                        change({ resource: "e", operation: "delete", subject: proxy }),
                        change({ resource: "f", operation: "release", subject: app }),
                    ],
                }),
            ),
        );

        expect(rowsUnder(told, "Changes").map(([, each]) => each)).to.deep.equal([
            "a: connector group Berlin exists and is taken over",
            "b: connector group Berlin is deleted",
            "c: connector group Berlin stays in the tenant and is dropped from the stack",
            "d: connector group Berlin is changed",
            "e: connector ber-1 (inactive) is taken off its group",
            "f: application Wiki stays where it is and is dropped from the stack",
        ]);
    });

    it("says what is asked for nothing itself, and for whom it is done, in a table", () => {
        expect(rowsUnder(shown(renderMarkdown(replaceWithTwo())), "Further changes")).to.deep.equal([
            [
                "request 2, for frankfurt",
                "frankfurt-proxy: connector fra-proxy-01.contoso.example (active) goes to Frankfurt (new)",
                "",
            ],
            [
                "request 4, for frankfurt",
                "frankfurt-wiki: application Wiki (https://wiki.contoso.example/) goes to Frankfurt (new)",
                "",
            ],
        ]);
    });

    it("says what is there already, and what nothing is asked for", () => {
        const to = { id: "g", name: "Berlin" };
        const root = shown(
            renderMarkdown(
                review({
                    changes: [
                        change({
                            resource: "a",
                            operation: "create",
                            subject: connectorSubject(connector("ber-1")),
                            to,
                        }),
                        change({ resource: "b", operation: "release", subject: groupSubject(to) }),
                    ],
                }),
            ),
        );

        expect(rowsUnder(root, "Changes").map(([requests]) => requests)).to.deep.equal([
            "nothing, it is there already",
            "nothing",
        ]);
    });

    it("tells the changes in the order of what is asked for them", () => {
        const { changes, ...others } = safeCreate();

        expect(
            headings({ ...others, changes: changes.toReversed() }, "h4").map((title) => title.split(":")[0]),
        ).to.deep.equal(["osaka", "osaka-proxy", "osaka-stock"]);
    });

    it("leaves out the ids of what the title names, and what a deletion takes away", () => {
        const on = nameOf(group({ id: "new:osaka", name: "Osaka" }));
        const subject = connectorSubject(connector("osa-1"));
        const place = (parts: Partial<Change>) =>
            textUnder(
                shown(
                    renderMarkdown(
                        review({
                            changes: [
                                change({
                                    resource: "a",
                                    operation: "create",
                                    subject,
                                    words: ["It moves."],
                                    properties: [
                                        { property: "connectorId", to: "id-of-osa-1" },
                                        { property: "connectorGroupId", to: null },
                                    ],
                                    ...parts,
                                }),
                            ],
                        }),
                    ),
                ),
                "Changes",
            );

        expect(place({ to: on })).to.not.match(/connector(Group)?Id/);
        expect(place({})).to.include("connectorGroupId: known in the update only").and.to.not.include("connectorId");
        expect(place({ operation: "delete" })).to.not.match(/connector(Group)?Id/);
    });

    it("says a value that only the update will know so", () => {
        const root = shown(
            renderMarkdown(
                review({
                    changes: [
                        change({
                            resource: "a",
                            operation: "update",
                            subject: groupSubject({ id: "g", name: "Berlin" }),
                            properties: [
                                { property: "name", from: "Berlin", to: null },
                                { property: "region", to: "eur" },
                            ],
                        }),
                    ],
                }),
            ),
        );

        expect(textUnder(root, "a: connector group Berlin is changed")).to.include(
            "name: Berlin → known in the update only",
        );
        expect(textUnder(root, "a: connector group Berlin is changed")).to.include("region: none → eur");
    });

    it("says first what fails, once, and what is not reached", () => {
        const failing = willFail();
        const [{ failure } = { failure: "" }] = failing.changes;
        const markdown = renderMarkdown({ ...failing, reason: failure ?? "" });
        const root = shown(markdown);

        expect(markdown.split("is not created: a group of that name exists already")).to.have.length(2);
        expect(elements(root, "h3").map(text)[0]).to.equal("What fails");
        expect(textUnder(root, "What fails")).to.match(
            /^munich \(connector group Munich\): .*1 other change is not reached/s,
        );
        expect(headings(failing, "h4")).to.deep.equal([
            "munich: connector group Munich is created (fails)",
            "munich-proxy: connector fra-proxy-01.contoso.example (active) goes to Munich (new) (not reached, because " +
                "something else fails before it)",
        ]);
    });

    it("says of a preview that has failed that it has, whatever stopped it", () => {
        const program = { kind: "connector group", id: "", name: "the program" } as const;
        const stopped = review({
            verdict: "will fail",
            reason: "TypeError: x\n    at main",
            changes: [
                change({
                    resource: "the program",
                    operation: "update",
                    subject: program,
                    failure: "TypeError: x\n    at main",
                }),
            ],
        });
        const root = shown(renderMarkdown(stopped));

        expect(textUnder(root, "What fails")).to.equal("the program: TypeError: x ↵ at main");
        expect(headings(stopped, "h4")).to.deep.equal(["the program: the preview fails"]);
    });

    it("keeps apart the rules that the change breaks, that were broken before, and that it mends", () => {
        const root = shown(renderMarkdown(blockedByRule()));
        expect(rowsUnder(root, "Rules that the change breaks").map(([level, , , rule]) => [level, rule])).to.deep.equal(
            [
                ["error", "occupied-deletion"],
                ["warning", "two-active-connectors"],
            ],
        );
        expect(elements(root, "summary").map(text)).to.deep.equal(["Rules that the change mends (1)"]);
        expect(elements(shown(renderMarkdown(gapWithOne())), "summary").map(text)).to.deep.equal([
            "Rules that were broken before, and are no worse (1)",
        ]);
    });

    it("links to the very address of an application", () => {
        for (const address of [
            "https://wiki.contoso.example/a?b=c&copy=d",
            "https://wiki.contoso.example/(a)/_b_/*c*",
            "https://wiki.contoso.example/a|b",
        ]) {
            const on = group({ id: "g", name: "A", applications: [application("Wiki", address)] });
            const [link = expect.fail()] = elements(shown(renderMarkdown(review({ after: [on] }))), "a");

            expect(decodeURIComponent(attribute(link, "href") ?? "")).to.equal(address);
            expect(text(link)).to.equal(address);
        }
    });

    it("links to the source of a rule", () => {
        const links = elements(shown(renderMarkdown(blockedByRule())), "a").map((link) => attribute(link, "href"));
        expect(links).to.include(
            "https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-high-availability-load-balancing",
        );
    });

    it("shows drift with the old and the new values, and what is gone", () => {
        expect(rowsUnder(shown(renderMarkdown(blockedByRule())), "Drift")).to.deep.equal([
            ["frankfurt", "connector group Frankfurt", "name", "Frankfurt", "Frankfurt (old)"],
            ["frankfurt-wiki", "application Wiki (https://wiki.contoso.example/)", "", "there", "gone"],
        ]);
    });

    it("says what is left open, and what it rests on", () => {
        const markdown = renderMarkdown(willFail());
        expect(textUnder(shown(markdown), "What is left open")).to.include("munich-proxy is known only in the update.");
        expect(markdown).to.include(
            `This rests on 1 fact of the tenant as it was read, with the fingerprint \`${willFail().fingerprint}\`.`,
        );
    });

    it("folds away a long list of requests, and counts those beyond what can be read", () => {
        const subject = groupSubject({ id: "g", name: "Berlin" });
        const writes = Array.from({ length: 50 }, (_, index) =>
            write({
                order: index + 1,
                sentence: "moves something",
                subject: index < 45 ? connectorSubject(connector("a")) : applicationSubject(application("b")),
            }),
        );
        const root = shown(
            renderMarkdown(review({ changes: [change({ resource: "a", operation: "replace", subject, writes })] })),
        );

        expect(elements(root, "summary").map(text)).to.deep.equal(["50 requests to Microsoft Graph"]);
        expect(elements(root, "tr")).to.have.length(41);
        expect(text(root)).to.include(
            "… and 10 more requests, up to request 50: 5 for connectors, 5 for applications.",
        );
    });

    it("draws the groups before and after", () => {
        const [before = "", after = ""] = diagrams(renderMarkdown(gapWithOne()));
        expect(before).to.include('subgraph g1 ["Frankfurt, region nam, goes away"]').and.to.include("class g1c2 idle");
        expect(after)
            .to.include('subgraph g1 ["Frankfurt, region eur, new"]')
            .and.to.include('"Payroll<br>payroll.contoso.example"] --> g1');
    });

    it("draws nothing where the groups stay as they are", () => {
        expect(diagrams(renderMarkdown(willFail()))).to.deep.equal([]);
    });
});

describe("the comment about drift", () => {
    it("begins with a line of its own, and counts what differs", () => {
        const markdown = renderDriftMarkdown(drifted());
        expect(markdown.split("\n").slice(0, 2)).to.deep.equal([
            "<!-- entra-app-proxy drift -->",
            "## ⚠️ drift: 2 differences in 2 of 12 resources",
        ]);
        expect(rowsUnder(shown(markdown), "Drift")).to.have.length(2);
    });

    it("says that nothing differs", () => {
        expect(
            renderDriftMarkdown({ checked: 12, drift: [] })
                .split("\n")
                .filter((line) => line !== ""),
        ).to.deep.equal([
            "<!-- entra-app-proxy drift -->",
            "## ✅ clean: 12 resources compared",
            "The tenant is as the stack's state has it.",
        ]);
    });
});

function applications(of: Review): readonly (readonly string[])[] {
    return rowsUnder(shown(renderMarkdown(of)), "Applications");
}

function headings(of: Review, tag: string): readonly string[] {
    return elements(shown(renderMarkdown(of)), tag).map(text);
}
