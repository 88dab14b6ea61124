import { isGraphError } from "../graph/errors";
import type { ConnectorGroup } from "../graph/types";
import { isConfigurationError } from "../identity/errors";
import { adoptionOf } from "./adoption";
import { type ConnectorGroupInputs, toInputs, unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { reasonOf } from "./errors";
import { sameName } from "./names";
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
        ...validateConfiguration(context),
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

function validateConfiguration(context: LifecycleContext): readonly Failure[] {
    try {
        context.tenant();
        return [];
    } catch (error) {
        if (isConfigurationError(error)) {
            return [{ property: "", reason: error.message }];
        }
        throw error;
    }
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
        groups = await context.tenant().listGroups();
    } catch (error) {
        return whatCannotBeAsked(context, inputs, error);
    }
    const holders = groups.filter(
        ({ id, name }) => sameName(name, inputs.name) && id !== replaced[0]?.id && !memory.isLeaving(id, name),
    );
    return replaced.length > 0 || holders.length === 0
        ? takenWords(inputs, holders)
        : await newResourceConflict(context, inputs, holders, groups);
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
        context.say(adoption.words);
        return undefined;
    } catch (error) {
        return whatCannotBeAsked(context, inputs, error);
    }
}

/**
 * A refusal by the service would stop the update as well, so it stops the preview. A tenant that cannot be reached
 * from here (a pull request from a fork has no credential) is said, and the update asks again.
 */
function whatCannotBeAsked(
    { warn, memory }: LifecycleContext,
    { name }: ConnectorGroupInputs,
    error: unknown,
): string | undefined {
    if (isGraphError(error) && (error.status === 401 || error.status === 403)) {
        return `${groupWord(name)}: ${error.message}`;
    }
    const reason = reasonOf(error);
    if (memory.isNews(reason)) {
        warn(
            `The tenant could not be asked whether a group of the name ${JSON.stringify(name)} exists already, nor ` +
                `any other new group's name; the update asks again before it creates anything. ${reason}`,
        );
    }
    return undefined;
}
