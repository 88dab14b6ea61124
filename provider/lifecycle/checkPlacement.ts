import { configurationFailures, refusedOrSaid } from "./asking";
import { unknownValue } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { bringPlacement } from "./movePlacement";
import { sameId } from "./names";
import { missingWords, type PlacementKind, placementIn, propertiesOf } from "./placementKind";
import { liveGroup } from "./tenant";
import type { Failure } from "./validate";

/**
 * The engine's `check`: validates, and for what is new or changed asks the tenant whether it can be moved and what that
 * leaves behind.
 */
export async function checkPlacement(
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
        kind.announceArrival(context, placement, () => bringPlacement(kind, context, placement));
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
        return [
            {
                property,
                reason:
                    `There is no connector group with the id ${groupId} in the tenant. Nothing was changed. Take the id ` +
                    "from a ConnectorGroup of the program, or look the group up with getConnectorGroup.",
            },
        ];
    }
    return group.connectorGroupType === "applicationProxy"
        ? []
        : [
              {
                  property,
                  reason:
                      `${JSON.stringify(group.name)} (id ${groupId}) is a group of the type ` +
                      `${group.connectorGroupType}, not a connector group of application proxy. Nothing was changed. ` +
                      "Name a group of application proxy instead.",
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
