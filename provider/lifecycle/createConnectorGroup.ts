import { isGraphError } from "../graph/errors";
import type { ConnectorGroup } from "../graph/types";
import { adoptionOf } from "./adoption";
import { type ConnectorGroupInputs, type ConnectorGroupState, toState } from "./connectorGroupShapes";
import { type LifecycleContext, poll } from "./context";
import { ExplainedError, PartialFailure, reasonOf, stoppedBy } from "./errors";
import { awaitFreeName } from "./freeName";
import type { Change } from "./memory";
import { markedName, sameName, sameRegion } from "./names";
import { contentsOf, isOccupied } from "./tenant";
import { bringInLine } from "./updateConnectorGroup";
import { claimedNameWords, groupWord, leftBehindWords, nameTakenWords, notCarriedWords } from "./words";

/**
 * The engine's `create`: a new group, the one group of that name if the program adopts it, the one that an interrupted
 * update left behind, or the successor of a group that is being replaced.
 */
export async function createConnectorGroup(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<{ id: string; outs: ConnectorGroupState }> {
    const [replaced] = context.memory.changesTo(inputs);
    if (!context.memory.reserveName(inputs.name)) {
        throw new ExplainedError(
            `${groupWord(inputs.name)} is not created: another resource of this program is creating a group of that ` +
                "name. Give one of the two another name.",
        );
    }
    try {
        const group = replaced
            ? await createSuccessor(context, replaced, inputs)
            : await createOrTakeOver(context, inputs, provider);
        context.memory.claim(group.id);
        return { id: group.id, outs: toState(group, inputs) };
    } finally {
        context.memory.releaseName(inputs.name);
    }
}

/**
 * The successor bears a marked name until the group it replaces is deleted, which the engine asks for only once the
 * state knows the successor: at every moment either the state or the tenant says which group follows which.
 */
async function createSuccessor(
    context: LifecycleContext,
    replaced: Change,
    inputs: ConnectorGroupInputs,
): Promise<ConnectorGroup> {
    context.memory.settleChange(replaced);
    const tenant = context.tenant();
    const predecessor = await tenant.getGroup(replaced.id);
    if (!predecessor) {
        await awaitFreeName(context, { name: inputs.name });
        return await post(context, inputs, inputs);
    }
    const contents = await contentsOf(tenant, predecessor.id);
    if (isOccupied(contents)) {
        throw new ExplainedError(notCarriedWords(replaced.state.name, predecessor.id, contents));
    }
    const region = inputs.region ?? predecessor.region;
    const successor = await post(context, inputs, {
        name: markedName(inputs.name, predecessor.id),
        ...(region !== undefined && { region }),
    });
    return { ...successor, name: inputs.name };
}

async function createOrTakeOver(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<ConnectorGroup> {
    const { memory, notes } = context;
    const tenant = context.tenant();
    const groups = await tenant.listGroups();
    const holders = groups.filter(({ id, name }) => sameName(name, inputs.name) && !memory.isLeaving(id, name));
    const claimed = holders.find(({ id }) => memory.isClaimed(id));
    if (claimed) {
        throw new ExplainedError(claimedNameWords(inputs.name, claimed.id));
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
    return await post(context, inputs, inputs);
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

/** The group is ours from here on: whatever fails while it is brought in line, the state keeps its id. */
async function takeOver(
    context: LifecycleContext,
    group: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<ConnectorGroup> {
    context.memory.claim(group.id);
    try {
        return await bringInLine(context, group, inputs);
    } catch (error) {
        const properties = { ...toState(group, inputs), ...(provider !== undefined && { __provider: provider }) };
        const cause = stoppedBy(error, `${groupWord(inputs.name, group.id)} is taken over, but not brought in line.`);
        throw new PartialFailure(group.id, properties, cause instanceof Error ? cause : new Error(reasonOf(cause)));
    }
}

/** Asks the service for a new group, and never twice: a lost answer is looked for in the list. */
async function post(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    asked: { readonly name: string; readonly region?: string },
): Promise<ConnectorGroup> {
    const { notes } = context;
    const tenant = context.tenant();
    const group = { name: asked.name, ...(asked.region !== undefined && { region: asked.region }) };
    const before = (await tenant.listGroups()).filter(({ name }) => sameName(name, group.name)).map(({ id }) => id);
    notes.begin(tenant.key, group.name, before);
    try {
        const created = await tenant.createGroup(group);
        notes.answered(tenant.key, group.name, created.id);
        warnOfOtherRegion(context, inputs, created);
        return created;
    } catch (error) {
        if (!isGraphError(error) || !error.mayHaveActed) {
            notes.forget(tenant.key, group.name);
            throw error;
        }
        return await findLostAnswer(context, group.name, before, error);
    }
}

function warnOfOtherRegion({ warn }: LifecycleContext, inputs: ConnectorGroupInputs, created: ConnectorGroup): void {
    if (inputs.region !== undefined && !sameRegion(inputs.region, created.region)) {
        warn(
            `${groupWord(inputs.name, created.id)}: region ${inputs.region} was asked for and the service answered ` +
                `${created.region ?? "none"}. The next preview shows the difference.`,
        );
    }
}

async function findLostAnswer(
    context: LifecycleContext,
    name: string,
    before: readonly string[],
    cause: Error,
): Promise<ConnectorGroup> {
    const tenant = context.tenant();
    let notAsked: unknown;
    const found = await poll(context, context.bounds.consistencyMs, async () => {
        try {
            return (await tenant.listGroups()).find(
                (group) => sameName(group.name, name) && !before.includes(group.id),
            );
        } catch (error) {
            // What has cut the answer off may last a little longer; whether the group was made is still to be found out.
            notAsked = error;
            return undefined;
        }
    });
    if (found) {
        context.notes.answered(tenant.key, name, found.id);
        context.say(`${groupWord(name, found.id)} was created, although the service's answer was lost.`);
        return found;
    }
    throw new ExplainedError(
        `${groupWord(name)}: the service's answer to its creation was lost, and no new group of that name has shown ` +
            `within ${context.bounds.consistencyMs / 1000} seconds. It was not asked for a second time. Run ` +
            `\`pulumi up\` again: if the group has appeared by then, the update goes on with it. ${cause.message}` +
            (notAsked === undefined ? "" : ` When the list of groups was asked for it: ${reasonOf(notAsked)}`),
        { cause },
    );
}
