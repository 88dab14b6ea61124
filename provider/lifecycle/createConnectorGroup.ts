import type { ConnectorGroup } from "../graph/types";
import { adoptionOf } from "./adoption";
import { type ConnectorGroupInputs, type ConnectorGroupState, toState } from "./connectorGroupShapes";
import { type LifecycleContext, poll } from "./context";
import { ExplainedError, partialFailure } from "./errors";
import { awaitFreeName } from "./freeName";
import type { Change } from "./memory";
import { markedName, readMark, sameName } from "./names";
import { postConnectorGroup } from "./postConnectorGroup";
import { replaceConnectorGroup } from "./replaceConnectorGroup";
import { groupsBesideHolder } from "./tenant";
import { bringInLine } from "./updateConnectorGroup";
import { claimedNameWords, groupWord, leftBehindWords, nameTakenWords } from "./words";

/**
 * The engine's `create`: a new group, the one group of that name if the program adopts it, the one that an interrupted
 * update left behind, or the successor of a group that is being replaced.
 */
export async function createConnectorGroup(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<{ id: string; outs: ConnectorGroupState }> {
    const replaced = await replacedChange(context, inputs);
    if (!context.memory.reserveName(inputs.name)) {
        const created = context.memory.createdAs(inputs.name);
        throw new ExplainedError(
            created === undefined
                ? `${groupWord(inputs.name)} is not created: another resource of this program is creating a group of ` +
                      "that name. Give one of the two another name."
                : claimedNameWords(inputs.name, created),
        );
    }
    try {
        const { group, replaces } = replaced
            ? await replaceConnectorGroup(context, replaced, inputs, provider)
            : { group: await createOrTakeOver(context, inputs, provider), replaces: [] };
        context.memory.claim(group.id);
        context.memory.noteCreated(inputs.name, group.id);
        return { id: group.id, outs: toState(group, inputs, { __replaces: replaces }) };
    } catch (error) {
        context.memory.releaseName(inputs.name);
        if (replaced) {
            context.memory.moves.endReplacement(replaced.id);
        }
        throw error;
    }
}

/**
 * The change that this creation is the replacement of. Where the engine has turned an update into a replacement
 * (`replaceOnChanges`), the same inputs may also be those of a second resource, and the change an update after all: then
 * the engine is carrying the update out at this moment.
 */
async function replacedChange(context: LifecycleContext, inputs: ConnectorGroupInputs): Promise<Change | undefined> {
    const [change] = context.memory.changesTo(inputs);
    if (!change || change.replaces) {
        return change;
    }
    const isUpdate = await poll(context, context.bounds.updateBeginsMs, async () =>
        context.memory.changesTo(inputs).includes(change) ? undefined : true,
    );
    return isUpdate ? undefined : change;
}

async function createOrTakeOver(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<ConnectorGroup> {
    const { memory, notes } = context;
    const tenant = context.tenant();
    const groups = await groupsBesideHolder(tenant, ({ name }) => sameName(name, inputs.name));
    const holders = groups.filter(({ id, name }) => sameName(name, inputs.name) && !memory.isLeaving(id, name));
    const claimed = holders.find(({ id }) => memory.isClaimed(id))?.id ?? memory.groupTaking(inputs.name);
    if (claimed !== undefined) {
        throw new ExplainedError(claimedNameWords(inputs.name, claimed));
    }
    const left = notes.leftBehind(tenant.key, inputs.name, groups);
    if (left) {
        context.say(leftBehindWords(inputs.name, left.id));
        // Noted by id from here on, so that the note goes away with the others once the state holds the group.
        notes.answered(tenant.key, inputs.name, left.id);
        return await takeOver(context, left, inputs, provider);
    }
    if (holders.length > 0) {
        return await adopt(context, inputs, holders, provider);
    }
    await awaitFreeName(context, { name: inputs.name });
    return await postConnectorGroup(context, inputs, inputs);
}

async function adopt(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    holders: readonly ConnectorGroup[],
    provider: unknown,
): Promise<ConnectorGroup> {
    if (inputs.adopt !== true) {
        throw new ExplainedError(nameTakenWords(inputs.name, holders));
    }
    const adoption = await adoptionOf(context.tenant(), inputs, holders);
    if (adoption.kind === "refused") {
        throw new ExplainedError(adoption.reason);
    }
    context.say(adoption.words);
    return await takeOver(context, adoption.group, inputs, provider);
}

/**
 * A group that was replaced and retained is no predecessor any more once the program takes it over: what comes to be
 * assigned to it does not go to its successor when it is deleted.
 */
async function takeOutOfMarks(context: LifecycleContext, id: string): Promise<void> {
    const groups = await context.tenant().listGroups();
    for (const successor of groups.filter((group) => context.memory.isClaimed(group.id))) {
        const mark = readMark(successor.name);
        if (mark?.replaces.includes(id)) {
            const replaces = mark.replaces.filter((other) => other !== id);
            await context.tenant().updateGroup(successor.id, { name: markedName({ ...mark, replaces }) });
        }
    }
}

/** The group is ours from here on: whatever fails while it is brought in line, the state keeps its id. */
async function takeOver(
    context: LifecycleContext,
    group: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<ConnectorGroup> {
    context.memory.claim(group.id);
    try {
        await takeOutOfMarks(context, group.id);
        return await bringInLine(context, group, inputs);
    } catch (error) {
        const notDone = `${groupWord(inputs.name, group.id)} is taken over, but not brought in line.`;
        throw partialFailure(group.id, { ...toState(group, inputs), __provider: provider }, error, notDone);
    }
}
