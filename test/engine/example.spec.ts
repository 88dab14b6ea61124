import { cpSync, existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { type Emulator, startEmulator } from "../../emulator/index";
import { openStack, type Stack } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { pinnedProvider } from "../pinnedProvider";
import { withNodeHost } from "./support/installedHost";

const checkout = resolve(__dirname, "..", "..");
const example = join(checkout, "examples", "two-datacenters");

describe("the example two-datacenters", function () {
    this.timeout(120_000);

    it("is what `pulumi up` in the project root runs: Pulumi.yaml names its folder, and its package.json its file", () => {
        const [, main] = /^main: *(\S+)$/m.exec(readFileSync(join(checkout, "Pulumi.yaml"), "utf8")) ?? [];
        const manifest = JSON.parse(readFileSync(join(example, "package.json"), "utf8")) as { main?: string };

        expect(resolve(checkout, main ?? "")).to.equal(example);
        expect(manifest.main).to.equal("index.ts");
        expect(existsSync(join(example, "index.ts"))).to.equal(true);
    });

    it("loads a real copy of the built package under node_modules, not the checkout behind a link", () => {
        const copy = join(checkout, "node_modules", "pulumi-entra-app-proxy");

        const found = require.resolve("pulumi-entra-app-proxy", { paths: [example] });

        expect(found).to.equal(join(copy, "dist", "provider", "index.js"));
        expect(realpathSync(copy)).to.equal(copy);
        expect(readFileSync(found, "utf8")).to.equal(
            readFileSync(join(checkout, "dist", "provider", "index.js"), "utf8"),
        );
    });

    it("makes two groups, with nothing of the checkout in the state", async () => {
        const emulator = await emulated();
        const stack = await stackIn(join(__dirname, ".work"), emulator);

        const up = await stack.up(twoDatacenters);

        expect(up.code, up.output).to.equal(0);
        await expectTwoDatacenters(emulator, stack);
        for (const name of ["frankfurt", "virginia"]) {
            const { inputs, outputs } = (await stack.resource(name)) ?? {};
            expect(inputs?.__provider).to.equal(pinnedProvider);
            expect(outputs?.__provider).to.equal(pinnedProvider);
        }
    });
});

describe("a copy of the project root", function () {
    this.timeout(120_000);

    it("is a Pulumi project as it stands: Pulumi's loader runs the TypeScript program with no build step", async () => {
        const emulator = await emulated();
        const stack = await copyOfTheRoot(emulator);

        const up = await withNodeHost(stack, "up");

        expect(up.code, up.output).to.equal(0);
        await expectTwoDatacenters(emulator, stack);
        expect((await stack.resource("frankfurt"))?.inputs?.__provider).to.equal(pinnedProvider);
    });

    it("takes its settings from the stack's configuration, and shows no change afterwards", async () => {
        const emulator = await emulated();
        const stack = await copyOfTheRoot(emulator);
        await stack.setConfig("frankfurtName", "Frankfurt am Main");
        await stack.setConfig("frankfurtRegion", "aus");

        const up = await withNodeHost(stack, "up");
        const preview = await withNodeHost(stack, "preview", "--expect-no-changes");

        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt am Main")).to.include({ region: "aus" });
        expect(preview.code, preview.output).to.equal(0);

        const destroy = await stack.destroy();
        expect(destroy.code, destroy.output).to.equal(0);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.deep.equal(["Default"]);
    });

    if (nodeHostOnPath()) {
        it("is run by the installed CLI and its own Node host with a plain `pulumi up`", async () => {
            const emulator = await emulated();
            const stack = await copyOfTheRoot(emulator);
            const inTheRoot = ["--stack", "dev", "--yes", "--skip-preview", "--non-interactive"];

            const up = await stack.run("up", ...inTheRoot);

            expect(up.code, up.output).to.equal(0);
            await expectTwoDatacenters(emulator, stack);
            expect((await stack.resource("frankfurt"))?.inputs?.__provider).to.equal(pinnedProvider);
            const destroy = await stack.destroy();
            expect(destroy.code, destroy.output).to.equal(0);
        });
    } else {
        process.stderr.write(
            "example: there is no pulumi-language-nodejs on PATH (an installed Pulumi CLI brings it), so `pulumi up` in " +
                "a copy of the project root is run with a stand-in for it alone.\n",
        );
    }
});

/** Runs the example's own file anew, in its own folder, as the engine's language host does. */
const twoDatacenters: PulumiFn = async () => {
    const file = require.resolve(example);
    delete require.cache[file];
    return require(file) as Record<string, unknown>;
};

async function emulated(): Promise<Emulator> {
    const emulator = await startEmulator();
    closeAfterTest(() => emulator.stop());
    return emulator;
}

async function stackIn(parent: string, emulator: Emulator): Promise<Stack> {
    const stack = await openStack({
        parent,
        project: "entra-app-proxy-example",
        env: { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token },
    });
    closeAfterTest(() => stack.close());
    return stack;
}

/**
 * A folder with what the project root holds for Pulumi. It lies inside the checkout, and so has the packages of the
 * checkout's node_modules above it; a stack of the root itself would leave its settings file there.
 */
async function copyOfTheRoot(emulator: Emulator): Promise<Stack> {
    const stack = await stackIn(join(__dirname, ".work"), emulator);
    for (const entry of ["Pulumi.yaml", "package.json", "dist", "examples"]) {
        cpSync(join(checkout, entry), join(stack.folder, entry), { recursive: true });
    }
    return stack;
}

async function expectTwoDatacenters({ tenant }: Emulator, stack: Stack): Promise<void> {
    const frankfurt = tenant.group("Frankfurt datacenter");
    const virginia = tenant.group("Virginia datacenter");
    expect(frankfurt).to.include({ region: "eur" });
    expect(virginia).to.include({ region: "nam" });
    expect(tenant.groups()).to.have.length(3);
    expect(await stack.outputs()).to.deep.equal({
        frankfurtGroupId: frankfurt?.id,
        frankfurtRegion: "eur",
        virginiaGroupId: virginia?.id,
        anyDefault: false,
    });
}

/** Known before any test is: the CLI itself is looked for later. */
function nodeHostOnPath(): boolean {
    const names = ["pulumi-language-nodejs", "pulumi-language-nodejs.exe"];
    const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
    return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}
