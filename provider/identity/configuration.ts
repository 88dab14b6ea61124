import { type Cloud, cloudNamed, clouds } from "./clouds";
import { parseEndpoint } from "./endpoint";
import { ConfigurationError } from "./errors";
import { createReader, howToSet, type Key, type Reader, type Source, type Sourced, sources } from "./sources";

export { ConfigurationError, isConfigurationError } from "./errors";
export type { Sourced } from "./sources";

/** Everything a run needs to know to reach a tenant. */
export interface Settings {
    readonly cloud: Cloud;
    /** The root of Microsoft Graph, without a version and without a slash at the end. */
    readonly endpoint: string;
    /** What a token is asked for: always the cloud's own Graph, whatever the endpoint. */
    readonly scope: string;
    /** The tenant, where the configuration names it. */
    readonly tenantId?: string;
    readonly credential: CredentialSettings;
    /** The key or variable each of these values came from; for one that nobody set, what it follows from. */
    readonly from: { readonly cloud: string; readonly endpoint: string; readonly tenantId?: string };
}

/** A credential of one kind, all of its parts from one source. `from` is the key or variable that chose the kind. */
export type CredentialSettings =
    | { readonly kind: "accessToken"; readonly from: string; readonly token: Sourced }
    | (Application & { readonly kind: "oidc"; readonly assertion: Assertion })
    | (Application & { readonly kind: "certificate"; readonly path: Sourced; readonly password?: Sourced })
    | (Application & { readonly kind: "secret"; readonly secret: Sourced })
    | { readonly kind: "managedIdentity"; readonly from: string; readonly clientId?: Sourced }
    | { readonly kind: "cli"; readonly from: string; readonly tenantId?: Sourced }
    | { readonly kind: "default"; readonly from: string; readonly tenantId?: Sourced };

/** Where the token that proves an application's identity to Entra comes from. */
export type Assertion =
    | { readonly kind: "token"; readonly token: Sourced }
    | { readonly kind: "file"; readonly path: Sourced }
    | { readonly kind: "request"; readonly url: Sourced; readonly token: Sourced }
    | {
          readonly kind: "serviceConnection";
          readonly url: Sourced;
          readonly token: Sourced;
          readonly serviceConnectionId: Sourced;
      };

interface Application {
    readonly from: string;
    readonly tenantId: Sourced;
    readonly clientId: Sourced;
}

/**
 * Decides how the tenant is reached, from the stack configuration (`stack` answers for full keys such as
 * `entraAppProxy:tenantId`) and the environment. Pure; reads no file and opens no connection.
 *
 * What was set for this package beats what was set for pulumi-azuread (`azuread:`, `ARM_*`), and that beats `AZURE_*`.
 * Within each, the kind of credential is chosen first, by the order of {@link kinds}; all its parts then come from the
 * nearest source that names it. Throws {@link ConfigurationError}.
 */
export function resolveSettings(stack: (key: string) => string | undefined, env: NodeJS.ProcessEnv): Settings {
    const reader = createReader(stack, env);
    const { cloud, from } = resolveCloud(reader);
    const credential = resolveCredential(reader);
    const endpoint = resolveEndpoint(reader, cloud);
    const tenantId = "tenantId" in credential ? credential.tenantId : reader.nearest("tenantId");
    return {
        cloud,
        endpoint: endpoint.value,
        scope: `${cloud.graphRoot}/.default`,
        ...(tenantId && { tenantId: tenantId.value }),
        credential,
        from: { cloud: from, endpoint: endpoint.from, ...(tenantId && { tenantId: tenantId.from }) },
    };
}

/** Every secret in the settings, so that it can be kept out of messages. */
export function secretsOf({ credential }: Settings): readonly string[] {
    switch (credential.kind) {
        case "accessToken":
            return [credential.token.value];
        case "secret":
            return [credential.secret.value];
        case "certificate":
            return credential.password ? [credential.password.value] : [];
        case "oidc":
            return credential.assertion.kind === "file" ? [] : [credential.assertion.token.value];
        default:
            return [];
    }
}

