import type { ConnectorGroup } from "../graph/types";
import { adoptionOf } from "./adoption";
import { configurationFailures, refusedOrSaid } from "./asking";
import { type ConnectorGroupInputs, toInputs, unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import type { Change } from "./memory";
import { readMark, sameName } from "./names";
import { groupsBesideHolder } from "./tenant";
import { type Failure, isKnownRegion, validateConnectorGroup } from "./validate";
import { claimedNameWords, groupWord, leftBehindWords, nameTakenWords } from "./words";

/**
 * The engine's `check`: validates, and for a resource that is not in the state yet asks the tenant whether the name is
 * free. It is called a second time, looking like a new resource, when the engine replaces one.
 */
export async function checkConnectorGroup(
    context: LifecycleContext,
    oldInputs: unknown,
    newInputs: unknown,
): Promise<{ inputs: unknown; failures: Failure[] }> {
    const failures = [
        ...validateConnectorGroup(newInputs as Readonly<Record<string, unknown>>),
        ...configurationFailures(context),
    ];
    if (failures.length > 0) {
        return { inputs: newInputs, failures };
    }
    const inputs = toInputs(newInputs);
    context.memory.noteChecked(inputs);
    warnOfUnknownRegion(context, inputs);
    const isNew = Object.keys((oldInputs ?? {}) as object).length === 0;
    const conflict = isNew && inputs.name !== unknownValue ? await nameConflict(context, inputs) : undefined;
    return { inputs, failures: conflict === undefined ? [] : [{ property: "name", reason: conflict }] };
}

function warnOfUnknownRegion(context: LifecycleContext, { name, region }: ConnectorGroupInputs): void {
    if (region === undefined || region === unknownValue || isKnownRegion(region)) {
        return;
    }
    const sentence =
        `${groupWord(name)}: region ${JSON.stringify(region)} is not one that Microsoft documents ` +
        "(nam, eur, aus, asia, ind; tenants also answer japan). It is passed on as it is; the service may refuse it.";
    if (context.memory.isNews(sentence)) {
        context.warn(sentence);
    }
}

/** Why the name cannot be had, or undefined where it can, or where nobody can tell before the update. */
async function nameConflict(context: LifecycleContext, inputs: ConnectorGroupInputs): Promise<string | undefined> {
    const { memory } = context;
    const replaced = memory.changesTo(inputs);
    if (replaced.length > 1) {
        return (
            `${groupWord(inputs.name)}: ${replaced.length} groups (${replaced.map(({ id }) => id).join(", ")}) are ` +
            "to be replaced by groups with the same name and region in one update, and cannot be told apart. " +
            "Nothing was changed. Replace one after the other with `--target`."
        );
    }
    for (const change of replaced) {
        memory.beginReplacement(change);
    }
    let groups: readonly ConnectorGroup[];
    try {
        groups = await groupsBesideHolder(context.tenant(), ({ name }) => sameName(name, inputs.name));
    } catch (error) {
        return notAsked(context, inputs, error);
    }
    const going = replaced.flatMap((change) => goingWith(change, groups)).filter((id) => !memory.isClaimed(id));
    const holders = groups.filter(
        ({ id, name }) => sameName(name, inputs.name) && !going.includes(id) && !memory.isLeaving(id, name),
    );
    const taking = replaced.length > 0 ? undefined : memory.groupTaking(inputs.name);
    if (taking !== undefined) {
        return claimedNameWords(inputs.name, taking);
    }
    return replaced.length > 0 || holders.length === 0
        ? takenWords(inputs, holders)
        : await newResourceConflict(context, inputs, holders, groups);
}

/** A group that is replaced, and those that it replaces itself: an interrupted update has left their deletion to do. */
function goingWith({ id, state }: Change, groups: readonly ConnectorGroup[]): readonly string[] {
    const marked = groups.find((group) => group.id === id)?.name ?? "";
    return [id, ...(state.__carrying ?? []), ...(state.__replaces ?? []), ...(readMark(marked)?.replaces ?? [])];
}

function takenWords(inputs: ConnectorGroupInputs, holders: readonly ConnectorGroup[]): string | undefined {
    return holders.length === 0 ? undefined : nameTakenWords(inputs.name, holders);
}

async function newResourceConflict(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    holders: readonly ConnectorGroup[],
    groups: readonly ConnectorGroup[],
): Promise<string | undefined> {
    const claimed = holders.find(({ id }) => context.memory.isClaimed(id));
    if (claimed) {
        return claimedNameWords(inputs.name, claimed.id);
    }
    const left = context.notes.leftBehind(context.tenant().key, inputs.name, groups);
    if (left) {
        context.say(leftBehindWords(inputs.name, left.id));
        return undefined;
    }
    if (inputs.adopt !== true) {
        return nameTakenWords(inputs.name, holders);
    }
    try {
        const adoption = await adoptionOf(context.tenant(), inputs, holders);
        if (adoption.kind === "refused") {
            return adoption.reason;
        }
        context.memory.noteAdopting(adoption.group.id);
        context.say(adoption.words);
        return undefined;
    } catch (error) {
        return notAsked(context, inputs, error);
    }
}

function notAsked(context: LifecycleContext, { name }: ConnectorGroupInputs, error: unknown): string | undefined {
    const refusal = refusedOrSaid(context, `whether a group of the name ${JSON.stringify(name)} exists already`, error);
    return refusal === undefined ? undefined : `${groupWord(name)}: ${refusal}`;
}
