import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { type Emulator, startEmulator, type TenantSeed } from "../../emulator/index";
import { closeAfterTest } from "../closing";
import { commandOfCheckout, exported, filesIn, newTarget, runExport, startExport } from "./support/exported";

describe("entra-app-proxy export", function () {
    this.timeout(120_000);

    let emulator: Emulator;

    beforeEach(async () => {
        emulator = await startEmulator({ seed: tenant });
        closeAfterTest(() => emulator.stop());
    });

    it("says what it wrote, what it left out and why, and what to do next; nothing on stderr without a terminal", async () => {
        const folder = newTarget();

        const run = await runExport(emulator, "--out", folder);

        expect(run).to.include({ code: 0, stderr: "" });
        const [wrote, ...rest] = run.stdout.trimEnd().split("\n");
        expect(wrote).to.equal(
            `Wrote 4 groups, 2 connector memberships and 3 application assignments as a Pulumi project into ${folder}.`,
        );
        expect(rest.slice(0, 3)).to.deep.equal([
            "Left out:",
            `  - "Sync agents" (id ${syncId}): a group of the type syncFabric, which no resource of this package manages.`,
            "  - 1 connector and 1 application on the default group: what is assigned nowhere else is there without being declared.",
        ]);
        expect(rest).to.include("  npm install");
        expect(rest).to.include("  pulumi import --file import.json --generate-code=false");
    });

    it("says on stderr what it waits for where the tenant throttles", async () => {
        const headers = { "Retry-After": "6" };
        emulator.inject({ method: "GET", effect: "answerBeforeActing", status: 429, headers });

        const run = await runExport(emulator, "--out", newTarget());

        expect(run.code).to.equal(0);
        expect(run.stderr).to.equal(
            "Microsoft Graph is throttling (429): every request of this process waits for 6 s.\n",
        );
    });

    it("writes nothing to the tenant, and no secret into the project", async () => {
        const folder = await exported(emulator);

        expect(emulator.requests.filter(({ method }) => method !== "GET")).to.deep.equal([]);
        const everything = Object.values(filesIn(folder)).join("\n");
        expect(everything).to.not.include(emulator.token).and.to.not.include(emulator.url);
    });

    it("pins this package and the SDK to the versions it ran with, and the compiler that it is tested with", async () => {
        const manifest = JSON.parse(filesIn(await exported(emulator))["package.json"] ?? "") as Manifest;

        const own = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as Manifest & {
            version: string;
        };
        expect(manifest.main).to.equal("index.ts");
        expect(manifest.dependencies).to.deep.equal({
            "@pulumi/pulumi": own.devDependencies["@pulumi/pulumi"],
            "pulumi-entra-app-proxy": own.version,
        });
        expect(manifest.devDependencies).to.deep.equal({ typescript: own.devDependencies.typescript });
    });

    it("looks up by name what bears its name alone in the tenant, and names the rest by id with the reason", async () => {
        const { "groups/frankfurt.ts": text } = filesIn(await exported(emulator));

        expect(text).to.include('"fra-1": getConnectorOutput({ machineName: "fra-1" }).id,');
        expect(text).to.include(`// "FRA-2", a name that 2 connectors of the tenant bear.\n    "fra-2": "${fra2Id}",`);
        expect(text).to.include('payroll: getApplicationOutput({ displayName: "Payroll" }).id,');
        expect(text).to.include(
            `// "Team wiki", a name that 2 applications of the tenant bear.\n    "team-wiki": "${wikiId}",`,
        );
    });

    it("comes to the same files each time, and knows those it wrote before for its own", async () => {
        const folder = await exported(emulator);
        const before = filesIn(folder);

        const again = await runExport(emulator, "--out", folder);

        expect(again).to.include({ code: 0, stderr: "" });
        expect(filesIn(folder)).to.deep.equal(before);
    });

    it("follows the tenant: files of groups that are gone go, those of new ones come", async () => {
        const folder = await exported(emulator);
        emulator.tenant.renameGroup("Virginia", "Ohio");

        const run = await runExport(emulator, "--out", folder);

        expect(run.stdout).to.include("Removed, as no longer needed:\n  - groups/virginia.ts\n");
        expect(readdirSync(join(folder, "groups"))).to.have.members([
            "default.ts",
            "frankfurt.ts",
            "lyon.ts",
            "ohio.ts",
        ]);
        expect(filesIn(folder)["index.ts"]).to.include("./groups/ohio").and.to.not.include("virginia");
    });

    it("leaves a file that is no longer needed where a person has changed it, and says so", async () => {
        const folder = await exported(emulator);
        append(folder, "groups/virginia.ts", "// Do not touch (Bob)\n");
        emulator.tenant.renameGroup("Virginia", "Ohio");

        const run = await runExport(emulator, "--out", folder);

        expect(run.code).to.equal(0);
        expect(run.stdout).to.include("changed by hand, and so left where they are:\n  - groups/virginia.ts\n");
        expect(filesIn(folder)["groups/virginia.ts"]).to.match(/Bob/);
    });

    it("refuses to overwrite what a person has changed, naming it, before it reads what is in the groups", async () => {
        const folder = await exported(emulator);
        append(folder, "groups/frankfurt.ts", "// Do not touch (Bob)\n");
        const before = filesIn(folder);
        emulator.clearRequests();

        const run = await runExport(emulator, "--out", folder);

        expect(run.code).to.equal(1);
        expect(run.stderr).to.equal(
            `entra-app-proxy: ${folder} holds files that no export has written, or that were changed since: ` +
                "groups/frankfurt.ts. Nothing was written. Choose another folder with --out, or overwrite them with --force.\n",
        );
        expect(filesIn(folder)).to.deep.equal(before);
        expect(emulator.requests).to.have.length(1);
    });

    it("refuses a folder with files of the same names that it has never written, and keeps them", async () => {
        const folder = newTarget();
        mkdirSync(folder);
        writeFileSync(join(folder, "package.json"), '{"name":"somebody-elses"}');

        const run = await runExport(emulator, "--out", folder);

        expect(run.code).to.equal(1);
        expect(run.stderr).to.include("package.json").and.to.include("--force");
        expect(filesIn(folder)).to.deep.equal({ "package.json": '{"name":"somebody-elses"}' });
    });

    it("overwrites them with --force, and touches nothing else in the folder", async () => {
        const folder = newTarget();
        mkdirSync(folder);
        writeFileSync(join(folder, "package.json"), "{}");
        writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");

        const run = await runExport(emulator, "--out", folder, "--force");

        expect(run).to.include({ code: 0, stderr: "" });
        expect(filesIn(folder)["package.json"]).to.include("pulumi-entra-app-proxy");
        expect(filesIn(folder)["Pulumi.dev.yaml"]).to.equal("config: {}\n");
    });

    it("knows its files again where git has changed the ends of their lines", async () => {
        const folder = await exported(emulator);
        const file = join(folder, "groups/frankfurt.ts");
        writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));

        expect((await runExport(emulator, "--out", folder)).code).to.equal(0);
    });

    it("removes nothing outside of the project, whatever its manifest says", async () => {
        const folder = await exported(emulator);
        const precious = join(dirname(folder), "precious.txt");
        writeFileSync(precious, "");
        const manifest = join(folder, ".entra-app-proxy-export.json");
        const content = JSON.parse(readFileSync(manifest, "utf8")) as { files: Record<string, string> };
        // The digest of an empty file.
        content.files["../precious.txt"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        writeFileSync(manifest, JSON.stringify(content));

        expect((await runExport(emulator, "--out", folder)).code).to.equal(0);
        expect(existsSync(precious)).to.equal(true);
    });

    it("exports the named groups alone", async () => {
        const folder = await exported(emulator, "--group", "frankfurt", "--group", "Lyon");

        expect(readdirSync(join(folder, "groups"))).to.have.members(["frankfurt.ts", "lyon.ts"]);
        expect(imported(folder).map(({ name }) => name))
            .to.include.members(["frankfurt", "lyon"])
            .and.to.not.include("virginia");
    });

    it("says which groups there are where none bears the name, and writes nothing", async () => {
        const folder = newTarget();

        const run = await runExport(emulator, "--out", folder, "--group", "Frankfort");

        expect(run.code).to.equal(1);
        expect(run.stderr).to.equal(
            'entra-app-proxy: No connector group bears the name "Frankfort". The tenant has: "Default", "Frankfurt", ' +
                `"Lyon", "Virginia". Nothing was written to ${folder}.\n`,
        );
        expectNothingLeft(folder);
    });

    it("reads what is in ten groups in one round trip", async () => {
        for (let n = emulator.tenant.groups().length; n < 26; n += 1) {
            emulator.tenant.addGroup({ name: `Site ${n}` });
        }

        await exported(emulator);

        const kinds = emulator.exchanges.map(({ method, path }) => `${method} ${path.replace(/\?.*$|^.*\//g, "")}`);
        expect(kinds.sort()).to.deep.equal([
            "GET applications",
            "GET connectorGroups",
            "GET connectors",
            ...["POST $batch", "POST $batch", "POST $batch"],
        ]);
    });

    it("asks for no connectors and no applications where they are to be left out", async () => {
        const folder = await exported(emulator, "--no-memberships", "--no-assignments");

        expect(emulator.requests.map(({ path }) => path.replace(/^.*\//, ""))).to.deep.equal([
            "connectorGroups?$top=999",
        ]);
        expect(imported(folder)).to.have.length(4);
    });

    it("protects every resource, and with --no-protect none, and then says how to import", async () => {
        const folder = newTarget();
        const run = await runExport(emulator, "--out", folder, "--no-protect");
        expect(run.stdout).to.include("pulumi import --file import.json --generate-code=false --protect=false\n");
        expect(Object.values(filesIn(folder)).join("")).to.not.include("protect");

        const resources = /new (ConnectorGroup|ConnectorMembership|ApplicationAssignment)\(/g;
        const texts = Object.entries(filesIn(await exported(emulator))).filter(([path]) => path.startsWith("groups/"));
        for (const [path, text] of texts) {
            expect(text.match(/protect: true/g), path).to.have.length(text.match(resources)?.length ?? 0);
        }
    });

    it("writes the same where nothing has installed it: what goes into the state names the code, wherever that is", async () => {
        const folder = newTarget();
        const { url, token } = emulator;

        const run = await runExport({ url, token, main: commandOfCheckout }, "--out", folder);

        expect(run).to.include({ code: 0, stderr: "" });
        expect(filesIn(folder)).to.deep.equal(filesIn(await exported(emulator)));
        expect(filesIn(folder)["import.json"]).to.include("pulumi-entra-app-proxy/dist/provider/dynamic/");
    });

    it("leaves nothing behind where the tenant does not answer", async () => {
        const { url, token } = emulator;
        await emulator.stop();
        const folder = newTarget();

        const run = await runExport({ url, token }, "--out", folder);

        expect(run.code).to.equal(1);
        // Before it, each longer wait is said; how long they are is drawn.
        expect(run.stderr).to.match(/^entra-app-proxy: .*could not be reached.*Nothing was written to .*\n$/m);
        expectNothingLeft(folder);
    });

    it("leaves nothing behind where the tenant refuses, and says what is missing", async () => {
        emulator.inject({
            effect: "answerBeforeActing",
            status: 403,
            code: "Forbidden",
            times: Number.POSITIVE_INFINITY,
        });
        const folder = join(newTarget(), "several", "levels");

        const run = await runExport(emulator, "--out", folder);

        expect(run.code).to.equal(1);
        expect(run.stderr).to.include("Directory.ReadWrite.All").and.to.include("Nothing was written");
        expect(run.stderr).to.not.include(emulator.token);
        expectNothingLeft(join(folder, "..", ".."));
    });

    for (const [what, path] of [
        ["the applications of the last group", "applications"],
        ["the connectors of the last group", "members"],
    ] as const) {
        it(`leaves the former project as it was where ${what} cannot be read`, async () => {
            const folder = await exported(emulator);
            const before = filesIn(folder);
            emulator.tenant.renameGroup("Frankfurt", "Renamed");
            emulator.inject({
                effect: "answerBeforeActing",
                path: new RegExp(`${virginiaId}/${path}`),
                status: 404,
                code: "SomethingElse",
                times: Number.POSITIVE_INFINITY,
            });

            const run = await runExport(emulator, "--out", folder);

            expect(run.code).to.equal(1);
            expect(run.stderr).to.include("Nothing was written");
            expect(filesIn(folder)).to.deep.equal(before);
            expect(readdirSync(dirname(folder))).to.deep.equal(["exported"]);
        });
    }

    it("puts everything back where the new project cannot be put in place", async () => {
        const folder = await exported(emulator);
        emulator.tenant.addGroup({ name: "Ohio" });
        // A file where the groups' folder has to be: found out when the other files are in place already.
        rmSync(join(folder, "groups"), { recursive: true });
        writeFileSync(join(folder, "groups"), "somebody's");
        const before = filesIn(folder);

        const run = await runExport(emulator, "--out", folder);

        expect(run.code).to.equal(1);
        expect(run.stderr).to.include("Nothing was written");
        expect(filesIn(folder)).to.deep.equal(before);
    });

    it("leaves nothing behind when it is stopped", async () => {
        emulator.settings.latencyMs = 200;
        const folder = newTarget();
        const child = startExport(emulator, "--out", folder);
        const ended = once(child, "close");
        while (readdirSync(dirname(folder)).length === 0) {
            await setTimeout(10);
        }

        child.kill("SIGINT");

        expect(await ended).to.deep.equal([null, "SIGINT"]);
        expectNothingLeft(folder);
    });

    it("makes folders and files with the permissions that the user's own have", async () => {
        const folder = await exported(emulator);
        const own = join(dirname(folder), "own");
        mkdirSync(own);

        expect(statSync(folder).mode).to.equal(statSync(own).mode);
    });
});

const syncId = "60000000-0000-4000-a000-000000000004";
const virginiaId = "60000000-0000-4000-a000-000000000003";
const fra2Id = "c0000000-0000-4000-a000-000000000002";
const wikiId = "a0000000-0000-4000-a000-000000000002";

const tenant: TenantSeed = {
    groups: [
        { name: "Default", isDefault: true, region: "nam" },
        { name: "Frankfurt", region: "eur" },
        { id: virginiaId, name: "Virginia", region: "nam" },
        { name: "Lyon", region: "eur" },
        { id: syncId, name: "Sync agents", connectorGroupType: "syncFabric" },
    ],
    connectors: [
        { machineName: "fra-1", groupId: "Frankfurt" },
        { id: fra2Id, machineName: "FRA-2", groupId: "Frankfurt" },
        // Alike in all but case, and elsewhere.
        { machineName: "fra-2" },
    ],
    applications: [
        { displayName: "Payroll", groupId: "Frankfurt" },
        { id: wikiId, displayName: "Team wiki", groupId: "Frankfurt" },
        { displayName: "Warehouse", groupId: "Virginia" },
        { displayName: "Unassigned" },
        { displayName: "TEAM WIKI", published: false },
    ],
};

interface Manifest {
    readonly main: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

function append(folder: string, path: string, text: string): void {
    writeFileSync(join(folder, path), text, { flag: "a" });
}

/** The resources of the import file. */
function imported(folder: string): readonly { readonly name: string }[] {
    return (JSON.parse(filesIn(folder)["import.json"] ?? "") as { resources: { name: string }[] }).resources;
}

/** The project's folder is not there, nor is anything beside it. */
function expectNothingLeft(folder: string): void {
    expect(readdirSync(dirname(folder))).to.deep.equal([]);
}
