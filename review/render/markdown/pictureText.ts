import { type PictureSize, pictureOf, type Scene } from "../picture";
import { mermaid } from "./mermaid";

/** The picture as two diagrams: the largest whose text is not too long for a comment, or else the smallest. */
export function pictureText(scene: Scene): string {
    const [largest, ...smaller] = pictureSizes;
    let text = sizedPicture(scene, largest);
    for (const size of smaller) {
        if (text.length <= longestPicture) {
            break;
        }
        text = sizedPicture(scene, size);
    }
    return text;
}

const pictureSizes: readonly [PictureSize, ...PictureSize[]] = [
    { groups: 8, itemsOfEach: 6 },
    { groups: 5, itemsOfEach: 6 },
    { groups: 3, itemsOfEach: 6 },
    { groups: 1, itemsOfEach: 6 },
];
const longestPicture = 12_000;

function sizedPicture(scene: Scene, size: PictureSize): string {
    const { rows, rest } = pictureOf(scene, size);
    const before = rows.flatMap((row) => row.before ?? []);
    const after = rows.flatMap((row) => row.after ?? []);
    return [
        "Blue border: changes its group. Dashed border: not active.\n\n",
        `**Before**\n\n${before.length === 0 ? "None of these groups exists.\n" : diagram(mermaid(before))}\n`,
        `**After**\n\n${after.length === 0 ? "None of these groups exists any more.\n" : diagram(mermaid(after))}\n`,
        ...(rest === "" ? [] : [`${rest}\n\n`]),
    ].join("");
}

function diagram(text: string): string {
    return `\`\`\`mermaid\n${text}\`\`\`\n`;
}
