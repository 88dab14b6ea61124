/** The digest of a review, as a test needs it: what the tenant shows of everything at that moment. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../emulator/index";
import { createGraphTenant } from "../provider/lifecycle/graphTenant";
import { type Fact, fingerprintOf } from "../provider/lifecycle/reviewed/facts";
import { readFacts, type WantedFact } from "../provider/lifecycle/reviewed/readFacts";
import type { Tenant } from "../provider/lifecycle/tenant";
import { closeAfterTest } from "./closing";

/** The tenant in an emulator, over the real client. */
export function tenantIn({ url, token }: Emulator): Tenant {
    return createGraphTenant(() => undefined, { ENTRA_APP_PROXY_ENDPOINT: url, ENTRA_APP_PROXY_ACCESS_TOKEN: token });
}

/** Every fact that there is about these groups, and about what is on them; of one that is not there, its name. */
export function allFactsAbout({ tenant }: Emulator, ...groups: readonly string[]): readonly WantedFact[] {
    const of = (group: string): readonly WantedFact[] => {
        const found = tenant.group(group);
        if (!found) {
            return [{ kind: "name", id: group }];
        }
        const { id, name } = found;
        return [
            ...(["group", "connectors", "applications", "successors"] as const).map((kind) => ({ kind, id })),
            { kind: "name", id: name },
            ...tenant.membersOf(id).map((one) => ({ kind: "connector", id: one.id }) as const),
            ...tenant.applicationsOf(id).map((one) => ({ kind: "application", id: one.id }) as const),
        ];
    };
    return [{ kind: "defaultGroup", id: "default" }, ...groups.flatMap(of)];
}

/** A review that rests on these facts as they are now. The requests that this takes are not in the emulator's log. */
export async function reviewOf(emulator: Emulator, wanted: readonly WantedFact[]): Promise<string> {
    const facts = await readFacts(tenantIn(emulator), wanted);
    emulator.clearRequests();
    return digestOf(facts);
}

/** A file that holds the digest of a review with these facts. */
export function digestOf(facts: readonly Fact[]): string {
    const folder = mkdtempSync(join(tmpdir(), "review-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, "review.json");
    writeFileSync(path, JSON.stringify({ version: 1, facts, fingerprint: fingerprintOf(facts) }));
    return path;
}
