import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import type { Report } from "../../cli/doctor/report";
import { clientId, givenWorld, root, run, tenantId, type Values, type World, withProgram } from "./support/given";
import type { Claims } from "./support/loginService";

const secret = "s3cret~of+the&application";
const applicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
const asApplication = { ARM_TENANT_ID: tenantId, ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret };
const administrator: Claims = {
    aud: "https://graph.microsoft.com",
    tid: tenantId,
    appid: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    upn: "ada@contoso.example",
    scp: "Directory.ReadWrite.All User.Read",
    wids: [applicationAdministrator, "b79fbf4d-3ef9-4689-8143-76b194e85509"],
};

/** A world in which an application may sign in that holds the documented permission. */
function givenApplication(): Promise<World> {
    return givenWorld({
        application: { tenantId, clientId, secret },
        claims: { roles: ["Directory.ReadWrite.All"] },
    });
}

/** The variables of a process in which the Azure CLI is logged in as a user with these claims. */
async function asUser(world: World, claims: Claims): Promise<Values> {
    const answer = JSON.stringify({ accessToken: world.login.issue(claims), expires_on: 4_000_000_000 });
    const az = await withProgram(world, "az", `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n`);
    return { ...az, ENTRA_APP_PROXY_USE_CLI: "true", ENTRA_APP_PROXY_TENANT_ID: tenantId };
}

interface Outcome {
    readonly code: number | null;
    /** Both streams. */
    readonly output: string;
    readonly report: Report;
}

/** Runs the built command with `--json`, and makes sure that nothing secret is in what it says. */
async function examined(world: World, values: Values, args: readonly string[] = [], input = ""): Promise<Outcome> {
    const { code, output, stdout } = await said(world, values, [...args, "--json"], input);
    return { code, output, report: JSON.parse(stdout) as Report };
}

async function said(world: World, values: Values, args: readonly string[] = [], input = "") {
    const command = [join(root, "dist/cli/main.js"), "doctor", ...args];
    const { code, stdout, stderr } = await run(command, { ...world.env, ...values }, input);
    const output = stdout + stderr;
    for (const hidden of [secret, ...world.login.issued]) {
        expect(output, "the output").to.not.include(hidden);
    }
    return { code, output, stdout };
}

function methods({ tenant }: World): readonly string[] {
    return tenant.requests.map(({ method }) => method).filter((method) => method !== "GET");
}

function names({ tenant }: World): readonly string[] {
    return tenant.tenant.groups().map(({ name }) => name);
}

