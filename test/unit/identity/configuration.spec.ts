import { expect } from "chai";
import { type CredentialSettings, resolveSettings, secretsOf } from "../../../provider/identity/configuration";

const tenant = "11111111-1111-1111-1111-111111111111";
const otherTenant = "22222222-2222-2222-2222-222222222222";
const client = "33333333-3333-3333-3333-333333333333";

type Values = Readonly<Record<string, string>>;

/** Keys with a colon are stack configuration, all others environment variables. */
function resolve(values: Values) {
    return resolveSettings((key) => (key.includes(":") ? values[key] : undefined), values);
}

function refusal(values: Values): string {
    let message: string | undefined;
    try {
        resolve(values);
    } catch (error) {
        expect(error).to.be.an("error").with.property("name", "ConfigurationError");
        message = (error as Error).message;
    }
    expect(message, "an error").to.be.a("string");
    return message as string;
}

/** A whole application with a secret, as each source calls it. */
const secrets = {
    stack: {
        "entraAppProxy:tenantId": tenant,
        "entraAppProxy:clientId": client,
        "entraAppProxy:clientSecret": "s-stack",
    },
    variables: {
        ENTRA_APP_PROXY_TENANT_ID: tenant,
        ENTRA_APP_PROXY_CLIENT_ID: client,
        ENTRA_APP_PROXY_CLIENT_SECRET: "s-variables",
    },
    azuread: { "azuread:tenantId": tenant, "azuread:clientId": client, "azuread:clientSecret": "s-azuread" },
    arm: { ARM_TENANT_ID: tenant, ARM_CLIENT_ID: client, ARM_CLIENT_SECRET: "s-arm" },
    azure: { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: "s-azure" },
};

