import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";
import type { Emulator } from "../../emulator/index";
import type { Stack } from "../../tools/stack";
import { given, writes } from "./support/given";

const command = join(__dirname, "..", "..", "dist", "cli", "main.js");

interface Ran {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs the command in the stack's folder, with the tenant in the environment. */
async function run(stack: Stack, args: readonly string[], input?: string): Promise<Ran> {
    const child = spawn(process.execPath, [command, ...args], { cwd: stack.folder, env: stack.env });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
    });
    child.stdin.end(input ?? "");
    const code = await new Promise<number | null>((ended) => child.on("close", ended));
    return { code, stdout, stderr };
}

/** A group in use, and the program for it in any region. */
async function inUse(active: number) {
    const { emulator, stack } = await given();
    const connectors = Array.from({ length: active }, (_, n) => addConnector(emulator, `fra-${n + 1}`));
    const applicationId = emulator.tenant.addApplication({ displayName: "Payroll" }).id;
    emulator.tenant.addConnector({ machineName: "idle" });
    const program = (region: string) => async () => {
        const { id: connectorGroupId } = new ConnectorGroup("frankfurt", { name: "Frankfurt", region });
        const dependsOn = connectors.map(
            (connectorId, n) => new ConnectorMembership(`c${n}`, { connectorId, connectorGroupId }),
        );
        new ApplicationAssignment("payroll", { applicationId, connectorGroupId }, { dependsOn });
    };
    expect((await stack.up(program("nam"))).code).to.equal(0);
    emulator.clearRequests();
    const previewTo = async (region: string) => {
        const { stdout } = await stack.preview(program(region), "--json", "--show-sames", "--show-replacement-steps");
        writeFileSync(join(stack.folder, "preview.json"), stdout);
        return stdout;
    };
    return { emulator, stack, program, previewTo };
}

function addConnector({ tenant }: Emulator, machineName: string): string {
    return tenant.addConnector({ machineName }).id;
}

