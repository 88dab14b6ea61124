import type { ChangeEntry, Section } from "../section";
import { changeBlock, changeRow, changeRowHead } from "./changeBlock";
import type { Frame, Part } from "./fit";
import { tableOf } from "./table";
import { paragraph } from "./text";

/** From more changes on, those that tell little stand in a table, as those for which nothing is asked always do. */
const manyChanges = 12;

/** The changes that are told in full, as far as they have room, and the others as rows of a table. */
export function changeParts(
    section: Section,
    frame: Frame,
    changes: readonly ChangeEntry[],
): (roomInFull: number) => readonly Part[] {
    const areMany = changes.length > manyChanges;
    const numbered = changes.map((change, index) => ({
        index,
        block: changeBlock(change),
        row: changeRow(change, areMany ? change.shortTitle : change.title),
        isShort: change.weight === "idle" || (change.weight === "simple" && areMany),
    }));
    return (roomInFull) => {
        const { inFull, inShort } = divided(numbered, roomInFull);
        const full: Part = {
            ...frame,
            close: inShort.length === 0 ? frame.close : "",
            around: ["", ""],
            items: inFull.map(({ block }) => block),
            rest: restOf(section, inFull),
        };
        const short: Part = {
            ...frame,
            open: inFull.length === 0 ? frame.open : "#### Further changes\n\n",
            ...tableOf(
                section,
                changeRowHead,
                inShort.map(({ row }) => row),
            ),
            rest: restOf(section, inShort),
        };
        return [...(inFull.length > 0 ? [full] : []), ...(inShort.length > 0 ? [short] : [])];
    };
}

interface Numbered {
    readonly index: number;
    readonly block: string;
    readonly row: string;
    readonly isShort: boolean;
}

function divided(changes: readonly Numbered[], roomInFull: number) {
    const inFull: Numbered[] = [];
    const inShort: Numbered[] = [];
    let left = roomInFull;
    for (const change of changes) {
        if (change.isShort || change.block.length > left) {
            inShort.push(change);
        } else {
            inFull.push(change);
            left -= change.block.length;
        }
    }
    return { inFull, inShort };
}

function restOf({ rest }: Section, changes: readonly Numbered[]): Part["rest"] {
    return (from) => `… ${paragraph(rest(changes.slice(from).map(({ index }) => index)))}`;
}
