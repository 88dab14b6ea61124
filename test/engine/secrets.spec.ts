import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership, getConnectorGroups } from "pulumi-entra-app-proxy";
import { openStack } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { applicationCertificate, pemFile } from "../identity/support/certificate";
import { clientId, givenWorld, tenantId, type Values, type World } from "../identity/support/given";
import { given } from "./support/given";

const token = "marked+token/that=nobody&may.see";

/** A secret as it is, and as it would be in a file or an address that encodes it. */
function formsOf(secret: string): readonly string[] {
    return [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        ...(["base64", "base64url", "hex"] as const).map((encoding) => Buffer.from(secret).toString(encoding)),
    ];
}

describe("a credential", function () {
    this.timeout(120_000);

    it("is in nothing that a stack writes or prints, from the first preview to the end", async () => {
        const { emulator, stack } = await given({ token }, { ENTRA_APP_PROXY_ACCESS_TOKEN: "" });
        await stack.setConfig("entraAppProxy:endpoint", emulator.url);
        await stack.setConfig("entraAppProxy:accessToken", token, "--secret");
        const { tenant } = emulator;
        const [c1, c2] = ["c1", "c2"].map((machineName) => tenant.addConnector({ machineName }).id);
        const a1 = tenant.addApplication({ displayName: "Payroll" }).id;
        const program = (region: string) => async () => {
            await getConnectorGroups();
            const group = new ConnectorGroup("g", { name: "Frankfurt", region });
            const connectorGroupId = group.id;
            const first = new ConnectorMembership("c1", { connectorId: String(c1), connectorGroupId });
            new ConnectorMembership("c2", { connectorId: String(c2), connectorGroupId }, { dependsOn: first });
            new ApplicationAssignment("a1", { applicationId: a1, connectorGroupId }, { dependsOn: first });
        };
        const printed: string[] = [];
        const keep = async (run: Promise<{ readonly output: string }>) => printed.push((await run).output);

        await keep(stack.preview(program("eur"), "--json"));
        await keep(stack.up(program("eur"), "--debug"));
        await keep(stack.preview(program("asia"), "--diff"));
        // A gateway that says back what it was sent.
        const echo = { status: 500, code: token, message: `Bearer ${token}`, times: 40 } as const;
        const fault = emulator.inject({ method: "PUT", effect: "answerBeforeActing", ...echo });
        const failing = await stack.up(program("asia"));
        expect(failing.code).to.not.equal(0);
        printed.push(failing.output);
        fault.withdraw();
        emulator.inject({
            method: "GET",
            effect: "answerBeforeActing",
            ...echo,
            status: 403,
            times: 1,
            body: echo.message,
        });
        await keep(stack.refresh());
        await keep(stack.up(program("asia"), "--debug"));
        expect(tenant.group("Frankfurt")).to.include({ region: "asia" });
        emulator.settings.token = "another";
        await keep(stack.refresh());
        emulator.settings.token = token;
        const beforeTheEnd = filesBelow(stack.folder);
        await keep(stack.destroy());

        expectNowhere([token], { ...beforeTheEnd, ...filesBelow(stack.folder), printed: printed.join("\n") });
        expectNowhere([token], { log: JSON.stringify(emulator.requests) });
        // What is searched is what was written: the state names the group, and the state folder holds notes.
        expect(
            Object.entries(beforeTheEnd).some(([path, text]) => /dev\.json$/.test(path) && text.includes("Frankfurt")),
        ).to.equal(true);
    });
});

describe("what an application signs in with", function () {
    this.timeout(120_000);

    const secret = "marked~secret+of/the=application";
    const application = { tenantId, clientId };
    const ids = { ENTRA_APP_PROXY_TENANT_ID: tenantId, ENTRA_APP_PROXY_CLIENT_ID: clientId };

    /** Runs a stack from its creation to its end, once in vain because the login service refuses everything. */
    async function lifeOfAStack(world: World, env: Values) {
        const { HOME: _home, PATH: _path, ...around } = world.env;
        const stack = await openStack({ parent: join(__dirname, ".work"), env: { ...around, ...ids, ...env } });
        closeAfterTest(() => stack.close());
        const program = async () => {
            new ConnectorGroup("g", { name: "Marked", region: "eur" });
        };
        const printed: string[] = [];
        for (const run of [
            () => stack.preview(program, "--json"),
            () => stack.up(program, "--debug"),
            () => stack.refresh(),
        ]) {
            const { code, output } = await run();
            expect(code, output).to.equal(0);
            printed.push(output);
        }
        const elsewhere = stack.with({ ENTRA_APP_PROXY_CLIENT_ID: "44444444-4444-4444-8444-444444444444" });
        const refused = await elsewhere.refresh();
        expect(refused.code).to.not.equal(0);
        printed.push(refused.output, (await stack.destroy()).output);
        return { ...filesBelow(stack.folder), printed: printed.join("\n") };
    }

    it("is in nothing: a client secret", async () => {
        const world = await givenWorld({ application: { ...application, secret } });
        const written = await lifeOfAStack(world, { ENTRA_APP_PROXY_CLIENT_SECRET: secret });
        expectNowhere([secret, ...world.login.issued], { ...written, log: JSON.stringify(world.tenant.requests) });
    });

    it("is in nothing: the password and the key of a client certificate", async () => {
        const made = await applicationCertificate();
        const world = await givenWorld({ application: { ...application, certificate: made.certificate } });
        const written = await lifeOfAStack(world, {
            ENTRA_APP_PROXY_CLIENT_CERTIFICATE_PATH: await world.file("application.pem", pemFile(made, secret)),
            ENTRA_APP_PROXY_CLIENT_CERTIFICATE_PASSWORD: secret,
        });
        const [, firstLineOfKey = ""] = made.privateKey.split("\n");
        expectNowhere([secret, firstLineOfKey, ...world.login.issued], {
            ...written,
            log: JSON.stringify(world.tenant.requests),
        });
    });

    it("is in nothing: a federated token", async () => {
        const world = await givenWorld({ application: { ...application, federatedToken: secret } });
        const written = await lifeOfAStack(world, {
            ENTRA_APP_PROXY_USE_OIDC: "true",
            ENTRA_APP_PROXY_OIDC_TOKEN: secret,
        });
        expectNowhere([secret, ...world.login.issued], { ...written, log: JSON.stringify(world.tenant.requests) });
    });
});

function expectNowhere(secrets: readonly string[], written: Readonly<Record<string, string>>): void {
    expect(secrets).to.have.length.greaterThan(0);
    for (const form of secrets.flatMap(formsOf)) {
        const found = Object.entries(written).filter(([, text]) => text.includes(form));
        expect(found.map(([where]) => where)).to.deep.equal([]);
    }
}

/** Every file of the stack's folder: state, its history and backups, notes, logs, the home folder. */
function filesBelow(folder: string): Record<string, string> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
        files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]),
    );
}
