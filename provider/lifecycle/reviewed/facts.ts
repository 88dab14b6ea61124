/**
 * What a verdict about a change rests on: single facts of the tenant, as they were when the change was reviewed.
 *
 * A review writes them into its digest, and an update that is told of the digest compares them before its first write.
 */
import { createHash } from "node:crypto";
import { fold } from "../names";

/** One fact of the tenant. What is `null` was not there. */
export type Fact =
    /** A connector group. */
    | { readonly kind: "group"; readonly id: string; readonly value: GroupValue | null }
    /** The connectors in the group of that id, and which of them carry traffic. */
    | { readonly kind: "connectors"; readonly id: string; readonly value: readonly ConnectorValue[] }
    /** The applications that point at the group of that id. */
    | { readonly kind: "applications"; readonly id: string; readonly value: readonly NamedId[] }
    /** The group that a connector is in. */
    | { readonly kind: "connector"; readonly id: string; readonly value: NamedId | null }
    /** The group that an application is published through; null where it is not published. */
    | { readonly kind: "application"; readonly id: string; readonly value: NamedId | null }
    /** The groups that bear a name; its id is the name. */
    | { readonly kind: "name"; readonly id: string; readonly value: readonly NamedId[] }
    /** The groups whose names say that they replace the group of that id. */
    | { readonly kind: "successors"; readonly id: string; readonly value: readonly NamedId[] }
    /** The tenant's default group; its id is always `default`. */
    | { readonly kind: "defaultGroup"; readonly id: "default"; readonly value: NamedId | null };

export type FactKind = Fact["kind"];

export interface GroupValue {
    readonly name: string;
    readonly region?: string;
    readonly isDefault: boolean;
}

/** Something by its id; the name is there to be read, and is not compared. */
export interface NamedId {
    readonly id: string;
    readonly name: string;
}

export interface ConnectorValue extends NamedId {
    /** `active`, `inactive`, or what else the service says. */
    readonly status?: string;
}

/** The SHA-256, in hexadecimal, of what is compared of the facts: the same for the same facts in any order. */
export function fingerprintOf(facts: readonly Fact[]): string {
    const lines = facts.map((fact) => JSON.stringify([fact.kind, keyOf(fact), comparedOf(fact)])).sort();
    return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** Whether two readings of one fact say the same. */
export function saysTheSame(one: Fact, other: Fact): boolean {
    return JSON.stringify(comparedOf(one)) === JSON.stringify(comparedOf(other));
}

/** The facts in the one order in which they are written down. */
export function inOrder(facts: readonly Fact[]): readonly Fact[] {
    return [...facts].sort((a, b) => compare(a.kind, b.kind) || compare(keyOf(a), keyOf(b)));
}

function keyOf({ id }: Fact): string {
    return fold(id);
}

/** What may change without changing any verdict is left out: the names of connectors and applications, and order. */
function comparedOf(fact: Fact): unknown {
    switch (fact.kind) {
        case "group":
            return fact.value && [fact.value.name, fold(fact.value.region ?? ""), fact.value.isDefault];
        case "connectors":
            return fact.value.map(({ id, status }) => [fold(id), status ?? ""]).sort();
        case "connector":
        case "application":
        case "defaultGroup":
            return fact.value && fold(fact.value.id);
        case "applications":
        case "name":
        case "successors":
            return fact.value.map(({ id }) => fold(id)).sort();
    }
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
