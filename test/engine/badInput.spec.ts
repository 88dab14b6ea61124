import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";
import { ConnectorGroup, type ConnectorGroupArgs } from "pulumi-entra-app-proxy";
import { given, writes } from "./support/given";

/** What a program may come to at run time, whatever its types say. */
const declared = (args: object, options?: CustomResourceOptions) => async () => {
    new ConnectorGroup("frankfurt", args as ConnectorGroupArgs, options);
};

const frankfurt = declared({ name: "Frankfurt", region: "eur" });

/**
 * An address on this machine at which nobody listens. A port that was free a moment ago may be another test's by now;
 * this one is given to nobody who asks for any port.
 */
const nobodyListens = "http://127.0.0.1:1";

describe("what a program declares wrongly on the real engine", function () {
    this.timeout(120_000);

    const mistakes: ReadonlyArray<readonly [string, object, readonly string[]]> = [
        ["no name", { region: "eur" }, ["A connector group needs a name"]],
        ["an empty name", { name: " " }, ["The name is empty; a connector group needs one"]],
        ["a name that is not a string", { name: 5 }, ["The name must be a string, not a number"]],
        [
            "a name of the form that a group bears for a time",
            { name: "Frankfurt [replaces 1]" },
            ["Choose a name that does not end in [replaces"],
        ],
        [
            "Microsoft Graph's placeholder for a region",
            { name: "Frankfurt", region: "unknownFutureValue" },
            ["is Microsoft Graph's placeholder", "Name the region itself", "or leave it out"],
        ],
        ["an empty region", { name: "Frankfurt", region: "" }, ["Leave it out to let the service choose"]],
        ["adopt that is not a boolean", { name: "Frankfurt", adopt: "yes" }, ["adopt must be true or false"]],
    ];
    for (const [what, args, words] of mistakes) {
        it(`${what} stops the preview and the update, with the resource and what to do`, async () => {
            const { emulator, stack } = await given();

            const runs = [await stack.preview(declared(args)), await stack.up(declared(args))];

            for (const { code, output } of runs) {
                expect(code, output).to.not.equal(0);
                expect(output).to.include("dynamic/entraAppProxy:ConnectorGroup (frankfurt)");
                for (const word of words) {
                    expect(output).to.include(word);
                }
            }
            expect(emulator.requests).to.deep.equal([]);
        });
    }

    it("deleteBeforeReplace stops the program, with the reason and the way out", async () => {
        const { emulator, stack } = await given();

        const up = await stack.up(declared({ name: "Frankfurt" }, { deleteBeforeReplace: true }));

        expect(up.code, up.output).to.not.equal(0);
        expect(up.output).to.include('ConnectorGroup "frankfurt": deleteBeforeReplace is refused');
        expect(up.output).to.include("Leave the option out");
        expect(emulator.requests).to.deep.equal([]);
    });
});

