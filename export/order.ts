/** By name, and by id where names are the same: the order of the service's lists is documented nowhere. */
export function inOrder<T extends { readonly id: string }>(items: readonly T[], nameOf: (item: T) => string): T[] {
    return items.toSorted((a, b) => compare(nameOf(a), nameOf(b)) || compare(a.id, b.id));
}

/** By code units, so that every machine comes to the same order. */
function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}
