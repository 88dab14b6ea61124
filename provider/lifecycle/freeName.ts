import type { ConnectorGroup } from "../graph/types";
import { type LifecycleContext, poll } from "./context";
import { ExplainedError } from "./errors";
import { sameName, temporaryName } from "./names";
import { groupsBesideHolder } from "./tenant";
import { groupWord } from "./words";

/**
 * Waits until no other group bears a name, so that the outcome is the same whether or not the service lets two groups
 * bear one name (no source says).
 *
 * A group that this operation is renaming is given time to go; one that nobody is known to rename is given a little,
 * because the engine may not have come to it yet. Where groups wait for one another's names in a ring, one of them
 * bears a temporary name for a while.
 *
 * @throws ExplainedError when the name stays taken; nothing but a temporary name has been written then
 */
export async function awaitFreeName(
    context: LifecycleContext,
    wanted: {
        readonly name: string;
        readonly by?: { readonly id: string; readonly name: string };
        /** The ids of groups that may bear the name all the same. */
        readonly besides?: readonly string[];
    },
): Promise<void> {
    await context.mayWrite?.();
    const { memory, bounds, clock } = context;
    const tenant = context.tenant();
    const began = clock.now();
    const isHolder = ({ id, name }: ConnectorGroup) =>
        id !== wanted.by?.id && !wanted.besides?.includes(id) && sameName(name, wanted.name);
    let holder: ConnectorGroup | undefined;
    const free = await poll(context, bounds.expectedHolderMs, async () => {
        // Two groups may be about to take one name: whoever renames looks at the tenant as the last write has left it.
        const groups = wanted.by ? await tenant.listGroups() : await groupsBesideHolder(tenant, isHolder);
        holder = groups.find(isHolder);
        if (!holder) {
            return true;
        }
        if (wanted.by && memory.stepsAside(wanted.by.id)) {
            await tenant.updateGroup(wanted.by.id, { name: temporaryName(wanted.by.name, wanted.by.id) });
        }
        const expected = memory.isLeaving(holder.id, wanted.name);
        return expected || clock.now() - began < bounds.unexpectedHolderMs ? undefined : false;
    });
    if (!free) {
        throw new ExplainedError(
            `${groupWord(wanted.name, wanted.by?.id)}: the name is borne by another group (id ${holder?.id}), and ` +
                "that group was not renamed in time. The name was not given. Rename that group, or choose another " +
                "name; if another resource of this program gives up the name, let this one depend on it (dependsOn).",
        );
    }
}