function resolveCloud(reader: Reader): { readonly cloud: Cloud; readonly from: string } {
    const chosen = reader.nearest("cloud");
    if (!chosen) {
        return { cloud: clouds.public, from: "the default" };
    }
    const cloud = cloudNamed(chosen.value);
    if (!cloud) {
        throw new ConfigurationError(
            `${chosen.from} names no cloud this package knows: ${JSON.stringify(chosen.value)}. Nothing was changed. ` +
                `It can be one of ${Object.keys(clouds).join(", ")}.`,
        );
    }
    return { cloud, from: chosen.from };
}

function resolveEndpoint(reader: Reader, cloud: Cloud): Sourced {
    const chosen = reader.nearest("endpoint");
    return chosen
        ? { value: parseEndpoint(chosen.value.trim(), chosen.from), from: chosen.from }
        : { value: cloud.graphRoot, from: `the cloud ${cloud.name}` };
}

function resolveCredential(reader: Reader): CredentialSettings {
    for (const owner of ["entraAppProxy", "azuread", "azure"]) {
        for (const kind of kinds) {
            for (const source of sources.filter((candidate) => candidate.owner === owner)) {
                const marker = kind.namedIn(reader, source);
                if (marker) {
                    return kind.resolve(new Parts(reader, source, marker, kind.words));
                }
            }
        }
    }
    refuseLonelyClientId(reader);
    refuseRuledOutChain(reader);
    const tenantId = reader.nearest("tenantId");
    return { kind: "default", from: "DefaultAzureCredential", ...(tenantId && { tenantId }) };
}

/** A kind of credential: the value that names it, and how its parts are put together. */
interface Kind {
    readonly words: string;
    namedIn(reader: Reader, source: Source): Sourced | undefined;
    resolve(parts: Parts): CredentialSettings;
}

/** The kinds in the order in which they are chosen. */
const kinds: readonly Kind[] = [
    {
        words: "access token",
        namedIn: (reader, source) => reader.at(source, "accessToken"),
        resolve: ({ marker }) => ({ kind: "accessToken", from: marker.from, token: bearer(marker) }),
    },
    {
        words: "OIDC login",
        namedIn: oidcNamedIn,
        resolve: (parts) => ({ kind: "oidc", ...application(parts), assertion: resolveAssertion(parts) }),
    },
    {
        words: "client certificate",
        namedIn: (reader, source) => reader.at(source, "clientCertificatePath"),
        resolve: (parts) => {
            const password = parts.optional("clientCertificatePassword");
            return {
                kind: "certificate",
                ...application(parts),
                path: parts.marker,
                ...(password && { password }),
            };
        },
    },
    {
        words: "client secret",
        namedIn: (reader, source) => reader.at(source, "clientSecret"),
        resolve: (parts) => ({ kind: "secret", ...application(parts), secret: parts.marker }),
    },
    {
        words: "managed identity",
        namedIn: (reader, source) => switchedOn(reader, source, "useMsi"),
        resolve: (parts) => {
            const clientId = parts.optional("clientId");
            return { kind: "managedIdentity", from: parts.marker.from, ...(clientId && { clientId }) };
        },
    },
    {
        words: "Azure CLI login",
        namedIn: (reader, source) => switchedOn(reader, source, "useCli"),
        resolve: ({ marker, reader }) => {
            // Not a part of the credential: it only tells the CLI for which of its tenants a token is wanted.
            const tenantId = reader.nearest("tenantId");
            return { kind: "cli", from: marker.from, ...(tenantId && { tenantId }) };
        },
    },
];

function application(parts: Parts): Application {
    return { from: parts.marker.from, tenantId: parts.required("tenantId"), clientId: parts.required("clientId") };
}

function oidcNamedIn(reader: Reader, source: Source): Sourced | undefined {
    const use = reader.flag(source, "useOidc");
    if (use) {
        return use.on ? use : undefined;
    }
    return reader.at(source, "oidcToken") ?? reader.at(source, "oidcTokenFilePath");
}

