import { secretStackKeys } from "../../provider/identity/sources";

/** The configuration of a stack, as `pulumi config --json --show-secrets` prints it. */
export interface StackConfiguration {
    /** The value of a full key, such as `entraAppProxy:tenantId`. */
    get(key: string): string | undefined;
    /** The keys that hold a credential in plain text. */
    readonly plainTextKeys: readonly string[];
}

export const noConfiguration: StackConfiguration = { get: () => undefined, plainTextKeys: [] };

/** Throws, in the user's words and without showing a value, where the text is something else. */
export function parseStackConfiguration(text: string, from: string): StackConfiguration {
    const entries = new Map(
        Object.entries(objectIn(text, from)).map(([key, entry]) => [key, entryOf(key, entry, from)]),
    );
    return {
        get: (key) => entries.get(key)?.value,
        plainTextKeys: secretStackKeys.filter((key) => entries.get(key)?.secret === false),
    };
}

function objectIn(text: string, from: string): object {
    let parsed: unknown;
    try {
        parsed = JSON.parse(text);
    } catch {
        // JSON.parse quotes the text in its message.
    }
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
        throw new Error(
            `${from} does not hold the configuration of a stack, so nothing was examined. Give what ` +
                "`pulumi config --json --show-secrets` prints.",
        );
    }
    return parsed;
}

function entryOf(key: string, entry: unknown, from: string): { readonly value: string; readonly secret: boolean } {
    const { value, secret }: { value?: unknown; secret?: unknown } = Object(entry);
    if (value === undefined && secret === true) {
        throw new Error(
            `${from} holds no value for ${key}, so nothing was examined. Print it with \`pulumi config --json ` +
                "--show-secrets`.",
        );
    }
    return { value: typeof value === "string" ? value : String(value ?? ""), secret: secret === true };
}
