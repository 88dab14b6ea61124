import { isGraphError } from "../graph/errors";
import type { ConnectorGroup } from "../graph/types";
import type { ConnectorGroupInputs } from "./connectorGroupShapes";
import { type LifecycleContext, poll } from "./context";
import { ExplainedError, reasonOf } from "./errors";
import { sameName, sameRegion } from "./names";
import { lookAgeMs } from "./tenant";
import { groupWord } from "./words";

/** Asks the service for a new group, and never again once that may have been done: a lost answer is looked for in the list. */
export async function postConnectorGroup(
    context: LifecycleContext,
    inputs: ConnectorGroupInputs,
    asked: { readonly name: string; readonly region?: string },
): Promise<ConnectorGroup> {
    const { notes } = context;
    const tenant = context.tenant();
    const group = { name: asked.name, ...(asked.region !== undefined && { region: asked.region }) };
    const before = await tenant.listGroups({ mostAgeMs: lookAgeMs });
    notes.begin(tenant.key, group.name, before);
    try {
        const created = await tenant.createGroup(group);
        notes.answered(tenant.key, group.name, created.id);
        warnOfOtherRegion(context, inputs, created);
        return created;
    } catch (error) {
        if (!isGraphError(error) || !error.mayHaveActed) {
            notes.forget(tenant.key, group.name);
            throw error;
        }
        return await findLostAnswer(context, group.name, before, error);
    }
}

function warnOfOtherRegion({ warn }: LifecycleContext, inputs: ConnectorGroupInputs, created: ConnectorGroup): void {
    if (inputs.region !== undefined && !sameRegion(inputs.region, created.region)) {
        warn(
            `${groupWord(inputs.name, created.id)}: region ${inputs.region} was asked for and the service answered ` +
                `${created.region ?? "none"}. The next preview shows the difference.`,
        );
    }
}

async function findLostAnswer(
    context: LifecycleContext,
    name: string,
    before: readonly ConnectorGroup[],
    cause: Error,
): Promise<ConnectorGroup> {
    const tenant = context.tenant();
    let notAsked: unknown;
    const found = await poll(context, context.bounds.consistencyMs, async () => {
        try {
            return (await tenant.listGroups()).find(
                (group) => sameName(group.name, name) && !before.some(({ id }) => id === group.id),
            );
        } catch (error) {
            // What has cut the answer off may last a little longer; whether the group was made is still to be found out.
            notAsked = error;
            return undefined;
        }
    });
    if (found) {
        context.notes.answered(tenant.key, name, found.id);
        context.say(`${groupWord(name, found.id)} was created, although the service's answer was lost.`);
        return found;
    }
    throw new ExplainedError(
        `${groupWord(name)}: the service's answer to its creation was lost, and no new group of that name has shown ` +
            `within ${context.bounds.consistencyMs / 1000} seconds. It was not asked for a second time. Run ` +
            `\`pulumi up\` again: if the group has appeared by then, the update goes on with it. ${cause.message}` +
            (notAsked === undefined ? "" : ` When the list of groups was asked for it: ${reasonOf(notAsked)}`),
        { cause },
    );
}
