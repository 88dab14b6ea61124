/**
 * A line of a report, by its pieces: words of this package on the one hand, texts from elsewhere on the other. Each
 * rendering escapes the latter in its own way, and what a line is made with cannot mistake one for the other.
 */
export type Line = readonly Piece[];

export type Piece =
    /** Words of this package, plain text without any markup. */
    | { readonly kind: "own"; readonly text: string; readonly isStrong: boolean }
    /** A name, an id or a value from the tenant or the program. */
    | { readonly kind: "name"; readonly text: string }
    /** A sentence in which such stand. */
    | { readonly kind: "said"; readonly text: string }
    | { readonly kind: "url"; readonly text: string };

/** A line out of a template: what is put into it says by itself what it is. */
export function line(words: TemplateStringsArray, ...values: readonly (Line | Piece | number)[]): Line {
    return words.flatMap((text, index): Line => {
        const value = values[index];
        return [...(text === "" ? [] : [own(text)]), ...(value === undefined ? [] : piecesOf(value))];
    });
}

export function own(text: string): Piece {
    return { kind: "own", text, isStrong: false };
}

/** Words of this package that are not to be missed. */
export function strong(text: string): Piece {
    return { kind: "own", text, isStrong: true };
}

export function name(text: string): Piece {
    return text === "" ? own("(empty)") : { kind: "name", text };
}

export function said(sentence: string): Piece {
    return { kind: "said", text: sentence };
}

export function url(text: string): Piece {
    return { kind: "url", text };
}

/** Several lines as one, with these words between them. */
export function joined(lines: readonly Line[], between: string): Line {
    return lines.flatMap((each, index) => (index === 0 ? each : [own(between), ...each]));
}

function piecesOf(value: Line | Piece | number): Line {
    if (typeof value === "number") {
        return [own(value.toLocaleString("en"))];
    }
    return "kind" in value ? [value] : value;
}
