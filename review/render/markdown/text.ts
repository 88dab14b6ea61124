/**
 * Lines as Markdown of GitHub and GitLab.
 *
 * Texts from elsewhere stand in code, where neither of them knows markup, mentions, references, emoji or links. In a
 * sentence only what is not plainly harmless does: most words are.
 */
import { isolated, linkTarget, sentenceParts, shownSentence, shownText, withRunsIsolated } from "../foreign";
import type { Line, Piece } from "../line";

export function markdownLine(line: Line): string {
    return line.map(markdownPiece).join("");
}

export function paragraph(line: Line): string {
    return `${markdownLine(line)}\n\n`;
}

/** A name longer than this is shortened in its middle, so that one alone can never fill a comment. */
export const longestName = 300;
/** The same for a sentence: with five names of the longest kind it still stands as it is. */
export const longestSentence = 2_000;

function markdownPiece(piece: Piece): string {
    switch (piece.kind) {
        case "own":
            return piece.isStrong ? `**${ownWords(piece.text)}**` : ownWords(piece.text);
        case "name":
            return nameCode(piece.text);
        case "said":
            return sentence(piece.text);
        case "url":
            return link(piece.text);
    }
}

function ownWords(text: string): string {
    return text.replace(/[\\`*_[\]<>|#]/g, "\\$&");
}

function nameCode(text: string): string {
    return code(isolated(shownText(text, longestName)));
}

/** An address whose characters mean nothing else to Markdown stands as it is, which takes half the room. */
function link(url: string): string {
    const target = linkTarget(url);
    if (target === undefined || target.length > longestName) {
        return nameCode(url);
    }
    return target === url && plainAddress.test(url)
        ? `<${url}>`
        : `[${nameCode(url)}](<${target.replace(/[|\\<>`]/g, encodeURIComponent).replaceAll("&", "&amp;")}>)`;
}

const plainAddress = /^https?:\/\/[\w.:/?=#%+~-]*$/;

function sentence(text: string): string {
    const seen = shownSentence(text, longestSentence);
    const parts = sentenceParts(seen).map((part, index) =>
        part.isCode ? code(isolated(part.text)) : prose(part.text, index === 0),
    );
    // Two code spans beside each other would be read as another one.
    const areApart = parts.every((part, index) => !(part.startsWith("`") && parts[index - 1]?.endsWith("`")));
    return areApart ? parts.join("") : prose(seen, true);
}

/** The words of a sentence. Those next to each other that have to stand in code share it, up to a comma and the like. */
function prose(text: string, isBeginning: boolean): string {
    const words = text.split(" ");
    const stretches: { readonly isPlain: boolean; readonly words: string[] }[] = [];
    for (const [index, word] of words.entries()) {
        const isPlain = word === "" || isHarmless(word, isBeginning && index === 0);
        const last = stretches.at(-1);
        if (last?.isPlain === isPlain && (isPlain || !endsStretch.test(last.words.at(-1) ?? ""))) {
            last.words.push(word);
        } else {
            stretches.push({ isPlain, words: [word] });
        }
    }
    return stretches
        .map((stretch) => ({ isPlain: stretch.isPlain, text: withRunsIsolated(stretch.words.join(" ")) }))
        .map((stretch) => (stretch.isPlain ? stretch.text : codeWithinPunctuation(stretch.text)))
        .join(" ");
}

/** A word or a sign that is nothing but itself to either of the two, and no list where it begins a line. */
function isHarmless(word: string, isBeginning: boolean): boolean {
    return isBeginning
        ? plainWord.test(word) && !reference.test(word) && !/^\d+[.)]/.test(word)
        : (plainWord.test(word) && !reference.test(word)) || plainSign.test(word);
}

const endsStretch = /[)"',.;:?!…]$/u;
const plainWord = /^["'(]*[\p{L}\p{M}\p{N}]+(?:['’.,/+=-][\p{L}\p{M}\p{N}]+)*[)"',.;:?!…]*$/u;
const plainSign = /^(?:["'(]+|[)"',.;:?!…]+|=>|[→↵&/+–—-])$/u;
/** A link without a scheme, an issue (`GH-1`, and of Jira `ABC-1`), a commit. */
const reference = /www\.|\bgh-\d|\b[A-Z][A-Z0-9]+-\d|\b[0-9a-f]{7,40}\b/iu;

/** Quotes and brackets around it, and what ends a sentence, stand outside. */
function codeWithinPunctuation(text: string): string {
    const [, before = "", inner = "", after = ""] = /^(["'(]*)(.*?)([)"',.;:?!…]*)$/su.exec(text) ?? [];
    return inner === "" ? code(text) : `${before}${code(inner)}${after}`;
}

/**
 * A code span. A pipe would end a cell of a table even in there, and how a backslash before it is read differs between
 * the two, so that it stands outside as a character reference.
 */
function code(text: string): string {
    return text
        .split("|")
        .map((part) => (part === "" ? "" : span(part)))
        .join("&#124;");
}

/**
 * Backticks inside need more of them outside. What stands at the edge is kept apart where it would belong to the fence,
 * or make mathematics of it (`$` beside a backtick); the renderer takes off one space on either side.
 */
function span(text: string): string {
    const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
    const fence = "`".repeat(longest + 1);
    const space = /^[ `$]|[ `$]$/.test(text) && text.trim() !== "" ? " " : "";
    return `${fence}${space}${text}${space}${fence}`;
}
