/**
 * When a connector may leave the group it serves, and when an application may go to a group that has still to be served.
 *
 * The engine moves what does not depend on one another at the same time. Connectors and applications that move from one
 * group to another in one update therefore wait for one another: the last active connector for the applications that
 * are about to go, the applications for the first active connector that is about to come. Nobody knows what else the
 * program declares, so every wait has a bound, and what is left unserved then is said.
 */
import type { Application, Connector, ConnectorGroup } from "../graph/types";
import { activeAmong } from "./carry/plan";
import { type LifecycleContext, poll } from "./context";
import { sameId } from "./names";
import { applicationsWords, groupWord } from "./words";

/** A connector or an application that is to go from one group to another. */
export interface Departure {
    readonly id: string;
    readonly from: ConnectorGroup;
    /** The id of the group it is declared in; undefined where it is sent back to the default group. */
    readonly to: string | undefined;
}

/**
 * Moves a connector with `act` as soon as its group is served without it or has no application; at the latest when for
 * {@link Bounds.leavingMs} no application has gone and the engine has made nothing new known, or for
 * {@link Bounds.updateBeginsMs} where the group that it goes to is served by nobody yet.
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
        moves.cancelDeparture(departure.from.id, departure.id);
        throw error;
    }
}

/**
 * Moves an application with `act` as soon as the group that it goes to is served; without delay where nobody serves it
 * now either, and at the latest after {@link Bounds.leavingMs}, or once the engine has made nothing new known for
 * {@link Bounds.updateBeginsMs} and no connector is known to come.
 */
export async function arriveServed<T>(
    context: LifecycleContext,
    { from, to }: Departure,
    act: () => Promise<T>,
): Promise<T> {
    if (to !== undefined && !(await isServed(context, to)) && (await isServed(context, from.id))) {
        await waitForConnector(context, to);
    }
    return await act();
}

/**
 * A group that is being replaced needs two active connectors to lose no application on the way, so none leaves meanwhile.
 * The engine may not come to the replacement before this move is done, so that one that has not begun is not waited for
 * as long as one that has.
 */
async function waitForReplacement(context: LifecycleContext, { id, from }: Departure): Promise<void> {
    const { moves } = context.memory;
    if (moves.replacementOf(from.id) === undefined || !(await isActiveIn(context, from.id, id))) {
        return;
    }
    await poll(context, context.bounds.leavingMs, async () =>
        moves.replacementOf(from.id) === "announced" ? undefined : true,
    );
    while (moves.replacementOf(from.id) === "running") {
        await context.clock.sleep(context.bounds.pollMs);
    }
}

async function isActiveIn(context: LifecycleContext, groupId: string, connectorId: string): Promise<boolean> {
    return (await activeIn(context, groupId)).some(({ id }) => sameId(id, connectorId));
}

async function waitUntilSpared(context: LifecycleContext, departure: Departure): Promise<void> {
    const { id, from } = departure;
    const active = await activeIn(context, from.id);
    const own = active.find((connector) => sameId(connector.id, id));
    if (!own || isSpared(context, departure, active)) {
        return;
    }
    const applications = await context.tenant().listApplications(from.id);
    if (applications.length === 0) {
        return;
    }
    const patienceMs = await patienceFor(context, departure);
    context.say(
        `Connector ${own.machineName} is the last active one of ${JSON.stringify(from.name)}: it waits for the group's ` +
            `applications to go first, until none has gone for ${patienceMs / 1000} seconds.`,
    );
    const left = await waitForApplications(context, departure, applications, patienceMs);
    if (left.length > 0) {
        context.warn(
            `${groupWord(from.name, from.id)} keeps ${applicationsWords(left)} and loses its last active connector, ` +
                `${own.machineName}: nobody serves them now.`,
        );
    }
}

function isSpared({ memory }: LifecycleContext, { id, from }: Departure, active: readonly Connector[]): boolean {
    return memory.moves.maySpare(
        from.id,
        id,
        active.map((connector) => connector.id),
    );
}

/** Where nobody serves the group that it goes to, the applications wait for this very connector. */
async function patienceFor(context: LifecycleContext, { to }: Departure): Promise<number> {
    const { leavingMs, updateBeginsMs } = context.bounds;
    return to === undefined || (await isServed(context, to)) ? leavingMs : updateBeginsMs;
}

/** Answers what is left on the group when the patience is at its end; nothing, where it needs to wait no longer. */
async function waitForApplications(
    context: LifecycleContext,
    departure: Departure,
    applications: readonly Application[],
    patienceMs: number,
): Promise<readonly Application[]> {
    const { clock, bounds } = context;
    const { moves } = context.memory;
    let left = applications;
    let quietSince = clock.now();
    while (left.length > 0 && clock.now() - quietSince < patienceMs) {
        await clock.sleep(bounds.pollMs);
        if (isSpared(context, departure, await activeIn(context, departure.from.id))) {
            return [];
        }
        const now = await context.tenant().listApplications(departure.from.id);
        quietSince = now.length < left.length ? clock.now() : Math.max(quietSince, moves.quietSince(clock.now()));
        left = now;
    }
    return left;
}

async function waitForConnector(context: LifecycleContext, groupId: string): Promise<void> {
    const { clock, bounds, memory } = context;
    const served = await poll(context, bounds.leavingMs, async () => {
        const now = clock.now();
        const mayCome =
            now - memory.moves.quietSince(now) < bounds.updateBeginsMs || memory.moves.isAnyExpected(groupId);
        return (await isServed(context, groupId)) || (mayCome ? undefined : false);
    });
    const sentence =
        `The group ${groupId} has no active connector, and no connector is put in it now: nobody serves the ` +
        "applications that are pointed at it. Put a connector in it.";
    if (!served && memory.isNews(sentence)) {
        context.warn(sentence);
    }
}

async function isServed(context: LifecycleContext, groupId: string): Promise<boolean> {
    const { moves } = context.memory;
    return (await activeIn(context, groupId)).some(({ id }) => !moves.hasDeparted(groupId, id));
}

async function activeIn(context: LifecycleContext, groupId: string): Promise<readonly Connector[]> {
    return activeAmong(await context.tenant().listMembers(groupId));
}
