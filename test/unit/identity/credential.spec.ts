import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { proofOfIdentity } from "../../../provider/identity/assertion";
import { createAzureCredential } from "../../../provider/identity/azureCredential";
import { resolveSettings } from "../../../provider/identity/configuration";
import { type AccessToken, createTokenSource } from "../../../provider/identity/credential";
import { closeAfterTest } from "../../closing";

const secret = {
    "entraAppProxy:tenantId": "tenant-1",
    "entraAppProxy:clientId": "client-1",
    "entraAppProxy:clientSecret": "very-secret",
};

function settingsOf(values: Readonly<Record<string, string>>) {
    return resolveSettings((key) => values[key], values);
}

/** A token source over a credential that gives tokens `t1`, `t2`, ... of one hour each, when it is let. */
function sourceOverCounter(clock: { now: number }) {
    const asked: { readonly scope: string; answer(): void }[] = [];
    let credentials = 0;
    const source = createTokenSource(settingsOf(secret), {
        now: () => clock.now,
        createCredential: async () => {
            credentials++;
            return {
                getToken: (scope) =>
                    new Promise<AccessToken>((resolve) => {
                        const token = `t${asked.length + 1}`;
                        asked.push({
                            scope,
                            answer: () => resolve({ token, expiresOnTimestamp: clock.now + 3_600_000 }),
                        });
                    }),
            };
        },
    });
    const tokenWhenAnswered = async () => {
        const pending = source.getToken();
        const before = asked.length;
        await Promise.resolve();
        await new Promise(setImmediate);
        asked.slice(Math.max(0, before - 1)).forEach(({ answer }) => {
            answer();
        });
        return await pending;
    };
    return { source, asked, tokenWhenAnswered, credentials: () => credentials };
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
    try {
        await promise;
    } catch (error) {
        return error as Error;
    }
    throw new Error("it succeeded");
}

async function failureWith(values: Readonly<Record<string, string>>, thrown: unknown): Promise<Error> {
    const createCredential = async () => ({
        getToken: async () => {
            throw thrown;
        },
    });
    return await failureOf(createTokenSource(settingsOf(values), { createCredential }).getToken());
}

describe("tokens", () => {
    it("hands a ready token on as it is, and has no fresher one", async () => {
        const source = createTokenSource(settingsOf({ ENTRA_APP_PROXY_ACCESS_TOKEN: "ready" }), {
            createCredential: () => Promise.reject(new Error("no credential is wanted")),
        });
        expect(await source.getToken()).to.equal("ready");
        expect(source.forget).to.equal(undefined);
    });

    it("asks once for many callers, and for the scope of the cloud", async () => {
        const { source, asked } = sourceOverCounter({ now: 0 });
        const tokens = Promise.all([source.getToken(), source.getToken(), source.getToken()]);
        await new Promise(setImmediate);
        expect(asked.map(({ scope }) => scope)).to.deep.equal(["https://graph.microsoft.com/.default"]);
        asked[0]?.answer();
        expect(await tokens).to.deep.equal(["t1", "t1", "t1"]);
    });

    it("keeps a token until two minutes before it expires", async () => {
        const clock = { now: 0 };
        const { source, asked, tokenWhenAnswered } = sourceOverCounter(clock);
        await tokenWhenAnswered();
        clock.now = 3_600_000 - 120_001;
        expect(await source.getToken()).to.equal("t1");
        expect(asked).to.have.length(1);
        clock.now = 3_600_000 - 120_000;
        expect(await tokenWhenAnswered()).to.equal("t2");
    });

    it("asks a new credential after a token was refused, since the old one would give the same", async () => {
        const { source, tokenWhenAnswered, credentials } = sourceOverCounter({ now: 0 });
        source.forget?.(await tokenWhenAnswered());
        expect(await tokenWhenAnswered()).to.equal("t2");
        expect(credentials()).to.equal(2);
    });

    it("keeps the fresh token when a late caller reports the old one as refused", async () => {
        const { source, asked, tokenWhenAnswered } = sourceOverCounter({ now: 0 });
        source.forget?.(await tokenWhenAnswered());
        await tokenWhenAnswered();
        source.forget?.("t1");
        expect(await source.getToken()).to.equal("t2");
        expect(asked).to.have.length(2);
    });

    it("goes on with a token whose renewal fails for as long as it is good, and no longer", async () => {
        const clock = { now: 0 };
        let asked = 0;
        const createCredential = async () => ({
            getToken: async () => {
                if (asked++ > 0) {
                    throw new Error("AADSTS90033: A transient error has occurred.");
                }
                return { token: "t1", expiresOnTimestamp: 3_600_000 };
            },
        });
        const source = createTokenSource(settingsOf(secret), { createCredential, now: () => clock.now });
        await source.getToken();
        clock.now = 3_600_000 - 1;
        expect(await source.getToken()).to.equal("t1");
        expect(asked).to.equal(2);
        clock.now = 3_600_000;
        expect((await failureOf(source.getToken())).message).to.include("AADSTS90033");
    });

    it("does not go on with a token that was refused when its renewal fails", async () => {
        const tokens = ["t1"];
        const createCredential = async () => ({
            getToken: async () => {
                const token = tokens.pop();
                if (token === undefined) {
                    throw new Error("AADSTS90033: A transient error has occurred.");
                }
                return { token, expiresOnTimestamp: 3_600_000 };
            },
        });
        const source = createTokenSource(settingsOf(secret), { createCredential, now: () => 0 });
        source.forget?.(await source.getToken());
        expect((await failureOf(source.getToken())).message).to.include("AADSTS90033");
    });

    it("asks again after a failure", async () => {
        const answers = [
            () => Promise.reject(new Error("down")),
            async () => ({ token: "t", expiresOnTimestamp: 1e15 }),
        ];
        const source = createTokenSource(settingsOf(secret), {
            createCredential: async () => ({ getToken: () => (answers.shift() ?? (async () => null))() }),
        });
        await failureOf(source.getToken());
        expect(await source.getToken()).to.equal("t");
    });
});

