/**
 * How the rules of a review are set: the file `entra-app-proxy.rules.json`.
 *
 * `review/rules.schema.json`, which editors read, is made of the same definition by `npm run docs:schemas`.
 */
import { z } from "zod";
import { mistakesIn } from "./ruleMistakes";
import type { Rule, Setting, SettingInFile } from "./rules/rule";
import { type RuleId, type RuleOptions, type RuleSettings, ruleIds, rules } from "./rules/table";

export type { RuleSettings } from "./rules/table";

/** The name under which the file is looked for. */
export const rulesFileName = "entra-app-proxy.rules.json";

type SettingSchemas = {
    readonly [Id in RuleId]: z.ZodType<Setting<RuleOptions[Id]>, SettingInFile<RuleOptions[Id]> | undefined>;
};

/** What may stand in the file. */
export const rulesFile = z
    .strictObject({
        $schema: z.string().optional().describe("Where editors find this schema."),
        rules: z
            .strictObject(Object.fromEntries(ruleIds.map((id) => [id, schemaOf(id)])) as SettingSchemas)
            .describe("The rules that are set otherwise than by default, by their ids."),
    })
    .meta({
        title: "The rules of entra-app-proxy review",
        description: "How sharply a review judges what a change does to connector groups. docs/rules.md says why.",
    });

/** How the rules are set where no file says otherwise. */
export const defaultRuleSettings: RuleSettings = rulesFile.parse({ rules: {} }).rules;

/**
 * Reads the text of the file.
 *
 * @throws where it is not JSON, or something in it is not allowed: the message says where, and what is.
 */
export function parseRuleSettings(text: string, file: string): RuleSettings {
    const content = jsonOf(text, file);
    const result = rulesFile.safeParse(content);
    if (!result.success) {
        throw unusable(file, mistakesIn(content, result.error.issues));
    }
    return result.data.rules;
}

function schemaOf<Id extends RuleId>(id: Id): z.ZodType {
    return withDefault(rules[id]);
}

function withDefault<Options extends object>({ setting, byDefault, finds }: Rule<Options>): z.ZodType {
    return setting.prefault(byDefault.level).describe(finds);
}

function jsonOf(text: string, file: string): unknown {
    try {
        return JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch (error) {
        throw unusable(file, [`it is not JSON: ${error instanceof Error ? error.message : String(error)}.`]);
    }
}

function unusable(file: string, mistakes: readonly string[]): Error {
    const [only, ...others] = mistakes;
    const list = others.length === 0 ? ` ${only}` : mistakes.map((mistake) => `\n- ${mistake}`).join("");
    return new Error(`The rules in ${file} cannot be used, and nothing was reviewed:${list}`);
}
