import { mkdirSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";
import { startEmulator } from "../../emulator/index";
import type { Stack } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { pinnedProvider, pinnedProviderOf } from "../pinnedProvider";
import { given } from "./support/given";
import { stackOf, withNodeHost } from "./support/installedHost";
import { newFolder, type Project, packageName, projectBy, runIn, writeProgram } from "./support/installedPackage";
import type { Registrations } from "./support/registrations";

const checkout = resolve(__dirname, "..", "..");

describe("what the state keeps as the provider of a connector group", function () {
    this.timeout(180_000);

    it("is the pinned text, in the inputs and in the outputs, from the checkout's own copy", async () => {
        const { stack } = await given();

        const up = await stack.up(frankfurt);

        expect(up.code, up.output).to.equal(0);
        expect(await providersIn(stack)).to.deep.equal({ inputs: pinnedProvider, outputs: pinnedProvider });
    });

    it("is the same after an update, a refresh and a region change", async () => {
        const { emulator, stack } = await given();
        await stack.up(frankfurt);
        emulator.tenant.renameGroup("Frankfurt", "Renamed in the portal");

        const refresh = await stack.refresh();
        expect(refresh.code, refresh.output).to.equal(0);
        expect((await stack.resource("frankfurt"))?.outputs).to.include({ name: "Renamed in the portal" });
        expect(await providersIn(stack)).to.deep.equal({ inputs: pinnedProvider, outputs: pinnedProvider });

        const up = await stack.up(async () => {
            new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "nam" });
        });
        expect(up.code, up.output).to.equal(0);
        expect((await stack.resource("frankfurt"))?.outputs).to.include({ name: "Frankfurt", region: "nam" });
        expect(await providersIn(stack)).to.deep.equal({ inputs: pinnedProvider, outputs: pinnedProvider });
    });

    it("is a text of its own for memberships and assignments", async () => {
        const { emulator, stack } = await given();
        const { id: connectorGroupId } = emulator.tenant.addGroup({ name: "Frankfurt" });
        const { id: connectorId } = emulator.tenant.addConnector({ machineName: "fra-1" });
        const { id: applicationId } = emulator.tenant.addApplication({ displayName: "Payroll" });

        const up = await stack.up(async () => {
            new ConnectorMembership("membership", { connectorId, connectorGroupId });
            new ApplicationAssignment("assignment", { applicationId, connectorGroupId });
        });

        expect(up.code, up.output).to.equal(0);
        for (const [name, module] of [
            ["membership", "connectorMembership"],
            ["assignment", "applicationAssignment"],
        ] as const) {
            const { inputs, outputs } = (await stack.resource(name)) ?? {};
            expect(inputs?.__provider).to.equal(pinnedProviderOf(module));
            expect(outputs?.__provider).to.equal(pinnedProviderOf(module));
            expect(pinnedProviderOf(module)).to.have.length.at.most(400);
        }
    });

    for (const [installer, type, kind] of [
        ["npm", "commonjs", "CommonJS"],
        ["npm", "module", "an ES module"],
        ["pnpm", "commonjs", "CommonJS"],
        ["pnpm", "module", "an ES module"],
    ] as const) {
        it(`is the same where ${installer} has installed the package and the program is ${kind}`, async () => {
            const emulator = await startEmulator();
            closeAfterTest(() => emulator.stop());
            const project = await projectBy(installer);
            writeProgram(project, type);
            const stack = await stackOf(project, emulator);

            const up = await withNodeHost(stack, "up");

            expect(up.code, up.output).to.equal(0);
            expect(await providersIn(stack)).to.deep.equal({ inputs: pinnedProvider, outputs: pinnedProvider });
        });
    }

    it("is the same where the package is a link, and its code is run through the link", async () => {
        const { emulator, stack } = await stackOfProgramWith({ linked: true });

        const up = await withNodeHost(stack, "up");

        expect(up.code, up.output).to.equal(0);
        expect(await providersIn(stack)).to.deep.equal({ inputs: pinnedProvider, outputs: pinnedProvider });
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "eur" });
    });

    it("is refused in the preview, by the name of what is missing, where the program alone can reach the package", async () => {
        const { emulator, stack } = await stackOfProgramWith({ linked: false });

        const preview = await withNodeHost(stack, "preview");
        const up = await withNodeHost(stack, "up");

        for (const { code, output } of [preview, up]) {
            expect(code, output).to.not.equal(0);
            expect(output).to.include(
                "Cannot find module 'pulumi-entra-app-proxy/dist/provider/dynamic/connectorGroup.js'",
            );
        }
        expect(emulator.requests).to.deep.equal([]);
    });

    it("is short and loads this package alone: no path of the machine, no captured library, no secret", async () => {
        const { emulator, stack } = await given();
        await stack.setConfig("entraAppProxy:clientSecret", "a secret of the stack", "--secret");
        await stack.setConfig("entraAppProxy:accessToken", emulator.token, "--secret");

        const up = await stack.up(frankfurt);

        expect(up.code, up.output).to.equal(0);
        for (const text of Object.values(await providersIn(stack))) {
            expect(text).to.be.a("string").with.length.at.most(400);
            expect(text?.match(/require\([^)]*\)/g)).to.have.length(1);
            expect(text).to.match(/require\("pulumi-entra-app-proxy\/[^"]+"\)/);
            for (const foreign of [checkout, stack.folder, homedir(), tmpdir(), emulator.url, emulator.token]) {
                expect(text).to.not.include(foreign);
            }
            expect(text).to.not.include("a secret of the stack");
        }
    });
});

