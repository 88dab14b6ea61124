import type { Application, Connector, ConnectorGroup } from "../../graph/types";
import { type LifecycleContext, poll } from "../context";
import { ExplainedError } from "../errors";
import { markedName, readMark } from "../names";
import { contentsOf, decisionAgeMs, liveGroup } from "../tenant";
import { groupWord } from "../words";
import { awaitAssigned, mayHaveMoved } from "./awaitShown";
import { byDefaultGroup, isRefusedMove, moveStraightTo, passThrough } from "./moveConnector";
import { after, type Destination, type Facts, isActive, nextStep, type Source, type Step, without } from "./plan";

/** Which groups are replaced by which, as far as a carry needs to know it. */
export interface CarryOrder {
    /** The name that the program declares, for messages. */
    readonly name: string;
    readonly successorId: string;
    readonly predecessorIds: readonly string[];
}

/**
 * Moves everything that is on the predecessors to the successor, one step after the other. Each step is checked to show
 * in the tenant before the next one, and the facts that the next one rests on are never older than 5 seconds.
 *
 * Something that someone else has moved elsewhere meanwhile is left where it is, and said. When it throws, what has
 * been moved stays moved and nothing has been deleted; the same call goes on where it stopped, from any machine.
 */
export async function carry(context: LifecycleContext, order: CarryOrder): Promise<void> {
    const mover: Mover = {
        context,
        order,
        route: "straight",
        moved: new Map(),
        left: new Set(),
        waiting: new Map(),
    };
    let wroteAt = context.clock.now();
    for (let facts = await learn(mover); nextStep(facts) !== undefined; facts = await learn(mover)) {
        if (await carryWhatIsKnown(mover, facts)) {
            wroteAt = context.clock.now();
        } else if (context.clock.now() - wroteAt > context.bounds.consistencyMs) {
            throw new ExplainedError(contradictionWords(order, facts, context.bounds.consistencyMs));
        } else {
            await context.clock.sleep(context.bounds.pollMs);
        }
    }
    await markMoving(mover, undefined);
}

function contradictionWords({ name }: CarryOrder, { sources }: Facts, withinMs: number): string {
    const listed = sources.flatMap(({ connectors, applications }) => [...connectors, ...applications]);
    return (
        `${groupWord(name)}: for ${withinMs / 1000} seconds the tenant has listed on the old group what it says is in the ` +
        `new one (ids ${listed.map(({ id }) => id).join(", ")}). Run \`pulumi up\` again: it goes on from here.`
    );
}

interface Mover {
    readonly context: LifecycleContext;
    readonly order: CarryOrder;
    /** Whether connectors go straight to the successor, or by way of the default group because the service said so. */
    route: "straight" | "byDefaultGroup";
    /** The connectors that are known to have arrived, which a list may not show yet. */
    readonly moved: Map<string, Connector>;
    /** The ids of what someone else has taken elsewhere, which a list may go on showing on the predecessor. */
    readonly left: Set<string>;
    /** What the last look has shown on the old groups, as far as it has not been taken on since. */
    readonly waiting: Map<string, Waiting>;
}

interface Waiting {
    readonly kind: "connector" | "application";
    readonly name: string;
}

/**
 * Takes steps for as long as the facts are young enough. Answers whether it has written anything. Once a connector has
 * moved they are not: whether the next one may leave the applications rests on which others are there at that moment.
 */
async function carryWhatIsKnown(mover: Mover, learned: Facts): Promise<boolean> {
    const { clock } = mover.context;
    const learnedAt = clock.now();
    let facts = withoutDeparted(mover, learned);
    let wrote = false;
    for (let step = nextStep(facts); step && clock.now() - learnedAt < decisionAgeMs; step = nextStep(facts)) {
        const outcome = await takeInTurn(mover, step);
        wrote ||= outcome === "taken";
        mover.waiting.delete(subjectOf(step).id);
        facts = outcome === "elsewhere" ? without(facts, subjectOf(step).id) : after(facts, step);
        facts = withoutDeparted(mover, facts);
        if (step.kind !== "assign" && outcome === "taken") {
            break;
        }
    }
    return wrote;
}

/** The program itself may be taking connectors out of a replaced group at this moment: those serve nobody any more. */
function withoutDeparted({ context }: Mover, facts: Facts): Facts {
    const { moves } = context.memory;
    return facts.sources
        .flatMap(({ id, connectors }) => connectors.filter((connector) => moves.hasDeparted(id, connector.id)))
        .reduce((rest, { id }) => without(rest, id), facts);
}

