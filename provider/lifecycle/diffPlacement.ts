import { refusedOrSaid } from "./asking";
import { unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { ExplainedError } from "./errors";
import { sameId } from "./names";
import { type Placement, type PlacementKind, propertiesOf } from "./placementKind";

/**
 * A change of the group is an update; a change of what is placed is a replacement, which moves one and sends the other
 * back. During a refresh, which calls it without a `check` before, it compares and does nothing else.
 */
export async function diffPlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    old: Placement,
    next: Placement,
): Promise<{ changes?: boolean; replaces?: string[] }> {
    const isOther = !sameId(next.subjectId, old.subjectId);
    const isMoved = !sameId(next.connectorGroupId, old.connectorGroupId);
    if (context.memory.wasChecked(propertiesOf(kind, next))) {
        if (!isOther) {
            context.memory.claim(id);
        }
        if (!isOther && isMoved) {
            await warnOfMove(kind, context, id, next.connectorGroupId);
        }
    }
    return isOther ? { replaces: [kind.property] } : isMoved ? {} : { changes: false };
}

async function warnOfMove(kind: PlacementKind, context: LifecycleContext, id: string, groupId: string): Promise<void> {
    // A group whose id is not known yet is the successor of one that is being replaced, and moves this one itself.
    if (groupId === unknownValue) {
        return;
    }
    try {
        const from = await kind.groupOf(context, id);
        if (from && !sameId(from.id, groupId)) {
            await kind.announceLeaving(context, id, from);
        }
    } catch (error) {
        const refusal = refusedOrSaid(context, `what moving ${kind.noun.toLowerCase()} ${id} leaves behind`, error);
        if (refusal !== undefined) {
            throw new ExplainedError(`${kind.noun} ${id}: ${refusal}`, { cause: error });
        }
    }
}