describe("the provider's text, which the package says itself", function () {
    this.timeout(60_000);

    let registrations: Registrations;

    before(async () => {
        const script = join(__dirname, "support", "registrations.ts");
        registrations = JSON.parse(await runIn(checkout, process.execPath, "--import", "tsx", script));
    });

    for (const [resource, module] of [
        ["a group", "connectorGroup"],
        ["a group that is read", "connectorGroup"],
        ["a membership", "connectorMembership"],
        ["an assignment", "applicationAssignment"],
    ] as const) {
        it(`is what the installed SDK makes of the module, and so is all that the engine is sent: ${resource}`, () => {
            const { ours, sdk } = registrations[resource] ?? {};

            expect(sdk?.__provider).to.equal(pinnedProviderOf(module));
            expect(ours?.__provider).to.equal(pinnedProviderOf(module));
            expect(ours?.request).to.equal(sdk?.request);
            expect(ours?.request).to.include("pulumi-nodejs:dynamic/entraAppProxy:");
        });

        it(`is sent with the place in the program that declares it: ${resource}`, () => {
            const { ours, sdk } = registrations[resource] ?? {};

            expect(sdk?.isPlaced).to.equal(true);
            expect(ours?.isPlaced).to.equal(true);
        });

        it(`leaves a dynamic resource of the SDK, with all that one has: ${resource}`, () => {
            const { ours, sdk } = registrations[resource] ?? {};

            expect(ours?.isDynamic).to.equal(true);
            expect(ours?.members).to.deep.equal(sdk?.members);
        });
    }
});

const frankfurt = async () => {
    new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur" });
};

/** A stack of a program in a folder of its own that loads the checkout itself: by a link, or by its path. */
async function stackOfProgramWith({ linked }: { readonly linked: boolean }) {
    const emulator = await startEmulator();
    closeAfterTest(() => emulator.stop());
    const project: Project = { folder: newFolder("linked-"), installer: "npm" };
    const modules = join(project.folder, "node_modules");
    mkdirSync(modules);
    // Another copy of the SDK than the checkout loads, as a user's project has who links a checkout.
    symlinkSync(join((await projectBy("npm")).folder, "node_modules", "@pulumi"), join(modules, "@pulumi"));
    if (linked) {
        symlinkSync(checkout, join(modules, packageName));
    }
    writeProgram(project, "commonjs", linked ? packageName : checkout);
    return { emulator, stack: await stackOf(project, emulator) };
}

async function providersIn(stack: Stack): Promise<Record<"inputs" | "outputs", string | undefined>> {
    const resource = await stack.resource("frankfurt");
    const { inputs, outputs } = resource as { inputs?: Provided; outputs?: Provided };
    return { inputs: inputs?.__provider, outputs: outputs?.__provider };
}

interface Provided {
    readonly __provider?: string;
}
