/**
 * Texts that come from the tenant or from a program, and can be anything: what a reader sees of them is what is there,
 * and they stay within their own place. Each rendering escapes them besides, in the way of its own language.
 */

/**
 * What is shown of a text: everything that a reader would not see, or that would put what stands around it into another
 * order, stands in it as a code point in brackets: `a[U+202E]b`. So there is no end of a line in it, and no space that
 * cannot be seen.
 *
 * It has at most so many UTF-16 units: what is too much is taken out of the middle, and an ellipsis stands there. Nothing
 * that is one character to a reader is cut.
 */
export function shownText(text: string, longest: number): string {
    // Only so much of either end can be in it, and a name can be as long as somebody likes.
    const enough = text.length > 2 * longest ? text.slice(0, longest) + text.slice(-longest) : text;
    return shortened(enough.replace(unseen, codePointOf), longest);
}

/** The same of a sentence or a message, whose ends of lines are shown by the sign for them. */
export function shownSentence(text: string, longest: number): string {
    return shownText(text.trim().replace(/\s*[\r\n]\s*/g, ` ${endOfLine} `), longest);
}

/** Stands where a line ended. */
export const endOfLine = "↵";

/** A shown text of its own direction: what stands around it keeps its order where it runs from right to left. */
export function isolated(text: string): string {
    return rightToLeft.test(text) ? `${isolate}${text}${endOfIsolate}` : text;
}

/** A shown sentence, with each of its parts that run from right to left isolated. */
export function withRunsIsolated(text: string): string {
    return text.replace(rightToLeftRun, (run) => `${isolate}${run}${endOfIsolate}`);
}

/**
 * Where a link to this URL leads, or undefined where there must be none: it is not https or http, it holds a login, or
 * it has the form in which GitHub and GitLab name an issue, a pull request or a commit, and would make a reference of.
 */
export function linkTarget(url: string): string | undefined {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const isHarmless =
        parsed &&
        (parsed.protocol === "https:" || parsed.protocol === "http:") &&
        parsed.username === "" &&
        parsed.password === "" &&
        !referencePath.test(parsed.pathname);
    return isHarmless ? parsed.href : undefined;
}

/** A sentence by its parts: those between backticks, which are commands and the like, and what stands around them. */
export function sentenceParts(sentence: string): readonly { readonly isCode: boolean; readonly text: string }[] {
    return sentence
        .split(/`([^`]+)`/)
        .map((text, index) => ({ isCode: index % 2 === 1, text }))
        .filter(({ text }) => text !== "");
}

const ellipsis = "…";
/** First strong isolate, and pop directional isolate: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates */
const isolate = "\u2068";
const endOfIsolate = "\u2069";

const unseen = new RegExp(
    [
        // Controls, marks of direction, unusual spaces, and what is drawn as nothing. The next two are looked at below.
        String.raw`(?!\uFE0F|\u200D| )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]`,
        // What makes an emoji of a sign, and what joins two of them, where it does not.
        String.raw`(?<!\p{Extended_Pictographic})\uFE0F`,
        String.raw`(?<!\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)\u200D|\u200D(?!\p{Extended_Pictographic})`,
        // A space at the edge, or behind another.
        "^ | $|(?<= ) ",
        // Marks that are piled up into the lines above and below.
        String.raw`(?<=\p{M}{8})\p{M}`,
    ].join("|"),
    "gu",
);

/** The blocks whose characters run from right to left: https://www.unicode.org/Public/UCD/latest/ucd/extracted/DerivedBidiClass.txt */
const rightToLeftBlocks = "\\u0590-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFC\\u{10800}-\\u{10FFF}\\u{1E800}-\\u{1EFFF}";
const rightToLeft = new RegExp(`[${rightToLeftBlocks}]`, "u");
/** From the first such character to the last one, or to a number behind it, before what separates it from others. */
const rightToLeftRun = new RegExp(
    `[${rightToLeftBlocks}](?:[^\\p{L}\\p{N}",;:(){}\\[\\]${rightToLeftBlocks}]*[\\p{N}${rightToLeftBlocks}])*`,
    "gu",
);

const referencePath =
    /\/(?:issues|pull|pulls|discussions|commit|commits|compare|merge_requests|work_items|epics|milestones|snippets|designs)(?:\/|$)/i;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function codePointOf(character: string): string {
    return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

function shortened(text: string, length: number): string {
    if (text.length <= length) {
        return text;
    }
    const characters = charactersOf(text);
    const head = fitting(characters, Math.ceil((length - ellipsis.length) / 2));
    const tail = fitting(characters.toReversed(), length - ellipsis.length - head.join("").length).toReversed();
    return `${head.join("")}${ellipsis}${tail.join("")}`;
}

/** What must not be cut: a code point in brackets is one of them. */
function charactersOf(text: string): readonly string[] {
    return text
        .split(/(\[U\+[0-9A-F]{4,6}\])/)
        .flatMap((part, index) =>
            index % 2 === 1 ? [part] : Array.from(segmenter.segment(part), ({ segment }) => segment),
        );
}

/** As many of the characters, from the first on, as the length takes. */
function fitting(characters: readonly string[], length: number): readonly string[] {
    let left = length;
    const end = characters.findIndex((character) => {
        left -= character.length;
        return left < 0;
    });
    return end < 0 ? characters : characters.slice(0, end);
}
