import { isGraphError } from "../graph/errors";
import { checkPlacement } from "./checkPlacement";
import type { LifecycleContext } from "./context";
import { diffPlacement } from "./diffPlacement";
import { naming } from "./errors";
import { deletePlacement, movePlacement } from "./movePlacement";
import { sameId } from "./names";
import { type Placement, type PlacementKind, placementIn, propertiesOf } from "./placementKind";
import type { ResourceLifecycle } from "./resourceLifecycle";

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
                outs: await movePlacement(kind, context, parse(inputs), inputs),
            })),
        read: (id, outputs) =>
            naming(word(id), "is not read, and the state is left as it is", () =>
                readPlacement(kind, context, id, parse(outputs)),
            ),
        update: (id, _olds, news) =>
            naming(word(id), "is not moved", async () => ({
                outs: await movePlacement(kind, context, parse(news), news),
            })),
        delete: (id, outputs) =>
            naming(word(id), "is not sent back", () => deletePlacement(kind, context, id, parse(outputs))),
    };
}

async function readPlacement(
    kind: PlacementKind,
    context: LifecycleContext,
    id: string,
    placement: Placement,
): Promise<{ id: string; props?: object; inputs?: object }> {
    const stays = { id, props: propertiesOf(kind, placement) };
    if (placement.connectorGroupId !== "" && (await isListed(kind, context, id, placement.connectorGroupId))) {
        return stays;
    }
    const group = await kind.groupOf(context, id);
    if (!group) {
        return { id: "" };
    }
    const props = propertiesOf(kind, { subjectId: id, connectorGroupId: group.id });
    return sameId(group.id, placement.connectorGroupId) ? stays : { id, props, inputs: { ...props } };
}

/** Whether its group's own list shows it. Where it does not, or cannot be had, what is asked for by itself decides. */
async function isListed(kind: PlacementKind, context: LifecycleContext, id: string, groupId: string): Promise<boolean> {
    try {
        return (await kind.listIn(context, groupId)).some((listed) => sameId(listed.id, id));
    } catch (error) {
        if (isGraphError(error)) {
            return false;
        }
        throw error;
    }
}
