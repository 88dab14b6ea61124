/** What becomes of a tenant in a program: which resources there are, and what they are called. */
import type { Application, Connector, ConnectorGroup } from "../provider/graph/types";
import { type ConnectorGroupInputs, toInputs } from "../provider/lifecycle/connectorGroupShapes";
import { ProgramNames } from "./identifiers";
import { literal } from "./literals";
import type { NameCounts } from "./nameCounts";
import { inOrder } from "./order";

/** A group as a resource. */
export interface PlannedGroup {
    readonly group: ConnectorGroup;
    /** The name of its resource, and of its file under `groups/`. */
    readonly slug: string;
    readonly identifier: string;
    readonly inputs: ConnectorGroupInputs;
}

/** A connector in a group, or an application on it, as a resource. */
export interface PlannedPlacement {
    readonly resourceName: string;
    /** The id of the connector or the application. */
    readonly subjectId: string;
    /** The name to look it up by; left out where the program has to name it by its id. */
    readonly lookup?: string;
    /** What a reader of the program should know, as one line. */
    readonly remark?: string;
}

/** What is placed in one group. */
export interface PlannedContents {
    readonly memberships: readonly PlannedPlacement[];
    readonly assignments: readonly PlannedPlacement[];
}

/** Plans the groups, in their order. */
export function planGroups(groups: readonly ConnectorGroup[]): PlannedGroup[] {
    const names = new ProgramNames("group");
    return groups.map((group) => ({ group, ...names.take(group.name), inputs: inputsOf(group) }));
}

/**
 * Plans what is in the groups, one group after the other.
 *
 * A resource is called after what is placed, not after the group: a connector that moves to another group is the same
 * resource, changed in place, wherever its line in the program goes.
 */
export class PlacementPlanner {
    readonly #membershipNames = new ProgramNames("connector");
    readonly #assignmentNames = new ProgramNames("application");

    constructor(
        private readonly machineNames: NameCounts,
        private readonly displayNames: NameCounts,
    ) {}

    /** Active connectors come first: what is to wait for a connector waits for the first. */
    plan(connectors: readonly Connector[], applications: readonly Application[]): PlannedContents {
        const byName = inOrder(connectors, ({ machineName }) => machineName);
        const isInactive = ({ status }: Connector) => status === "inactive";
        return {
            memberships: [...byName.filter((one) => !isInactive(one)), ...byName.filter(isInactive)].map((one) => ({
                ...place(one.id, one.machineName, "connectors", this.machineNames, this.#membershipNames),
                ...(isInactive(one) && { remark: remarkOnInactive(one.id, one.machineName, this.machineNames) }),
            })),
            assignments: inOrder(applications, ({ displayName }) => displayName).map(({ id, displayName }) =>
                place(id, displayName, "applications", this.displayNames, this.#assignmentNames),
            ),
        };
    }
}

/** What a program declares of a group as it is. */
function inputsOf({ name, region, isDefault }: ConnectorGroup): ConnectorGroupInputs {
    return toInputs({
        name,
        // A region that the service does not name to this client cannot be declared.
        region: region?.toLowerCase() === "unknownfuturevalue" ? undefined : region,
        // Without the resource's state, `up` would find the default group's name taken: there is always one.
        adopt: isDefault || undefined,
    });
}

function place(id: string, name: string, noun: string, counts: NameCounts, names: ProgramNames): PlannedPlacement {
    const { slug: resourceName } = names.take(name === id ? "" : name);
    if (counts.of(name) === 1 && name !== id) {
        return { resourceName, subjectId: id, lookup: name };
    }
    return { resourceName, subjectId: id, remark: remarkOnId(id, name, noun, counts) };
}

/** The service leaves a name out now and then; then the id stands for it. */
function remarkOnId(id: string, name: string, noun: string, counts: NameCounts): string {
    if (name === id) {
        return "It has no name.";
    }
    const bearers = counts.of(name);
    // It can have come since the names were counted; then nobody knows how many bear it.
    return bearers > 1 ? `${literal(name)}, a name that ${bearers} ${noun} of the tenant bear.` : `${literal(name)}.`;
}

function remarkOnInactive(id: string, name: string, counts: NameCounts): string {
    const words = "It was inactive when it was exported.";
    return counts.of(name) === 1 && name !== id ? words : `${remarkOnId(id, name, "connectors", counts)} ${words}`;
}
