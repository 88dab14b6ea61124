import type { GraphClient } from "../../provider/graph/client";
import {
    createConnectorGroup,
    deleteConnectorGroup,
    getConnectorGroup,
    listConnectorGroups,
    updateConnectorGroup,
} from "../../provider/graph/connectorGroups";
import { isGraphError } from "../../provider/graph/errors";
import type { ConnectorGroup } from "../../provider/graph/types";
import type { Access, Clock, Examination } from "./examine";
import type { LeftBehind } from "./report";

/**
 * Creates a group of the temporary name, renames it and deletes it again, whatever fails in between.
 *
 * Returns the group where it may still be there. Every step waits until the tenant shows it: a write does not show in
 * every read at once, and a deletion of a group that does not show yet would be answered as if it were gone.
 * Source: https://devblogs.microsoft.com/identity/designing-for-eventual-consistency-for-microsoft-entra
 */
export async function tryWriting(access: Access, examination: Examination): Promise<LeftBehind | undefined> {
    const { client, clock, temporaryName: name } = access;
    const created = await create(access, examination);
    if (!("id" in created)) {
        return created.maybeThere ? { id: null, name } : undefined;
    }
    const { id } = created;
    const renamed = `${name}, renamed`;
    let seen = false;
    const shown = await examination.check(
        "rename it",
        async () => {
            await shows(clock, "was created, and", async () => (await getConnectorGroup(client, id)) !== undefined);
            seen = true;
            await updateConnectorGroup(client, id, { name: renamed });
            await shows(clock, "was renamed, and", async () => (await getConnectorGroup(client, id))?.name === renamed);
            return true;
        },
        () => "was renamed",
    );
    const deleted = await examination.check(
        "delete it",
        async () => {
            await deleteConnectorGroup(client, id);
            if (!seen) {
                throw new Error(
                    "The tenant never showed the temporary group, so it cannot be seen whether it is gone.",
                );
            }
            await shows(clock, "was deleted, and", async () => (await getConnectorGroup(client, id)) === undefined);
            return true;
        },
        () => "was deleted again",
    );
    return deleted ? undefined : { id, name: shown ? renamed : name };
}

type Created = ConnectorGroup | { readonly maybeThere: boolean };

async function create({ client, temporaryName: name }: Access, examination: Examination): Promise<Created> {
    let failure: unknown;
    const created = await examination.check(
        "create a group",
        async () => {
            try {
                return await createConnectorGroup(client, { name });
            } catch (thrown) {
                failure = thrown;
                throw thrown;
            }
        },
        ({ id }) => `${JSON.stringify(name)} was created (id ${id})`,
    );
    if (created) {
        return created;
    }
    return isGraphError(failure) && failure.mayHaveActed
        ? await createdAllTheSame(client, name, examination)
        : { maybeThere: false };
}

/** The group may have come into being although its creation was not answered as a success. */
async function createdAllTheSame(client: GraphClient, name: string, examination: Examination): Promise<Created> {
    try {
        const found = (await listConnectorGroups(client)).find((group) => group.name === name);
        return found ?? { maybeThere: true };
    } catch (thrown) {
        examination.note("groups", false, thrown instanceof Error ? thrown.message : String(thrown));
        return { maybeThere: true };
    }
}

async function shows(clock: Clock, what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = clock.now() + patienceMs;
    while (!(await isSo())) {
        if (clock.now() >= end) {
            throw new Error(
                `The temporary group ${what} the tenant does not show that after ${patienceMs / 1000} seconds.`,
            );
        }
        await clock.sleep(2_000);
    }
}

const patienceMs = 60_000;