describe("the configuration: which credential is used", () => {
    const arm = { ARM_TENANT_ID: tenant, ARM_CLIENT_ID: client };
    const cases: readonly [title: string, values: Values, kind: CredentialSettings["kind"], from: string][] = [
        ["nothing is the default chain", {}, "default", "DefaultAzureCredential"],
        [
            "empty values count as none",
            { ARM_CLIENT_SECRET: "", "azuread:useOidc": " " },
            "default",
            "DefaultAzureCredential",
        ],
        ["a ready token", { ENTRA_APP_PROXY_ACCESS_TOKEN: "t" }, "accessToken", "ENTRA_APP_PROXY_ACCESS_TOKEN"],
        [
            "a ready token of this package before its client secret, though the secret is nearer",
            { ...secrets.stack, ENTRA_APP_PROXY_ACCESS_TOKEN: "t" },
            "accessToken",
            "ENTRA_APP_PROXY_ACCESS_TOKEN",
        ],
        ["a client secret of the stack", { ...secrets.stack, ...secrets.arm }, "secret", "entraAppProxy:clientSecret"],
        [
            "a client secret in this package's variables",
            { ...secrets.variables, ...secrets.azuread },
            "secret",
            "ENTRA_APP_PROXY_CLIENT_SECRET",
        ],
        ["pulumi-azuread's client secret", { ...secrets.azuread, ...secrets.arm }, "secret", "azuread:clientSecret"],
        ["the client secret of ARM_*", { ...secrets.arm, ...secrets.azure }, "secret", "ARM_CLIENT_SECRET"],
        ["the client secret of AZURE_*", secrets.azure, "secret", "AZURE_CLIENT_SECRET"],
        [
            "a certificate before a secret",
            { ...secrets.arm, ARM_CLIENT_CERTIFICATE_PATH: "c.pem" },
            "certificate",
            "ARM_CLIENT_CERTIFICATE_PATH",
        ],
        [
            "OIDC before a certificate",
            { ...arm, ARM_CLIENT_CERTIFICATE_PATH: "c.pem", ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "o" },
            "oidc",
            "ARM_USE_OIDC",
        ],
        ["OIDC where a token is given", { ...arm, ARM_OIDC_TOKEN: "o" }, "oidc", "ARM_OIDC_TOKEN"],
        [
            "no OIDC where it is switched off",
            { ...secrets.arm, ARM_USE_OIDC: "false", ARM_OIDC_TOKEN: "o" },
            "secret",
            "ARM_CLIENT_SECRET",
        ],
        [
            "the federated token of a pod",
            { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: "/var/run/token" },
            "oidc",
            "AZURE_FEDERATED_TOKEN_FILE",
        ],
        ["a managed identity", { ARM_USE_MSI: "1", "azuread:useCli": "true" }, "managedIdentity", "ARM_USE_MSI"],
        [
            "the CLI this package was told to use, not ARM_*",
            { ...secrets.arm, "entraAppProxy:useCli": "true" },
            "cli",
            "entraAppProxy:useCli",
        ],
        [
            "the secret of ARM_* where azuread merely allows the CLI",
            { ...secrets.arm, "azuread:useCli": "true" },
            "secret",
            "ARM_CLIENT_SECRET",
        ],
    ];
    for (const [title, values, kind, from] of cases) {
        it(`takes ${title}`, () => {
            expect(resolve(values).credential).to.include({ kind, from });
        });
    }

    it("takes all parts from the source that names the credential, and says where each came from", () => {
        const { credential, tenantId, from } = resolve({ ...secrets.azuread, ...secrets.azure });
        expect(credential).to.deep.equal({
            kind: "secret",
            from: "azuread:clientSecret",
            tenantId: { value: tenant, from: "azuread:tenantId" },
            clientId: { value: client, from: "azuread:clientId" },
            secret: { value: "s-azuread", from: "azuread:clientSecret" },
        });
        expect(tenantId).to.equal(tenant);
        expect(from.tenantId).to.equal("azuread:tenantId");
    });

    it("lets a pipeline's request for a token go with any source", () => {
        const { credential } = resolve({
            "entraAppProxy:useOidc": "true",
            "entraAppProxy:tenantId": tenant,
            "entraAppProxy:clientId": client,
            ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token?x=1",
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "r",
        });
        expect(credential).to.have.deep.property("assertion", {
            kind: "request",
            url: { value: "https://pipelines.example/token?x=1", from: "ACTIONS_ID_TOKEN_REQUEST_URL" },
            token: { value: "r", from: "ACTIONS_ID_TOKEN_REQUEST_TOKEN" },
        });
    });

    it("takes azuread's own request for a token before the pipeline's", () => {
        const { credential } = resolve({
            "azuread:useOidc": "true",
            "azuread:tenantId": tenant,
            "azuread:clientId": client,
            "azuread:oidcRequestUrl": "https://own.example/token",
            "azuread:oidcRequestToken": "own",
            ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token",
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "r",
        });
        expect(credential).to.have.nested.property("assertion.url.from", "azuread:oidcRequestUrl");
    });

    it("gives the tenant to the CLI and to the default chain, from the nearest source", () => {
        const azure = { AZURE_TENANT_ID: otherTenant, "azuread:tenantId": tenant };
        expect(resolve({ ...azure, "entraAppProxy:useCli": "true" }).tenantId).to.equal(tenant);
        expect(resolve(azure).credential).to.deep.include({ tenantId: { value: tenant, from: "azuread:tenantId" } });
    });

    it("keeps every secret of a credential in the list of what must not be shown", () => {
        const certificate = {
            "entraAppProxy:tenantId": tenant,
            "entraAppProxy:clientId": client,
            "entraAppProxy:clientCertificatePath": "c.pem",
            "entraAppProxy:clientCertificatePassword": "pass",
        };
        expect(secretsOf(resolve(secrets.arm))).to.deep.equal(["s-arm"]);
        expect(secretsOf(resolve(certificate))).to.deep.equal(["pass"]);
        expect(secretsOf(resolve({ ENTRA_APP_PROXY_ACCESS_TOKEN: " t\n" }))).to.deep.equal(["t"]);
        expect(secretsOf(resolve({ ARM_TENANT_ID: tenant, ARM_CLIENT_ID: client, ARM_OIDC_TOKEN: "o" }))).to.deep.equal(
            ["o"],
        );
    });
});

