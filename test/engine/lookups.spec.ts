import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { type Output, output, unknown } from "@pulumi/pulumi";
import { expect } from "chai";
import {
    ConnectorGroup,
    getApplication,
    getApplicationOutput,
    getConnector,
    getConnectorGroup,
    getConnectorGroupOutput,
    getConnectorGroups,
    getConnectorGroupsOutput,
    getConnectorOutput,
    getConnectors,
    getConnectorsOutput,
} from "pulumi-entra-app-proxy";
import type { ConnectorStatus, Emulator, EmulatorOptions } from "../../emulator/index";
import { configure, type Given, given, writes } from "./support/given";

/** A tenant, and a stack whose program can ask it. */
async function asked(options: EmulatorOptions = {}): Promise<Given> {
    const opened = await given(options);
    await configure(opened);
    return opened;
}

/** A group in use, with what the service says of it that this package knows nothing of. */
function frankfurtIn({ tenant }: Emulator) {
    const group = tenant.addGroup({ name: "Frankfurt", region: "mars" });
    const connector = tenant.addConnector({
        machineName: "fra-1.contoso.example",
        groupId: group.id,
        status: "draining" as ConnectorStatus,
    });
    const externalUrl = "https://payroll.contoso.example/";
    const application = tenant.addApplication({ displayName: "Payroll", groupId: group.id, externalUrl });
    return {
        group: {
            id: group.id,
            name: "Frankfurt",
            region: "mars",
            isDefault: false,
            connectorGroupType: "applicationProxy",
            connectors: [shownConnector(connector)],
            applications: [{ id: application.id, appId: application.appId, displayName: "Payroll", externalUrl }],
        },
        connector: shownConnector(connector),
        application: { id: application.id, appId: application.appId, displayName: "Payroll", externalUrl },
    };
}

function shownConnector({ groupId: _, ...shown }: ReturnType<Emulator["tenant"]["addConnector"]>) {
    return shown;
}

