/** What a program declares, whoever's resources it is made of. */
export interface ProgramShape {
    readonly groups: number;
    /** The object ids of the applications to assign, to one group after the other. */
    readonly applications: readonly string[];
    /** The region of each group, counted from 0. */
    regionOf(index: number): string;
}

/** What each group of a program is declared with. */
export function groupsOf({ groups, regionOf }: ProgramShape) {
    return Array.from({ length: groups }, (_, n) => ({
        resource: `site-${n}`,
        name: `Site ${n}`,
        region: regionOf(n),
    }));
}

/** The resource name of an application's assignment. */
export function assignmentName(index: number): string {
    return `application-${index}`;
}
