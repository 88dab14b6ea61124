import { type ConnectorGroupInputs, type ConnectorGroupState, unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { decideRegion, differences } from "./decide";
import { ExplainedError, reasonOf } from "./errors";
import { sameName } from "./names";
import { lastSuccessorOf, stillThere } from "./succession";
import { contentsOf, liveGroup } from "./tenant";
import {
    defaultGroupRegionWords,
    groupWord,
    interruptedReplacementWords,
    regionWord,
    replaceWords,
    tenantNotAskedWords,
} from "./words";

/**
 * The engine's `diff`.
 *
 * `changes: false` is authoritative; `changes` left out lets the engine work out from the inputs which properties
 * changed, so that the preview shows those and nothing else.
 *
 * During a refresh the engine calls it without a `check` before. It then compares, and neither asks nor says nor
 * remembers anything.
 */
export async function diffConnectorGroup(
    context: LifecycleContext,
    id: string,
    state: ConnectorGroupState,
    inputs: ConnectorGroupInputs,
): Promise<{ changes?: boolean; replaces?: string[] }> {
    const differs = differences(state, inputs);
    if (!context.memory.wasChecked(inputs)) {
        return differs.name || differs.region ? {} : { changes: false };
    }
    context.notes.forgetId(id);
    const interrupted = isInterrupted(context, id, state);
    if (!differs.name && !differs.region && !interrupted) {
        context.memory.claim(id);
        return { changes: false };
    }
    const replaces = (differs.region || interrupted) && (await isReplacement(context, id, state, inputs));
    if (!differs.name && !differs.region && !replaces) {
        context.memory.claim(id);
        const changes = await isCarryLeft(context, state);
        for (const concerned of changes ? [id, ...(state.__carrying ?? [])] : []) {
            context.memory.moves.announceReplacement(concerned);
        }
        return { changes };
    }
    refuseWhatCannotBeToldApart(context, id, inputs, replaces);
    context.memory.noteChange({ id, state, inputs, replaces });
    if (replaces) {
        context.memory.moves.announceReplacement(id);
    }
    if (differs.name && inputs.name !== unknownValue && !replaces) {
        context.memory.noteRename(id, state.name, inputs.name);
        await sayWhoHoldsTheName(context, id, inputs);
    }
    // With no input changed the engine finds nothing by itself, and has to be told that there is a change.
    return replaces ? { ...(!differs.name && !differs.region && { changes: true }), replaces: ["region"] } : {};
}

/** Whether an earlier update may have left more to do than the state shows, so that the tenant has to be asked. */
function isInterrupted(
    { notes }: LifecycleContext,
    id: string,
    { __successor, __carrying }: ConnectorGroupState,
): boolean {
    return __successor !== undefined || __carrying !== undefined || notes.isCarryBegun(id);
}

/** A refresh lets the engine forget that the replacement failed half-way, and then only this leads to its end. */
async function isCarryLeft(context: LifecycleContext, { __carrying = [] }: ConnectorGroupState): Promise<boolean> {
    return __carrying.length > 0 && stillThere(await context.tenant().listGroups(), __carrying).length > 0;
}

/** A replacement that was begun is finished, whatever the old group looks like by now. */
async function isReplacement(
    context: LifecycleContext,
    id: string,
    state: ConnectorGroupState,
    inputs: ConnectorGroupInputs,
): Promise<boolean> {
    const { live, contents, successor } = await askTenant(context, id, state);
    if (successor) {
        context.say(interruptedReplacementWords(state.name, id, successor));
        return true;
    }
    // An update that was killed while it went on with a carry may have changed the region on the way.
    const isElsewhere = state.__carrying !== undefined && live !== undefined && differences(live, inputs).region;
    if (!differences(state, inputs).region && !isElsewhere) {
        context.notes.endCarry([id]);
        return false;
    }
    const decision = decideRegion(inputs, live, contents);
    switch (decision.kind) {
        case "replace":
            context.say(replaceWords(state.name, decision.live, decision.region, contents));
            return true;
        case "refused":
            throw new ExplainedError(defaultGroupRegionWords(state.name, decision.live, contents));
        case "gone":
            context.say(
                `${groupWord(state.name, id)} no longer exists in the tenant: a new group is created in its place.`,
            );
            return true;
        case "undecided":
            context.warn(
                `${groupWord(state.name, id)}: the new region is known only in the update. If it differs from ` +
                    `${regionWord(live?.region)}, the group is replaced, because something is assigned to it.`,
            );
            return false;
        case "none":
            context.say(`${groupWord(state.name, id)} is in region ${regionWord(live?.region)} already.`);
            return false;
        case "update":
            return false;
    }
}

async function askTenant(context: LifecycleContext, id: string, { name }: ConnectorGroupState) {
    try {
        const tenant = context.tenant();
        const live = await liveGroup(tenant, id);
        const successor = lastSuccessorOf(await tenant.listGroups(), id);
        return {
            live,
            successor,
            contents: live ? await contentsOf(tenant, id) : { connectors: [], applications: [] },
        };
    } catch (error) {
        throw new ExplainedError(tenantNotAskedWords(name, id, reasonOf(error)), { cause: error });
    }
}

function refuseWhatCannotBeToldApart(
    { memory }: LifecycleContext,
    id: string,
    inputs: ConnectorGroupInputs,
    replaces: boolean,
): void {
    const other = memory.changesTo(inputs).find((change) => change.id !== id && (change.replaces || replaces));
    if (other) {
        throw new ExplainedError(
            `${groupWord(inputs.name, id)} and the group ${other.id} would both be replaced by groups with the same ` +
                "name and region in one update, and cannot be told apart. Nothing was changed. Replace one after the " +
                "other with `--target`.",
        );
    }
}

async function sayWhoHoldsTheName(
    context: LifecycleContext,
    id: string,
    { name }: ConnectorGroupInputs,
): Promise<void> {
    try {
        const groups = await context.tenant().listGroups();
        const holder = groups.find((group) => group.id !== id && sameName(group.name, name));
        if (holder && !context.memory.isLeaving(holder.id, name)) {
            context.warn(
                `${groupWord(name, id)}: another group bears that name now (id ${holder.id}). The update waits for ` +
                    "it to be renamed in the same update, and fails if it is not.",
            );
        }
    } catch (error) {
        context.warn(`${groupWord(name, id)}: whether the name is free could not be asked. ${reasonOf(error)}`);
    }
}
