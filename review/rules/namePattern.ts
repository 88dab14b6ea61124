import { RE2JS } from "re2js";
import { z } from "zod";
import { withoutMark } from "../../provider/lifecycle/names";
import { level, type Setting, type SettingInFile } from "./rule";

/**
 * A regular expression over the names of connector groups.
 *
 * It is one of the RE2 kind, which is matched in a time that grows with the length of the name alone: whatever stands in
 * the file of rules and in the tenant, a review comes to its end.
 */
export interface NamePattern {
    /** Whether it is found in the name. What a name bears while its group is replaced is no part of it. */
    fits(name: string): boolean;
    /** What the one capture holds; undefined where the name does not fit, or the capture is empty. */
    captured(name: string): string | undefined;
}

export interface PatternOptions {
    readonly pattern: string;
}

/** @throws where the text is no such regular expression */
export function namePattern(text: string): NamePattern {
    const pattern = RE2JS.compile(text);
    return {
        fits: (name) => pattern.matcher(withoutMark(name)).find(),
        captured: (name) => {
            const matcher = pattern.matcher(withoutMark(name));
            return matcher.find() ? (matcher.group(1) ?? "") || undefined : undefined;
        },
    };
}

/** The setting of a rule that is off until it is given a pattern. */
export function patternSetting(
    meaning: string,
    captures: "one capture" | "any captures",
): z.ZodType<Setting<PatternOptions>, SettingInFile<PatternOptions>> {
    const pattern = z
        .string()
        .min(1, { abort: true })
        .superRefine((text, { addIssue }) => {
            const mistake = mistakeIn(text, captures === "one capture");
            if (mistake !== undefined) {
                addIssue({ code: "custom", message: mistake });
            }
        })
        .describe(meaning);
    return z
        .union([z.literal("off"), z.strictObject({ level, pattern })])
        .transform((given): Setting<PatternOptions> => (given === "off" ? { level: given } : given));
}

function mistakeIn(text: string, needsCapture: boolean): string | undefined {
    try {
        const captures = RE2JS.compile(text).groupCount();
        return needsCapture && captures !== 1
            ? `has ${captures} captures; it needs exactly one, as in ^([a-z]+)-, and (?:...) for other brackets`
            : undefined;
    } catch (error) {
        return `is no regular expression of the RE2 kind: ${reasonOf(error)}`;
    }
}

function reasonOf(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, "");
}
