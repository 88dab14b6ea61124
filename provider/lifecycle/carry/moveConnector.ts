import { type GraphError, isGraphError } from "../../graph/errors";
import type { Connector } from "../../graph/types";
import type { LifecycleContext } from "../context";
import { ExplainedError, naming } from "../errors";
import { readMark, sameId } from "../names";
import { defaultGroupOf, liveGroup } from "../tenant";
import { awaitMember } from "./awaitShown";

/**
 * Moves a connector straight to a group and waits until the tenant shows it there; by way of the default group where
 * the service refuses the straight way. See {@link isRefusedMove}.
 */
export async function moveConnectorTo(context: LifecycleContext, connector: Connector, groupId: string): Promise<void> {
    try {
        await moveStraightTo(context, connector, groupId);
    } catch (error) {
        const from = isRefusedMove(error) ? await context.tenant().groupOfConnector(connector.id) : undefined;
        // A group that takes no connector at all is no reason to take this one from where it serves.
        const target = from && (await liveGroup(context.tenant(), groupId));
        if (!from || from.isDefault || target?.connectorGroupType !== "applicationProxy") {
            throw error;
        }
        await byDefaultGroup(context, connector.id, () => passThrough(context, connector, from.id, groupId));
    }
}

/** Moves a connector, and waits until the tenant shows it. */
export async function moveStraightTo(context: LifecycleContext, connector: Connector, groupId: string): Promise<void> {
    await context.tenant().moveConnector(connector.id, groupId);
    await awaitMember(context, connector, groupId);
}

/**
 * Lets one connector at a time go by way of the default group. One that an earlier update, or a replacement that failed
 * in this one, has left there on its way is taken on first; when it cannot be, no other sets out.
 */
export async function byDefaultGroup<T>(
    context: LifecycleContext,
    connectorId: string,
    act: () => Promise<T>,
): Promise<T> {
    return await context.memory.turns.oneAtATime("parking", async () => {
        for (const { moving, successorId } of await markedOnTheirWay(context)) {
            if (!sameId(moving, connectorId)) {
                await takeOn(context, moving, successorId);
            }
        }
        return await act();
    });
}

/** The connectors that marks name, whether or not they have arrived since. */
async function markedOnTheirWay(context: LifecycleContext) {
    const groups = await context.tenant().listGroups();
    return groups.flatMap(({ id, name, isDefault }) => {
        const moving = isDefault ? undefined : readMark(name)?.moving;
        return moving === undefined ? [] : [{ moving, successorId: id }];
    });
}

async function takeOn(context: LifecycleContext, moving: string, successorId: string): Promise<void> {
    const tenant = context.tenant();
    const connector = (await tenant.groupOfConnector(moving))?.isDefault
        ? await tenant.getConnector(moving)
        : undefined;
    if (connector) {
        await naming(
            `Connector ${connector.machineName} (id ${moving})`,
            `is still in the default group, on its way to the group ${successorId}, and until it has arrived no other ` +
                "connector goes that way",
            () => moveStraightTo(context, connector, successorId),
        );
    }
}

/** Moves a connector to the default group and on from there; where it is not let on, it is put back. */
export async function passThrough(
    context: LifecycleContext,
    connector: Connector,
    from: string,
    groupId: string,
): Promise<void> {
    const standard = await defaultGroupOf(context.tenant());
    await moveStraightTo(context, connector, standard.id);
    try {
        await moveStraightTo(context, connector, groupId);
    } catch (error) {
        // What may have been done is left as it is: the next update sees where the connector has come to.
        if (!isGraphError(error) || error.mayHaveActed) {
            throw error;
        }
        await moveStraightTo(context, connector, from);
        throw new ExplainedError(
            `Connector ${connector.machineName} (id ${connector.id}) was not let into the group ${groupId} and has ` +
                `been put back. ${error.message}`,
            { cause: error },
        );
    }
}

/**
 * Whether the service has looked at a move and will not have it. It lets a connector into a group only from a group
 * that uses the default region; how exactly it reads that, and with which code it refuses, is not documented, so the
 * straight way is tried and a refusal leads by way of the default group.
 *
 * Source of the rule: https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-network-topology
 */
export function isRefusedMove(error: unknown): error is GraphError {
    return isGraphError(error) && !error.foreign && [400, 409, 412, 422].includes(error.status ?? 0);
}
