import { z } from "zod";
import { contentsWords, groupWord } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";
import type { Deletion } from "./groupChange";
import { type Judgement, level, type Rule, type Setting, type SettingInFile } from "./rule";
import { contentsOf } from "./serving";

export interface DeletionOptions {
    readonly evenIfEmptiedFirst?: boolean | undefined;
}

const options = {
    evenIfEmptiedFirst:
        "Whether a group that is in use now and that the same change empties before its deletion is found, too; " +
        "`false` where it is left out. With `true`, a group goes in two changes: one that empties it, and one that " +
        "deletes it.",
};

const setting: z.ZodType<Setting<DeletionOptions>, SettingInFile<DeletionOptions>> = z
    .union([
        level,
        z.strictObject({ level, evenIfEmptiedFirst: z.boolean().optional().describe(options.evenIfEmptiedFirst) }),
    ])
    .transform((given) => (typeof given === "string" ? { level: given } : given));

export const occupiedGroupDeleted: Rule<DeletionOptions> = {
    id: "occupied-group-deleted",
    finds: "A connector group is deleted while connectors or applications are on it.",
    why:
        "The service deletes an empty group alone, and so does this package: the update stops at the group, which is " +
        "why the verdict is `will fail` whatever the level of this rule. A group that is replaced is not deleted in " +
        "this sense, because everything goes to its successor; neither is the default group, which stays in the tenant.",
    sources: [
        {
            title: "Microsoft: Delete connectorGroup",
            url: "https://learn.microsoft.com/en-us/graph/api/connectorgroup-delete?view=graph-rest-beta",
        },
    ],
    byDefault: { level: "error" },
    options,
    setting,
    judge: ({ deletions }, { evenIfEmptiedFirst = false }) =>
        deletions.filter(({ was }) => !was.isDefault).flatMap((deletion) => judged(deletion, evenIfEmptiedFirst)),
};

function judged({ was, left }: Deletion, evenIfEmptiedFirst: boolean): readonly Judgement[] {
    if (left && isOccupied(left)) {
        return [found(left, `is deleted while ${contentsWords(contentsOf(left))} are on it.`)];
    }
    if (evenIfEmptiedFirst && isOccupied(was)) {
        return [found(was, `is deleted in the same change that takes ${contentsWords(contentsOf(was))} off it.`)];
    }
    return [];
}

function isOccupied({ connectors, applications }: PicturedGroup): boolean {
    return connectors.length > 0 || applications.length > 0;
}

function found({ id, name }: PicturedGroup, predicate: string): Judgement {
    return { group: { id, name }, standing: "new", sentence: `${groupWord(name)} ${predicate}` };
}
