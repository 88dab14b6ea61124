import { z } from "zod";
import type { Finding } from "../review";
import type { GroupChange } from "./groupChange";

/** A rule of a review: what it asks of connector groups, and how it judges a change by that. */
export interface Rule<Options extends object = object> {
    readonly id: string;
    /** What it finds, as a sentence for people. */
    readonly finds: string;
    /** Why that is worth a word. */
    readonly why: string;
    /** Where that comes from; the first one is named with each finding. */
    readonly sources: readonly [Source, ...Source[]];
    /** What holds where nobody has said anything else. */
    readonly byDefault: Setting<Options>;
    /** What the rule can be told beside its level, as a sentence for each. */
    readonly options: { readonly [Name in keyof Options]-?: string };
    /** How the rule may be set in the file; answers the one form that the rule is asked with. */
    readonly setting: z.ZodType<Setting<Options>, SettingInFile<Options>>;
    readonly judge: (change: GroupChange, options: Options) => readonly Judgement[];
    /** The id of a sharper rule: where that one says something of a group, this one says nothing of the same moment. */
    readonly leavesTo?: string;
}

export interface Source {
    readonly title: string;
    readonly url: string;
}

/** What a rule says about one group. */
export type Judgement = Pick<Finding, "sentence" | "group" | "standing">;

export const levels = ["off", "warning", "error"] as const;

export type Level = (typeof levels)[number];

export type Setting<Options extends object> =
    | { readonly level: "off" }
    | ({ readonly level: Exclude<Level, "off"> } & Options);

/** A level alone, or with the rule's own options. */
export type SettingInFile<Options extends object> = Level | ({ readonly level: Level } & Options);

export type NoOptions = Readonly<Record<never, never>>;

export const level = z.enum(levels);

/** The setting of a rule that has no options. */
export const levelAlone: z.ZodType<Setting<NoOptions>, SettingInFile<NoOptions>> = z
    .union([level, z.strictObject({ level })])
    .transform((setting) => (typeof setting === "string" ? { level: setting } : setting));
