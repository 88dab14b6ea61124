/** How a text of many parts is kept within a length: what has no room is counted, and nothing is cut in the middle. */

/** A part of the text, whose items are shown from the first on as far as there is room. */
export interface Part {
    readonly open: string;
    /** What stands around the items, where any is shown. */
    readonly around: readonly [string, string];
    readonly items: readonly string[];
    /** What stands for the items from this one on, where they are left out. */
    rest(from: number): string;
    readonly close: string;
    /** The room that its items have before other parts ask for more. */
    readonly share: number;
    /** The parts of the lowest rank are asked first. */
    readonly rank: number;
}

/** What stands around the contents of a part. */
export type Frame = Pick<Part, "open" | "close" | "share" | "rank">;

/**
 * The parts as one text of at most so many UTF-16 units, and whether everything is in it.
 *
 * Throws where the counts alone are longer, which is a mistake in the program: they are bounded.
 */
export function fitted(parts: readonly Part[], length: number): { readonly text: string; readonly isWhole: boolean } {
    const texts = parts.map((part) => ({ part, shown: 0, text: textOf(part, 0) }));
    let left = length - texts.reduce((sum, { text }) => sum + text.length, 0);
    if (left < 0) {
        throw new Error(`The counts alone are longer than ${length} characters.`);
    }
    const byRank = texts.toSorted((a, b) => a.part.rank - b.part.rank);
    for (const shareOf of [({ share }: Part) => share, () => length]) {
        for (const each of byRank) {
            const room = left + each.text.length;
            each.shown = mostOf(each.part, each.shown, room, shareOf(each.part));
            each.text = textOf(each.part, each.shown);
            left = room - each.text.length;
        }
    }
    return {
        text: texts.map(({ text }) => text).join(""),
        isWhole: texts.every(({ part, shown }) => shown === part.items.length),
    };
}

function textOf({ open, around, items, rest, close }: Part, shown: number): string {
    const [before, after] = around;
    return [
        open,
        ...(shown > 0 ? [before, ...items.slice(0, shown), after] : []),
        ...(shown < items.length ? [rest(shown)] : []),
        close,
    ].join("");
}

/** The most items with which the part has room, and which are not more than its share; never fewer than are shown. */
function mostOf(part: Part, shown: number, room: number, share: number): number {
    const fits = (count: number) =>
        textOf(part, count).length <= room && part.items.slice(0, count).join("").length <= share;
    if (fits(part.items.length)) {
        return part.items.length;
    }
    let [most, tooMany] = [shown, part.items.length];
    while (tooMany - most > 1) {
        const middle = Math.floor((most + tooMany) / 2);
        if (fits(middle)) {
            most = middle;
        } else {
            tooMany = middle;
        }
    }
    return most;
}
