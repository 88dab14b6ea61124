/**
 * When a connector may leave the group it serves, and when an application may go to a group that has still to be served.
 *
 * The engine moves what does not depend on one another at the same time. Connectors and applications that move from one
 * group to another in one update therefore wait for one another: the last active connector for the applications that
 * are about to go, the applications for the first active connector that is about to come. Nobody knows what else the
 * program declares, so every wait has a bound, and what is left unserved then is said.
 */
import type { Application, Connector, ConnectorGroup } from "../graph/types";
import { mayHaveMoved } from "./carry/awaitShown";
import { activeAmong } from "./carry/plan";
import { type LifecycleContext, poll } from "./context";
import { sameId, withoutMark } from "./names";
import { liveGroup } from "./tenant";
import { applicationsWords, groupWord } from "./words";

/** A connector or an application that is to go from one group to another. */
export interface Departure {
    readonly id: string;
    readonly from: ConnectorGroup;
    /** The id of the group that it goes to. */
    readonly to: string;
    /** Whether its resource is removed, so that it goes back to the default group. */
    readonly isRemoval: boolean;
}

/**
 * Moves a connector with `act` as soon as its group is served without it or has no application, and no replacement of
 * the group needs it. At the latest when no application has gone for {@link Bounds.leavingMs}; where none is known to
 * be about to go, or those that are wait for this very connector, for {@link Bounds.updateBeginsMs}.
 */
export async function leaveServed<T>(
    context: LifecycleContext,
    departure: Departure,
    act: () => Promise<T>,
): Promise<T> {
    await waitForReplacement(context, departure);
    await waitUntilSpared(context, departure);
    const { moves } = context.memory;
    moves.noteDeparture(departure.from.id, departure.id);
    try {
        return await act();
    } catch (error) {
        if (!mayHaveMoved(error)) {
            moves.cancelDeparture(departure.from.id, departure.id);
        }
        throw error;
    }
}

/**
 * Moves an application with `act` as soon as the group that it goes to is served; without delay where nobody serves it
 * now either. Connectors that are known to come are brought first. At the latest once none is left to come, and for
 * {@link Bounds.updateBeginsMs} the engine has made nothing new known.
 */
export async function arriveServed<T>(
    context: LifecycleContext,
    { from, to }: Departure,
    act: () => Promise<T>,
): Promise<T> {
    if (!(await isServed(context, to)) && (await isServed(context, from.id))) {
        await waitForConnector(context, to);
    }
    return await act();
}

/**
 * A group that is being replaced needs two active connectors to lose no application on the way, so none leaves it, nor
 * the group that takes its place, meanwhile. One that has not begun is not waited for as long as one that has: the
 * engine may not come to it before this move is done.
 */
async function waitForReplacement(context: LifecycleContext, { id, from }: Departure): Promise<void> {
    const { moves } = context.memory;
    if (moves.replacementOf(from.id) === undefined) {
        return;
    }
    const own = (await activeIn(context, from.id)).find((connector) => sameId(connector.id, id));
    if (!own) {
        return;
    }
    context.say(
        `Connector ${own.machineName} stays in ${JSON.stringify(withoutMark(from.name))} until the replacement of the group is done.`,
    );
    await poll(context, context.bounds.leavingMs, async () =>
        moves.replacementOf(from.id) === "announced" ? undefined : true,
    );
    while (moves.replacementOf(from.id) === "running") {
        await context.clock.sleep(context.bounds.pollMs);
    }
}

async function waitUntilSpared(context: LifecycleContext, departure: Departure): Promise<void> {
    const { id, from } = departure;
    const active = await activeIn(context, from.id);
    const own = active.find((connector) => sameId(connector.id, id));
    if (!own || letGo(context, departure, active)) {
        return;
    }
    const applications = await context.tenant().listApplications(from.id);
    if (applications.length === 0) {
        return;
    }
    context.say(
        `Connector ${own.machineName} is the last active one of ${JSON.stringify(from.name)}: it waits for the group's ` +
            "applications to go first.",
    );
    const left = await waitForApplications(context, departure, applications);
    if (left.length > 0) {
        context.warn(
            `${groupWord(from.name, from.id)} keeps ${applicationsWords(left)} and loses its last active connector, ` +
                `${own.machineName}: nobody serves them now.`,
        );
    }
}

