import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type Emulator, startEmulator } from "../../emulator/index";
import { closeAfterTest } from "../closing";
import { stackOf, withNodeHost } from "./support/installedHost";
import {
    type Installer,
    install,
    newProject,
    packageName,
    packed,
    pnpm,
    projectBy,
    releasedAs,
    runIn,
    writeProgram,
} from "./support/installedPackage";

const checkout = resolve(__dirname, "..", "..");

describe("the packed package", function () {
    this.timeout(180_000);

    it("holds the compiled code with its declarations and its papers, and nothing else", async () => {
        const { contents } = await packed();

        expect(contents).to.include.members([
            "package.json",
            "README.md",
            "LICENSE",
            "CHANGELOG.md",
            "docs/operators.md",
            "emulator/FIDELITY.md",
            "docs/faults.md",
            "docs/rules.md",
            "review/rules.schema.json",
            "dist/provider/index.js",
            "dist/provider/index.d.ts",
            "dist/provider/dynamic/connectorGroup.js",
            "dist/provider/dynamic/lifecycles.LICENSES.txt",
            "dist/emulator/index.js",
            "dist/emulator/index.d.ts",
            "dist/cli/main.js",
        ]);
        const wanted =
            /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|docs\/(operators|faults|rules)\.md|emulator\/FIDELITY\.md|review\/\w+\.schema\.json|dist\/(provider|review|export|emulator|cli)\/.+\.(js|d\.ts)(\.map)?|dist\/provider\/dynamic\/lifecycles\.LICENSES\.txt)$/;
        expect(contents.filter((path) => !wanted.test(path))).to.deep.equal([]);
        expect(contents.filter((path) => /\b(spec|test)s?\b/.test(path))).to.deep.equal([]);
    });

    it("names no path of the machine it was packed on", async () => {
        const installed = join((await projectBy("npm")).folder, "node_modules", packageName);
        const { contents } = await packed();

        const telling = contents.filter((path) => readFileSync(join(installed, path), "utf8").includes(checkout));

        expect(telling).to.deep.equal([]);
    });
});

describe("the installed package", function () {
    this.timeout(180_000);

    it("exports exactly its resources and its lookups", async () => {
        const { folder } = await projectBy("npm");

        const keys = await runIn(folder, "node", "-p", `JSON.stringify(Object.keys(require("${packageName}")))`);

        expect(JSON.parse(keys)).to.have.members([
            "ApplicationAssignment",
            "ConnectorGroup",
            "ConnectorMembership",
            "ConnectorSite",
            "getApplication",
            "getApplicationOutput",
            "getConnector",
            "getConnectorGroup",
            "getConnectorGroupOutput",
            "getConnectorGroups",
            "getConnectorGroupsOutput",
            "getConnectorOutput",
            "getConnectors",
            "getConnectorsOutput",
        ]);
    });

    it("lets nobody load its insides, apart from the modules that the state names", async () => {
        const { folder } = await projectBy("npm");
        const load = createRequire(join(folder, "program.js"));

        expect(() => load.resolve(`${packageName}/dist/provider/graph/client.js`)).to.throw("is not defined by");
        expect(() => load.resolve(`${packageName}/dist/provider/lifecycle/process.js`)).to.throw("is not defined by");
        for (const module of ["connectorGroup", "connectorMembership", "applicationAssignment"]) {
            expect(load.resolve(`${packageName}/dist/provider/dynamic/${module}.js`)).to.include(folder);
        }
    });

    it("has an emulator to start from a program", async () => {
        const { folder } = await projectBy("npm");
        const program = `
            import { startEmulator } from "${packageName}/emulator";
            const emulator = await startEmulator();
            const path = "/beta/onPremisesPublishingProfiles/applicationProxy/connectorGroups";
            const answer = await fetch(emulator.url + path, { headers: { authorization: "Bearer " + emulator.token } });
            console.log((await answer.json()).value.map(({ name }) => name).join());
            await emulator.stop();
        `;

        const printed = await runIn(folder, "node", "--input-type=module", "--eval", program);

        expect(printed).to.equal("Default\n");
    });

    it("has the command `entra-app-proxy`, by npx and by pnpm exec", async () => {
        const byNpm = await runIn((await projectBy("npm")).folder, "npx", "--yes=false", "entra-app-proxy", "--help");
        const byPnpm = await pnpm((await projectBy("pnpm")).folder, "exec", "entra-app-proxy", "--help");

        expect(byNpm).to.include("Usage: entra-app-proxy").and.to.include("emulate");
        expect(byPnpm).to.equal(byNpm);
    });
});

describe("the installed package's types", function () {
    this.timeout(180_000);

    for (const [installer, module, moduleResolution] of [
        ["npm", "node16", "node16"],
        ["npm", "nodenext", "nodenext"],
        ["npm", "preserve", "bundler"],
        ["pnpm", "nodenext", "nodenext"],
    ] satisfies ReadonlyArray<[Installer, string, string]>) {
        it(`serve a strict program under ${moduleResolution} resolution (${installer})`, async () => {
            const { folder } = await projectBy(installer);
            const files = ["consumer.cts", "consumer.mts"];
            for (const file of files) {
                writeFileSync(join(folder, file), consumer);
            }
            const tsc = require.resolve("typescript/bin/tsc");
            const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
            const how = ["--target", "es2023", "--module", module, "--moduleResolution", moduleResolution];

            await runIn(folder, process.execPath, tsc, ...strict, ...how, ...files);
        });
    }
});

