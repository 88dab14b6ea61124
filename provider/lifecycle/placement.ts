import type { ConnectorGroup } from "../graph/types";
import { configurationFailures, refusedOrSaid } from "./asking";
import { NotShown } from "./carry/awaitShown";
import { unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { ExplainedError, naming, partialFailure, providerOf, reasonOf } from "./errors";
import { readMark, sameId } from "./names";
import type { ResourceLifecycle } from "./resourceLifecycle";
import type { Departure } from "./serving";
import { defaultGroupOf, liveGroup } from "./tenant";
import type { Failure } from "./validate";

/** The inputs of a placement, which are its outputs too: what is placed, and the group that it is in. */
export interface Placement {
    /** The id of the connector or the application. */
    readonly subjectId: string;
    readonly connectorGroupId: string;
}

/** What makes connectors and applications different: everything else about being in a group is the same. */
export interface PlacementKind {
    /** The property that holds the id of what is placed. */
    readonly property: "connectorId" | "applicationId";
    /** How it is called in a sentence. */
    readonly noun: "Connector" | "Application";
    groupOf(context: LifecycleContext, id: string): Promise<ConnectorGroup | undefined>;
    /** Moves it straight to the group and waits until the tenant shows it there. */
    moveTo(context: LifecycleContext, id: string, groupId: string): Promise<void>;
    /** Sends it back to the default group and waits until the tenant shows it there. */
    giveBack(context: LifecycleContext, id: string): Promise<void>;
    /** Why something is in no group: no such id, or nothing that can be in one. */
    explainMissing(context: LifecycleContext, id: string): Promise<string>;
    /** Has what else the program moves know that it is to come to its group, and how to bring it there. */
    announceArrival(context: LifecycleContext, placement: Placement, bring: () => Promise<void>): void;
    /** Has what else the program moves know that it is to leave, and says whom that leaves unserved. */
    announceLeaving(context: LifecycleContext, id: string, from: ConnectorGroup): Promise<void>;
    /** Moves it with `act`, as soon as that leaves no application unserved, or a bound is reached. */
    whenServed<T>(context: LifecycleContext, departure: Departure, act: () => Promise<T>): Promise<T>;
}

/** The lifecycle of memberships or of assignments over one tenant, within one operation of the engine. */
export function placementLifecycleOver(kind: PlacementKind, context: LifecycleContext): ResourceLifecycle {
    const parse = (raw: unknown) => placementIn(kind, raw);
    const word = (id: string) => `${kind.noun} ${id}`;
    return {
        check: (olds, news) =>
            context.memory.moves.whileMadeKnown(context.clock.now, () => checkPlacement(kind, context, olds, news)),
        diff: (id, olds, news) =>
            naming(word(id), "is not decided", () => diffPlacement(kind, context, id, parse(olds), parse(news))),
        create: (inputs) =>
            naming(word(parse(inputs).subjectId), "is not moved", async () => ({
                id: parse(inputs).subjectId,
                outs: await place(kind, context, parse(inputs), inputs),
            })),
        read: (id, outputs) =>
            naming(word(id), "is not read, and the state is left as it is", () =>
                readPlacement(kind, context, id, parse(outputs)),
            ),
        update: (id, _olds, news) =>
            naming(word(id), "is not moved", async () => ({ outs: await place(kind, context, parse(news), news) })),
        delete: (id, outputs) =>
            naming(word(id), "is not sent back", () => deletePlacement(kind, context, id, parse(outputs))),
    };
}

async function checkPlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    oldInputs: unknown,
    newInputs: unknown,
): Promise<{ inputs: unknown; failures: Failure[] }> {
    const failures = [
        ...validateId(newInputs, kind.property),
        ...validateId(newInputs, "connectorGroupId"),
        ...configurationFailures(context),
    ];
    if (failures.length > 0) {
        return { inputs: newInputs, failures };
    }
    const placement = placementIn(kind, newInputs);
    const inputs = propertiesOf(kind, placement);
    context.memory.noteChecked(inputs);
    const old = (oldInputs ?? {}) as Readonly<Record<string, unknown>>;
    const isKnown = isSame(old[kind.property], placement.subjectId);
    if (isKnown && isSame(old.connectorGroupId, placement.connectorGroupId)) {
        return { inputs, failures: [] };
    }
    const changed = { ...placement, subjectId: isKnown ? undefined : placement.subjectId };
    const inTenant = await failuresInTenant(kind, context, changed);
    if (inTenant.length === 0) {
        kind.announceArrival(context, placement, () => bring(kind, context, placement));
    }
    return { inputs, failures: [...inTenant] };
}

function isSame(old: unknown, id: string): boolean {
    return typeof old === "string" && sameId(old, id);
}

