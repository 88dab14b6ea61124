import type { ConnectorGroupState } from "./connectorGroupShapes";
import { type LifecycleContext, poll } from "./context";
import { ExplainedError } from "./errors";
import { readMark } from "./names";
import { contentsOf, isOccupied, liveGroup } from "./tenant";
import { claimedIdKeptWords, defaultGroupKeptWords, deletionBlockedWords, groupWord } from "./words";

/**
 * The engine's `delete`, of a resource that is gone from the program or of a group that has been replaced.
 *
 * Nothing is ever deleted that something is assigned to. Source of the service's rule:
 * https://learn.microsoft.com/graph/api/connectorgroup-delete?view=graph-rest-beta
 */
export async function deleteConnectorGroup(
    context: LifecycleContext,
    id: string,
    { name }: ConnectorGroupState,
): Promise<void> {
    context.notes.forgetId(id);
    if (context.memory.isClaimed(id)) {
        context.say(claimedIdKeptWords(name, id));
        return;
    }
    const tenant = context.tenant();
    const live = await liveGroup(tenant, id);
    if (live?.isDefault) {
        context.say(defaultGroupKeptWords(live.name, id));
    } else if (live) {
        const contents = await contentsOf(tenant, id);
        if (isOccupied(contents)) {
            throw new ExplainedError(deletionBlockedWords(live.name, id, contents));
        }
        await tenant.deleteGroup(id);
    }
    await giveSuccessorItsName(context, id, live?.isDefault === true);
}

/** The group that replaced this one bears its mark until now. */
async function giveSuccessorItsName(context: LifecycleContext, id: string, isKept: boolean): Promise<void> {
    const tenant = context.tenant();
    const successor = (await tenant.listGroups()).find((group) => readMark(group.name)?.replacedId === id);
    const name = successor && readMark(successor.name)?.name;
    if (!successor || name === undefined) {
        return;
    }
    if (!isKept) {
        await awaitDisappearance(context, id, name);
    }
    await tenant.updateGroup(successor.id, { name });
}

async function awaitDisappearance(context: LifecycleContext, id: string, name: string): Promise<void> {
    const tenant = context.tenant();
    const gone = await poll(context, context.bounds.consistencyMs, async () =>
        (await tenant.listGroups()).some((group) => group.id === id) ? undefined : true,
    );
    if (!gone) {
        throw new ExplainedError(
            `${groupWord(name, id)} was deleted, but the tenant still lists it, so its successor was not given the ` +
                "name yet. Run `pulumi up` again.",
        );
    }
}
