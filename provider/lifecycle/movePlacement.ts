import type { ConnectorGroup } from "../graph/types";
import { NotShown } from "./carry/awaitShown";
import type { LifecycleContext } from "./context";
import { ExplainedError, partialFailure, providerOf } from "./errors";
import { readMark, sameId } from "./names";
import { missingWords, type Placement, type PlacementKind, propertiesOf } from "./placementKind";
import { defaultGroupOf } from "./tenant";

/** The engine's `create` and `update`: answers the outputs. */
export async function movePlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    placement: Placement,
    inputs: unknown,
): Promise<object> {
    const outs = propertiesOf(kind, placement);
    context.memory.claim(placement.subjectId);
    try {
        await bringPlacement(kind, context, placement);
    } catch (error) {
        throw error instanceof NotShown
            ? partialFailure(
                  placement.subjectId,
                  { ...outs, __provider: providerOf(inputs) },
                  error,
                  "The move was accepted.",
              )
            : error;
    }
    return outs;
}

/** By its own step, or by that of an application which is to be served by it. */
export async function bringPlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    placement: Placement,
): Promise<void> {
    const { moves } = context.memory;
    const { subjectId, connectorGroupId } = placement;
    try {
        await moves.once(subjectId, () => moveThere(kind, context, placement));
    } finally {
        moves.endArrival(connectorGroupId, subjectId);
    }
}

/** What is there already is left untouched: a replacement of the group may have moved it, or it was declared elsewhere. */
async function moveThere(kind: PlacementKind, context: LifecycleContext, placement: Placement): Promise<void> {
    const { subjectId: id, connectorGroupId: to } = placement;
    const seen = await lookFor(kind, context, id);
    if (!seen.group) {
        throw new ExplainedError(await missingWords(kind, context, id, to));
    }
    const from = seen.group;
    if (sameId(from.id, to)) {
        return;
    }
    await context.mayWrite?.();
    const { moves } = context.memory;
    const isStillThere = await kind.whenServed(context, { id, from, to, isRemoval: false }, () =>
        inTurn(context, seen, async () => {
            await kind.moveTo(context, id, to);
            moves.note(id, { from: from.id, to, by: "program" });
        }),
    );
    moves.endGoing(from.id, id);
    if (!isStillThere) {
        await moveThere(kind, context, placement);
    }
}

/** The engine's `delete`: sends back to the default group what is still the stack's own. */
export async function deletePlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    { connectorGroupId }: Placement,
): Promise<void> {
    if (context.memory.isClaimed(id)) {
        context.say(`${kind.noun} ${id} stays where it is: another resource of this program stands for it now.`);
        return;
    }
    const seen = await lookFor(kind, context, id);
    const from = seen.group;
    if (!from || from.isDefault) {
        return;
    }
    if (!sameId(from.id, connectorGroupId) && !hasFollowed(context, id, connectorGroupId, from)) {
        context.say(
            `${kind.noun} ${id} is in ${JSON.stringify(from.name)} (id ${from.id}) by someone else's doing, and is ` +
                "left there.",
        );
        return;
    }
    const { moves } = context.memory;
    const { id: defaultGroupId } = await defaultGroupOf(context.tenant());
    const giveBack = () => moves.once(id, () => sendBack(kind, context, seen, { from, to: defaultGroupId }));
    kind.announceArrival(context, { subjectId: id, connectorGroupId: defaultGroupId }, giveBack);
    try {
        await giveBack();
    } finally {
        moves.endArrival(defaultGroupId, id);
    }
}

async function sendBack(
    kind: PlacementKind,
    context: LifecycleContext,
    seen: Seen,
    { from, to }: { readonly from: ConnectorGroup; readonly to: string },
): Promise<void> {
    const { id } = seen;
    await context.mayWrite?.();
    const isStillThere = await kind.whenServed(context, { id, from, to, isRemoval: true }, () =>
        inTurn(context, seen, () => kind.giveBack(context, id)),
    );
    const again = isStillThere ? undefined : await lookFor(kind, context, id);
    if (again?.group && !again.group.isDefault) {
        await sendBack(kind, context, again, { from: again.group, to });
    }
}

/** Whether it has gone with a replacement of its group, in this operation or in an earlier one that the mark tells of. */
function hasFollowed({ memory }: LifecycleContext, id: string, groupId: string, now: ConnectorGroup): boolean {
    return (
        memory.moves.wasCarried(id, groupId, now.id) ||
        (readMark(now.name)?.replaces.some((replaced) => sameId(replaced, groupId)) ?? false)
    );
}

/** Where something is, and how often this operation had moved it when that was asked. */
interface Seen {
    readonly id: string;
    readonly group: ConnectorGroup | undefined;
    readonly afterMoves: number;
}

async function lookFor(kind: PlacementKind, context: LifecycleContext, id: string): Promise<Seen> {
    const afterMoves = context.memory.moves.countOf(id);
    return { id, afterMoves, group: await kind.groupOf(context, id) };
}

/** Acts unless a replacement of this operation has moved it since it was looked for; then answers false. */
async function inTurn({ memory: { moves } }: LifecycleContext, seen: Seen, act: () => Promise<void>): Promise<boolean> {
    return await moves.inTurnOf(seen.id, async () => {
        if (moves.countOf(seen.id) !== seen.afterMoves) {
            return false;
        }
        await act();
        return true;
    });
}