describe("lookups on the real engine", function () {
    this.timeout(120_000);

    it("answer by every key, at preview and in an update, and write nothing", async () => {
        const { emulator, stack } = await asked();
        const { group, connector, application } = frankfurtIn(emulator);
        const unpublished = emulator.tenant.addApplication({ displayName: "Wiki", published: false });
        const answers: object[] = [];
        const program = async () => {
            const defaultGroup = await getConnectorGroup({ default: true });
            answers.push({
                groups: [await getConnectorGroup({ id: group.id }), await getConnectorGroup({ name: "FRANKFURT" })],
                defaultGroup: [defaultGroup.id, defaultGroup.isDefault, defaultGroup.connectors],
                all: (await getConnectorGroups()).find(({ id }) => id === group.id),
                connectors: [
                    await getConnector({ id: connector.id }),
                    await getConnector({ machineName: "FRA-1.contoso.example" }),
                    ...(await getConnectors()),
                ],
                applications: [
                    await getApplication({ id: application.id }),
                    await getApplication({ appId: application.appId }),
                    await getApplication({ displayName: "payroll" }),
                ],
                unpublished: await getApplication({ displayName: "Wiki" }),
            });
        };

        const preview = await stack.preview(program);
        const up = await stack.up(program);

        expect(preview.code, preview.output).to.equal(0);
        expect(up.code, up.output).to.equal(0);
        const expected = {
            groups: [group, group],
            defaultGroup: [emulator.tenant.defaultGroup.id, true, []],
            all: group,
            connectors: [connector, connector, connector],
            applications: [application, application, application],
            unpublished: {
                id: unpublished.id,
                appId: unpublished.appId,
                displayName: "Wiki",
                externalUrl: undefined,
            },
        };
        expect(answers).to.deep.equal([expected, expected]);
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("answer outputs for inputs, which other resources and the stack's outputs take", async () => {
        const { emulator, stack } = await asked();
        const { group, connector, application } = frankfurtIn(emulator);

        const up = await stack.up(async () => {
            const found = getConnectorGroupOutput({ name: Promise.resolve("Frankfurt") });
            return {
                group: found,
                region: found.region,
                machine: found.connectors[0]?.machineName,
                names: getConnectorGroupsOutput().apply((groups) => groups.map(({ name }) => name)),
                connector: getConnectorOutput({ id: found.connectors.apply(([first]) => first?.id ?? "") }),
                machines: getConnectorsOutput().apply((connectors) => connectors.map(({ machineName }) => machineName)),
                application: getApplicationOutput({ displayName: "Payroll" }),
            };
        });

        expect(up.code, up.output).to.equal(0);
        expect(await stack.outputs()).to.deep.equal({
            group,
            region: "mars",
            machine: "fra-1.contoso.example",
            names: ["Default", "Frankfurt"],
            connector,
            machines: ["fra-1.contoso.example"],
            application,
        });
    });

    it("stay unknown and ask nothing while an input is unknown, and then find what the update has made", async () => {
        const { emulator, stack } = await asked();
        const program = (before: boolean) => async () => {
            // What was listed before the group came into being does not hide it.
            const count = before ? (await getConnectorGroups()).length : undefined;
            const made = new ConnectorGroup("oslo", { name: "Oslo", region: "eur" });
            return { count, found: getConnectorGroupOutput({ id: made.id }).apply(({ name }) => `found ${name}`) };
        };

        const preview = await stack.preview(program(false));

        expect(preview.code, preview.output).to.equal(0);
        expect(preview.output).to.include("found").and.to.not.include("found Oslo");
        // The one list is that of the resource, which looks whether its name is free.
        expect(emulator.requests.map(({ path }) => path.replace(/^.*\//, ""))).to.deep.equal([
            "connectorGroups?$top=999",
        ]);

        const up = await stack.up(program(true));

        expect(up.code, up.output).to.equal(0);
        expect(await stack.outputs()).to.include({ count: 1, found: "found Oslo" });
    });

    it("ask for each list once, and for what is on a group once, however many lookups there are", async () => {
        const { emulator, stack } = await asked();
        const groups = 40;
        for (let n = 1; n < groups; n++) {
            emulator.tenant.addGroup({ name: `Site ${n}` });
        }
        emulator.tenant.addConnector({ machineName: "fra-1" });

        const preview = await stack.preview(async () => {
            await Promise.all([getConnectorGroups(), getConnectorGroups(), getConnectorGroup({ name: "Site 7" })]);
            await getConnectorGroup({ default: true });
            await Promise.all([getConnectors(), getConnector({ machineName: "fra-1" }), getConnectors()]);
            await getConnectorGroups();
        });

        expect(preview.code, preview.output).to.equal(0);
        expect(emulator.requests).to.have.length(1 + 2 * groups + 1);
        expect(new Set(emulator.requests.map(({ path }) => path))).to.have.property("size", emulator.requests.length);
    });

    it("share requests for applications that are looked up by name together, fifteen names each", async () => {
        const { emulator, stack } = await asked();
        const names = Array.from({ length: 20 }, (_, n) => `App ${n} of O'Neill`);
        const ids = names.map((displayName) => emulator.tenant.addApplication({ displayName }).id);
        const program = async () => ({
            plain: (await Promise.all(names.map((displayName) => getApplication({ displayName })))).map(({ id }) => id),
        });
        const inputs = async () => ({
            outputs: names.map((name) => getApplicationOutput({ displayName: Promise.resolve(name) }).id),
        });

        for (const [key, looked] of [
            ["plain", program],
            ["outputs", inputs],
        ] as const) {
            emulator.clearRequests();
            const up = await stack.up(looked);
            expect(up.code, up.output).to.equal(0);
            expect((await stack.outputs())[key]).to.deep.equal(ids);
            expect(emulator.requests).to.have.length(Math.ceil(20 / 15));
        }
    });

    it("start afresh in the next program of the same process", async () => {
        const { emulator, stack } = await asked();
        const program = async () => ({ names: (await getConnectorGroups()).map(({ name }) => name) });
        await stack.up(program);
        emulator.tenant.addGroup({ name: "Frankfurt" });

        await stack.up(program);

        expect(await stack.outputs()).to.deep.equal({ names: ["Default", "Frankfurt"] });
    });

    it("leave out the groups of other agents, unless one is named by its id", async () => {
        const { emulator, stack } = await asked();
        const { id } = emulator.tenant.addGroup({ name: "Sync", connectorGroupType: "syncFabric" });

        const up = await stack.up(async () => ({
            names: (await getConnectorGroups()).map(({ name }) => name),
            type: (await getConnectorGroup({ id })).connectorGroupType,
        }));
        const preview = await stack.preview(async () => {
            await getConnectorGroup({ name: "Sync" });
        });

        expect(up.code, up.output).to.equal(0);
        expect(await stack.outputs()).to.deep.equal({ names: ["Default"], type: "syncFabric" });
        expect(preview.code).to.not.equal(0);
    });

    it("take the one active connector of a machine that was registered anew", async () => {
        const { emulator, stack } = await asked();
        emulator.tenant.addConnector({ machineName: "fra-1", status: "inactive" });
        const { id } = emulator.tenant.addConnector({ machineName: "fra-1" });

        const up = await stack.up(async () => ({ id: (await getConnector({ machineName: "fra-1" })).id }));

        expect(up.code, up.output).to.equal(0);
        expect(await stack.outputs()).to.deep.equal({ id });
    });
});

describe("lookups that find nothing, or too much", function () {
    this.timeout(120_000);

    it("stop the program with the candidates, and without a stack", async () => {
        const { emulator, stack } = await asked();
        const { tenant } = emulator;
        const twins = ["nam", "eur"].map((region) => tenant.addGroup({ name: "Twin", region }));
        const connectors = [1, 2].map(() => tenant.addConnector({ machineName: "fra-1" }));
        const payrolls = ["Payroll", "payroll"].map((displayName) => tenant.addApplication({ displayName }));
        const [payroll] = payrolls;
        const missing = "00000000-0000-4000-8000-000000000000";
        const failures: ReadonlyArray<readonly [() => Promise<unknown>, readonly (string | undefined)[]]> = [
            [() => getConnectorGroup({ name: "Twni" }), ['"Twni"', tenant.defaultGroup.id, ...idsOf(twins)]],
            [() => getConnectorGroup({ id: missing }), [missing, "Twin", ...idsOf(twins)]],
            [() => getConnectorGroup({ name: "twin" }), ['2 connector groups have the name "twin"', ...idsOf(twins)]],
            [() => getConnector({ machineName: "fra-9" }), ['"fra-9"', '"fra-1"', ...idsOf(connectors)]],
            [() => getConnector({ machineName: "FRA-1" }), ["2 connectors have", ...idsOf(connectors)]],
            [() => getConnector({ id: missing }), [missing, ...idsOf(connectors)]],
            [() => getApplication({ displayName: "Payrol" }), ['"Payrol"', '"Payroll"', ...idsOf(payrolls)]],
            [() => getApplication({ displayName: "PAYROLL" }), ["2 applications have", ...idsOf(payrolls)]],
            [() => getApplication({ id: missing }), [missing, "two ids"]],
            [() => getApplication({ id: String(payroll?.appId) }), ['the appId of "Payroll"', payroll?.id]],
            [() => getApplication({ appId: String(payroll?.id) }), ['the object id of "Payroll"', payroll?.id]],
        ];

        for (const [lookUp, words] of failures) {
            const preview = await stack.preview(async () => {
                await lookUp();
            });
            expect(preview.code, preview.output).to.not.equal(0);
            expect(preview.output).to.not.match(/Unhandled exception|^\s+at /m);
            for (const word of words) {
                expect(preview.output).to.include(word);
            }
        }
    });

    it("stop an output's program alike", async () => {
        const { stack } = await asked();

        const preview = await stack.preview(async () => ({ group: getConnectorGroupOutput({ name: "Nowhere" }) }));

        expect(preview.code, preview.output).to.not.equal(0);
        expect(preview.output).to.include('No connector group has the name "Nowhere"');
        expect(preview.output).to.not.match(/Unhandled exception|^\s+at /m);
    });

    it("say which keys there are where none or several are given, and ask nothing", async () => {
        const { emulator, stack } = await asked();
        const wrong: ReadonlyArray<readonly [() => Promise<unknown> | Output<unknown>, string]> = [
            [() => getConnectorGroup({ id: "1", name: "A" } as never), "exactly one of id, name, default"],
            [() => getConnector({} as never), "exactly one of id, machineName"],
            [() => getApplicationOutput({ name: "Payroll" } as never), "exactly one of id, appId, displayName"],
            [() => getConnectorGroupOutput({ name: Promise.resolve("") }), "a string that is not empty"],
        ];

        for (const [lookUp, words] of wrong) {
            const preview = await stack.preview(async () => ({ answer: await lookUp() }));
            expect(preview.code, preview.output).to.not.equal(0);
            expect(preview.output).to.include(words);
        }
        expect(emulator.requests).to.deep.equal([]);
    });
});

describe("lookups that cannot be answered", function () {
    this.timeout(120_000);

    it("say which one it was and why", async () => {
        const { emulator, stack } = await asked();
        emulator.inject({ effect: "answerBeforeActing", status: 403, code: "NoPermission", times: Infinity });

        const preview = await stack.preview(async () => {
            await getConnectorGroup({ name: "Frankfurt" });
        });

        expect(preview.code).to.not.equal(0);
        expect(preview.output).to.include('getConnectorGroup({"name":"Frankfurt"}) was not answered');
        expect(preview.output).to.include("403").and.to.include("Directory.ReadWrite.All");
        expect(preview.output).to.not.match(/Unhandled exception|^\s+at /m);
    });

    it("say so where the configuration names no usable endpoint", async () => {
        const { stack } = await given();
        await stack.setConfig("entraAppProxy:endpoint", "http://contoso.example");

        const preview = await stack.preview(async () => {
            await getConnectors();
        });

        expect(preview.code).to.not.equal(0);
        expect(preview.output).to.include("getConnectors() was not answered").and.to.include("entraAppProxy:endpoint");
        expect(preview.output).to.not.match(/Unhandled exception|^\s+at /m);
    });

    it("are not even begun with a credential in plain text", async () => {
        const lookUps: ReadonlyArray<(id: Promise<string>) => Promise<unknown> | Output<unknown>> = [
            () => getConnectors(),
            () => getConnectorGroupsOutput(),
            (id) => getApplicationOutput({ id }),
            // Nothing would be asked at preview, and the update would fail.
            () => getConnectorOutput({ id: output(unknown as unknown as string) }),
        ];
        for (const lookUp of lookUps) {
            const { emulator, stack } = await given();
            await stack.setConfig("entraAppProxy:endpoint", emulator.url);
            await stack.setConfig("entraAppProxy:accessToken", emulator.token, "--plaintext");

            const preview = await stack.preview(async () => ({ answer: lookUp(Promise.resolve("1")) }));

            expect(preview.code, preview.output).to.not.equal(0);
            expect(preview.output).to.include("is a credential in plain text");
            expect(emulator.requests).to.deep.equal([]);
        }
    });

    it("show nothing of the credential, nor do their answers", async () => {
        const { emulator, stack } = await asked({ token: "a-token-nobody-may-see" });
        frankfurtIn(emulator);
        const all = async () => ({ groups: await getConnectorGroups(), connectors: await getConnectors() });

        const up = await stack.up(all);
        expect(up.code, up.output).to.equal(0);
        emulator.inject({
            effect: "answerBeforeActing",
            status: 400,
            message: "The token a-token-nobody-may-see is odd.",
            times: Infinity,
        });
        const failed = await stack.preview(all);

        expect(failed.code).to.not.equal(0);
        expect(up.output + failed.output + JSON.stringify(await stack.outputs())).to.not.include("nobody-may-see");
    });
});

describe("a program without a lookup", () => {
    it("loads nothing of what lookups need", () => {
        const load = `require("pulumi-entra-app-proxy"); console.log(Object.keys(require.cache).join("\\n"))`;
        const { stdout } = spawnSync(process.execPath, ["-e", load], { cwd: dirname(__dirname), encoding: "utf8" });

        expect(stdout).to.include("lookups.js");
        for (const heavy of ["tenantReads", "graphTenant", "dataloader", "p-limit", "node-fetch", "@azure"]) {
            expect(stdout).to.not.include(heavy);
        }
    });
});

function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
    return things.map(({ id }) => id);
}
