import { isGraphError } from "../graph/errors";
import type { ConnectorGroup } from "../graph/types";
import { carryOver } from "./carryOver";
import type { ConnectorGroupInputs } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { ExplainedError } from "./errors";
import { awaitFreeName } from "./freeName";
import type { Change } from "./memory";
import { type Mark, markedName, readMark, sameRegion } from "./names";
import { postConnectorGroup } from "./postConnectorGroup";
import { lastSuccessorOf, stillThere, successorsOf } from "./succession";
import { contentsOf, isOccupied } from "./tenant";
import { defaultGroupNotReplacedWords } from "./words";

/** The group that has taken the place of others, and the ids of those, whose deletion the engine has still to ask for. */
export interface Successor {
    readonly group: ConnectorGroup;
    readonly replaces: readonly string[];
}

/**
 * Makes the successor of a group that is being replaced, and carries everything over to it.
 *
 * The successor bears a marked name until the groups it replaces are deleted, which the engine asks for only once the
 * state knows the successor: at every moment either the state or the tenant says which group follows which. So a
 * replacement that was interrupted is found by its mark, on any machine, and gone on with.
 *
 * @throws PartialFailure when something fails once the successor is there: it is the stack's then
 */
export async function replaceConnectorGroup(
    context: LifecycleContext,
    replaced: Change,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<Successor> {
    context.memory.settleChange(replaced);
    const predecessor = await context.tenant().getGroup(replaced.id);
    await refuseOccupiedDefault(context, predecessor, inputs);
    const groups = await context.tenant().listGroups();
    const head = lastSuccessorOf(groups, replaced.id);
    if (!predecessor && !head) {
        await awaitFreeName(context, { name: inputs.name });
        return { group: await postConnectorGroup(context, inputs, inputs), replaces: [] };
    }
    // Before any note says that the replacement is begun.
    await context.mayWrite?.();
    const region = inputs.region ?? predecessor?.region ?? replaced.state.region;
    const carriedFrom = [
        ...(replaced.state.__carrying ?? []),
        ...(predecessor ? [replaced.id] : []),
        ...successorsOf(groups, replaced.id).map(({ id }) => id),
    ];
    // What the predecessor itself replaces may still wait for its deletion, and keeps the name until then.
    const replaces = stillThere(groups, [...(markOf(predecessor)?.replaces ?? []), ...carriedFrom]);
    const moving = [head, predecessor].map((group) => markOf(group)?.moving).find(Boolean);
    const successor =
        head && (await canGoOnWith(context, head, region))
            ? await goOnWith(context, head, inputs, {
                  region,
                  moving,
                  replaces: replaces.filter((id) => id !== head.id),
              })
            : await begin(context, inputs, { region, moving, replaces });
    context.memory.claim(successor.id);
    context.memory.noteSuccessor(replaced.id, successor.id);
    const predecessors = stillThere(groups, carriedFrom).filter((id) => id !== successor.id);
    const allReplaced = stillThere(groups, [...(replaced.state.__replaces ?? []), ...replaces]).filter(
        (id) => id !== successor.id,
    );
    await carryOver(context, successor, inputs, { predecessorIds: predecessors, replaces: allReplaced }, provider);
    context.notes.carried(replaces);
    return { group: { ...successor, name: inputs.name }, replaces: allReplaced };
}

function markOf(group: ConnectorGroup | undefined): Mark | undefined {
    return group && readMark(group.name);
}

/** A default group can be neither emptied into another default nor deleted. */
async function refuseOccupiedDefault(
    context: LifecycleContext,
    predecessor: ConnectorGroup | undefined,
    inputs: ConnectorGroupInputs,
): Promise<void> {
    if (predecessor?.isDefault) {
        const contents = await contentsOf(context.tenant(), predecessor.id);
        if (isOccupied(contents)) {
            throw new ExplainedError(defaultGroupNotReplacedWords(inputs.name, predecessor, contents));
        }
    }
}

interface Plan {
    readonly region: string | undefined;
    readonly replaces: readonly string[];
    /** The connector that an interrupted replacement has left on its way. */
    readonly moving: string | undefined;
}

/** A successor that an interrupted replacement has left serves if its region is right, or can still be made so. */
async function canGoOnWith(
    context: LifecycleContext,
    head: ConnectorGroup,
    region: string | undefined,
): Promise<boolean> {
    return (
        region === undefined ||
        sameRegion(head.region, region) ||
        !isOccupied(await contentsOf(context.tenant(), head.id))
    );
}

async function goOnWith(
    context: LifecycleContext,
    head: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    { region, moving, replaces }: Plan,
): Promise<ConnectorGroup> {
    // Where nothing is left of what it replaces, the engine has still to be told so, by the deletion it asks for.
    const replaced = replaces.length > 0 ? replaces : (markOf(head)?.replaces ?? []);
    const name = markedName({ name: inputs.name, replaces: replaced, ...(moving !== undefined && { moving }) });
    const change = {
        ...(head.name !== name && { name }),
        ...(region !== undefined && !sameRegion(head.region, region) && { region }),
    };
    context.notes.forget(context.tenant().key, head.name);
    context.say(
        `Connector group ${JSON.stringify(inputs.name)}: an interrupted replacement is gone on with (id ${head.id}).`,
    );
    if (Object.keys(change).length > 0) {
        await context.tenant().updateGroup(head.id, change);
    }
    return { ...head, ...change };
}

async function begin(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    { region, moving, replaces }: Plan,
): Promise<ConnectorGroup> {
    // One that was begun before stays so, whatever becomes of this.
    const begun = replaces.filter((id) => !context.notes.isCarryBegun(id));
    for (const id of begun) {
        context.notes.beginCarry(id);
    }
    try {
        return await postConnectorGroup(context, inputs, {
            name: markedName({ name: inputs.name, replaces, ...(moving !== undefined && { moving }) }),
            ...(region !== undefined && { region }),
        });
    } catch (error) {
        if (isGraphError(error) && !error.mayHaveActed) {
            context.notes.endCarry(begun);
        }
        throw error;
    }
}
