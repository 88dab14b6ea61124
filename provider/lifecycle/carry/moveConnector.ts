import { type GraphError, isGraphError } from "../../graph/errors";
import type { Connector } from "../../graph/types";
import type { LifecycleContext } from "../context";
import { ExplainedError } from "../errors";
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
        await context.memory.oneAtATime("parking", () => moveByDefaultGroup(context, connector, from.id, groupId));
    }
}

/** Moves a connector, and waits until the tenant shows it. An answer that was lost is looked for in the tenant. */
export async function moveStraightTo(context: LifecycleContext, connector: Connector, groupId: string): Promise<void> {
    const tenant = context.tenant();
    await absolute(
        () => tenant.moveConnector(connector.id, groupId),
        async () => (await tenant.groupOfConnector(connector.id))?.id === groupId,
    );
    await awaitMember(context, connector, groupId);
}

/** Moves a connector to the default group and on from there; a refusal on the second way puts it back. */
export async function moveByDefaultGroup(
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
        if (!isRefusedMove(error)) {
            throw error;
        }
        await moveStraightTo(context, connector, from);
        throw new ExplainedError(
            `Connector ${connector.machineName} (id ${connector.id}) was refused by the group ${groupId} and has ` +
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

/**
 * Asks for something that is the same however often it is asked for. Where the answer was lost, the tenant is looked
 * at, and unless it is done there already it is asked for once more.
 */
export async function absolute(write: () => Promise<void>, isDone: () => Promise<boolean>): Promise<void> {
    try {
        await write();
    } catch (error) {
        if (!isGraphError(error) || !error.mayHaveActed) {
            throw error;
        }
        if (!(await isDone())) {
            await write();
        }
    }
}
