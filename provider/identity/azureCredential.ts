import { proofOfIdentity, readText } from "./assertion";
import type { CredentialSettings, Settings } from "./configuration";
import type { Credential } from "./credential";
import { CredentialError } from "./errors";
import type { Sourced } from "./sources";

/**
 * The credential of `@azure/identity` that the settings name, and only that one, for the authority of their cloud.
 *
 * Throws {@link CredentialError} when a file it needs cannot be used.
 */
export async function createAzureCredential({ cloud, credential }: Settings): Promise<Credential> {
    const identity = await import("@azure/identity");
    const options = { authorityHost: cloud.authorityHost };
    switch (credential.kind) {
        case "accessToken":
            throw new Error("a ready token needs no credential");
        case "oidc":
            return new identity.ClientAssertionCredential(
                credential.tenantId.value,
                credential.clientId.value,
                () => proofOfIdentity(credential.assertion),
                options,
            );
        case "certificate":
            await requirePem(credential.path);
            return new identity.ClientCertificateCredential(
                credential.tenantId.value,
                credential.clientId.value,
                {
                    certificatePath: credential.path.value,
                    ...(credential.password && { certificatePassword: credential.password.value }),
                },
                options,
            );
        case "secret":
            return new identity.ClientSecretCredential(
                credential.tenantId.value,
                credential.clientId.value,
                credential.secret.value,
                options,
            );
        case "managedIdentity":
            return new identity.ManagedIdentityCredential(
                credential.clientId ? { clientId: credential.clientId.value } : {},
            );
        case "cli":
            return new identity.AzureCliCredential(tenantOf(credential));
        case "default":
            return new identity.DefaultAzureCredential({ ...options, ...tenantOf(credential) });
    }
}

function tenantOf(credential: CredentialSettings & { readonly tenantId?: Sourced }): { readonly tenantId?: string } {
    return credential.tenantId ? { tenantId: credential.tenantId.value } : {};
}

/** The library reads PEM only, while pulumi-azuread takes PKCS#12; its own words for that would not help anyone. */
async function requirePem(path: Sourced): Promise<void> {
    const text = await readText(path, "client certificate");
    if (!text.includes("-----BEGIN CERTIFICATE-----") || !text.includes("PRIVATE KEY-----")) {
        throw new CredentialError(
            `The client certificate ${path.value} (${path.from}) is not a PEM file with the certificate and its private ` +
                "key. Nothing was changed. Convert a PKCS#12 file (.pfx, .p12) with " +
                "`openssl pkcs12 -in <file>.pfx -out <file>.pem -nodes` and name the result.",
        );
    }
}
