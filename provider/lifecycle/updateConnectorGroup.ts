import type { ConnectorGroup } from "../graph/types";
import { type ConnectorGroupInputs, type ConnectorGroupState, toState } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { changeFor } from "./decide";
import { ExplainedError, reasonOf } from "./errors";
import { awaitFreeName } from "./freeName";
import { sameRegion } from "./names";
import { contentsOf, isOccupied, liveGroup } from "./tenant";
import { contentsWords, defaultGroupRegionWords, goneWords, groupWord, regionDriftedWords } from "./words";

/**
 * The engine's `update`: brings the live group in line with one PATCH of what differs, if anything does.
 *
 * What `diff` decided may be minutes old by now, so what a changed region rests on is asked again.
 */
export async function updateConnectorGroup(
    context: LifecycleContext,
    id: string,
    state: ConnectorGroupState,
    inputs: ConnectorGroupInputs,
): Promise<{ outs: ConnectorGroupState }> {
    const { memory, notes } = context;
    memory.claim(id);
    memory.settleChange({ id, inputs });
    notes.forgetId(id);
    const live = await liveGroup(context.tenant(), id);
    if (!live) {
        throw new ExplainedError(goneWords(state.name, id));
    }
    return { outs: toState(await bringInLine(context, live, inputs, state), inputs) };
}

/**
 * Changes on the live group what differs from the declared, and answers the group as it is then.
 *
 * @param state what the stack knew of the group; absent where it is taken over
 */
export async function bringInLine(
    context: LifecycleContext,
    live: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    state?: ConnectorGroupState,
): Promise<ConnectorGroup> {
    const tenant = context.tenant();
    const change = changeFor(live, inputs);
    if (change.region !== undefined) {
        const isDrift = state !== undefined && sameRegion(state.region, change.region);
        await refuseRegionOfOccupied(context, live, inputs, change.region, isDrift);
    }
    if (change.name !== undefined) {
        context.memory.noteRename(live.id, live.name, change.name);
        await awaitFreeName(context, { name: change.name, by: live });
    }
    if (change.name === undefined && change.region === undefined) {
        return live;
    }
    await tenant.updateGroup(live.id, change);
    const written = { ...live, ...change };
    if (change.region === undefined) {
        return written;
    }
    return { ...written, region: await spelledByService(context, live, change.region) };
}

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
