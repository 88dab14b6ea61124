/**
 * Whether two names are the same to the service. Nobody has documented how it compares them; without regard to case is
 * the cautious reading: a name that differs in case alone counts as taken.
 */
export function sameName(a: string, b: string): boolean {
    return fold(a) === fold(b);
}

/** The form under which names that are the {@link sameName} are equal, and so are ids. */
export function fold(name: string): string {
    return name.normalize("NFC").toLowerCase();
}

/** Whether two ids are the same. They are GUIDs, which a program may spell in another case than the service does. */
export function sameId(a: string, b: string): boolean {
    return fold(a) === fold(b);
}

/** Whether two regions are the same: documentation says `Japan` where tenants answer `japan`. */
export function sameRegion(a: string | undefined, b: string | undefined): boolean {
    return a?.toLowerCase() === b?.toLowerCase();
}

/** What the name of a successor says while the groups that it replaces are still there. */
export interface Mark {
    /** The name that is left when the mark is gone. */
    readonly name: string;
    /** The ids of the groups it replaces: more than one where a replacement was interrupted by another. */
    readonly replaces: readonly string[];
    /** The id of the connector that is on its way by the default group. */
    readonly moving?: string;
}

/**
 * The name a successor bears until the groups it replaces are gone. The tenant itself is the journal: whatever happens
 * to the machine that runs the update, the mark tells which group was to follow which, and which connector is between.
 */
export function markedName({ name, replaces, moving }: Mark): string {
    return replaces.length === 0
        ? name
        : `${name} [replaces ${replaces.join(" ")}${moving === undefined ? "" : ` moving ${moving}`}]`;
}

/** What a marked name says, or undefined for a name without a mark. */
export function readMark(name: string): Mark | undefined {
    const match = /^(?<name>.*) \[replaces (?<ids>[\w-]+(?: [\w-]+)*?)(?: moving (?<moving>[\w-]+))?\]$/su.exec(name);
    const { name: plain, ids, moving } = match?.groups ?? {};
    return plain === undefined || ids === undefined
        ? undefined
        : { name: plain, replaces: ids.split(" "), ...(moving !== undefined && { moving }) };
}

/** A name without its mark. */
export function withoutMark(name: string): string {
    return readMark(name)?.name ?? name;
}

/** The name a group bears for a moment while it swaps names with another. */
export function temporaryName(name: string, id: string): string {
    return `${name} [renaming ${id}]`;
}

/** Whether a name has the form of one that this package gives for a time, so that no program may declare it. */
export function isReservedName(name: string): boolean {
    return / \[renaming [\w-]+\]$/u.test(name) || readMark(name) !== undefined;
}