function switchedOn(reader: Reader, source: Source, key: Key): Sourced | undefined {
    const use = reader.flag(source, key);
    return use?.on ? use : undefined;
}

function resolveAssertion(parts: Parts): Assertion {
    const token = parts.optional("oidcToken");
    if (token) {
        return { kind: "token", token: bearer(token) };
    }
    const path = parts.optional("oidcTokenFilePath");
    if (path) {
        return { kind: "file", path };
    }
    const asked = pipelineRequest(parts);
    if (asked) {
        return asked;
    }
    parts.refuseElsewhere("oidcToken");
    parts.refuseElsewhere("oidcTokenFilePath");
    throw new ConfigurationError(
        `The OIDC login chosen by ${parts.marker.from} has no token: there is neither a token, nor a file with one, ` +
            "nor a pipeline to ask for one (ACTIONS_ID_TOKEN_REQUEST_URL, SYSTEM_OIDCREQUESTURI, " +
            "ARM_OIDC_REQUEST_URL). Nothing was changed. " +
            `Give one: ${howToSet(parts.source, "oidcToken")}, or ${howToSet(parts.source, "oidcTokenFilePath")}, or ` +
            "in GitHub Actions grant the job `permissions: id-token: write`.",
    );
}

/**
 * The pipeline that is asked for a token. Its runner sets these variables for whoever asks; they are no choice of the
 * user's, so they mix with any source. The service connection of Azure DevOps is one, and stands with the credential.
 *
 * Sources: https://docs.github.com/actions/reference/security/oidc and the system variables on
 * https://learn.microsoft.com/azure/devops/pipelines/build/variables
 */
function pipelineRequest(parts: Parts): Assertion | undefined {
    const serviceConnectionId = parts.optional("adoPipelineServiceConnectionId");
    for (const [url, token] of [
        [parts.here("oidcRequestUrl"), parts.here("oidcRequestToken")],
        [parts.reader.variable("ARM_OIDC_REQUEST_URL"), parts.reader.variable("ARM_OIDC_REQUEST_TOKEN")],
    ]) {
        if (url && token) {
            return serviceConnectionId
                ? { kind: "serviceConnection", url, token, serviceConnectionId }
                : { kind: "request", url, token };
        }
    }
    const actionsUrl = parts.reader.variable("ACTIONS_ID_TOKEN_REQUEST_URL");
    const actionsToken = parts.reader.variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
    if (actionsUrl && actionsToken) {
        return { kind: "request", url: actionsUrl, token: actionsToken };
    }
    const url = parts.reader.variable("SYSTEM_OIDCREQUESTURI");
    return url && azurePipelinesRequest(parts, url, serviceConnectionId);
}

function azurePipelinesRequest(parts: Parts, url: Sourced, serviceConnectionId: Sourced | undefined): Assertion {
    const token = parts.reader.variable("SYSTEM_ACCESSTOKEN");
    if (!token) {
        throw new ConfigurationError(
            `The OIDC login chosen by ${parts.marker.from} runs on Azure DevOps, but the step was not given the token of ` +
                "the job. Nothing was changed. Map it in the step: `env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`.",
        );
    }
    if (!serviceConnectionId) {
        throw new ConfigurationError(
            `The OIDC login chosen by ${parts.marker.from} runs on Azure DevOps, where a token is given for a service ` +
                "connection, and none is named. Nothing was changed. Set its id: " +
                `${howToSet(parts.source, "adoPipelineServiceConnectionId")}.`,
        );
    }
    return { kind: "serviceConnection", url, token, serviceConnectionId };
}

/** The parts of one credential, which all come from the source that names its kind. */
class Parts {
    constructor(
        readonly reader: Reader,
        readonly source: Source,
        readonly marker: Sourced,
        private readonly words: string,
    ) {}

    /** The part in the credential's own source. */
    here(key: Key): Sourced | undefined {
        return this.reader.at(this.source, key);
    }

    /** Throws when the part is missing, or when it is set elsewhere and so would be mixed. */
    required(key: Key): Sourced {
        return this.find(key, sources) ?? this.missing(key);
    }

