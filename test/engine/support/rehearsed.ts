/** What a rehearsal foretells, beside what the engine then asks of the tenant. */
import { expect } from "chai";
import type { Emulator, LoggedRequest } from "../../../emulator/index";
import { createGraphTenant } from "../../../provider/lifecycle/graphTenant";
import { parsePreview } from "../../../review/preview";
import { type Learned, rehearseOver } from "../../../review/rehearsal/learn";
import { writeOf } from "../../../review/writes";
import type { Stack } from "../../../tools/stack";

/** Rehearses what `preview --json` has printed, over the emulator, as the CLI does. */
export async function rehearsed(emulator: Emulator, previewJson: string, parallel: number): Promise<Learned> {
    const env = { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token };
    const tenant = createGraphTenant(() => undefined, env);
    return await rehearseOver(tenant, parsePreview(previewJson, "the preview").resources, parallel);
}

/** A write as it can be compared: what was asked, where something was to go, and whether it was refused. */
export interface ComparableWrite {
    /** The group, the connector or the application that it is about. */
    readonly about: string;
    readonly text: string;
}

/** What a rehearsal foretells, with the ids of new groups as the update has turned out to give them. */
export async function foretold({ tenant }: Learned, stack: Stack): Promise<readonly ComparableWrite[]> {
    const { resources } = await stack.exported();
    const idOf = (text: string) =>
        text.replace(/new:([^/ \]]+)/g, (whole, name: string) => {
            const found = resources.find(
                ({ urn, type, delete: isOld }) => urn.endsWith(`::${name}`) && /ConnectorGroup/.test(type) && !isOld,
            );
            return found?.id ?? whole;
        });
    return tenant.writes.map((write, nth) => {
        const { method, path } = writeOf(write, nth + 1);
        const { asked } = write;
        const body =
            asked.kind === "moveConnector" || asked.kind === "assign"
                ? ` -> ${asked.to.id}`
                : asked.kind === "updateGroup"
                  ? ` ${JSON.stringify(asked.change)}`
                  : asked.kind === "createGroup"
                    ? ` ${JSON.stringify({ name: asked.name, ...(asked.region !== undefined && { region: asked.region }) })}`
                    : "";
        const text = idOf(`${method} ${path}${body}${write.isRefused ? " (refused)" : ""}`);
        return { about: idOf(aboutOf(text, body)), text };
    });
}

/** What the tenant was asked, out of its own log. */
export function asked(emulator: Emulator): readonly ComparableWrite[] {
    return emulator.requests
        .filter(({ method }) => method !== "GET")
        .map((request) => {
            const body = bodyWords(request);
            const refused = (request.status ?? 0) >= 400 ? " (refused)" : "";
            const text = `${request.method} ${request.path.replace(/^\/beta/, "")}${body}${refused}`;
            return { about: aboutOf(text, body), text };
        });
}

/** The same writes for each group, connector and application, in the same order. */
export function expectForetold(real: readonly ComparableWrite[], told: readonly ComparableWrite[]): void {
    expect(bySubject(real)).to.deep.equal(bySubject(told));
}

function bySubject(writes: readonly ComparableWrite[]): Readonly<Record<string, readonly string[]>> {
    const subjects = [...new Set(writes.map(({ about }) => about))].sort();
    return Object.fromEntries(
        subjects.map((about) => [about, writes.filter((write) => write.about === about).map(({ text }) => text)]),
    );
}

function bodyWords({ method, body }: LoggedRequest): string {
    const reference = (body as { readonly "@odata.id"?: string } | undefined)?.["@odata.id"];
    if (reference !== undefined) {
        return ` -> ${reference.replace(/^.*\//, "")}`;
    }
    return method === "DELETE" || body === undefined ? "" : ` ${JSON.stringify(body)}`;
}

/** A creation has no id yet: it is known by its name. */
function aboutOf(text: string, body: string): string {
    return /\/(?:connectorGroups|connectors|applications)\/([^/ ]+)/.exec(text)?.[1] ?? body;
}