/** What became of a step: done now, found done already, or not to be done because someone else has decided otherwise. */
type Outcome = "taken" | "arrived" | "elsewhere";

function subjectOf(step: Step): Connector | Application {
    return step.kind === "assign" ? step.application : step.connector;
}

/** What is where now. A connector that the successor's mark names is on its way only while the default group holds it. */
async function learn(mover: Mover): Promise<Facts> {
    const { context, order, moved, left } = mover;
    const tenant = context.tenant();
    const successor = await shownSuccessor(context, order);
    const moving = readMark(successor.name)?.moving;
    const parked = moving === undefined || moved.has(moving) ? undefined : await parkedConnector(context, moving);
    const sources = await Promise.all(
        order.predecessorIds.map(async (id) => ({ id, ...(await contentsOf(tenant, id)) })),
    );
    const shown = await tenant.listMembers(successor.id);
    const notShown = [...moved.values()].filter(({ id }) => !shown.some((other) => other.id === id));
    const arrivals = [...shown, ...notShown].filter(({ id }) => !context.memory.moves.hasDeparted(successor.id, id));
    const listed: Facts = { sources, arrived: arrivals, ...(parked && { parked }) };
    // A list may go on showing on the old group what has left it, which would count as serving its applications.
    const facts = [...moved.keys()].reduce(without, listed);
    await sayWhatHasGone(mover, facts.sources);
    return [...left].reduce(without, facts);
}

/** What the old groups held at the last look and do not hold any more is someone else's doing, if it is elsewhere. */
async function sayWhatHasGone(mover: Mover, sources: readonly Source[]): Promise<void> {
    const tenant = mover.context.tenant();
    const before = [...mover.waiting];
    mover.waiting.clear();
    for (const { connectors, applications } of sources) {
        for (const { id, machineName } of connectors) {
            mover.waiting.set(id, { kind: "connector", name: machineName });
        }
        for (const { id, displayName } of applications) {
            mover.waiting.set(id, { kind: "application", name: displayName });
        }
    }
    for (const [id, { kind, name }] of before.filter(([id]) => !mover.waiting.has(id) && !mover.left.has(id))) {
        const group = await (kind === "connector" ? tenant.groupOfConnector(id) : tenant.groupOfApplication(id));
        whereabouts(mover, `${kind} ${name}`, id, group);
    }
}

/** A group that was made a moment ago may not show yet. */
async function shownSuccessor(context: LifecycleContext, { name, successorId }: CarryOrder): Promise<ConnectorGroup> {
    const { consistencyMs } = context.bounds;
    const successor = await poll(context, consistencyMs, () => liveGroup(context.tenant(), successorId));
    if (!successor) {
        throw new ExplainedError(
            `${groupWord(name, successorId)} does not show in the tenant, not even after ${consistencyMs / 1000} ` +
                "seconds, so nothing more is moved to it. Run `pulumi refresh`, then `pulumi up`.",
        );
    }
    return successor;
}

async function parkedConnector(context: LifecycleContext, moving: string): Promise<Connector | undefined> {
    const tenant = context.tenant();
    return (await tenant.groupOfConnector(moving))?.isDefault ? await tenant.getConnector(moving) : undefined;
}

/** A connector counts as gone from the moment on that it sets out, so that the program takes no other one then. */
async function takeInTurn(mover: Mover, step: Step): Promise<Outcome> {
    const { moves } = mover.context.memory;
    const { id } = subjectOf(step);
    if (step.kind === "move") {
        moves.noteDeparture(step.from, id);
    }
    try {
        return await moves.inTurnOf(id, () => take(mover, step));
    } catch (error) {
        if (step.kind === "move" && !mayHaveMoved(error)) {
            moves.cancelDeparture(step.from, id);
        }
        throw error;
    }
}

async function take(mover: Mover, step: Step): Promise<Outcome> {
    switch (step.kind) {
        case "assign":
            return await assign(mover, step.application, step.to);
        case "move":
            return await move(mover, step.connector, step.from);
        case "fetch":
            return await fetch(mover, step.connector);
    }
}

