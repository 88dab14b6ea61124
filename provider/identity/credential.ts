import {
    type CredentialSettings,
    type Settings,
    secretsOf,
    waysToNameAnApplication,
    waysToNameOne,
} from "./configuration";
import { connectionFailure } from "./connectionFailure";
import { CredentialError, isConfigurationError, presentable } from "./errors";
import { sources } from "./sources";

export { CredentialError } from "./errors";

/** Where a client gets its bearer tokens from. */
export interface TokenSource {
    /** A token that is good for now. Throws {@link CredentialError}. */
    getToken(): Promise<string>;
    /** Has the next call get a fresh token, if `token` is still the one in use. Absent where there is no fresher one. */
    forget?(token: string): void;
    /** What messages say about the credential. */
    readonly origin?: CredentialOrigin;
}

/** A credential in words, without any secret. */
export interface CredentialOrigin {
    /** What it is and which key or variable chose it: "the client secret from entraAppProxy:clientSecret". */
    readonly description: string;
    /** What to do when it is not accepted, as a sentence without its full stop. */
    readonly renewal: string;
}

/** What a credential of `@azure/identity` does, as far as it is used here. */
export interface Credential {
    getToken(scope: string): Promise<AccessToken | null>;
}

export interface AccessToken {
    readonly token: string;
    /** Milliseconds since the epoch. */
    readonly expiresOnTimestamp: number;
}

export interface TokenSourceOptions {
    /** Makes the credential when the first token is asked for, and anew after `forget`. */
    readonly createCredential?: (settings: Settings) => Promise<Credential>;
    /** Milliseconds since the epoch. */
    readonly now?: () => number;
}

/**
 * Tokens for the credential that the settings name. A ready token passes straight; any other is renewed two minutes
 * before it expires, with one renewal under way at a time; while renewing fails, it is used as long as it is good.
 */
export function createTokenSource(settings: Settings, options: TokenSourceOptions = {}): TokenSource {
    const origin = originOf(settings.credential);
    if (settings.credential.kind === "accessToken") {
        const { value } = settings.credential.token;
        return { origin, getToken: async () => value };
    }
    const { createCredential = createAzureCredentialLazily, now = Date.now } = options;
    let credential: Promise<Credential> | undefined;
    let current: AccessToken | undefined;
    let renewal: Promise<AccessToken> | undefined;
    const renew = async (): Promise<AccessToken> => {
        try {
            credential ??= createCredential(settings);
            const token = await (await credential).getToken(settings.scope);
            if (!token) {
                throw new Error("the credential gave no token");
            }
            current = token;
            return token;
        } catch (thrown) {
            credential = undefined;
            throw explain(settings, thrown);
        }
    };
    return {
        origin,
        getToken: async () => {
            if (current && now() < current.expiresOnTimestamp - renewalLeadMs) {
                return current.token;
            }
            renewal ??= renew().finally(() => {
                renewal = undefined;
            });
            try {
                return (await renewal).token;
            } catch (thrown) {
                // A login service that is away for a moment stops nothing: the failure comes again once it matters.
                if (current && now() < current.expiresOnTimestamp) {
                    return current.token;
                }
                throw thrown;
            }
        },
        forget: (token) => {
            if (current?.token === token) {
                current = undefined;
                // A credential keeps its tokens in a cache of its own, so that the same one would give the same again.
                credential = undefined;
            }
        },
    };
}

const renewalLeadMs = 2 * 60_000;

async function createAzureCredentialLazily(settings: Settings): Promise<Credential> {
    const { createAzureCredential } = await import("./azureCredential.js");
    return await createAzureCredential(settings);
}

function originOf(credential: CredentialSettings): CredentialOrigin {
    const { kind, from } = credential;
    switch (kind) {
        case "accessToken":
            return {
                description: `the ready token from ${from}`,
                renewal: `Such a token cannot be renewed here: put a fresh one into ${from}`,
            };
        case "oidc":
            return {
                description: `the OIDC login chosen by ${from}`,
                renewal: "Check the federated credential of the application: issuer, subject and audience",
            };
        case "certificate":
            return {
                description: `the client certificate from ${from}`,
                renewal: "Check that the certificate has not expired and is registered with the application",
            };
        case "secret":
            return {
                description: `the client secret from ${from}`,
                renewal: `Check that the secret has not expired, and put its value (not its id) into ${from}`,
            };
        case "managedIdentity":
            return {
                description: `the managed identity chosen by ${from}`,
                renewal: "Check that this machine has the identity",
            };
        case "cli":
            return { description: `the Azure CLI login chosen by ${from}`, renewal: "Run `az login` again" };
        case "default":
            return {
                description: "DefaultAzureCredential",
                renewal: "Run `az login` again, or name a credential in the configuration",
            };
    }
}

/** The error for the user. What the login libraries say goes into it on one line and without secrets. */
function explain(settings: Settings, thrown: unknown): Error {
    if (isConfigurationError(thrown)) {
        return thrown;
    }
    const { credential, tenantId, from } = settings;
    const { description, renewal } = originOf(credential);
    const tenant = tenantId === undefined ? "" : ` for the tenant ${tenantId} (${from.tenantId})`;
    if (credential.kind === "default" && isUnavailable(thrown)) {
        const answers = serviceAnswers(thrown, secretsOf(settings));
        return new CredentialError(
            `No credential was found${tenant}, and nothing was changed. Looked at, in this order: ` +
                `${sources.map(({ label }) => label).join(", ")}, and DefaultAzureCredential (workload identity, managed ` +
                `identity, the logins of the developer tools${answers}). Set one: ${waysToNameOne}.`,
        );
    }
    const failure = connectionFailure(thrown);
    if (failure) {
        return new CredentialError(
            `No token could be had with ${description}${tenant}: ${settings.cloud.authorityHost}, or what else gives ` +
                `the token, could not be reached: ${failure.words}. Nothing was changed. Check the network and, if it ` +
                "needs a proxy, HTTPS_PROXY and NO_PROXY.",
        );
    }
    const reason = presentable(messageOf(thrown), secretsOf(settings)).replace(/\.$/, "");
    return new CredentialError(
        `No token could be had with ${description}${tenant}: ${reason}. Nothing was changed. ${renewal}` +
            `${isUnavailable(thrown) ? `, or name an application: ${waysToNameAnApplication}` : ""}.`,
    );
}

function isUnavailable(thrown: unknown): boolean {
    return thrown instanceof Error && unavailableNames.has(thrown.name);
}

const unavailableNames: ReadonlySet<string> = new Set(["CredentialUnavailableError", "AggregateAuthenticationError"]);

/** What Entra itself answered to one of a chain, as opposed to tools that are merely not installed. */
function serviceAnswers(thrown: unknown, secrets: readonly string[]): string {
    const errors = thrown instanceof Error && "errors" in thrown && Array.isArray(thrown.errors) ? thrown.errors : [];
    const answer = errors.map(messageOf).find((message) => message.includes("AADSTS"));
    return answer === undefined ? "" : `, of which one was answered: ${presentable(answer, secrets)}`;
}

function messageOf(thrown: unknown): string {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
