/**
 * Whether two names are the same to the service. Nobody has documented how it compares them; without regard to case is
 * the cautious reading: a name that differs in case alone counts as taken.
 */
export function sameName(a: string, b: string): boolean {
    return fold(a) === fold(b);
}

/** The form of a name under which {@link sameName} names are equal. */
export function fold(name: string): string {
    return name.normalize("NFC").toLowerCase();
}

/** Whether two regions are the same: documentation says `Japan` where tenants answer `japan`. */
export function sameRegion(a: string | undefined, b: string | undefined): boolean {
    return a?.toLowerCase() === b?.toLowerCase();
}

/**
 * The name a successor bears until the group it replaces is gone. The tenant itself is the journal: whatever happens
 * to the machine that runs the update, the mark tells which group was to follow which.
 */
export function markedName(name: string, replacedId: string): string {
    return `${name} [replaces ${replacedId}]`;
}

/** What a marked name says, or undefined for a name without a mark. */
export function readMark(name: string): { readonly name: string; readonly replacedId: string } | undefined {
    const match = /^(?<name>.*) \[replaces (?<replacedId>[^\]\s]+)\]$/su.exec(name)?.groups;
    return match?.name !== undefined && match.replacedId !== undefined
        ? { name: match.name, replacedId: match.replacedId }
        : undefined;
}

/** The name a group bears for a moment while it swaps names with another. */
export function temporaryName(name: string, id: string): string {
    return `${name} [renaming ${id}]`;
}

/** Whether a name has the form of one that this package gives for a time, so that no program may declare it. */
export function isReservedName(name: string): boolean {
    return / \[(?:replaces|renaming) [^\]\s]+\]$/u.test(name);
}
