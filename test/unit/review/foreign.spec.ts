import { expect } from "chai";
import fc from "fast-check";
import { isolated, linkTarget, shownSentence, shownText, withRunsIsolated } from "../../../review/render/foreign";
import { anyText } from "./support/anyText";

const seed = 20261125;

describe("a text of the tenant", () => {
    it("is shown as it is, where a reader sees all of it", () => {
        for (const text of ["Frankfurt", "Zürich – Süd", "東京", "Straße 7, R&D", "👩‍👩‍👧 ❤️ 👍🏽", "नमस्ते", "a b"]) {
            expect(shownText(text, 100)).to.equal(text);
        }
    });

    it("shows what nobody would see in it, or what would turn its order round", () => {
        const cases = [
            ["a\u202Eb", "a[U+202E]b"],
            ["a\u2066b\u2069", "a[U+2066]b[U+2069]"],
            ["a\u200Bb", "a[U+200B]b"],
            ["a\u00ADb\uFEFF", "a[U+00AD]b[U+FEFF]"],
            ["a\nb\tc\u0000", "a[U+000A]b[U+0009]c[U+0000]"],
            ["a\u00A0b\u3000c", "a[U+00A0]b[U+3000]c"],
            [" a  b ", "[U+0020]a [U+0020]b[U+0020]"],
            ["a\u200Db", "a[U+200D]b"],
            ["a\uFE0F", "a[U+FE0F]"],
            ["\u{E0041}", "[U+E0041]"],
            ["\uD800", "[U+D800]"],
            ["\u3164", "[U+3164]"],
        ] as const;
        for (const [text, shown] of cases) {
            expect(shownText(text, 100)).to.equal(shown);
        }
    });

    it("keeps marks that are piled up within its line", () => {
        expect(shownText(`e${"\u0301".repeat(10)}`, 100)).to.equal(`e${"\u0301".repeat(8)}[U+0301][U+0301]`);
    });

    it("is shortened in its middle, visibly", () => {
        expect(shownText("0123456789", 7)).to.equal("012…789");
        expect(shownText("0123456789", 10)).to.equal("0123456789");
    });

    it("is shortened between what a reader takes for one character", () => {
        expect(shownText("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 20)).to.equal("👩‍👩‍👧…👩‍👩‍👧");
        expect(shownText("ab\u202Ecd", 9)).to.equal("ab…cd");
    });

    it("is never longer than there is room, and begins and ends as it does, however long it is", () => {
        fc.assert(
            fc.property(anyText, fc.integer({ min: 1, max: 50 }), fc.constantFrom(1, 3, 50), (text, longest, times) => {
                const long = text.repeat(times);
                const shown = shownText(long, longest);
                expect(shown.length).to.be.at.most(longest);
                const whole = shownText(long, 1_000_000);
                const [head = "", ...tail] = shown.split("…");
                expect(shown === whole || (whole.startsWith(head) && whole.endsWith(tail.at(-1) ?? ""))).to.equal(true);
            }),
            { seed, numRuns: 500 },
        );
    });

    it("is isolated from its surroundings where it runs from right to left, and left alone elsewhere", () => {
        expect(isolated("שלום (A)")).to.equal("\u2068שלום (A)\u2069");
        expect(isolated("مرحبا")).to.equal("\u2068مرحبا\u2069");
        expect(isolated("Frankfurt 東京")).to.equal("Frankfurt 東京");
    });

    it("is isolated in a sentence as well, where only parts run from right to left", () => {
        expect(withRunsIsolated("2 connectors (חיפה-1, חיפה-2)")).to.equal(
            "2 connectors (\u2068חיפה-1\u2069, \u2068חיפה-2\u2069)",
        );
        expect(withRunsIsolated('moves "שלום 1 עולם" to A')).to.equal('moves "\u2068שלום 1 עולם\u2069" to A');
    });

    it("shows the ends of its lines by a sign where it is a message", () => {
        expect(shownSentence("It failed:\n    at main\r\n", 100)).to.equal("It failed: ↵ at main");
    });
});

describe("an address of the tenant", () => {
    it("is a link where it leads into the web", () => {
        expect(linkTarget("https://payroll.contoso.example/a?b=c")).to.equal("https://payroll.contoso.example/a?b=c");
        expect(linkTarget("http://intranet")).to.equal("http://intranet/");
    });

    it("is none where it would do something, hold a login, or be taken for a reference", () => {
        for (const url of [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://contoso.example@evil.example/",
            "https://github.com/octo/repo/issues/1",
            "https://gitlab.contoso.example/a/b/-/merge_requests/7",
            "https://github.com/octo/repo/commit/deadbeef",
            "payroll.contoso.example",
            "",
        ]) {
            expect(linkTarget(url), url).to.equal(undefined);
        }
    });
});