    /** Undefined when the part is set neither here nor in a source that counts as much as this one. */
    optional(key: Key): Sourced | undefined {
        const last = sources.findLastIndex((source) => source.owner === this.source.owner);
        return this.find(key, sources.slice(0, last + 1));
    }

    /** Throws when a part that this source lacks is set in any other. */
    refuseElsewhere(key: Key): void {
        this.find(key, sources);
    }

    private find(key: Key, candidates: readonly Source[]): Sourced | undefined {
        const here = this.here(key);
        const rivals = here ? candidates.slice(0, candidates.indexOf(this.source)) : candidates;
        for (const source of rivals) {
            const rival = this.reader.at(source, key);
            if (rival && !(here && sameValue(key, here, rival))) {
                return this.mixed(key, rival);
            }
        }
        return here;
    }

    private mixed(key: Key, rival: Sourced): never {
        const name = this.source.names[key];
        throw new ConfigurationError(
            `The credential is mixed from two sources: the ${this.words} is chosen by ${this.marker.from}, but the ` +
                `${words(key)} by ${rival.from}. Nothing was changed. Give all parts of a credential in one place` +
                `${name === undefined ? "" : `, for example ${name} beside ${this.marker.from}`}, or remove one of them.`,
        );
    }

    private missing(key: Key): never {
        throw new ConfigurationError(
            `The ${this.words} chosen by ${this.marker.from} needs a ${words(key)} as well. Nothing was changed. ` +
                `Set it beside it: ${howToSet(this.source, key)}.`,
        );
    }
}

/** The commands that name an application with a secret, as words for a message. */
export const waysToNameAnApplication =
    "`pulumi config set entraAppProxy:tenantId <tenant>`, `pulumi config set entraAppProxy:clientId <application>` and " +
    "`pulumi config set --secret entraAppProxy:clientSecret <secret>`";

/** The commands that name a credential, as words for a message. */
export const waysToNameOne = `\`az login\` and \`pulumi config set entraAppProxy:useCli true\`; or ${waysToNameAnApplication}`;

function refuseLonelyClientId(reader: Reader): void {
    for (const source of sources.filter(({ owner }) => owner === "entraAppProxy")) {
        const clientId = reader.at(source, "clientId");
        if (clientId) {
            throw new ConfigurationError(
                `${clientId.from} names an application, but nothing proves its identity, and another identity is not ` +
                    "used in its place. Nothing was changed. Set what belongs to it, " +
                    `${howToSet(source, "clientSecret")}, ${howToSet(source, "clientCertificatePath")} or ` +
                    `${howToSet(source, "useOidc")}, or remove it.`,
            );
        }
    }
}

function refuseRuledOutChain(reader: Reader): void {
    for (const key of ["useCli", "useMsi"] as const) {
        for (const source of sources) {
            const use = reader.flag(source, key);
            if (use && !use.on) {
                throw new ConfigurationError(
                    `${use.from} is false, and no credential is named, so that only DefaultAzureCredential is left, ` +
                        `which may use the ${key === "useCli" ? "Azure CLI login" : "managed identity"} all the same. ` +
                        `Nothing was changed. Name a credential: ${waysToNameOne}.`,
                );
            }
        }
    }
}

function bearer({ value, from }: Sourced): Sourced {
    const token = value.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) {
        throw new ConfigurationError(
            `${from} is not a token: it holds blanks, line breaks or characters outside ASCII. Nothing was changed.`,
        );
    }
    return { value: token, from };
}

function sameValue(key: Key, one: Sourced, other: Sourced): boolean {
    const isId = key === "tenantId" || key === "clientId";
    return isId ? one.value.toLowerCase() === other.value.toLowerCase() : one.value === other.value;
}

function words(key: Key): string {
    return partWords[key] ?? key;
}

const partWords: Readonly<Partial<Record<Key, string>>> = {
    tenantId: "tenant id",
    clientId: "client id",
    clientCertificatePassword: "password of the certificate",
    oidcToken: "OIDC token",
    oidcTokenFilePath: "file with the OIDC token",
    adoPipelineServiceConnectionId: "service connection",
};