function validateId(inputs: unknown, property: string): readonly Failure[] {
    const value = (inputs as Readonly<Record<string, unknown>>)[property];
    return typeof value === "string" && value.trim() !== ""
        ? []
        : [{ property, reason: `${property} must be an id, not ${JSON.stringify(value) ?? "missing"}.` }];
}

/** What a new or changed placement runs into, where the tenant can be asked: said before anything is moved. */
async function failuresInTenant(
    kind: PlacementKind,
    context: LifecycleContext,
    { subjectId, connectorGroupId }: { readonly subjectId: string | undefined; readonly connectorGroupId: string },
): Promise<readonly Failure[]> {
    try {
        const failures: Failure[] = [];
        if (connectorGroupId !== unknownValue) {
            failures.push(...(await groupFailures(context, connectorGroupId)));
        }
        if (subjectId !== undefined && subjectId !== unknownValue) {
            failures.push(...(await subjectFailures(kind, context, subjectId, connectorGroupId)));
        }
        return failures;
    } catch (error) {
        const what = `${kind.noun.toLowerCase()} ${subjectId ?? ""}`.trim();
        const refusal = refusedOrSaid(context, `whether the ${what} can be moved`, error);
        return refusal === undefined ? [] : [{ property: "", reason: refusal }];
    }
}

async function groupFailures(context: LifecycleContext, groupId: string): Promise<readonly Failure[]> {
    // A group that this operation has just made is known to be one, and may not show yet.
    if (context.memory.isClaimed(groupId)) {
        return [];
    }
    const group = await liveGroup(context.tenant(), groupId);
    const property = "connectorGroupId";
    if (!group) {
        return [{ property, reason: `There is no connector group with the id ${groupId} in the tenant.` }];
    }
    return group.connectorGroupType === "applicationProxy"
        ? []
        : [
              {
                  property,
                  reason:
                      `${JSON.stringify(group.name)} (id ${groupId}) is a group of the type ` +
                      `${group.connectorGroupType}, not a connector group of application proxy.`,
              },
          ];
}

async function subjectFailures(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    groupId: string,
): Promise<readonly Failure[]> {
    const group = await kind.groupOf(context, id);
    if (!group) {
        return [{ property: kind.property, reason: await missingWords(kind, context, id, groupId) }];
    }
    // A group whose id is not known yet may be the one that is taken over, where it is already.
    const stays = sameId(group.id, groupId) || (groupId === unknownValue && context.memory.isAdopting(group.id));
    if (!stays) {
        await kind.announceLeaving(context, id, group);
    }
    return [];
}

/**
 * A change of the group is an update; a change of what is placed is a replacement, which moves one and sends the other
 * back. During a refresh, which calls it without a `check` before, it compares and does nothing else.
 */
async function diffPlacement(
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

/** What is there already is left untouched: a replacement of the group may have moved it, or it was declared elsewhere. */
async function place(
    kind: PlacementKind,
    context: LifecycleContext,
    placement: Placement,
    inputs: unknown,
): Promise<object> {
    const outs = propertiesOf(kind, placement);
    context.memory.claim(placement.subjectId);
    try {
        await bring(kind, context, placement);
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
async function bring(kind: PlacementKind, context: LifecycleContext, placement: Placement): Promise<void> {
    const { moves } = context.memory;
    const { subjectId, connectorGroupId } = placement;
    try {
        await moves.once(subjectId, () => moveThere(kind, context, placement));
    } finally {
        moves.endArrival(connectorGroupId, subjectId);
    }
}

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

async function readPlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    placement: Placement,
): Promise<{ id: string; props?: object; inputs?: object }> {
    const group = await kind.groupOf(context, id);
    if (!group) {
        return { id: "" };
    }
    const props = propertiesOf(kind, { subjectId: id, connectorGroupId: group.id });
    return sameId(group.id, placement.connectorGroupId)
        ? { id, props: propertiesOf(kind, placement) }
        : { id, props, inputs: { ...props } };
}

async function deletePlacement(
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

async function missingWords(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    groupId: string,
): Promise<string> {
    const group = groupId === unknownValue ? "its group" : `the group ${groupId}`;
    try {
        return `${kind.noun} ${id} cannot be put in ${group}: ${await kind.explainMissing(context, id)} Nothing was changed.`;
    } catch (error) {
        return `${kind.noun} ${id} cannot be put in ${group}, and why could not be asked: ${reasonOf(error)} Nothing was changed.`;
    }
}

function placementIn(kind: PlacementKind, raw: unknown): Placement {
    const properties = raw as Readonly<Record<string, string>>;
    return {
        subjectId: properties[kind.property] ?? "",
        connectorGroupId: properties.connectorGroupId ?? "",
    };
}

function propertiesOf(kind: PlacementKind, { subjectId, connectorGroupId }: Placement): Record<string, string> {
    return { [kind.property]: subjectId, connectorGroupId };
}
