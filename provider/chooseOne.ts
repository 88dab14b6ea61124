import { RunError } from "@pulumi/pulumi";
import type { Connector } from "./graph/types";
import { activeAmong } from "./lifecycle/carry/plan";

/** A key of `T` that is given, with its value. */
export type Given<T> = { readonly [K in keyof T]: { readonly key: K; readonly value: T[K] } }[keyof T];

/** What a lookup accepts for one of its keys: a test, and the words that complete "… must be". */
export interface Rule {
    readonly accepts: (value: unknown) => boolean;
    readonly words: string;
}

/** The rule for ids and names. */
export const text: Rule = {
    accepts: (value) => typeof value === "string" && value.trim() !== "",
    words: "a string that is not empty",
};

/** The rule for a switch that can only be on. */
export const onlyTrue: Rule = { accepts: (value) => value === true, words: "true" };

/**
 * The one key that a lookup is given. A program in JavaScript, or one whose values come from elsewhere, can give what the
 * types forbid.
 *
 * @throws RunError when none, more than one or another key is given, or when its value is none to look up
 */
export function givenKey<T extends object>(
    lookup: string,
    args: unknown,
    rules: Readonly<Record<keyof T, Rule>>,
): Given<T> {
    const given = Object.entries(Object(args)).filter(([, value]) => value !== undefined);
    const [first, ...others] = given;
    if (!first || others.length > 0 || !Object.hasOwn(rules, first[0])) {
        const names = given.map(([name]) => name).join(" and ");
        throw new RunError(
            `${lookup} takes exactly one of ${Object.keys(rules).join(", ")}, and is given ${names || "none"}. ` +
                "Nothing was looked up.",
        );
    }
    const [key, value] = first as [keyof T & string, T[keyof T]];
    if (!rules[key].accepts(value)) {
        throw new RunError(
            `${lookup}: ${key} must be ${rules[key].words}, not ${JSON.stringify(value) ?? typeof value}. ` +
                "Nothing was looked up.",
        );
    }
    return { key, value } as Given<T>;
}

/** A kind of thing that lookups choose from, in words: what it is called, and what one of them is called. */
export interface Kind<T> {
    readonly noun: string;
    readonly nameOf: (item: T) => string;
}

/**
 * The one thing that was found by what `by` says of it, such as `the machine name "fra-1"`.
 *
 * @throws RunError when nothing was found, with what `otherwise` tells then, and when more than one was
 */
export function theOne<T extends Identified>(kind: Kind<T>, by: string, found: readonly T[], otherwise: string): T {
    const [one, ...others] = found;
    if (one && others.length === 0) {
        return one;
    }
    throw new RunError(
        one
            ? `${found.length} ${kind.noun}s have ${by}: ${listed(kind, found)}. Name the one that is meant by its id.`
            : `No ${kind.noun} has ${by}. ${otherwise}`,
    );
}

/** What there is instead: `The tenant has these connectors: "fra-1" (id …), "fra-2" (id …) and 3 more.` */
export function thereIs<T extends Identified>(kind: Kind<T>, candidates: readonly T[], which = ""): string {
    return candidates.length > 0
        ? `The tenant has these ${kind.noun}s${which}: ${listed(kind, candidates)}.`
        : `The tenant has no ${kind.noun}${which || " at all"}.`;
}

/** A server that was registered anew leaves its former record behind, inactive, for ten days: the active one is meant. */
export function activeIfOnlyOne(found: readonly Connector[]): readonly Connector[] {
    const active = activeAmong(found);
    return active.length === 1 ? active : found;
}

interface Identified {
    readonly id: string;
}

const mostListed = 10;

function listed<T extends Identified>({ nameOf }: Kind<T>, candidates: readonly T[]): string {
    const shown = candidates.slice(0, mostListed).map((one) => `${JSON.stringify(nameOf(one))} (id ${one.id})`);
    const left = candidates.length - shown.length;
    return shown.join(", ") + (left > 0 ? ` and ${left} more` : "");
}