describe("a configuration that leads to no tenant, on the real engine", function () {
    this.timeout(120_000);

    it("with an endpoint in plain http beyond this machine stops before the token is sent anywhere", async () => {
        const { emulator, stack } = await given({}, { ENTRA_APP_PROXY_ENDPOINT: "http://graph.example" });

        const runs = [await stack.preview(frankfurt), await stack.up(frankfurt)];

        for (const { code, output } of runs) {
            expect(code, output).to.not.equal(0);
            expect(output).to.include("ENTRA_APP_PROXY_ENDPOINT cannot be used as the endpoint");
            expect(output).to.include("graph.example would get the token in clear text");
            expect(output).to.include("for example https://graph.microsoft.com");
        }
        expect(emulator.requests).to.deep.equal([]);
    });

    it("with no credential says where it looked and what sets one: a warning at preview, an error in the update", async () => {
        const { emulator, stack } = await given({}, noCredential);

        const preview = await stack.preview(frankfurt);
        const up = await stack.up(frankfurt);

        expect(preview.code, preview.output).to.equal(0);
        expect(preview.output).to.include("the update asks again before it changes anything");
        expect(up.code, up.output).to.not.equal(0);
        expect(up.output).to.include('Connector group "Frankfurt" is not created. No credential was found');
        for (const { output } of [preview, up]) {
            for (const place of [
                "the stack configuration entraAppProxy:*",
                "the environment variables ENTRA_APP_PROXY_*",
                "the stack configuration azuread:*",
                "the environment variables ARM_*",
                "the environment variables AZURE_*",
                "DefaultAzureCredential",
            ]) {
                expect(output).to.include(place);
            }
            expect(output).to.include("az login");
            expect(output).to.include("pulumi config set --secret entraAppProxy:clientSecret <secret>");
        }
        expect(emulator.requests).to.deep.equal([]);
        expect(await stack.resource("frankfurt")).to.equal(undefined);
    });

    it("with no credential still shows no change for a group that has not changed", async () => {
        const { stack } = await given();
        expect((await stack.up(frankfurt)).code).to.equal(0);

        const preview = await stack.with(noCredential).preview(frankfurt, "--expect-no-changes");

        expect(preview.code, preview.output).to.equal(0);
    });

    it("with a token that is not accepted says which one, and how to renew it", async () => {
        const { emulator, stack } = await given({}, { ENTRA_APP_PROXY_ACCESS_TOKEN: "an-expired-token" });

        const runs = [await stack.preview(frankfurt), await stack.up(frankfurt)];

        for (const { code, output } of runs) {
            expect(code, output).to.not.equal(0);
            expect(output).to.include('Connector group "Frankfurt"').and.to.include("401 Unauthorized");
            expect(output).to.include("The token was not accepted; it comes from the ready token from");
            expect(output).to.include("put a fresh one into ENTRA_APP_PROXY_ACCESS_TOKEN");
            expect(output).to.not.include("an-expired-token");
        }
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("with a caller who may not names the permission, the role, and what app-only access cannot do", async () => {
        const { emulator, stack } = await given();
        emulator.inject({
            effect: "answerBeforeActing",
            status: 403,
            code: "NotAdminRoleNoEnoughCustomPermission_UnauthorizedAccess",
            times: Infinity,
        });

        const runs = [await stack.preview(frankfurt), await stack.up(frankfurt)];

        for (const { code, output } of runs) {
            expect(code, output).to.not.equal(0);
            expect(output).to.include("NotAdminRoleNoEnoughCustomPermission_UnauthorizedAccess");
            expect(output).to.include("the permission Directory.ReadWrite.All");
            expect(output).to.include("the directory role Application Administrator");
            expect(output).to.include("app-only access is documented for creating a group alone");
        }
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("with nobody listening is a warning at the preview of a new group, and an error in the update", async () => {
        const { emulator, stack } = await given({}, { ENTRA_APP_PROXY_ENDPOINT: nobodyListens });

        const preview = await stack.preview(frankfurt);
        const up = await stack.up(frankfurt);

        expect(preview.code, preview.output).to.equal(0);
        expect(up.code, up.output).to.not.equal(0);
        expect(up.output).to.include('Connector group "Frankfurt" is not created');
        for (const { output } of [preview, up]) {
            expect(output).to.include("could not be reached: the connection was refused (ECONNREFUSED)");
            expect(output).to.include("Check that the service on this machine is running");
        }
        expect(emulator.requests).to.deep.equal([]);
        expect(await stack.resource("frankfurt")).to.equal(undefined);
    });

    it("with nobody listening is an error at the preview of another region, since it cannot be decided", async () => {
        const { emulator, stack } = await given();
        expect((await stack.up(frankfurt)).code).to.equal(0);
        emulator.clearRequests();
        const elsewhere = stack.with({ ENTRA_APP_PROXY_ENDPOINT: nobodyListens });

        const preview = await elsewhere.preview(declared({ name: "Frankfurt", region: "nam" }));

        expect(preview.code, preview.output).to.not.equal(0);
        expect(preview.output).to.include("the tenant could not be asked").and.to.include("ECONNREFUSED");
        expect(emulator.requests).to.deep.equal([]);
    });
});

describe("a credential in plain text in the stack's configuration, on the real engine", function () {
    this.timeout(120_000);

    for (const key of ["entraAppProxy:clientSecret", "entraAppProxy:accessToken", "azuread:clientSecret"]) {
        it(`${key} is refused, with the command that sets it again, and stands nowhere in the state`, async () => {
            const { emulator, stack } = await given();
            expect((await stack.up(frankfurt)).code).to.equal(0);
            emulator.clearRequests();
            await stack.setConfig(key, "a-secret-in-plain-text");

            const up = await stack.up(frankfurt);

            expect(up.code, up.output).to.not.equal(0);
            expect(up.output).to.include(`The configuration value ${key} is a credential in plain text`);
            expect(up.output).to.include(`pulumi config set --secret ${key}`);
            expect(up.output).to.not.include("a-secret-in-plain-text");
            expect((await stack.exported()).text).to.not.include("a-secret-in-plain-text");
            expect(emulator.requests).to.deep.equal([]);
        });
    }

    it("is accepted once it is set as a secret, and is not printed", async () => {
        const { stack } = await given({ token: "a-token-nobody-may-see" }, { ENTRA_APP_PROXY_ACCESS_TOKEN: "" });
        await stack.setConfig("entraAppProxy:accessToken", "a-token-nobody-may-see", "--secret");

        const up = await stack.up(frankfurt);

        expect(up.code, up.output).to.equal(0);
        expect(up.output).to.not.include("a-token-nobody-may-see");
        expect(JSON.stringify(await stack.resource("frankfurt"))).to.not.include("a-token-nobody-may-see");
    });
});

/**
 * No variable names a credential, and the home folder of the stack holds no login. The last setting keeps the default
 * chain from asking the network for a managed identity, which some machines that run tests have.
 */
const noCredential = { ENTRA_APP_PROXY_ACCESS_TOKEN: "", AZURE_TOKEN_CREDENTIALS: "dev" };