async function assign(mover: Mover, application: Application, to: Destination): Promise<Outcome> {
    const { context, order } = mover;
    const tenant = context.tenant();
    const { id, displayName } = application;
    const where = whereabouts(mover, `application ${displayName}`, id, await tenant.groupOfApplication(id));
    if (where !== "there") {
        return where;
    }
    const groupId = to === "successor" ? order.successorId : to.source;
    await tenant.assignApplication(id, groupId);
    await awaitAssigned(context, application, groupId);
    noteCarried(mover, id, groupId);
    const which = to === "successor" ? "the new group" : "a group with an active connector, for a while";
    say(mover, `application ${displayName} now points at ${which} (id ${groupId}).`);
    return "taken";
}

async function move(mover: Mover, connector: Connector, from: string): Promise<Outcome> {
    const { context } = mover;
    const { id, machineName } = connector;
    const group = await context.tenant().groupOfConnector(id);
    const where = whereabouts(mover, `connector ${machineName}`, id, group);
    if (where === "arrived") {
        mover.moved.set(id, connector);
    }
    if (where !== "there") {
        return where;
    }
    if (mover.route === "byDefaultGroup" || !(await moveStraight(mover, connector))) {
        await byDefaultGroup(context, id, () => moveMarked(mover, connector, from));
    }
    arrived(mover, connector);
    return "taken";
}

async function fetch(mover: Mover, connector: Connector): Promise<Outcome> {
    const { context, order } = mover;
    await byDefaultGroup(context, connector.id, () => moveStraightTo(context, connector, order.successorId));
    arrived(mover, connector);
    return "taken";
}

function arrived(mover: Mover, connector: Connector): void {
    const { successorId } = mover.order;
    if (isActive(connector)) {
        mover.context.memory.moves.noteServing(successorId, connector.id);
    }
    mover.moved.set(connector.id, connector);
    noteCarried(mover, connector.id, successorId);
    say(mover, `connector ${connector.machineName} is now in the new group (id ${successorId}).`);
}

/** From whichever of the predecessors: what a resource declares of one of them has been moved by its stack, not by others. */
function noteCarried({ context, order }: Mover, id: string, to: string): void {
    for (const from of order.predecessorIds) {
        context.memory.moves.note(id, { from, to, by: "replacement" });
    }
}

/** Answers false where the service refuses the straight way, which then holds for the rest of this carry. */
async function moveStraight(mover: Mover, connector: Connector): Promise<boolean> {
    try {
        await moveStraightTo(mover.context, connector, mover.order.successorId);
        return true;
    } catch (error) {
        if (!isRefusedMove(error)) {
            throw error;
        }
        mover.route = "byDefaultGroup";
        say(mover, "the service lets no connector straight into the new group, so they go by the default group.");
        return false;
    }
}

/** The mark names the connector before it leaves, so that wherever this stops, it is known where it belongs. */
async function moveMarked(mover: Mover, connector: Connector, from: string): Promise<void> {
    await markMoving(mover, connector.id);
    await passThrough(mover.context, connector, from, mover.order.successorId);
}

/** Has the successor's mark name the connector that is on its way; none, once everything has arrived. */
async function markMoving({ context, order }: Mover, moving: string | undefined): Promise<void> {
    const { id, name } = await shownSuccessor(context, order);
    const { moving: former, ...mark } = readMark(name) ?? {
        name: order.name,
        replaces: moving === undefined ? [] : order.predecessorIds,
    };
    const marked = markedName({ ...mark, ...(moving !== undefined && { moving }) });
    if (former !== moving && name !== marked) {
        await context.tenant().updateGroup(id, { name: marked });
    }
}

/** Whether something is still on a group that is replaced. What has gone elsewhere since is someone else's doing. */
function whereabouts(
    mover: Mover,
    what: string,
    id: string,
    group: ConnectorGroup | undefined,
): "there" | Exclude<Outcome, "taken"> {
    const { successorId, predecessorIds } = mover.order;
    if (group && predecessorIds.includes(group.id)) {
        return "there";
    }
    if (group?.id === successorId) {
        return "arrived";
    }
    const where = group ? `in ${JSON.stringify(group.name)} (id ${group.id})` : "gone, or not published any more";
    mover.left.add(id);
    const isDeclared = group && mover.context.memory.moves.wasPlaced(id, group.id);
    const whose = isDeclared ? "as the program declares" : "by someone else's doing";
    say(mover, `${what} is ${where} meanwhile, ${whose}, and is left so.`);
    return "elsewhere";
}

function say({ context, order }: Mover, what: string): void {
    context.say(`Connector group ${JSON.stringify(order.name)}: ${what}`);
}
