/** The text of the program's files, still to be formatted: an index, and one file for each group. */
import { literal } from "./literals";
import type { PlannedContents, PlannedGroup, PlannedPlacement } from "./plan";

export interface ProgramOptions {
    /** Whether every resource carries `protect: true`. */
    readonly protect: boolean;
}

/** The path of a group's file in the project. */
export function groupFile({ slug }: PlannedGroup): string {
    return `groups/${slug}.ts`;
}

/** `index.ts`: imports the groups' files for their resources. It exports nothing, so that it changes no stack output. */
export function renderIndex(groups: readonly PlannedGroup[]): string {
    return lines([
        "// The connector groups of the tenant, one file each.",
        ...groups.map((group) => `import ${literal(`./${groupFile(group).replace(/\.ts$/, "")}`)};`),
    ]);
}

/** The file of a group: the group, the connectors in it and the applications on it. */
export function renderGroup(planned: PlannedGroup, contents: PlannedContents, { protect }: ProgramOptions): string {
    const { memberships, assignments } = contents;
    const isOrdered = memberships.length > 0 && assignments.length > 0;
    return lines([
        `import { ${importsOf(contents).join(", ")} } from "pulumi-entra-app-proxy";`,
        "",
        ...(planned.group.isDefault ? aboutTheDefaultGroup : []),
        `export const ${planned.identifier} = new ConnectorGroup(${list(literal(planned.slug), inputsOf(planned), options(protect))});`,
        ...(memberships.length > 0 ? membershipLines(memberships, { planned, protect, isOrdered }) : []),
        ...(assignments.length > 0 ? assignmentLines(assignments, { planned, protect, isOrdered }) : []),
    ]);
}

interface Section {
    readonly planned: PlannedGroup;
    readonly protect: boolean;
    /** Whether there are applications that wait for a connector. */
    readonly isOrdered: boolean;
}

function membershipLines(memberships: readonly PlannedPlacement[], { planned, protect, isOrdered }: Section): string[] {
    const each = membership(planned.identifier, protect);
    return [
        "",
        "const connectors = {",
        ...memberships.flatMap((placement) => entry(placement, "getConnectorOutput", "machineName")),
        "};",
        "",
        ...(isOrdered
            ? [`const memberships = Object.entries(connectors).map(([name, connectorId]) => ${each});`]
            : loop("connectors", "connectorId", each)),
    ];
}

function assignmentLines(assignments: readonly PlannedPlacement[], { planned, protect, isOrdered }: Section): string[] {
    return [
        "",
        "const applications = {",
        ...assignments.flatMap((placement) => entry(placement, "getApplicationOutput", "displayName")),
        "};",
        "",
        ...(isOrdered ? [aboutTheOrder] : []),
        ...loop("applications", "applicationId", assignment(planned.identifier, protect, isOrdered)),
    ];
}

const aboutTheOrder =
    "// One connector comes before the applications and leaves after them; the others come and go beside them.";

const aboutTheDefaultGroup = [
    "// The tenant's default group: taken out of the program, it stays in the tenant. Connectors and applications that",
    "// are assigned nowhere else are on it without being declared.",
];

function importsOf({ memberships, assignments }: PlannedContents): string[] {
    const looksUp = (placements: readonly PlannedPlacement[]) => placements.some(({ lookup }) => lookup !== undefined);
    return [
        ...(assignments.length > 0 ? ["ApplicationAssignment"] : []),
        "ConnectorGroup",
        ...(memberships.length > 0 ? ["ConnectorMembership"] : []),
        ...(looksUp(assignments) ? ["getApplicationOutput"] : []),
        ...(looksUp(memberships) ? ["getConnectorOutput"] : []),
    ];
}

function inputsOf({ inputs: { name, region, adopt } }: PlannedGroup): string {
    return object({
        name: literal(name),
        region: region === undefined ? undefined : literal(region),
        adopt: adopt ? "true" : undefined,
    });
}

/** A line of a table: the resource's name and the id, or where the id is found. */
function entry(placement: PlannedPlacement, lookup: string, property: string): string[] {
    const { resourceName, subjectId, remark } = placement;
    const id =
        placement.lookup === undefined
            ? literal(subjectId)
            : `${lookup}({ ${property}: ${literal(placement.lookup)} }).id`;
    return [...(remark === undefined ? [] : [`// ${remark}`]), `${literal(resourceName)}: ${id},`];
}

function membership(group: string, protect: boolean): string {
    const inputs = object({ connectorId: "connectorId", connectorGroupId: `${group}.id` });
    return `new ConnectorMembership(${list("name", inputs, options(protect))})`;
}

function assignment(group: string, protect: boolean, isOrdered: boolean): string {
    const inputs = object({ applicationId: "applicationId", connectorGroupId: `${group}.id` });
    const dependsOn = isOrdered ? "memberships.slice(0, 1)" : undefined;
    return `new ApplicationAssignment(${list("name", inputs, options(protect, dependsOn))})`;
}

function loop(table: string, id: string, statement: string): string[] {
    return [`for (const [name, ${id}] of Object.entries(${table})) {`, `${statement};`, "}"];
}

function options(protect: boolean, dependsOn?: string): string | undefined {
    return protect || dependsOn !== undefined
        ? object({ protect: protect ? "true" : undefined, dependsOn })
        : undefined;
}

/** An object literal of these properties, without those that are undefined. */
function object(properties: Readonly<Record<string, string | undefined>>): string {
    const given = Object.entries(properties).filter(([, value]) => value !== undefined);
    return `{ ${given.map(([name, value]) => (name === value ? name : `${name}: ${value}`)).join(", ")} }`;
}

function list(...values: readonly (string | undefined)[]): string {
    return values.filter((value) => value !== undefined).join(", ");
}

function lines(all: readonly string[]): string {
    return `${all.join("\n")}\n`;
}
