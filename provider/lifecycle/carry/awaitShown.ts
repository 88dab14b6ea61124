import { isGraphError } from "../../graph/errors";
import type { Application, Connector, ConnectorGroup } from "../../graph/types";
import { type LifecycleContext, poll } from "../context";
import { ExplainedError } from "../errors";
import { sameId } from "../names";

/** A move that the service has accepted, and that the tenant does not show within the bound. */
export class NotShown extends ExplainedError {
    override readonly name = "NotShown";
}

/** Whether a move that has failed may have been made all the same. */
export function mayHaveMoved(error: unknown): boolean {
    return error instanceof NotShown || (isGraphError(error) && error.mayHaveActed);
}

/**
 * Waits until the tenant shows a connector in a group. A write does not show in every read at once.
 * Source: https://devblogs.microsoft.com/identity/designing-for-eventual-consistency-for-microsoft-entra
 *
 * @throws NotShown when it does not show within the bound
 */
export async function awaitMember(context: LifecycleContext, connector: Connector, groupId: string): Promise<void> {
    await awaitGroup(context, `Connector ${connector.machineName} (id ${connector.id})`, groupId, () =>
        context.tenant().groupOfConnector(connector.id),
    );
}

/**
 * Waits until the tenant shows an application at a group.
 *
 * @throws NotShown when it does not show within the bound
 */
export async function awaitAssigned(
    context: LifecycleContext,
    application: Application,
    groupId: string,
): Promise<void> {
    await awaitGroup(context, `Application ${application.displayName} (id ${application.id})`, groupId, () =>
        context.tenant().groupOfApplication(application.id),
    );
}

async function awaitGroup(
    context: LifecycleContext,
    what: string,
    groupId: string,
    ask: () => Promise<ConnectorGroup | undefined>,
): Promise<void> {
    const { consistencyMs } = context.bounds;
    let seen: ConnectorGroup | undefined;
    const shown = await poll(context, consistencyMs, async () => {
        seen = await ask();
        return seen && sameId(seen.id, groupId) ? true : undefined;
    });
    if (!shown) {
        const where = seen ? `in ${JSON.stringify(seen.name)} (id ${seen.id})` : "in no group";
        throw new NotShown(
            `${what} was moved to the group ${groupId}, but the tenant still shows it ${where} after ` +
                `${consistencyMs / 1000} seconds. Run \`pulumi up\` again: it goes on from where things are.`,
        );
    }
}
