import type { ConnectorGroup } from "../graph/types";
import { carry } from "./carry/carry";
import type { ConnectorGroupState } from "./connectorGroupShapes";
import { type LifecycleContext, poll } from "./context";
import { ExplainedError, naming } from "./errors";
import { readMark, sameName, withoutMark } from "./names";
import { lastSuccessorOf, stillThere, successorsOf } from "./succession";
import { contentsOf, decisionAgeMs, isOccupied, liveGroup, type ReadAge, recentGroup, type Tenant } from "./tenant";
import {
    claimedIdKeptWords,
    defaultGroupKeptWords,
    deletionBlockedWords,
    deletionUnfinishedWords,
    groupWord,
    successorKeptWords,
} from "./words";

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
    if (context.memory.successorOf(id) === undefined) {
        askAlong(context.tenant(), id);
    }
    const successor = await successorOf(context, id);
    if (successor) {
        // What is left of a replacement is one chain of groups, of which the engine may delete several at a time.
        const chain = `deleting what ${successor.id} replaces`;
        await context.memory.turns.oneAtATime(chain, () => deleteReplaced(context, id, name, successor));
    } else {
        const live = await recentGroup(context.tenant(), id);
        if (live?.isDefault) {
            context.say(defaultGroupKeptWords(live.name, id));
        } else if (live) {
            await deleteEmpty(context, live, { mostAgeMs: decisionAgeMs });
        }
    }
    context.notes.endCarry([id]);
}

async function deleteReplaced(
    context: LifecycleContext,
    id: string,
    name: string,
    successor: ConnectorGroup,
): Promise<void> {
    const live = await liveGroup(context.tenant(), id);
    const heir = context.memory.isClaimed(successor.id)
        ? successor
        : await heirOfUnfinished(context, { id, name, live }, successor);
    if (live?.isDefault) {
        context.say(defaultGroupKeptWords(live.name, id));
    }
    const replaced = [...(await abandoned(context, id, heir)), ...(live && !live.isDefault ? [live] : [])];
    await sweep(context, replaced, heir);
    for (const group of replaced) {
        await deleteEmpty(context, group);
    }
    await naming(
        groupWord(name, id),
        "is deleted, but its successor has not been given its name yet; run `pulumi up` again for that",
        () => giveSuccessorItsName(context, heir, live?.isDefault ? id : undefined),
    );
}

/**
 * Without a resource of this operation that stands for the successor, the program may have given the group up in the
 * middle of its replacement, and nobody would know any more of what has been moved. Where nothing is on any of them, a
 * group of this operation that bears the name already has taken the successor's place.
 */
async function heirOfUnfinished(
    context: LifecycleContext,
    { id, name, live }: { readonly id: string; readonly name: string; readonly live: ConnectorGroup | undefined },
    successor: ConnectorGroup,
): Promise<ConnectorGroup> {
    const groups = await context.tenant().listGroups();
    const held = await Promise.all(successorsOf(groups, id).map((group) => contentsOf(context.tenant(), group.id)));
    const onOld = live ? await contentsOf(context.tenant(), id) : { connectors: [], applications: [] };
    const onNew = {
        connectors: held.flatMap(({ connectors }) => connectors),
        applications: held.flatMap(({ applications }) => applications),
    };
    if (isOccupied(onOld) || isOccupied(onNew)) {
        throw new ExplainedError(deletionUnfinishedWords(name, id, onOld, successor, onNew));
    }
    const plain = withoutMark(successor.name);
    const namesake = groups.find((group) => context.memory.isClaimed(group.id) && sameName(group.name, plain));
    if (!namesake) {
        context.say(successorKeptWords(name, id, successor.id));
    }
    return namesake ?? successor;
}

/** Successors that a killed update has begun and no state knows, which the last one has taken the place of. */
async function abandoned(
    context: LifecycleContext,
    id: string,
    last: ConnectorGroup,
): Promise<readonly ConnectorGroup[]> {
    return successorsOf(await context.tenant().listGroups(), id).filter((group) => group.id !== last.id);
}

/**
 * Asks what is in the group while the list of groups is asked for, which shows whether it matters: one round trip instead
 * of two. What fails is said where it is needed.
 */
function askAlong(tenant: Tenant, id: string): void {
    contentsOf(tenant, id, { mostAgeMs: decisionAgeMs }).catch(() => undefined);
}

/** What this operation knows itself comes first: the list may not show it yet, or the mark may be gone already. */
async function successorOf(context: LifecycleContext, id: string): Promise<ConnectorGroup | undefined> {
    const listed = lastSuccessorOf(await context.tenant().listGroups({ mostAgeMs: decisionAgeMs }), id);
    const known = context.memory.successorOf(id) ?? (listed && context.memory.successorOf(listed.id));
    const shown = known === undefined ? undefined : await context.tenant().getGroup(known);
    return shown ?? listed;
}

/** What has arrived on replaced groups since they were emptied goes to the successor, too. */
async function sweep(
    context: LifecycleContext,
    replaced: readonly ConnectorGroup[],
    successor: ConnectorGroup,
): Promise<void> {
    if (replaced.length > 0) {
        const predecessorIds = replaced.map(({ id }) => id);
        for (const id of predecessorIds) {
            context.memory.moves.forgetDepartures(id);
        }
        await carry(context, { name: withoutMark(successor.name), successorId: successor.id, predecessorIds });
    }
}

async function deleteEmpty(context: LifecycleContext, live: ConnectorGroup, age?: ReadAge): Promise<void> {
    const contents = await contentsOf(context.tenant(), live.id, age);
    if (isOccupied(contents)) {
        throw new ExplainedError(deletionBlockedWords(live.name, live.id, contents));
    }
    context.memory.noteDeleted(live.id);
    await context.tenant().deleteGroup(live.id);
}

/** The successor bears its mark until the last of the groups that it replaces is gone, but for one that is kept. */
async function giveSuccessorItsName(
    context: LifecycleContext,
    successor: ConnectorGroup,
    keptId: string | undefined,
): Promise<void> {
    // A sweep by way of the default group marks it anew, if someone has taken the mark away.
    const mark = readMark((await context.tenant().getGroup(successor.id))?.name ?? successor.name);
    if (!mark) {
        return;
    }
    const deleted = mark.replaces.filter((other) => context.memory.wasDeleted(other));
    await awaitDisappearance(context, deleted, mark.name);
    const remaining = stillThere(await context.tenant().listGroups(), mark.replaces);
    if (remaining.every((other) => other === keptId)) {
        await context.tenant().updateGroup(successor.id, { name: mark.name });
    }
}

async function awaitDisappearance(context: LifecycleContext, ids: readonly string[], name: string): Promise<void> {
    const tenant = context.tenant();
    let listed: readonly string[] = [];
    const gone = await poll(context, context.bounds.consistencyMs, async () => {
        listed = stillThere(await tenant.listGroups(), ids);
        return listed.length === 0 ? true : undefined;
    });
    if (!gone) {
        throw new ExplainedError(
            `${groupWord(name, listed.join(", "))} was deleted, but the tenant still lists it, so its successor was not ` +
                "given the name yet. Run `pulumi up` again.",
        );
    }
}