describe("entra-app-proxy review", function () {
    this.timeout(180_000);

    it("says what a change does, writes nothing in the tenant, and tells by its exit code that all is well", async () => {
        const { emulator, stack, previewTo } = await inUse(3);
        await previewTo("eur");

        const { code, stdout, stderr } = await run(stack, ["review", "preview.json"]);

        expect(code, stderr).to.equal(0);
        expect(stdout)
            .to.include("safe")
            .and.to.include("Payroll")
            .and.to.include("fra-2")
            .and.to.include("```mermaid");
        expect(stderr).to.equal("");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("answers 2 for a gap, unless told that a gap is none of the pipeline's business", async () => {
        const { stack, previewTo } = await inUse(1);
        await previewTo("eur");

        const [gap, tolerated] = [
            await run(stack, ["review", "preview.json"]),
            await run(stack, ["review", "preview.json", "--fail-on", "error"]),
        ];

        expect(gap.code, gap.stderr).to.equal(2);
        expect(gap.stdout).to.include("gap");
        expect(tolerated.code).to.equal(0);
        expect(tolerated.stdout, "says the same").to.equal(gap.stdout);
    });

    it("answers 3 for what a rule forbids, by the settings beside the program", async () => {
        const { stack, previewTo } = await inUse(3);
        const preview = await previewTo("eur");
        const settings = { rules: { "name-outside-pattern": { level: "error", pattern: "^DC " } } };
        writeFileSync(join(stack.folder, "entra-app-proxy.rules.json"), JSON.stringify(settings));

        const former = await run(stack, ["review", "-"], preview);
        writeFileSync(
            join(stack.folder, "strict.json"),
            JSON.stringify({ rules: { "fewer-than-two-active-connectors": "off", "unknown-region": "error" } }),
        );
        await previewTo("mars");
        const forbidden = await run(stack, ["review", "preview.json", "--rules", "strict.json"]);

        expect(former.code, "what was so before does not block").to.equal(0);
        expect(former.stdout).to.include("name-outside-pattern");
        expect(forbidden.code, forbidden.stderr).to.equal(3);
        expect(forbidden.stdout).to.include("blocked by rule").and.to.include("mars");
    });

    it("writes a page, and the digest that an update is held against", async () => {
        const { emulator, stack, program, previewTo } = await inUse(3);
        await previewTo("eur");

        const html = await run(stack, ["review", "preview.json", "--format", "html", "--digest", "reviewed.json"]);
        const json = await run(stack, ["review", "preview.json", "--format", "json"]);

        expect(html.code, html.stderr).to.equal(0);
        expect(html.stdout)
            .to.match(/^<!doctype html>/i)
            .and.to.include("Payroll");
        expect(json.stdout).to.equal(readFileSync(join(stack.folder, "reviewed.json"), "utf8"));
        const held = stack.with({ ENTRA_APP_PROXY_REVIEWED: join(stack.folder, "reviewed.json") });
        emulator.tenant.addConnector({ machineName: "fra-new", groupId: "Frankfurt" });
        const refused = await held.up(program("eur"));
        expect(refused.code).to.not.equal(0);
        expect(refused.output).to.include("fra-new");
        expect(writes(emulator)).to.deep.equal([]);
        emulator.tenant.removeConnector(
            String(emulator.tenant.connectors().find(({ machineName }) => machineName === "fra-new")?.id),
        );
        const applied = await held.up(program("eur"));
        expect(applied.code, applied.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt")?.region).to.equal("eur");
    });

    it("runs the preview itself for a stack, with what a review needs to see in it", async () => {
        const { stack, previewTo } = await inUse(3);
        await previewTo("eur");
        // The program runs in this process, which a preview by the command itself would know nothing of.
        const bin = join(stack.folder, "bin");
        mkdirSync(bin);
        writeFileSync(join(bin, "pulumi"), '#!/bin/sh\necho "$@" > asked.txt\ncat preview.json\n', { mode: 0o755 });
        const withStandIn = stack.with({ PATH: `${bin}${delimiter}${stack.env.PATH}` });

        const [ofStack, fromFile] = [
            await run(withStandIn, ["review", "--stack", "dev"]),
            await run(stack, ["review", "preview.json"]),
        ];

        expect(ofStack.code, ofStack.stderr).to.equal(0);
        expect(ofStack.stdout).to.equal(fromFile.stdout);
        writeFileSync(join(bin, "pulumi"), "#!/bin/sh\necho 'no stack named dev' >&2\nexit 255\n", { mode: 0o755 });
        const failed = await run(withStandIn, ["review", "--stack", "dev"]);
        expect(failed.code).to.equal(1);
        expect(failed.stderr).to.match(/^no stack named dev\n.*ended with 255 and printed nothing/s);
        const asked = readFileSync(join(stack.folder, "asked.txt"), "utf8").trim();
        expect(asked)
            .to.match(/^preview /)
            .and.to.match(/ --stack dev$/);
        expect(asked.split(" ")).to.include.members(["--json", "--show-sames", "--show-replacement-steps"]);
    });

    it("tells what is wrong with its input, and reviews nothing", async () => {
        const { stack } = await inUse(1);
        writeFileSync(join(stack.folder, "text.json"), "Previewing update (dev):");
        writeFileSync(join(stack.folder, "bad.json"), '{"rules": {"unknown-regoin": "off"}}');
        const refusals = [
            await run(stack, ["review"]),
            await run(stack, ["review", "missing.json"]),
            await run(stack, ["review", "text.json"]),
            await run(stack, ["review", "text.json", "--rules", "bad.json"]),
            await run(stack, ["review", "text.json", "--rules", "nowhere.json"]),
            await run(stack, ["review", "text.json", "--parallel", "0"]),
        ];

        expect(refusals.map(({ code }) => code)).to.deep.equal([1, 1, 1, 1, 1, 1]);
        expect(refusals.map(({ stdout }) => stdout)).to.deep.equal(["", "", "", "", "", ""]);
        const [nothing, missing, text, rules, nowhere] = refusals.map(({ stderr }) => stderr);
        expect(nothing).to.include("or --stack");
        expect(missing).to.include("missing.json cannot be read");
        expect(text).to.include("text.json holds no JSON").and.to.include("Nothing was reviewed");
        expect(rules).to.include("bad.json").and.to.include("unknown-region");
        expect(nowhere).to.include("nowhere.json with the settings of the rules cannot be read");
        expect(existsSync(join(stack.folder, "reviewed.json"))).to.equal(false);
    });
});

describe("entra-app-proxy drift", function () {
    this.timeout(180_000);

    it("answers 0 for a clean stack and 2 for one that was changed, and changes neither", async () => {
        const { emulator, stack } = await inUse(2);

        const clean = await run(stack, ["drift", "--stack", "dev"]);
        emulator.tenant.renameGroup("Frankfurt", "Renamed in the portal");
        const exported = (await stack.must("stack", "export", "--stack", "dev")).stdout;
        const drifted = await run(stack, ["drift", "-"], exported);

        expect(clean.code, clean.stderr).to.equal(0);
        expect(drifted.code, drifted.stderr).to.equal(2);
        expect(drifted.stdout).to.include("Renamed in the portal").and.to.include("Frankfurt");
        expect(writes(emulator)).to.deep.equal([]);
        expect((await stack.must("stack", "export", "--stack", "dev")).stdout).to.equal(exported);
    });
});