describe("a token that cannot be had", () => {
    const unavailable = Object.assign(new Error("ChainedTokenCredential authentication failed."), {
        name: "AggregateAuthenticationError",
        errors: [
            new Error("EnvironmentCredential is unavailable."),
            new Error("AADSTS50076: use multi-factor.\nTrace"),
        ],
    });

    it("names every place that was looked at, what was answered, and the commands that set a credential", async () => {
        const error = await failureWith({ "azuread:tenantId": "tenant-2" }, unavailable);
        expect(error.name).to.equal("CredentialError");
        for (const words of [
            "tenant-2 (azuread:tenantId)",
            "entraAppProxy:*",
            "ENTRA_APP_PROXY_*",
            "azuread:*",
            "ARM_*",
            "AZURE_*",
            "DefaultAzureCredential",
            "AADSTS50076: use multi-factor. Trace",
            "`az login`",
            "`pulumi config set entraAppProxy:tenantId <tenant>`",
            "`pulumi config set --secret entraAppProxy:clientSecret <secret>`",
            "nothing was changed",
        ]) {
            expect(error.message).to.include(words);
        }
        expect(error.message).not.to.match(/\n/);
    });

    it("says the same when the chain is empty", async () => {
        const none = Object.assign(new Error("Failed to retrieve a valid token"), {
            name: "CredentialUnavailableError",
        });
        expect((await failureWith({}, none)).message).to.match(/^No credential was found, and nothing was changed/);
    });

    it("names the source of a secret that is refused, and never the secret", async () => {
        const thrown = new Error("AADSTS7000215: Invalid client secret very-secret provided.\r\nTrace ID: 1");
        const error = await failureWith(secret, thrown);
        expect(error.message).to.match(/the client secret from entraAppProxy:clientSecret .*AADSTS7000215.*not its id/);
        expect(`${error.message}${error.stack}${String(error.cause)}`).not.to.include("very-secret");
    });

    it("says where a login was chosen whose tool is missing, and how else to log in", async () => {
        const none = Object.assign(new Error("Azure CLI could not be found."), { name: "CredentialUnavailableError" });
        const error = await failureWith({ ARM_USE_CLI: "true" }, none);
        expect(error.message)
            .to.include("ARM_USE_CLI")
            .and.include("Azure CLI could not be found")
            .and.include("az login");
    });

    it("tells a login service that cannot be reached from one that refuses", async () => {
        const thrown = new Error("request failed", { cause: Object.assign(new Error("x"), { code: "ENOTFOUND" }) });
        const wrapped = new Error("getaddrinfo ENOTFOUND login.microsoftonline.com");
        const nameless = Object.assign(new Error("network_error: See https://aka.ms/msal.js.errors#network_error"), {
            name: "AuthenticationRequiredError",
        });
        expect((await failureWith(secret, nameless)).message)
            .to.include("the network failed")
            .and.include("HTTPS_PROXY");
        for (const error of [await failureWith(secret, thrown), await failureWith(secret, wrapped)]) {
            expect(error.message).to.include("host name could not be resolved").and.include("HTTPS_PROXY");
        }
    });
});