function letGo({ memory }: LifecycleContext, { id, from }: Departure, active: readonly Connector[]): boolean {
    const ids = active.map((connector) => connector.id);
    return memory.moves.letGo(from.id, id, ids);
}

/** Answers what is left on the group when the patience is at its end; nothing, where it needs to wait no longer. */
async function waitForApplications(
    context: LifecycleContext,
    departure: Departure,
    applications: readonly Application[],
): Promise<readonly Application[]> {
    const { clock, bounds, memory } = context;
    let left = applications;
    let quietSince = clock.now();
    while (left.length > 0 && clock.now() - quietSince < (await patienceFor(context, departure))) {
        await clock.sleep(bounds.pollMs);
        if (letGo(context, departure, await activeIn(context, departure.from.id))) {
            return [];
        }
        const now = await context.tenant().listApplications(departure.from.id);
        const lastGoneAt = now.length < left.length ? clock.now() : quietSince;
        quietSince = Math.max(lastGoneAt, memory.moves.quietSince(clock.now()));
        left = now;
    }
    return left;
}

/** Nothing is known beforehand of what is removed, because the engine asks nothing about it before it does so. */
async function patienceFor(context: LifecycleContext, { id, from, to, isRemoval }: Departure): Promise<number> {
    const { moves } = context.memory;
    const isExpectedAlone = moves.arrivalsIn(to).every((arrival) => sameId(arrival.id, id));
    const isWaitedFor = isExpectedAlone && !(await isServed(context, to));
    const isAnyToGo = isRemoval || moves.isAnyGoing(from.id);
    return isAnyToGo && !isWaitedFor ? context.bounds.leavingMs : context.bounds.updateBeginsMs;
}

/** The connector's own step may come after this one, when the engine does not do as many at a time. */
async function waitForConnector(context: LifecycleContext, groupId: string): Promise<void> {
    const { clock, bounds, memory } = context;
    const { moves } = memory;
    const since = moves.waitedSince(groupId, clock.now());
    while (!(await isServed(context, groupId))) {
        const arrivals = moves.arrivalsIn(groupId);
        const quietSince = Math.max(since, moves.quietSince(clock.now()));
        if (arrivals.length === 0 && clock.now() - quietSince >= bounds.updateBeginsMs) {
            await warnOfUnserved(context, groupId);
            return;
        }
        // If one cannot be brought, its own step says why.
        const brought = arrivals.map((arrival) => arrival.bring().catch(() => undefined));
        await Promise.race([...brought, clock.sleep(bounds.pollMs)]);
    }
}

async function warnOfUnserved(context: LifecycleContext, groupId: string): Promise<void> {
    if (context.memory.isNews(`unserved ${groupId}`)) {
        const group = await liveGroup(context.tenant(), groupId);
        context.warn(
            `${group ? groupWord(group.name, groupId) : `The group ${groupId}`} has no active connector, and none is ` +
                "known to come: the applications that are pointed at it now are served by nobody.",
        );
    }
}

async function isServed(context: LifecycleContext, groupId: string): Promise<boolean> {
    const { moves } = context.memory;
    const isAnyToCome = moves.arrivalsIn(groupId).length > 0;
    const stays = (id: string) => !moves.hasDeparted(groupId, id) && !(isAnyToCome && moves.isToLeave(groupId, id));
    return moves.servingIn(groupId).some(stays) || (await activeIn(context, groupId)).some(({ id }) => stays(id));
}

async function activeIn(context: LifecycleContext, groupId: string): Promise<readonly Connector[]> {
    return activeAmong(await context.tenant().listMembers(groupId));
}