describe("the configuration: what is refused", () => {
    const mixes: readonly [title: string, values: Values, names: readonly string[]][] = [
        [
            "an id of the stack with a secret in the environment",
            { "azuread:tenantId": tenant, "azuread:clientId": client, ARM_CLIENT_SECRET: "s" },
            ["ARM_CLIENT_SECRET", "azuread:tenantId"],
        ],
        [
            "a nearer id that contradicts a whole credential",
            { ...secrets.arm, "entraAppProxy:tenantId": otherTenant },
            ["ARM_CLIENT_SECRET", "entraAppProxy:tenantId"],
        ],
        [
            "a token of this package's variables with a login chosen in the stack",
            {
                "entraAppProxy:useOidc": "true",
                "entraAppProxy:tenantId": tenant,
                "entraAppProxy:clientId": client,
                ENTRA_APP_PROXY_OIDC_TOKEN: "o",
            },
            ["entraAppProxy:useOidc", "ENTRA_APP_PROXY_OIDC_TOKEN"],
        ],
        [
            "a token of ARM_* with a login chosen in the stack",
            {
                "entraAppProxy:useOidc": "true",
                "entraAppProxy:tenantId": tenant,
                "entraAppProxy:clientId": client,
                ARM_OIDC_TOKEN_FILE_PATH: "f",
            },
            ["entraAppProxy:useOidc", "ARM_OIDC_TOKEN_FILE_PATH"],
        ],
        [
            "a certificate of the stack with a password in the environment",
            {
                "entraAppProxy:tenantId": tenant,
                "entraAppProxy:clientId": client,
                "entraAppProxy:clientCertificatePath": "c.pem",
                ENTRA_APP_PROXY_CLIENT_CERTIFICATE_PASSWORD: "pass-in-variable",
            },
            ["entraAppProxy:clientCertificatePath", "ENTRA_APP_PROXY_CLIENT_CERTIFICATE_PASSWORD"],
        ],
    ];
    for (const [title, values, names] of mixes) {
        it(`refuses ${title} and names both`, () => {
            const message = refusal(values);
            expect(message)
                .to.match(/mixed from two sources/)
                .and.match(/Nothing was changed/);
            for (const name of names) {
                expect(message).to.include(name);
            }
            expect(message).not.to.include("pass-in-variable");
        });
    }

    it("lets the same id stand in a nearer source, in whatever case", () => {
        const upper = { ...secrets.arm, ARM_TENANT_ID: "ABCD", "entraAppProxy:tenantId": "abcd" };
        expect(resolve(upper).credential).to.include({ kind: "secret", from: "ARM_CLIENT_SECRET" });
    });

    it("leaves the password of a farther owner's certificate alone", () => {
        const values = {
            "entraAppProxy:tenantId": tenant,
            "entraAppProxy:clientId": client,
            "entraAppProxy:clientCertificatePath": "c.pem",
            ARM_CLIENT_CERTIFICATE_PASSWORD: "pass",
        };
        expect(resolve(values).credential).to.include({ kind: "certificate" }).and.not.to.have.property("password");
    });

    it("names the part that is missing and how to set it in the same place", () => {
        expect(refusal({ "entraAppProxy:clientSecret": "s", "entraAppProxy:tenantId": tenant })).to.include(
            "`pulumi config set entraAppProxy:clientId <value>`",
        );
        expect(refusal({ ARM_CLIENT_SECRET: "s", ARM_CLIENT_ID: client })).to.include(
            "the environment variable ARM_TENANT_ID",
        );
    });

    it("does not put another identity in the place of an application that has no proof", () => {
        const message = refusal({ "entraAppProxy:clientId": client, "entraAppProxy:tenantId": tenant });
        expect(message).to.include("`pulumi config set --secret entraAppProxy:clientSecret <value>`");
        expect(message).to.include("`pulumi config set entraAppProxy:useOidc true`");
    });

    it("does not let the default chain use what was ruled out", () => {
        expect(refusal({ "azuread:useCli": "false" })).to.include("azuread:useCli");
        expect(refusal({ ARM_USE_MSI: "0" })).to.include("ARM_USE_MSI");
    });

    it("refuses an OIDC login without any token", () => {
        const message = refusal({ ARM_USE_OIDC: "true", ARM_TENANT_ID: tenant, ARM_CLIENT_ID: client });
        expect(message).to.include("ARM_USE_OIDC").and.include("id-token: write");
    });

    const onAzureDevOps = {
        "azuread:useOidc": "true",
        "azuread:tenantId": tenant,
        "azuread:clientId": client,
        SYSTEM_OIDCREQUESTURI: "https://vstoken.dev.azure.com/x",
    };

    it("says how a step of Azure DevOps gets the token of its job", () => {
        expect(refusal({ ...onAzureDevOps, "azuread:adoPipelineServiceConnectionId": "c" })).to.include(
            "`env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)`",
        );
    });

    it("says how the service connection of Azure DevOps is named", () => {
        expect(refusal({ ...onAzureDevOps, SYSTEM_ACCESSTOKEN: "hidden-word" }))
            .to.include("`pulumi config set azuread:adoPipelineServiceConnectionId <value>`")
            .and.not.include("hidden-word");
    });

    it("refuses a switch that is neither true nor false", () => {
        expect(refusal({ "entraAppProxy:useMsi": "yes" })).to.equal(
            "entraAppProxy:useMsi must be true or false. Nothing was changed.",
        );
    });

    it("refuses a ready token with a line break in it, without showing it", () => {
        const message = refusal({ ENTRA_APP_PROXY_ACCESS_TOKEN: "abc\ndef" });
        expect(message).to.include("ENTRA_APP_PROXY_ACCESS_TOKEN").and.not.include("abc");
    });
});