describe("a stack of the installed package", function () {
    this.timeout(180_000);

    for (const [installer, type, words] of [
        ["npm", "commonjs", "npm, CommonJS"],
        ["pnpm", "module", "pnpm, ES module"],
    ] as const) {
        it(`is created, refreshed and destroyed far from the checkout (${words})`, async () => {
            const emulator = await emulated();
            const project = await projectBy(installer);
            writeProgram(project, type);
            const stack = await stackOf(project, emulator);

            const up = await withNodeHost(stack, "up");
            expect(up.code, up.output).to.equal(0);
            const made = emulator.tenant.group("Frankfurt");
            expect(made).to.include({ region: "eur" });
            expect(await stack.outputs()).to.deep.equal({ groupId: made?.id });

            const preview = await withNodeHost(stack, "preview", "--expect-no-changes");
            expect(preview.code, preview.output).to.equal(0);

            emulator.tenant.renameGroup("Frankfurt", "Renamed in the portal");
            const refresh = await stack.refresh();
            expect(refresh.code, refresh.output).to.equal(0);
            expect((await stack.resource("frankfurt"))?.outputs).to.include({ name: "Renamed in the portal" });

            const destroy = await stack.destroy();
            expect(destroy.code, destroy.output).to.equal(0);
            expect(emulator.tenant.groups().map(({ name }) => name)).to.deep.equal(["Default"]);
        });
    }

    it("runs the code of an upgraded package at the very next refresh and destroy", async () => {
        const emulator = await emulated();
        const project = await newProject("npm", await packed());
        writeProgram(project, "commonjs");
        const stack = await stackOf(project, emulator);
        const up = await withNodeHost(stack, "up");
        expect(up.code, up.output).to.equal(0);
        expect(userAgents(emulator)).to.deep.equal([`${packageName}/${(await packed()).version}`]);

        await install(project, await nextRelease());
        emulator.clearRequests();
        const refresh = await stack.refresh();

        expect(refresh.code, refresh.output).to.equal(0);
        expect(refresh.output).to.include("the next release reads");
        expect(userAgents(emulator)).to.deep.equal([`${packageName}/99.0.0`]);

        emulator.clearRequests();
        const destroy = await stack.destroy();

        expect(destroy.code, destroy.output).to.equal(0);
        expect(destroy.output).to.include("the next release deletes");
        expect(userAgents(emulator)).to.deep.equal([`${packageName}/99.0.0`]);
        expect(emulator.tenant.group("Frankfurt")).to.equal(undefined);
    });
});

async function emulated(): Promise<Emulator> {
    const emulator = await startEmulator();
    closeAfterTest(() => emulator.stop());
    return emulator;
}

/** A release that says what it does: its version stands in every request, and its words in the engine's output. */
async function nextRelease() {
    return await releasedAs("99.0.0", (folder) =>
        appendFileSync(
            join(folder, "dist", "provider", "dynamic", "connectorGroup.js"),
            `
            for (const [method, words] of [["read", "reads"], ["delete", "deletes"]]) {
                const before = exports[method];
                exports[method] = (...args) => {
                    console.log("the next release " + words);
                    return before(...args);
                };
            }
            `,
        ),
    );
}

function userAgents(emulator: Emulator): readonly (string | undefined)[] {
    return [...new Set(emulator.requests.map(({ headers }) => headers["user-agent"]))];
}

/** What a user may write, and, where an error is expected, may not. */
const consumer = `
    import type { dynamic, Input, Output } from "@pulumi/pulumi";
    import { ApplicationAssignment, ConnectorMembership } from "${packageName}";
    import { ConnectorGroup, type ConnectorGroupArgs, type ConnectorGroupRegion } from "${packageName}";
    import { type Emulator, type EmulatorOptions, startEmulator } from "${packageName}/emulator";

    const known: ConnectorGroupRegion = "eur";
    const unknown: ConnectorGroupRegion = "japan";
    declare const perhaps: { region?: string; adopt: boolean | undefined };
    declare const later: Input<string>;

    const group = new ConnectorGroup("frankfurt", { name: later, region: perhaps.region, adopt: perhaps.adopt });
    new ConnectorGroup("virginia", { name: group.name, region: group.region }, { dependsOn: group, protect: true });
    new ConnectorGroup("tokyo", { name: "Tokyo", region: unknown });
    const args: ConnectorGroupArgs = { name: "Dublin", region: known };
    const outputs: [Output<string>, Output<string>, Output<string | undefined>, Output<boolean>, Output<string>] = [
        group.id,
        group.name,
        group.region,
        group.isDefault,
        ConnectorGroup.get("existing", group.id).connectorGroupType,
    ];
    class OfOurOwn extends ConnectorGroup {}
    const dynamics: dynamic.Resource[] = [
        group,
        new OfOurOwn("munich", { name: "Munich" }),
        new ConnectorMembership("membership", { connectorId: "id", connectorGroupId: group.id }),
        new ApplicationAssignment("assignment", { applicationId: "id", connectorGroupId: group.id }),
    ];
    const told: boolean = ConnectorGroup.isInstance(group);
    const options: EmulatorOptions = { defaultRegion: "eur" };
    const started: Promise<Emulator> = startEmulator(options);
    export { args, dynamics, outputs, started, told };

    // @ts-expect-error: a name is needed
    new ConnectorGroup("nameless", { region: "eur" });
    // @ts-expect-error: there is no such argument
    new ConnectorGroup("misspelt", { name: "Frankfurt", regoin: "eur" });
    // @ts-expect-error: a region is text
    new ConnectorGroup("numbered", { name: "Frankfurt", region: 1 });
    // @ts-expect-error: outputs are typed, not any
    export const wrong: Output<number> = group.isDefault;
    // @ts-expect-error: the emulator is typed, not any
    export const odd: string = startEmulator();
`;
