/** What a report is made of, before it is Markdown or HTML. */
import type { Line } from "./line";
import type { Scene } from "./picture";

export interface Report {
    readonly kind: "review" | "drift";
    /** The one thing to know. */
    readonly verdict: string;
    readonly tone: "calm" | "warning" | "alarm";
    /** What stands beside the verdict; empty where there is nothing to count. */
    readonly counts: Line;
    /** Empty where it is said in the first of the sections. */
    readonly reason: Line;
    /** In the order in which they are read. */
    readonly sections: readonly Section[];
    readonly closing: readonly Line[];
}

/** A part of a report. Without any items it does not appear. */
export interface Section {
    readonly topic: Topic;
    readonly title: string;
    /** What one of its items is. */
    readonly noun: string;
    readonly intro: readonly Line[];
    readonly body: Body;
    /** What is said below the items. */
    readonly closing: readonly Line[];
    /** It is not what a reader looks for first, and may be folded away. */
    readonly isAside: boolean;
    /** What is said of the items with these indexes where they are left out. */
    rest(leftOut: readonly number[]): Line;
}

/** The items with these indexes. */
export function those<T>(items: readonly T[], indexes: readonly number[]): readonly T[] {
    return indexes.flatMap((index) => items.slice(index, index + 1));
}

export type Topic =
    | "failures"
    | "applications"
    | "changes"
    | "gaps"
    | "rules broken"
    | "other rules"
    | "drift"
    | "notes"
    | "picture";

export type Body =
    | { readonly kind: "list"; readonly items: readonly Line[] }
    | { readonly kind: "table"; readonly head: readonly string[]; readonly items: readonly (readonly Line[])[] }
    | { readonly kind: "changes"; readonly items: readonly ChangeEntry[] }
    | { readonly kind: "picture"; readonly items: readonly Scene[] };

/** A change of one resource. */
export interface ChangeEntry {
    readonly title: Line;
    /** The same for a table, without what other tables say. */
    readonly shortTitle: Line;
    readonly details: readonly Line[];
    readonly requests: readonly RequestEntry[];
    /** What the requests together make of the active connectors of each group. */
    readonly servingInAll: readonly Line[];
    /** Where nothing is asked for it: what does it instead, or that nothing has to. */
    readonly doneBy: Line;
    /** Whether there is more to it than its title, at most a request; `idle` where there is not even that. */
    readonly weight: "telling" | "simple" | "idle";
}

export interface RequestEntry {
    readonly order: number;
    readonly about: string;
    readonly sentence: Line;
    readonly request: Line;
    readonly serving: readonly Line[];
}