describe("the configuration: cloud and endpoint", () => {
    const clouds: readonly [values: Values, root: string, authority: string][] = [
        [{}, "https://graph.microsoft.com", "https://login.microsoftonline.com"],
        [{ "azuread:environment": "global" }, "https://graph.microsoft.com", "https://login.microsoftonline.com"],
        [{ ARM_ENVIRONMENT: "usgovernment" }, "https://graph.microsoft.us", "https://login.microsoftonline.us"],
        [{ ENTRA_APP_PROXY_CLOUD: "usgovernmentl4" }, "https://graph.microsoft.us", "https://login.microsoftonline.us"],
        [{ "azuread:environment": "dod" }, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"],
        [
            { "entraAppProxy:cloud": "China", ARM_ENVIRONMENT: "public" },
            "https://microsoftgraph.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
        ],
    ];
    for (const [values, root, authority] of clouds) {
        it(`goes to ${root} for ${JSON.stringify(values)}`, () => {
            const settings = resolve(values);
            expect(settings.endpoint).to.equal(root);
            expect(settings.scope).to.equal(`${root}/.default`);
            expect(settings.cloud.authorityHost).to.equal(authority);
        });
    }

    it("refuses a cloud it does not know, by the name of its key", () => {
        expect(refusal({ "azuread:environment": "germany" })).to.match(
            /^azuread:environment .*"germany".*usgovernmentl5/,
        );
    });

    const accepted: readonly [endpoint: string, root: string][] = [
        ["https://gateway.example/graph/", "https://gateway.example/graph"],
        ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
        ["http://127.255.0.9:1", "http://127.255.0.9:1"],
        ["http://localhost:8080", "http://localhost:8080"],
        ["http://[::1]:8080", "http://[::1]:8080"],
    ];
    for (const [endpoint, root] of accepted) {
        it(`accepts ${endpoint}, and asks the token for the cloud all the same`, () => {
            const settings = resolve({ ENTRA_APP_PROXY_ENDPOINT: endpoint });
            expect(settings.endpoint).to.equal(root);
            expect(settings.scope).to.equal("https://graph.microsoft.com/.default");
            expect(settings.from.endpoint).to.equal("ENTRA_APP_PROXY_ENDPOINT");
        });
    }

    const rejected: readonly [endpoint: string, words: RegExp][] = [
        ["http://graph.microsoft.com", /clear text/],
        ["http://127.0.0.1.example:80", /clear text/],
        ["http://128.0.0.1", /clear text/],
        ["http://localhost.example", /clear text/],
        ["https://graph.microsoft.com/beta", /ends in \/beta/],
        ["https://graph.microsoft.com/v1.0/", /ends in \/v1\.0/],
        ["ftp://127.0.0.1", /neither https nor http/],
        ["graph.microsoft.com", /not a URL/],
        ["https://graph.microsoft.com?x=1", /query/],
    ];
    for (const [endpoint, words] of rejected) {
        it(`refuses ${endpoint}`, () => {
            const message = refusal({ "entraAppProxy:endpoint": endpoint, ENTRA_APP_PROXY_ACCESS_TOKEN: "t" });
            expect(message)
                .to.match(words)
                .and.match(/^entraAppProxy:endpoint /);
        });
    }

    it("refuses a password in the endpoint without showing it", () => {
        expect(refusal({ "entraAppProxy:endpoint": "https://me:hidden-word@graph.example" })).not.to.include(
            "hidden-word",
        );
    });
});
