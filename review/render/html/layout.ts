/** Where things stand in the picture: what is before on the left, what becomes of it on the right. */
import type { DrawnGroup, DrawnItem, PictureRow } from "../picture";

/** In the units of the picture, which are pixels at its natural size. */
export const sizes = {
    width: 1160,
    half: 550,
    /** Where the right half begins. */
    right: 610,
    head: 44,
    title: 36,
    item: 42,
    padding: 12,
    gap: 20,
    /** Of a group: the applications stand on the left, the connectors that serve them on the right. */
    applications: { x: 14, width: 228 },
    connectors: { x: 268, width: 270 },
} as const;

/** Of the widest font that is usual, in the sizes of the style sheet: bold for names and titles, small for what is said of them. */
export const letterWidths = { title: 10, name: 9.3, about: 7.8, detail: 7.8 } as const;

export interface PlacedRow {
    readonly y: number;
    readonly height: number;
    readonly row: PictureRow;
}

export function placed(rows: readonly PictureRow[]): { readonly rows: readonly PlacedRow[]; readonly height: number } {
    const placedRows: PlacedRow[] = [];
    let y: number = sizes.head;
    for (const row of rows) {
        const height = Math.max(heightOf(row.before), heightOf(row.after));
        placedRows.push({ y, height, row });
        y += height + sizes.gap;
    }
    return { rows: placedRows, height: y };
}

/** What stands in one column of a group, with a line for what is not drawn, or for there being nothing. */
export function linesOf(
    items: readonly DrawnItem[],
    more: number,
    none: string,
): readonly { readonly item?: DrawnItem; readonly words?: string }[] {
    return [
        ...items.map((item) => ({ item })),
        ...(more > 0 ? [{ words: `and ${more} more` }] : []),
        ...(items.length === 0 ? [{ words: none }] : []),
    ];
}

export function heightOf(group: DrawnGroup | undefined): number {
    if (!group) {
        return 0;
    }
    const applications = Math.max(1, group.applications.length + Math.min(1, group.moreApplications));
    const connectors = Math.max(1, group.connectors.length + Math.min(1, group.moreConnectors));
    return sizes.title + Math.max(applications, connectors) * sizes.item + sizes.padding;
}

/** How many characters of a text have room in this width, by how wide its own are on the average. */
export function charactersFor(text: string, width: number, letterWidth: number): number {
    const wide = text.match(wideCharacters)?.length ?? 0;
    const narrow = text.match(narrowCharacters)?.length ?? 0;
    const average = 1 + (wide - 0.4 * narrow) / Math.max(1, text.length);
    return Math.floor(width / (letterWidth * average));
}

const narrowCharacters = /[ilIjtfr.,:;'|!()[\]/ -]/g;
const wideCharacters =
    /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Extended_Pictographic}MWmw@%<>=+~#&\uFF00-\uFF60]/gu;
