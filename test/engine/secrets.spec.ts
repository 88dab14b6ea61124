import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership, getConnectorGroups } from "pulumi-entra-app-proxy";
import { given } from "./support/given";

/** A token as it is, and as it would be in a file or an address that encodes it. */
const token = "marked+token/that=nobody&may.see";
const forms = [
    token,
    encodeURIComponent(token),
    JSON.stringify(token).slice(1, -1),
    ...["base64", "base64url", "hex"].map((encoding) => Buffer.from(token).toString(encoding as BufferEncoding)),
];

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

        const everything = { ...beforeTheEnd, ...filesBelow(stack.folder), printed: printed.join("\n") };
        const log = JSON.stringify(emulator.requests);
        for (const form of forms) {
            const found = Object.entries(everything).filter(([, text]) => text.includes(form));
            expect(found.map(([where]) => where)).to.deep.equal([]);
            expect(log).to.not.include(form);
        }
        // What is searched is what was written: the state names the group, and the state folder holds notes.
        expect(
            Object.entries(beforeTheEnd).some(([path, text]) => /dev\.json$/.test(path) && text.includes("Frankfurt")),
        ).to.equal(true);
    });
});

/** Every file of the stack's folder: state, its history and backups, notes, logs, the home folder. */
function filesBelow(folder: string): Record<string, string> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return Object.fromEntries(
        files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "latin1")]),
    );
}
