import { isGraphError } from "../../graph/errors";
import { isConfigurationError } from "../../identity/errors";
import type { Sourced } from "../../identity/sources";
import { NotAsReviewed } from "../errors";
import type { Tenant } from "../tenant";
import { digestWords, readDigest } from "./digestFile";
import { readFacts } from "./readFacts";
import { changesSince, listedWords } from "./words";

/**
 * Compares what a review's verdict rests on with the tenant as it is now, and answers how many facts that were. `folder`
 * is where a relative path begins, see {@link readDigest}.
 *
 * @throws NotAsReviewed when a fact has changed, when one could not be asked for, or when the digest cannot be used
 */
export async function compareWithReview(tenant: Tenant, named: Sourced, folder: string): Promise<number> {
    const { facts } = await readDigest(named, folder);
    const now = await asked(named, () => readFacts(tenant, facts));
    const changes = changesSince(facts, now);
    if (changes.length > 0) {
        throw changed(named, changes);
    }
    return facts.length;
}

export function unchangedWords(named: Sourced, facts: number): string {
    return `The tenant is as it was reviewed in ${digestWords(named)}: ${facts} fact${facts === 1 ? "" : "s"} compared.`;
}

async function asked<T>(named: Sourced, ask: () => Promise<T>): Promise<T> {
    try {
        return await ask();
    } catch (error) {
        if (!isGraphError(error) && !isConfigurationError(error)) {
            throw error;
        }
        const message =
            `Whether the tenant is still as it was reviewed in ${digestWords(named)} could not be found out, so nothing ` +
            `was changed. Run the same command again. ${error.message}`;
        throw new NotAsReviewed(message, message, { cause: error });
    }
}

function changed(named: Sourced, changes: readonly string[]): NotAsReviewed {
    const since = `Since the review in ${digestWords(named)}`;
    return new NotAsReviewed(
        `${since}, ${listedWords(changes, 5)}. Nothing was changed. What an earlier update of this stack has done counts ` +
            "as well. Run the review again (`entra-app-proxy review`), and then this command with the new digest.",
        `${since}, ${listedWords(changes, 1)}. Nothing was changed.`,
    );
}