describe("entra-app-proxy doctor", function () {
    this.timeout(60_000);

    it("finds that a user with the documented permission and role can do the work, and changes nothing", async () => {
        const world = await givenApplication();
        const { code, report } = await examined(world, await asUser(world, administrator));
        expect(report.reasons).to.deep.equal([]);
        expect(report.verdict).to.equal("works");
        expect(code).to.equal(0);
        expect(report.token).to.deep.include({ tenantId, user: "ada@contoso.example", appOnly: false });
        expect(report.token?.permissions).to.deep.equal(["Directory.ReadWrite.All", "User.Read"]);
        expect(report.token?.directoryRoles).to.deep.include({
            id: applicationAdministrator,
            name: "Application Administrator",
        });
        expect(report.checks.every(({ passed }) => passed)).to.equal(true);
        expect(report.checks.map(({ name }) => name)).to.deep.equal([
            "token",
            "groups",
            "connectors",
            "applications",
            "members of a group",
            "applications of a group",
        ]);
        expect(methods(world)).to.deep.equal([]);
    });

    it("counts what the tenant holds", async () => {
        const world = await givenApplication();
        const { report } = await examined(world, await asUser(world, administrator));
        const groups = world.tenant.tenant.groups();
        const connectors = world.tenant.tenant.connectors();
        const active = connectors.filter(({ status }) => status === "active").length;
        expect(report.tenant).to.deep.equal({
            groups: groups.filter(({ connectorGroupType }) => connectorGroupType === "applicationProxy").length,
            connectors: { active, inactive: connectors.length - active },
        });
        expect(report.tenant.connectors?.inactive).to.be.greaterThan(0);
        expect(report.clockSkewSeconds).to.be.within(-2, 2);
    });

    it("says in words which cloud, endpoint, tenant and identity are used, and where each comes from", async () => {
        const world = await givenApplication();
        const { output } = await said(world, { ...asApplication, ARM_ENVIRONMENT: "public" });
        expect(output).to.match(/cloud: +public \(ARM_ENVIRONMENT\)/);
        expect(output).to.include(`${world.tenant.url} (ENTRA_APP_PROXY_ENDPOINT)`);
        expect(output).to.include(`${tenantId} (ARM_TENANT_ID)`);
        expect(output).to.include("the client secret from ARM_CLIENT_SECRET");
        expect(output).to.include(`${clientId} (ARM_CLIENT_ID)`);
        expect(output).to.include("https://login.microsoftonline.com");
        expect(output).to.match(/^Verdict: .* not proven/m);
    });

    it("calls an application's own access unproven, says why, and changes nothing", async () => {
        const world = await givenApplication();
        const { code, report } = await examined(world, asApplication);
        expect(code).to.equal(3);
        expect(report.verdict).to.equal("unproven");
        expect(report.token).to.deep.include({ appOnly: true, applicationId: clientId });
        expect(report.reasons.join("\n"))
            .to.include("documents such access for creating a group alone")
            .and.include("--write")
            .and.not.include("does not hold the permission");
        expect(methods(world)).to.deep.equal([]);
    });

    it("proves an application's access with --write, and leaves nothing behind", async () => {
        const world = await givenApplication();
        const before = names(world);
        const { code, report } = await examined(world, asApplication, ["--write"]);
        expect(report.reasons).to.deep.equal([]);
        expect(code).to.equal(0);
        expect(report.verdict).to.equal("works");
        expect(report.checks.slice(-3)).to.satisfy((last: Report["checks"]) => last.every(({ passed }) => passed));
        expect(methods(world)).to.deep.equal(["POST", "PATCH", "DELETE"]);
        expect(world.tenant.requests.find(({ method }) => method === "POST")?.body)
            .to.have.property("name")
            .that.matches(/^entra-app-proxy doctor, temporary/);
        expect(names(world)).to.deep.equal(before);
    });

    it("deletes the group although it could not be renamed", async () => {
        const world = await givenApplication();
        const before = names(world);
        world.tenant.inject({ method: "PATCH", effect: "answerBeforeActing", status: 403, code: "Forbidden" });
        const { code, report } = await examined(world, asApplication, ["--write"]);
        expect(code).to.equal(1);
        expect(report.reasons.join("\n")).to.match(/^rename it: PATCH .* 403/);
        expect(report.leftBehind).to.equal(null);
        expect(names(world)).to.deep.equal(before);
    });

    it("says the id of the group that it could not delete", async () => {
        const world = await givenApplication();
        world.tenant.inject({ method: "DELETE", effect: "answerBeforeActing", status: 403, times: Infinity });
        const { code, report } = await examined(world, asApplication, ["--write"]);
        const left = world.tenant.tenant.groups().find(({ name }) => name.startsWith("entra-app-proxy doctor"));
        expect(code).to.equal(1);
        expect(report.leftBehind).to.deep.equal({ id: left?.id, name: left?.name });
        expect(report.reasons.join("\n")).to.include(`(id ${left?.id}) may still be in the tenant`);
    });

    it("finds and deletes the group whose creation got no answer", async () => {
        const world = await givenApplication();
        const before = names(world);
        world.tenant.inject({ method: "POST", effect: "cutAfterActing" });
        const { code, report } = await examined(world, asApplication, ["--write"]);
        expect(code).to.equal(1);
        expect(report.reasons.join("\n")).to.match(/^create a group: POST /);
        expect(report.leftBehind).to.equal(null);
        expect(names(world)).to.deep.equal(before);
    });

    it("says that a group may have been created where nothing could be found out about it", async () => {
        const world = await givenApplication();
        world.tenant.inject({ method: "POST", effect: "cutAfterActing" });
        world.tenant.inject({
            method: "GET",
            path: /connectorGroups(\?|$)/,
            skip: 1,
            times: Infinity,
            effect: "answerBeforeActing",
            status: 403,
        });
        const { code, report } = await examined(world, asApplication, ["--write"]);
        expect(code).to.equal(1);
        expect(report.leftBehind?.id).to.equal(null);
        expect(names(world)).to.include(report.leftBehind?.name);
        expect(report.reasons.join("\n")).to.include("may have been created. Look for it");
    });

    it("deletes the group before it ends when it is interrupted", async () => {
        const world = await givenApplication();
        const before = names(world);
        let doctor: ChildProcess | undefined;
        world.tenant.inject({ method: "PATCH", effect: "meanwhile", run: () => doctor?.kill("SIGINT") });
        const command = [join(root, "dist/cli/main.js"), "doctor", "--write"];
        const { code, stderr } = await run(command, { ...world.env, ...asApplication }, "", (child) => {
            doctor = child;
        });
        expect(stderr).to.include("The temporary group is deleted first");
        expect(code).to.equal(0);
        expect(methods(world)).to.deep.equal(["POST", "PATCH", "DELETE"]);
        expect(names(world)).to.deep.equal(before);
    });

    it("writes nothing, even with --write, where reading is refused; names permission and role", async () => {
        const world = await givenApplication();
        world.tenant.inject({ path: /connectors$/, times: Infinity, effect: "answerBeforeActing", status: 403 });
        const user = await asUser(world, { ...administrator, scp: "User.Read", wids: [] });
        const { code, report } = await examined(world, user, ["--write"]);
        expect(code).to.equal(1);
        expect(report.reasons.join("\n")).to.match(/^connectors: GET .* 403/);
        expect(report.notes.join("\n"))
            .to.match(/does not hold the permission Directory\.ReadWrite\.All.* delegated permissions/)
            .and.match(/neither the directory role Application Administrator/);
        expect(report.checks.filter(({ passed }) => passed).map(({ name }) => name)).to.include("members of a group");
        expect(methods(world)).to.deep.equal([]);
    });

    it("calls a user's access unproven whose token shows no such role, and names the one it shows", async () => {
        const world = await givenApplication();
        const cloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";
        const user = await asUser(world, { ...administrator, wids: [cloudApplicationAdministrator] });
        const { code, report } = await examined(world, user);
        expect(code).to.equal(3);
        expect(report.reasons.join("\n")).to.include("it shows Cloud Application Administrator");
    });

    it("calls access with a token that cannot be read unproven", async () => {
        const world = await givenApplication();
        const { code, report } = await examined(world, { ENTRA_APP_PROXY_ACCESS_TOKEN: world.tenant.token });
        expect(code).to.equal(3);
        expect(report.token).to.equal(null);
        expect(report.reasons.join("\n")).to.include("The token cannot be read");
        expect(report.notes.join("\n")).to.include("ENTRA_APP_PROXY_ACCESS_TOKEN cannot be renewed");
    });

    it("finds that the token is for another tenant than the configuration names", async () => {
        const world = await givenApplication();
        const elsewhere = "22222222-2222-4222-8222-222222222222";
        const { code, report } = await examined(world, await asUser(world, { ...administrator, tid: elsewhere }));
        expect(code).to.equal(1);
        expect(report.reasons.join("\n"))
            .to.include(elsewhere)
            .and.include(`ENTRA_APP_PROXY_TENANT_ID names ${tenantId}`);
    });

    it("says why no token could be had, and asks the tenant nothing", async () => {
        const world = await givenApplication();
        const { code, report } = await examined(world, { ...asApplication, ARM_CLIENT_SECRET: "wr0ng" });
        expect(code).to.equal(1);
        expect(report.checks.map(({ name, passed }) => ({ name, passed }))).to.deep.equal([
            { name: "token", passed: false },
        ]);
        expect(report.reasons.join("\n")).to.include("AADSTS7000215").and.not.include("wr0ng");
        expect(world.tenant.requests).to.deep.equal([]);
    });

    it("asks once where the tenant cannot be reached, and says so", async () => {
        const world = await givenApplication();
        await world.tenant.stop();
        const { code, report } = await examined(world, asApplication);
        expect(code).to.equal(1);
        expect(report.checks.map(({ name, passed }) => ({ name, passed }))).to.deep.equal([
            { name: "token", passed: true },
            { name: "groups", passed: false },
        ]);
        expect(report.reasons.join("\n")).to.include("ECONNREFUSED");
        expect(report.clockSkewSeconds).to.equal(null);
    });

    it("says what is wrong with the configuration, and asks nobody", async () => {
        const world = await givenApplication();
        const { code, report } = await examined(world, { ...asApplication, ARM_TENANT_ID: "" });
        expect(code).to.equal(1);
        expect(report.configuration).to.equal(null);
        expect(report.reasons.join("\n")).to.include("the environment variable ARM_TENANT_ID");
        expect(world.login.tokenRequests).to.deep.equal([]);
    });

    describe("with the configuration of a stack", () => {
        const ofStack = (isSecret: boolean) =>
            JSON.stringify({
                "azuread:tenantId": { value: tenantId, secret: false },
                "azuread:clientId": { value: clientId, secret: false },
                "azuread:clientSecret": { value: secret, secret: isSecret },
            });

        it("names its keys", async () => {
            const world = await givenApplication();
            const { code, report } = await examined(world, {}, ["--config", "-"], ofStack(true));
            expect(code).to.equal(3);
            expect(report.configuration?.tenant).to.deep.equal({ value: tenantId, from: "azuread:tenantId" });
            expect(report.configuration?.identity).to.deep.equal({
                kind: "secret",
                description: "the client secret from azuread:clientSecret",
                from: "azuread:clientSecret",
                clientId: { value: clientId, from: "azuread:clientId" },
            });
        });

        it("finds a credential in plain text, with the command that mends it", async () => {
            const world = await givenApplication();
            const file = await world.file("stack.json", ofStack(false));
            const { code, report } = await examined(world, {}, ["--config", file]);
            expect(code).to.equal(1);
            expect(report.reasons.join("\n")).to.include("`pulumi config set --secret azuread:clientSecret`");
        });

        it("refuses a file that holds something else, or no values, without showing what", async () => {
            const world = await givenApplication();
            const text = await said(world, {}, ["--config", "-"], `no JSON: ${secret}`);
            expect(text.code).to.equal(1);
            expect(text.output).to.include("`pulumi config --json --show-secrets`");
            const masked = JSON.stringify({ "azuread:clientSecret": { secret: true } });
            expect((await said(world, {}, ["--config", "-"], masked)).output).to.include(
                "no value for azuread:clientSecret",
            );
        });
    });

    it("keeps the shape of its JSON", async () => {
        const world = await givenApplication();
        const { report } = await examined(world, asApplication);
        expect(report.version).to.equal(1);
        expect(Object.keys(report)).to.deep.equal([
            "version",
            "verdict",
            "reasons",
            "notes",
            "configuration",
            "token",
            "checks",
            "tenant",
            "clockSkewSeconds",
            "leftBehind",
        ]);
        expect(Object.keys(report.configuration ?? {})).to.deep.equal([
            "cloud",
            "endpoint",
            "loginService",
            "tenant",
            "identity",
        ]);
        expect(Object.keys(report.token ?? {})).to.deep.equal([
            "tenantId",
            "applicationId",
            "user",
            "appOnly",
            "audience",
            "permissions",
            "directoryRoles",
            "expiresAt",
        ]);
    });
});