describe("the credentials of @azure/identity", () => {
    const kinds: readonly [values: Readonly<Record<string, string>>, name: string][] = [
        [{}, "DefaultAzureCredential"],
        [secret, "ClientSecretCredential"],
        [{ "entraAppProxy:useMsi": "true" }, "ManagedIdentityCredential"],
        [{ "entraAppProxy:useCli": "true" }, "AzureCliCredential"],
        [{ ARM_TENANT_ID: "t", ARM_CLIENT_ID: "c", ARM_OIDC_TOKEN: "o" }, "ClientAssertionCredential"],
    ];
    for (const [values, name] of kinds) {
        it(`are ${name} for ${JSON.stringify(Object.keys(values))}`, async () => {
            expect((await createAzureCredential(settingsOf(values))).constructor.name).to.equal(name);
        });
    }

    it("take a certificate in PEM form and explain what to do with any other", async () => {
        const folder = await mkdtemp(join(tmpdir(), "certificate-"));
        closeAfterTest(() => rm(folder, { recursive: true }));
        const path = join(folder, "bundle");
        const settings = settingsOf({
            "azuread:tenantId": "t",
            "azuread:clientId": "c",
            "azuread:clientCertificatePath": path,
        });
        expect((await failureOf(createAzureCredential(settings))).message)
            .to.include("ENOENT")
            .and.include(path);
        await writeFile(path, Buffer.from([0x30, 0x82, 0x01]));
        expect((await failureOf(createAzureCredential(settings))).message).to.include("openssl pkcs12");
        await writeFile(path, "-----BEGIN PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n");
        expect((await createAzureCredential(settings)).constructor.name).to.equal("ClientCertificateCredential");
    });
});

describe("the token that proves an application's identity", () => {
    it("is read anew from its file each time", async () => {
        const folder = await mkdtemp(join(tmpdir(), "assertion-"));
        closeAfterTest(() => rm(folder, { recursive: true }));
        const path = { value: join(folder, "token"), from: "ARM_OIDC_TOKEN_FILE_PATH" };
        await writeFile(path.value, "first\n");
        expect(await proofOfIdentity({ kind: "file", path })).to.equal("first");
        await writeFile(path.value, "second\n");
        expect(await proofOfIdentity({ kind: "file", path })).to.equal("second");
    });

    it("is asked of the pipeline with its own token, for Entra's token exchange", async () => {
        const { url, requests } = await servePipeline(200, { value: "proof" });
        const proof = await proofOfIdentity({
            kind: "request",
            url: { value: `${url}/token?api=2`, from: "ACTIONS_ID_TOKEN_REQUEST_URL" },
            token: { value: "runner", from: "ACTIONS_ID_TOKEN_REQUEST_TOKEN" },
        });
        expect(proof).to.equal("proof");
        const asked = new URL(requests[0]?.url ?? "", url);
        expect([...asked.searchParams]).to.deep.equal([
            ["api", "2"],
            ["audience", "api://AzureADTokenExchange"],
        ]);
        expect(requests[0]?.headers.authorization).to.equal("Bearer runner");
    });

    it("is refused by the pipeline in words", async () => {
        const { url } = await servePipeline(403, { message: "no" });
        const error = await failureOf(
            proofOfIdentity({
                kind: "request",
                url: { value: url, from: "X_URL" },
                token: { value: "runner", from: "X" },
            }),
        );
        expect(error.message)
            .to.include("(X_URL) answered 403")
            .and.include("id-token: write")
            .and.not.include("runner");
    });

    it("is not asked over plain http of another machine", async () => {
        const url = { value: "http://pipeline.example/token", from: "X_URL" };
        const error = await failureOf(proofOfIdentity({ kind: "request", url, token: { value: "runner", from: "X" } }));
        expect(error.message).to.match(/^X_URL is not an https URL/);
    });
});

async function servePipeline(status: number, body: unknown) {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
        requests.push(request);
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closeAfterTest(() => {
        server.closeAllConnections();
        server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
