import type { ConnectorGroup } from "../graph/types";
import {
    type ConnectorGroupInputs,
    type ConnectorGroupState,
    fromState,
    toInputs,
    toState,
} from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { ExplainedError } from "./errors";
import { sameRegion, withoutMark } from "./names";
import { lastSuccessorOf } from "./succession";
import { lookAgeMs } from "./tenant";
import { interruptedReplacementWords } from "./words";

/**
 * The engine's `read`, for a refresh or for `ConnectorGroup.get`.
 *
 * It is given nothing but the outputs, and answers new inputs only for declared properties that have drifted, in the
 * program's own spelling: inputs that the program never declared would show as removed in the next preview.
 */
export async function readConnectorGroup(
    context: LifecycleContext,
    id: string,
    outputs: unknown,
): Promise<{ id: string; props?: object; inputs?: object }> {
    context.notes.forgetId(id);
    const tenant = context.tenant();
    const groups = await tenant.listGroups({ mostAgeMs: lookAgeMs });
    // What the list does not show is asked for by itself before it counts as gone.
    const group = groups.find((listed) => listed.id === id) ?? (await tenant.getGroup(id));
    const isManaged = (outputs as { readonly name?: unknown }).name !== undefined;
    if (!isManaged) {
        return { id, props: toState(found(group, id), { name: found(group, id).name }) };
    }
    return group ? readManaged(context, group, groups, fromState(outputs)) : { id: "" };
}

function found(group: ConnectorGroup | undefined, id: string): ConnectorGroup {
    if (!group) {
        throw new ExplainedError(
            `There is no connector group with the id ${id} in the tenant, so ConnectorGroup.get has nothing to read. ` +
                "Look up the id in the list of connector groups.",
        );
    }
    return group;
}

function readManaged(
    context: LifecycleContext,
    group: ConnectorGroup,
    groups: readonly ConnectorGroup[],
    { __declared: declared, __carrying, __replaces }: ConnectorGroupState,
): { id: string; props: object; inputs?: object } {
    const { id } = group;
    const successor = lastSuccessorOf(groups, id);
    if (successor) {
        context.say(interruptedReplacementWords(declared.name, id, successor));
    }
    const unfinished = {
        ...(__carrying && { __carrying }),
        ...(__replaces && { __replaces }),
        ...(successor && { __successor: successor.id }),
    };
    // While the engine has still to delete what the group replaces, its mark is no drift.
    const shown = { ...group, name: __carrying ? withoutMark(group.name) : group.name };
    const drift = driftOf(shown, declared);
    if (Object.keys(drift).length === 0) {
        return { id, props: toState(shown, declared, unfinished) };
    }
    const inputs = toInputs({ ...declared, ...drift });
    return { id, props: toState(shown, inputs, unfinished), inputs };
}

function driftOf(shown: ConnectorGroup, declared: ConnectorGroupInputs): object {
    return {
        ...(declared.name !== shown.name && { name: shown.name }),
        ...(declared.region !== undefined &&
            !sameRegion(declared.region, shown.region) && { region: shown.region ?? null }),
    };
}
