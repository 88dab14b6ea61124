import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { closeAfterTest } from "../closing";
import { applicationCertificate, pemFile } from "./support/certificate";
import { clientId, givenWorld, signIn, tenantId, type Values, type World, withProgram } from "./support/given";
import { startIdentityEndpoint } from "./support/identityEndpoint";
import { pipelineUrls } from "./support/loginService";

const application = { tenantId, clientId };
const scope = "https://graph.microsoft.com/.default";
const host = "login.microsoftonline.com";

/** The application's ids as a source calls them. */
function ids(prefix: string): Values {
    return prefix.includes(":")
        ? { [`${prefix}tenantId`]: tenantId, [`${prefix}clientId`]: clientId }
        : { [`${prefix}TENANT_ID`]: tenantId, [`${prefix}CLIENT_ID`]: clientId };
}

/** The statuses that the tenant answered, in order. */
function answered({ tenant }: World): readonly (number | undefined)[] {
    return tenant.requests.map(({ status }) => status);
}

describe("an identity, signed in with @azure/identity", function () {
    this.timeout(60_000);

    describe("with a client secret", () => {
        const secret = "s3cret~of+the&application";

        it("gets a token for the cloud's own Graph, which the tenant accepts", async () => {
            const world = await givenWorld({ application: { ...application, secret } });
            const outcome = await signIn(world, { ...ids("entraAppProxy:"), "entraAppProxy:clientSecret": secret });
            expect(outcome).to.include({ kind: "secret", from: "entraAppProxy:clientSecret" });
            expect(outcome.groups).to.include("Europe datacenter");
            expect(world.login.tokenRequests).to.deep.equal([{ host, tenantId, clientId, scope, proof: "secret" }]);
            expect(answered(world)).to.deep.equal([200]);
        });

        for (const [cloud, authority, graph] of [
            ["usgovernmentl4", "login.microsoftonline.us", "https://graph.microsoft.us"],
            ["usgovernmentl5", "login.microsoftonline.us", "https://dod-graph.microsoft.us"],
            // What the library makes of login.chinacloudapi.cn, the host that Microsoft Graph's page on clouds names.
            ["china", "login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn"],
        ] as const) {
            it(`signs in at ${authority} and asks for ${graph} in the cloud ${cloud}`, async () => {
                const world = await givenWorld({ application: { ...application, secret } });
                const values = { ...ids("ARM_"), ARM_CLIENT_SECRET: secret, ENTRA_APP_PROXY_CLOUD: cloud };
                expect((await signIn(world, values)).error).to.equal(undefined);
                expect(world.login.tokenRequests).to.deep.equal([
                    { host: authority, tenantId, clientId, scope: `${graph}/.default`, proof: "secret" },
                ]);
            });
        }

        it("says which value was refused and why, without the secret", async () => {
            const world = await givenWorld({ application: { ...application, secret } });
            const values = { ...ids("azuread:"), "azuread:clientSecret": "wr0ng~secret" };
            const { error } = await signIn(world, values);
            expect(error)
                .to.match(/the client secret from azuread:clientSecret .*AADSTS7000215.*Nothing was changed/)
                .and.not.include("wr0ng~secret");
            expect(world.login.tokenRequests.map(({ refused }) => refused)).to.deep.equal(["invalid_client"]);
            expect(answered(world)).to.deep.equal([]);
        });

        it("does not sign in at a service whose certificate it does not trust, and says what to do", async () => {
            const world = await givenWorld({ application: { ...application, secret } });
            const values = { ...ids("AZURE_"), AZURE_CLIENT_SECRET: secret, NODE_EXTRA_CA_CERTS: "" };
            const { error } = await signIn(world, values);
            expect(error).to.include("NODE_EXTRA_CA_CERTS").and.include("Nothing was changed");
            expect(world.login.tokenRequests).to.deep.equal([]);
        });
    });

    describe("with a client certificate", () => {
        it("proves that it has the key", async () => {
            const own = await applicationCertificate();
            const world = await givenWorld({ application: { ...application, certificate: own.certificate } });
            const path = await world.file("application.pem", pemFile(own));
            const outcome = await signIn(world, { ...ids("ARM_"), ARM_CLIENT_CERTIFICATE_PATH: path });
            expect(outcome.error).to.equal(undefined);
            expect(outcome.groups).to.include("Europe datacenter");
            expect(world.login.tokenRequests).to.deep.equal([
                { host, tenantId, clientId, scope, proof: "certificate" },
            ]);
        });

        it("opens a key that is encrypted", async () => {
            const own = await applicationCertificate();
            const world = await givenWorld({ application: { ...application, certificate: own.certificate } });
            const path = await world.file("application.pem", pemFile(own, "pass phrase"));
            const values = { ...ids("entraAppProxy:"), "entraAppProxy:clientCertificatePath": path };
            const outcome = await signIn(world, {
                ...values,
                "entraAppProxy:clientCertificatePassword": "pass phrase",
            });
            expect(outcome.groups).to.include("Europe datacenter");
            const refused = await signIn(world, {
                ...values,
                "entraAppProxy:clientCertificatePassword": "wr0ng phrase",
            });
            expect(refused.error)
                .to.include("the client certificate from entraAppProxy:clientCertificatePath")
                .and.not.include("wr0ng phrase");
            expect(world.login.tokenRequests).to.have.length(1);
        });

        it("is refused with a certificate that is not registered", async () => {
            const [own, registered] = [await applicationCertificate(), await applicationCertificate()];
            const world = await givenWorld({ application: { ...application, certificate: registered.certificate } });
            const path = await world.file("application.pem", pemFile(own));
            const { error } = await signIn(world, { ...ids("ARM_"), ARM_CLIENT_CERTIFICATE_PATH: path });
            expect(error).to.include("AADSTS700027").and.include("is registered with the application");
            expect(world.login.tokenRequests.map(({ refused }) => refused)).to.deep.equal(["invalid_client"]);
        });
    });

    describe("with the token of another issuer", () => {
        const federatedToken = "a-federated-token";
        const request = { host, tenantId, clientId, scope, proof: "federated token" };

        it("given as it is", async () => {
            const world = await givenWorld({ application: { ...application, federatedToken } });
            const outcome = await signIn(world, { ...ids("ARM_"), ARM_OIDC_TOKEN: federatedToken });
            expect(outcome).to.include({ kind: "oidc", from: "ARM_OIDC_TOKEN" });
            expect(outcome.groups).to.include("Europe datacenter");
            expect(world.login.tokenRequests).to.deep.equal([request]);
        });

        for (const [what, prefix, key] of [
            ["in a file that the configuration names", "entraAppProxy:", "entraAppProxy:oidcTokenFilePath"],
            ["of a workload, in the file of its pod", "AZURE_", "AZURE_FEDERATED_TOKEN_FILE"],
        ] as const) {
            it(what, async () => {
                const world = await givenWorld({ application: { ...application, federatedToken } });
                const path = await world.file("token", `${federatedToken}\n`);
                const outcome = await signIn(world, { ...ids(prefix), [key]: path });
                expect(outcome).to.include({ kind: "oidc", from: key });
                expect(outcome.groups).to.include("Europe datacenter");
                expect(world.login.tokenRequests).to.deep.equal([request]);
            });
        }

        it("asked of GitHub Actions", async () => {
            const pipeline = { jobToken: "job-token" };
            const world = await givenWorld({ application: { ...application, federatedToken }, pipeline });
            const outcome = await signIn(world, {
                ...ids("entraAppProxy:"),
                "entraAppProxy:useOidc": "true",
                ACTIONS_ID_TOKEN_REQUEST_URL: pipelineUrls.actions,
                ACTIONS_ID_TOKEN_REQUEST_TOKEN: pipeline.jobToken,
            });
            expect(outcome.error).to.equal(undefined);
            // The library asks for its proof more than once for one token.
            expect([...new Set(world.login.otherRequests)]).to.deep.equal([
                `GET ${pipelineUrls.actions}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`,
            ]);
            expect(world.login.tokenRequests).to.deep.equal([request]);
        });

        it("asked of Azure DevOps, for a service connection", async () => {
            const pipeline = { jobToken: "job-token", serviceConnectionId: "5c5c5c5c" };
            const world = await givenWorld({ application: { ...application, federatedToken }, pipeline });
            const values = {
                ...ids("azuread:"),
                "azuread:useOidc": "true",
                SYSTEM_OIDCREQUESTURI: pipelineUrls.azure,
                SYSTEM_ACCESSTOKEN: pipeline.jobToken,
            };
            const connection = { "azuread:adoPipelineServiceConnectionId": pipeline.serviceConnectionId };
            expect((await signIn(world, { ...values, ...connection })).error).to.equal(undefined);
            // The library asks for its proof more than once for one token.
            expect([...new Set(world.login.otherRequests)]).to.deep.equal([
                `POST ${pipelineUrls.azure}?api-version=7.1&serviceConnectionId=${pipeline.serviceConnectionId}`,
            ]);
            expect(world.login.tokenRequests).to.deep.equal([request]);
            const { error } = await signIn(world, { ...values, "azuread:adoPipelineServiceConnectionId": "another" });
            expect(error).to.include("another (azuread:adoPipelineServiceConnectionId)").and.not.include("job-token");
            expect(world.login.tokenRequests).to.have.length(1);
        });

        it("is refused where the application does not trust that issuer", async () => {
            const world = await givenWorld({ application: { ...application, federatedToken } });
            const { error } = await signIn(world, { ...ids("ARM_"), ARM_OIDC_TOKEN: "of-someone-else" });
            expect(error).to.include("AADSTS70021").and.include("issuer, subject").and.not.include("of-someone-else");
        });
    });

    describe("with a managed identity", () => {
        it("asks the endpoint of App Service", async () => {
            const world = await givenWorld();
            const endpoint = await identityEndpoint(world);
            const outcome = await signIn(world, {
                "entraAppProxy:useMsi": "true",
                "entraAppProxy:clientId": clientId,
                IDENTITY_ENDPOINT: endpoint.url,
                IDENTITY_HEADER: "endpoint-key",
            });
            expect(outcome.error).to.equal(undefined);
            expect(outcome.groups).to.include("Europe datacenter");
            expect(endpoint.received.map(({ query }) => query)).to.deep.equal([
                { "api-version": "2019-08-01", resource: "https://graph.microsoft.com", client_id: clientId },
            ]);
            expect(world.tunnel.hosts).to.deep.equal([]);
        });

        it("asks the endpoint in its older form", async () => {
            const world = await givenWorld();
            const endpoint = await identityEndpoint(world);
            const outcome = await signIn(world, {
                ARM_USE_MSI: "true",
                MSI_ENDPOINT: endpoint.url,
                MSI_SECRET: "endpoint-key",
            });
            expect(outcome.error).to.equal(undefined);
            expect(outcome.groups).to.include("Europe datacenter");
            expect(endpoint.received.map(({ query }) => query["api-version"])).to.deep.equal(["2017-09-01"]);
        });
    });

    describe("with the login of the Azure CLI", () => {
        it("asks az for the tenant and for Graph", async () => {
            const world = await givenWorld();
            const outcome = await signIn(world, {
                ...(await withAz(world)),
                "entraAppProxy:useCli": "true",
                "entraAppProxy:tenantId": tenantId,
            });
            expect(outcome.error).to.equal(undefined);
            expect(outcome.groups).to.include("Europe datacenter");
            expect(await askedOfAz(world)).to.equal(
                `account get-access-token --output json --resource https://graph.microsoft.com --tenant ${tenantId}\n`,
            );
        });

        it("says to log in where nobody has", async () => {
            const world = await givenWorld();
            const script = "#!/bin/sh\necho \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n";
            const { error } = await signIn(world, {
                ...(await withProgram(world, "az", script)),
                ENTRA_APP_PROXY_USE_CLI: "true",
            });
            expect(error).to.include("ENTRA_APP_PROXY_USE_CLI").and.include("`az login`");
        });
    });

    describe("with nothing configured", () => {
        // Without a proxy, and with none of these tools but az on the PATH, each step of the chain ends at once.
        const alone = { HTTPS_PROXY: "", NODE_EXTRA_CA_CERTS: "" };

        it("takes the managed identity of the machine", async () => {
            const world = await givenWorld();
            const endpoint = await identityEndpoint(world);
            const outcome = await signIn(world, {
                ...alone,
                ...(await withAz(world)),
                IDENTITY_ENDPOINT: endpoint.url,
                IDENTITY_HEADER: "endpoint-key",
            });
            expect(outcome).to.include({ kind: "default" });
            expect(outcome.groups).to.include("Europe datacenter");
            expect(endpoint.received).to.have.length(1);
            expect(await askedOfAz(world)).to.equal("");
        });

        it("takes the login of the Azure CLI where the machine has no identity", async () => {
            const world = await givenWorld();
            const outcome = await signIn(world, { ...alone, ...(await withAz(world)), AZURE_TOKEN_CREDENTIALS: "dev" });
            expect(outcome.error).to.equal(undefined);
            expect(outcome.groups).to.include("Europe datacenter");
            expect(await askedOfAz(world)).to.include("--resource https://graph.microsoft.com");
        });
    });
});

