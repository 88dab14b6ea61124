import type { Connector, ConnectorGroup } from "../graph/types";
import { awaitMember } from "./carry/awaitShown";
import { moveConnectorTo } from "./carry/moveConnector";
import { activeAmong } from "./carry/plan";
import { type LifecycleContext, poll } from "./context";
import type { PlacementKind } from "./placement";
import { contentsOf, defaultGroupOf } from "./tenant";
import { applicationsWords, groupWord } from "./words";

/** A connector in a group. A connector is in exactly one. */
export const connectorMembership: PlacementKind = {
    property: "connectorId",
    noun: "Connector",
    groupOf: (context, id) => context.tenant().groupOfConnector(id),
    moveTo: async (context, id, groupId) => {
        await moveConnectorTo(context, await connectorOf(context, id), groupId);
    },
    giveBack: async (context, id) => {
        const { id: groupId } = await defaultGroupOf(context.tenant());
        const connector = await connectorOf(context, id);
        await context.tenant().moveConnector(id, groupId);
        await awaitMember(context, connector, groupId);
    },
    explainMissing: async () =>
        "the tenant has no connector of that id. A connector appears when it is registered on its server, and goes " +
        "after 10 days of inactivity.",
    warnOfLeaving,
    awaitTurnToLeave,
};

async function connectorOf(context: LifecycleContext, id: string): Promise<Connector> {
    return (await context.tenant().getConnector(id)) ?? { id, machineName: id };
}

/** Names the applications that would be left on the group without an active connector. */
async function warnOfLeaving(context: LifecycleContext, id: string, from: ConnectorGroup): Promise<void> {
    const contents = await contentsOf(context.tenant(), from.id);
    const leaving = context.memory.noteLeaving(from.id, id);
    const staying = activeAmong(contents.connectors).filter((connector) => !leaving.has(connector.id));
    const own = activeAmong(contents.connectors).find((connector) => connector.id === id);
    if (own && staying.length === 0 && contents.applications.length > 0) {
        context.warn(
            `${groupWord(from.name, from.id)} loses its last active connector, ${own.machineName}, while ` +
                `${applicationsWords(contents.applications)} ` +
                "point at it: until they point at another group, nobody serves them.",
        );
    }
}

/**
 * The last active connector of a group waits for the applications that this operation takes off it: the engine deletes
 * a membership and an assignment that do not depend on one another at the same time.
 */
async function awaitTurnToLeave(context: LifecycleContext, id: string, from: ConnectorGroup): Promise<void> {
    const tenant = context.tenant();
    const active = activeAmong(await tenant.listMembers(from.id));
    const isLast = active.length === 1 && active[0]?.id === id;
    if (!isLast || (await tenant.listApplications(from.id)).length === 0) {
        return;
    }
    const { machineName } = active[0] ?? { machineName: id };
    context.say(
        `Connector ${machineName} is the last active one of ${JSON.stringify(from.name)}: it waits up to ` +
            `${context.bounds.leavingMs / 1000} seconds for the group's applications to go first.`,
    );
    const free = await poll(context, context.bounds.leavingMs, async () =>
        (await tenant.listApplications(from.id)).length === 0 ? true : undefined,
    );
    if (!free) {
        const applications = await tenant.listApplications(from.id);
        context.warn(
            `${groupWord(from.name, from.id)} keeps ` +
                `${applicationsWords(applications)} and loses its ` +
                `last active connector, ${machineName}: nobody serves them now.`,
        );
    }
}
