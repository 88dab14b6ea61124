import { isGraphError } from "../graph/errors";
import type { ConnectorGroup } from "../graph/types";
import { carryOver } from "./carryOver";
import { type ConnectorGroupInputs, type ConnectorGroupState, toState } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { changeFor } from "./decide";
import { ExplainedError, reasonOf } from "./errors";
import { awaitFreeName } from "./freeName";
import { fold, type Mark, markedName, readMark, sameName, sameRegion } from "./names";
import { stillThere } from "./succession";
import { type ConnectorGroupChange, contentsOf, isOccupied, liveGroup } from "./tenant";
import { contentsWords, defaultGroupRegionWords, goneWords, groupWord, regionDriftedWords } from "./words";

/**
 * The engine's `update`: brings the live group in line with one PATCH of what differs, if anything does, and goes on with
 * a replacement that stopped half-way.
 *
 * What `diff` decided may be minutes old by now, so what a changed region rests on is asked again.
 */
export async function updateConnectorGroup(
    context: LifecycleContext,
    id: string,
    state: ConnectorGroupState,
    inputs: ConnectorGroupInputs,
    provider: unknown,
): Promise<{ outs: ConnectorGroupState }> {
    const { memory, notes } = context;
    memory.claim(id);
    memory.settleChange({ id, inputs });
    notes.forgetId(id);
    const live = await liveGroup(context.tenant(), id);
    if (!live) {
        throw new ExplainedError(goneWords(state.name, id));
    }
    const group = await bringInLine(context, live, inputs, state);
    const { predecessorIds, replaces } = await stillReplaced(context, state);
    if (state.__carrying) {
        await carryOver(context, group, inputs, { predecessorIds, replaces }, provider);
    }
    return { outs: toState(group, inputs, { __replaces: replaces }) };
}

/** Those of the groups that this one replaces that the tenant still has, and which of them have still to be emptied. */
async function stillReplaced(context: LifecycleContext, { __carrying = [], __replaces = [] }: ConnectorGroupState) {
    const isAnyKnown = __carrying.length + __replaces.length > 0;
    const groups = isAnyKnown ? await context.tenant().listGroups() : [];
    return { predecessorIds: stillThere(groups, __carrying), replaces: stillThere(groups, __replaces) };
}

/**
 * Changes on the live group what differs from the declared, and answers the group as it is then. A mark stays while the
 * engine has still to delete what the group replaces.
 *
 * @param state what the stack knew of the group; absent where it is taken over
 */
export async function bringInLine(
    context: LifecycleContext,
    live: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    state?: ConnectorGroupState,
): Promise<ConnectorGroup> {
    const mark = readMark(live.name);
    const known = [...(mark?.replaces ?? []), ...(state?.__replaces ?? [])];
    const replaced = [...new Set(known)].filter((id) => !context.memory.isClaimed(id));
    const keptMark = state?.__carrying && mark;
    const change = changeFor(keptMark ? { ...live, name: keptMark.name } : live, inputs);
    if (change.region !== undefined) {
        const isDrift = state !== undefined && sameRegion(state.region, change.region);
        await refuseRegionOfOccupied(context, live, inputs, change.region, isDrift);
    }
    if (change.name !== undefined && !keptMark) {
        await takeName(context, live, { ...change, name: change.name }, { mark, replaced });
    } else if (change.name !== undefined || change.region !== undefined) {
        const written =
            keptMark && change.name ? { ...change, name: markedName({ ...keptMark, name: change.name }) } : change;
        await write(context, live, written, replaced);
    }
    const region = change.region === undefined ? live.region : await spelledByService(context, live, change.region);
    const { region: _, ...group } = live;
    return { ...group, name: inputs.name, ...(region !== undefined && { region }) };
}

/** Of groups that are to bear one name, each finds what the one before it has come to. */
async function takeName(
    context: LifecycleContext,
    live: ConnectorGroup,
    change: ConnectorGroupChange & { readonly name: string },
    { mark, replaced }: { readonly mark: Mark | undefined; readonly replaced: readonly string[] },
): Promise<void> {
    const { memory } = context;
    memory.noteRename(live.id, live.name, change.name);
    for (const id of mark?.replaces ?? []) {
        // Without the mark, a deletion that is still to come would not know where to carry what is left there.
        memory.noteSuccessor(id, live.id);
    }
    await memory.turns.oneAtATime(`taking the name ${fold(change.name)}`, async () => {
        // A group that was replaced and retained may keep the name: whether two can bear it, only the service knows.
        await awaitFreeName(context, { name: change.name, by: live, besides: replaced });
        await write(context, live, change, replaced);
    });
}

/**
 * Where names are unique, a group cannot have the name of one that it replaces before that is deleted. Whether it will
 * be, or is retained, only the engine knows, and it deletes after it has updated: so the mark stays until then.
 */
async function write(
    context: LifecycleContext,
    live: ConnectorGroup,
    change: ConnectorGroupChange,
    replaced: readonly string[],
): Promise<void> {
    const tenant = context.tenant();
    try {
        await tenant.updateGroup(live.id, change);
    } catch (error) {
        const { name, ...rest } = change;
        if (name === undefined || !isGraphError(error) || !nameRefusals.includes(error.status ?? 0)) {
            throw error;
        }
        const groups = await tenant.listGroups();
        const holder = groups.find((group) => replaced.includes(group.id) && sameName(group.name, name));
        if (!holder) {
            throw error;
        }
        const marked = markedName({ ...(readMark(live.name) ?? { replaces: stillThere(groups, replaced) }), name });
        if (marked !== live.name || rest.region !== undefined) {
            await tenant.updateGroup(live.id, { ...rest, ...(marked !== live.name && { name: marked }) });
        }
        context.say(
            `${groupWord(name, live.id)} keeps the name ${JSON.stringify(marked)} for now: the group ${holder.id}, which ` +
                "it replaces, still bears its own. It gets the name when that one is deleted.",
        );
    }
}

/** The service documents no answer to a name that is taken. */
const nameRefusals: readonly number[] = [400, 409, 412, 422];

async function refuseRegionOfOccupied(
    context: LifecycleContext,
    live: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    region: string,
    isDrift: boolean,
): Promise<void> {
    const contents = await contentsOf(context.tenant(), live.id);
    if (!isOccupied(contents)) {
        return;
    }
    if (isDrift) {
        throw new ExplainedError(regionDriftedWords(inputs.name, live, region, contents));
    }
    throw new ExplainedError(
        live.isDefault
            ? defaultGroupRegionWords(inputs.name, live, contents)
            : `${groupWord(inputs.name, live.id)}: region ${live.region ?? "none"} => ${region} was to be an update in ` +
                  `place, but ${contentsWords(contents)} have been assigned to the group since that was decided. ` +
                  "Nothing was changed. Run `pulumi up` again: the preview then shows the replacement.",
    );
}

/** The write is trusted; only the spelling of the region is the service's own, once it shows the new one. */
async function spelledByService(
    context: LifecycleContext,
    { id, name }: ConnectorGroup,
    region: string,
): Promise<string> {
    try {
        const shown = (await context.tenant().getGroup(id))?.region;
        return shown !== undefined && sameRegion(shown, region) ? shown : region;
    } catch (error) {
        context.warn(
            `${groupWord(name, id)} was changed, but could not be read back, so the state holds the region as it is ` +
                `declared. ${reasonOf(error)}`,
        );
        return region;
    }
}
