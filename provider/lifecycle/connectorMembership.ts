import type { Connector, ConnectorGroup } from "../graph/types";
import { awaitMember } from "./carry/awaitShown";
import { moveConnectorTo } from "./carry/moveConnector";
import { activeAmong, isActive } from "./carry/plan";
import type { LifecycleContext } from "./context";
import { sameId } from "./names";
import type { PlacementKind } from "./placementKind";
import { leaveServed } from "./serving";
import { contentsOf, defaultGroupOf, lookAgeMs } from "./tenant";
import { applicationsWords, groupWord } from "./words";

/** A connector in a group. A connector is in exactly one. */
export const connectorMembership: PlacementKind = {
    property: "connectorId",
    noun: "Connector",
    groupOf: (context, id) => context.tenant().groupOfConnector(id),
    listIn: (context, groupId) => context.tenant().listMembers(groupId, { mostAgeMs: lookAgeMs }),
    moveTo: async (context, id, groupId) => {
        const connector = await connectorOf(context, id);
        await moveConnectorTo(context, connector, groupId);
        noteServing(context, connector, groupId);
    },
    giveBack: async (context, id) => {
        const { id: groupId } = await defaultGroupOf(context.tenant());
        const connector = await connectorOf(context, id);
        await context.tenant().moveConnector(id, groupId);
        await awaitMember(context, connector, groupId);
        noteServing(context, connector, groupId);
    },
    explainMissing: async () =>
        "the tenant has no connector of that id. A connector appears when it is registered on its server, and goes " +
        "after 10 days of inactivity.",
    announceArrival: ({ memory }, { subjectId, connectorGroupId }, bring) =>
        memory.moves.announceArrival(connectorGroupId, { id: subjectId, bring }),
    announceLeaving,
    whenServed: leaveServed,
};

async function connectorOf(context: LifecycleContext, id: string): Promise<Connector> {
    return (await context.tenant().getConnector(id)) ?? { id, machineName: id };
}

function noteServing({ memory }: LifecycleContext, connector: Connector, groupId: string): void {
    if (isActive(connector)) {
        memory.moves.noteServing(groupId, connector.id);
    }
}

/** Names the applications that would be left on the group without an active connector. */
async function announceLeaving(context: LifecycleContext, id: string, from: ConnectorGroup): Promise<void> {
    const contents = await contentsOf(context.tenant(), from.id);
    const { moves } = context.memory;
    moves.announceLeaving(from.id, id);
    const active = activeAmong(contents.connectors);
    const staying = active.filter((connector) => !moves.isToLeave(from.id, connector.id));
    const own = active.find((connector) => sameId(connector.id, id));
    if (own && staying.length === 0 && contents.applications.length > 0) {
        context.warn(
            `${groupWord(from.name, from.id)} loses its last active connector, ${own.machineName}, while ` +
                `${applicationsWords(contents.applications)} ` +
                "point at it: those that do not go to another group in this update are served by nobody.",
        );
    }
}
