/** What is wrong in a file of rules, in sentences. */
import type { z } from "zod";
import { nearMiss } from "./nearMiss";
import { type RuleId, ruleIds, rules } from "./rules/table";

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

/** A sentence for each mistake: where it is, what is allowed there, and what was probably meant. */
export function mistakesIn(content: unknown, issues: readonly Issue[]): readonly string[] {
    return issues.flatMap((issue) => sentences(content, issue.path, issue));
}

function sentences(content: unknown, place: Place, issue: Issue): readonly string[] {
    const value = valueAt(content, place);
    switch (issue.code) {
        case "unrecognized_keys":
            return issue.keys.map((key) => unknownKey(place, key));
        case "invalid_union": {
            const asObject = isObject(value) && !Array.isArray(value) ? issue.errors.at(-1) : undefined;
            return asObject
                ? asObject.flatMap((inner) => sentences(content, [...place, ...inner.path], inner))
                : [
                      `${placeWords(place)} ${isWords(value)}; ${allowedSettings(place, issue)}${meant(value, valuesIn(issue))}`,
                  ];
        }
        case "invalid_value":
            return [
                `${placeWords(place)} ${isWords(value)}; allowed: ${listed(issue.values)}.${meant(value, issue.values)}`,
            ];
        case "invalid_type":
            return [`${placeWords(place)} ${isWords(value)}; allowed: ${typeWords[issue.expected] ?? issue.expected}.`];
        case "custom":
            return [`${placeWords(place)} ${issue.message}.`];
        case "too_small":
            return [`${placeWords(place)} is empty.`];
        default:
            return [`${placeWords(place)}: ${issue.message}.`];
    }
}

function unknownKey(place: Place, key: string): string {
    const known = knownKeys(place);
    const near = nearMiss(key, known);
    const hint = near === undefined ? `Allowed: ${known.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`;
    const what = place.length === 1 ? "rule" : "key";
    return `${placeWords(place)} has no ${what} ${quoted(key)}. ${hint}`;
}

function knownKeys(place: Place): readonly string[] {
    const [, id] = place;
    if (id !== undefined) {
        return ["level", ...optionsOf(id)];
    }
    return place.length === 0 ? ["$schema", "rules"] : ruleIds;
}

function optionsOf(id: PropertyKey): readonly string[] {
    return Object.keys(rules[id as RuleId].options);
}

function allowedSettings(place: Place, issue: Issue): string {
    const [, id = ""] = place;
    const keys = ["level", ...optionsOf(id)].join(" and ");
    return `allowed: ${listed(valuesIn(issue))}, or an object with ${keys}.`;
}

/** The values of the alternatives of a union. */
function valuesIn(issue: Issue): readonly z.core.util.Primitive[] {
    return issue.code === "invalid_union"
        ? issue.errors.flat().flatMap((inner) => (inner.code === "invalid_value" ? inner.values : []))
        : [];
}

function meant(value: unknown, allowed: readonly z.core.util.Primitive[]): string {
    const near = typeof value === "string" ? nearMiss(value, allowed.map(String)) : undefined;
    return near === undefined ? "" : ` Did you mean ${JSON.stringify(near)}?`;
}

function listed(values: readonly z.core.util.Primitive[]): string {
    return values.map((value) => JSON.stringify(value)).join(", ");
}

function placeWords(place: Place): string {
    return place.length === 0 ? "the file" : place.map(String).join(".");
}

const typeWords: Readonly<Record<string, string>> = {
    object: "an object",
    string: "a string",
    boolean: "true and false",
};

function isWords(value: unknown): string {
    if (value === undefined) {
        return "is missing";
    }
    return `is ${Array.isArray(value) ? "a list" : isObject(value) ? "an object" : quoted(value)}`;
}

/** A value of the file on one line, of a length that leaves the sentence readable. */
function quoted(value: unknown): string {
    const text = JSON.stringify(value);
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(content: unknown, place: Place): unknown {
    return place.reduce((value, key) => (isObject(value) ? value[key] : undefined), content);
}

function isObject(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
    return typeof value === "object" && value !== null;
}
