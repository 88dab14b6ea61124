/**
 * What a provider process does first, in a process of its own: chooses a credential by the configuration and its own
 * environment, and lists groups with it. Standard input is a {@link SignIn} as JSON; standard output what came of it.
 */
import { createGraphClient } from "../../../provider/graph/client";
import { listConnectorGroups } from "../../../provider/graph/connectorGroups";
import { resolveSettings } from "../../../provider/identity/configuration";
import { createTokenSource } from "../../../provider/identity/credential";

export interface SignIn {
    readonly stack: Readonly<Record<string, string>>;
    /** How many lists are asked for in one moment. */
    readonly atOnce: number;
    /** How often that is repeated, one after another. */
    readonly rounds: number;
}

export interface SignedIn {
    readonly kind?: string;
    readonly from?: string;
    /** The names of the groups in the first list. */
    readonly groups?: readonly string[];
    readonly error?: string;
}

async function main(): Promise<SignedIn> {
    const { stack, atOnce, rounds }: SignIn = JSON.parse(await textOf(process.stdin));
    const settings = resolveSettings((key) => stack[key], process.env);
    const { kind, from } = settings.credential;
    const client = createGraphClient({ root: settings.endpoint, tokenSource: createTokenSource(settings) });
    let groups: readonly string[] = [];
    for (let round = 0; round < rounds; round++) {
        const lists = await Promise.all(Array.from({ length: atOnce }, () => listConnectorGroups(client)));
        groups = (lists[0] ?? []).map(({ name }) => name);
    }
    return { kind, from, groups };
}

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
    let text = "";
    for await (const chunk of stream) {
        text += String(chunk);
    }
    return text;
}

main()
    .catch((thrown: unknown): SignedIn => ({ error: thrown instanceof Error ? thrown.message : String(thrown) }))
    .then((outcome) => {
        process.stdout.write(JSON.stringify(outcome), () => process.exit());
    });
