import type { ConnectorGroup } from "../graph/types";
import { carry } from "./carry/carry";
import { type ConnectorGroupInputs, toState } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { partialFailure } from "./errors";

/**
 * Carries what is on the predecessors over to their successor, which is the stack's own by now.
 *
 * @throws PartialFailure when it stops half-way: the state then holds the successor and what it still replaces
 */
export async function carryOver(
    context: LifecycleContext,
    successor: ConnectorGroup,
    inputs: ConnectorGroupInputs,
    { predecessorIds, replaces }: { readonly predecessorIds: readonly string[]; readonly replaces: readonly string[] },
    provider: unknown,
): Promise<void> {
    const { moves } = context.memory;
    // What has arrived serves what follows it, so that neither group lets a connector go meanwhile.
    const concerned = [...predecessorIds, successor.id];
    for (const id of concerned) {
        moves.beginReplacement(id);
    }
    try {
        await carry(context, { name: inputs.name, successorId: successor.id, predecessorIds });
    } catch (error) {
        const state = toState({ ...successor, name: inputs.name }, inputs, {
            __carrying: predecessorIds,
            __replaces: replaces,
        });
        throw partialFailure(successor.id, { ...state, __provider: provider }, error, stoppedWords(inputs.name));
    } finally {
        for (const id of concerned) {
            moves.endReplacement(id);
        }
    }
}

function stoppedWords(name: string): string {
    return (
        `Connector group ${JSON.stringify(name)} is replaced only in part: what has been moved is in the new group, the ` +
        "rest is still in the old one, and nothing was deleted. Run `pulumi up` again: it goes on from here."
    );
}