describe("a token in use", function () {
    this.timeout(60_000);
    const secret = "s3cret";
    const values = { ...ids("ARM_"), ARM_CLIENT_SECRET: secret };

    it("is asked for once, however many requests need it at once and later", async () => {
        const world = await givenWorld({ application: { ...application, secret } });
        expect((await signIn(world, values, { atOnce: 8, rounds: 2 })).error).to.equal(undefined);
        expect(answered(world)).to.deep.equal(Array(16).fill(200));
        expect(world.login.tokenRequests).to.have.length(1);
    });

    it("is renewed before the next request once its last two minutes have begun, once for all who need it", async () => {
        const world = await givenWorld({ application: { ...application, secret }, lifetimeSeconds: 110 });
        expect((await signIn(world, values, { atOnce: 4, rounds: 2 })).error).to.equal(undefined);
        expect(answered(world)).to.deep.equal(Array(8).fill(200));
        expect(world.login.tokenRequests).to.have.length(2);
    });

    it("is renewed once when the tenant refuses it, and the request is made again", async () => {
        const world = await givenWorld({ application: { ...application, secret } });
        world.tenant.settings.acceptsToken = (token) => world.login.issued.indexOf(token) > 0;
        const outcome = await signIn(world, values);
        expect(outcome.groups).to.include("Europe datacenter");
        expect(answered(world)).to.deep.equal([401, 200]);
        expect(world.login.tokenRequests).to.have.length(2);
    });

    it("is not renewed a second time when the fresh one is refused too", async () => {
        const world = await givenWorld({ application: { ...application, secret } });
        world.tenant.settings.acceptsToken = () => false;
        const { error } = await signIn(world, values);
        expect(error).to.include("401").and.include("the client secret from ARM_CLIENT_SECRET");
        expect(answered(world)).to.deep.equal([401, 401]);
        expect(world.login.tokenRequests).to.have.length(2);
    });
});

async function identityEndpoint(world: World) {
    const endpoint = await startIdentityEndpoint("endpoint-key", () =>
        world.login.issue({ tid: tenantId, idtyp: "app" }),
    );
    closeAfterTest(() => endpoint.stop());
    return endpoint;
}

/** An `az` that is logged in, and that notes what it is asked. */
async function withAz(world: World): Promise<Values> {
    const token = world.login.issue({ tid: tenantId, scp: "Directory.ReadWrite.All" });
    const answer = JSON.stringify({ accessToken: token, expires_on: Math.floor(Date.now() / 1000) + 3600 });
    await world.file("asked", "");
    return await withProgram(
        world,
        "az",
        `#!/bin/sh\necho "$@" >> ${world.folder}/asked\ncat <<'END'\n${answer}\nEND\n`,
    );
}

async function askedOfAz(world: World): Promise<string> {
    return await readFile(join(world.folder, "asked"), "utf8");
}
