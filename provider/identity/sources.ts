import { ConfigurationError } from "./errors";

/** What can be configured, by its name under `entraAppProxy:`. */
export const keys = [
    "cloud",
    "tenantId",
    "clientId",
    "clientSecret",
    "clientCertificatePath",
    "clientCertificatePassword",
    "useOidc",
    "oidcToken",
    "oidcTokenFilePath",
    "oidcRequestUrl",
    "oidcRequestToken",
    "adoPipelineServiceConnectionId",
    "useMsi",
    "useCli",
    "endpoint",
    "accessToken",
] as const;

export type Key = (typeof keys)[number];

/** A value and the key or variable it was found under. */
export interface Sourced {
    readonly value: string;
    readonly from: string;
}

/** One place that values come from. */
export interface Source {
    /** Who the values were set for: this package, pulumi-azuread and its kin, or the Azure SDKs. */
    readonly owner: "entraAppProxy" | "azuread" | "azure";
    readonly kind: "stack" | "environment";
    /** How the place is called in messages. */
    readonly label: string;
    /** What each key is called there; a key that is not listed does not exist there. */
    readonly names: Readonly<Partial<Record<Key, string>>>;
}

const sharedKeys = [
    "tenantId",
    "clientId",
    "clientSecret",
    "clientCertificatePath",
    "clientCertificatePassword",
    "useOidc",
    "oidcToken",
    "oidcTokenFilePath",
    "adoPipelineServiceConnectionId",
    "useMsi",
    "useCli",
] as const;
const ownKeys = [...sharedKeys, "cloud", "endpoint", "accessToken"] as const;
const azureadKeys = [...sharedKeys, "oidcRequestUrl", "oidcRequestToken"] as const;

/**
 * **The order of sources**, the nearest first.
 *
 * Names under `azuread:` and `ARM_`: pulumi-azuread's configuration (sdk/nodejs/config/vars.ts). Names under `AZURE_`:
 * the environment variables of EnvironmentCredential and WorkloadIdentityCredential in `@azure/identity`.
 */
export const sources: readonly Source[] = [
    {
        owner: "entraAppProxy",
        kind: "stack",
        label: "the stack configuration entraAppProxy:*",
        names: named(ownKeys, (key) => `entraAppProxy:${key}`),
    },
    {
        owner: "entraAppProxy",
        kind: "environment",
        label: "the environment variables ENTRA_APP_PROXY_*",
        names: named(ownKeys, (key) => `ENTRA_APP_PROXY_${upperSnake(key)}`),
    },
    {
        owner: "azuread",
        kind: "stack",
        label: "the stack configuration azuread:*",
        names: { ...named(azureadKeys, (key) => `azuread:${key}`), cloud: "azuread:environment" },
    },
    {
        owner: "azuread",
        kind: "environment",
        label: "the environment variables ARM_*",
        names: { ...named(azureadKeys, (key) => `ARM_${upperSnake(key)}`), cloud: "ARM_ENVIRONMENT" },
    },
    {
        owner: "azure",
        kind: "environment",
        label: "the environment variables AZURE_*",
        names: {
            tenantId: "AZURE_TENANT_ID",
            clientId: "AZURE_CLIENT_ID",
            clientSecret: "AZURE_CLIENT_SECRET",
            clientCertificatePath: "AZURE_CLIENT_CERTIFICATE_PATH",
            clientCertificatePassword: "AZURE_CLIENT_CERTIFICATE_PASSWORD",
            oidcTokenFilePath: "AZURE_FEDERATED_TOKEN_FILE",
        },
    },
];

/** Reads values out of the stack configuration and the environment. An empty value counts as none. */
export interface Reader {
    at(source: Source, key: Key): Sourced | undefined;
    /** Throws a {@link ConfigurationError} when the value is neither true nor false. */
    flag(source: Source, key: Key): (Sourced & { readonly on: boolean }) | undefined;
    /** The value of the nearest source that has one. */
    nearest(key: Key): Sourced | undefined;
    variable(name: string): Sourced | undefined;
}

export function createReader(
    stack: (key: string) => string | undefined,
    env: Readonly<Record<string, string | undefined>>,
): Reader {
    const present = (value: string | undefined, from: string): Sourced | undefined =>
        value === undefined || value.trim() === "" ? undefined : { value, from };
    const at = (source: Source, key: Key): Sourced | undefined => {
        const name = source.names[key];
        return name === undefined ? undefined : present(source.kind === "stack" ? stack(name) : env[name], name);
    };
    return {
        at,
        flag: (source, key) => {
            const found = at(source, key);
            return found && { ...found, on: truth(found) };
        },
        nearest: (key) => {
            for (const source of sources) {
                const found = at(source, key);
                if (found) {
                    return found;
                }
            }
            return undefined;
        },
        variable: (name) => present(env[name], name),
    };
}

/** How a value is set in that source, as words that can follow "Set it:". */
export function howToSet(source: Source, key: Key): string {
    const name = source.names[key] ?? `entraAppProxy:${key}`;
    if (source.kind === "environment") {
        return `the environment variable ${name}`;
    }
    const value = key.startsWith("use") ? "true" : "<value>";
    return `\`pulumi config set ${secretKeys.has(key) ? "--secret " : ""}${name} ${value}\``;
}

const secretKeys: ReadonlySet<Key> = new Set([
    "clientSecret",
    "clientCertificatePassword",
    "oidcToken",
    "oidcRequestToken",
    "accessToken",
]);

/** Every key of the stack configuration that holds a credential. */
export const secretStackKeys: readonly string[] = sources
    .filter(({ kind }) => kind === "stack")
    .flatMap(({ names }) => [...secretKeys].map((key) => names[key]))
    .filter((name) => name !== undefined);

function truth({ value, from }: Sourced): boolean {
    switch (value.trim().toLowerCase()) {
        case "true":
        case "1":
            return true;
        case "false":
        case "0":
            return false;
        default:
            throw new ConfigurationError(`${from} must be true or false. Nothing was changed.`);
    }
}

function named(keys: readonly Key[], name: (key: Key) => string): Partial<Record<Key, string>> {
    return Object.fromEntries(keys.map((key) => [key, name(key)]));
}

function upperSnake(key: string): string {
    return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
