import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { sampleTenant, startEmulator } from "../../emulator/index";
import { which } from "../../tools/pulumi/run";
import { openStack } from "../../tools/stack";
import { closeAfterTest } from "../closing";
import { newFolder, newProject, packed, shellEnv } from "./support/installedPackage";
import { nodeHostFolder } from "./support/nodeHost";

describe("the README's way to take over an existing tenant", function () {
    this.timeout(300_000);

    it("works as it stands there, in a shell, where the package is installed from its tarball", async () => {
        const emulator = await startEmulator({ seed: sampleTenant() });
        closeAfterTest(() => emulator.stop());
        const { folder } = await newProject("npm", await packed());

        const output = await inShell(folder, commandsOf("Take over an existing tenant"), {
            ENTRA_APP_PROXY_ENDPOINT: emulator.url,
            ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token,
        });

        expect(output).to.match(/Wrote 4 groups, 6 connector memberships and 4 application assignments/);
        expect(output).to.match(/Resources:\n *15 unchanged/);
        expect(emulator.requests.filter(({ method }) => method !== "GET")).to.deep.equal([]);
        const { dependencies } = JSON.parse(readFileSync(join(folder, "tenant", "package.json"), "utf8")) as {
            dependencies: Record<string, string>;
        };
        expect(dependencies["pulumi-entra-app-proxy"]).to.match(/^file:\.\..*pulumi-entra-app-proxy-.*\.tgz$/);
    });
});

/** The first block of commands below that heading of the README. */
function commandsOf(heading: string): string {
    const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
    const [, section = ""] = readme.split(`### ${heading}\n`);
    const [, commands] = /```sh\n([^`]*)```/.exec(section) ?? [];
    if (commands === undefined) {
        throw new Error(`The README has no commands below "${heading}".`);
    }
    return commands;
}

/** Runs the commands, with a Pulumi CLI and a host for Node on PATH as on a user's machine. */
async function inShell(folder: string, commands: string, settings: Record<string, string>): Promise<string> {
    const parent = newFolder("take-over-");
    const { env } = await openStack({ parent, project: "lender", env: settings });
    const { HOME } = process.env;
    const pulumi = Object.fromEntries(Object.entries(env).filter(([name]) => /^(PULUMI_|ENTRA_APP_PROXY_)/.test(name)));
    const options = {
        cwd: folder,
        env: { ...shellEnv(), ...pulumi, HOME, PATH: await withNodeHost(parent, env.PATH ?? "") },
        maxBuffer: 64 * 1024 * 1024,
    };
    const run = await promisify(execFile)("bash", ["-e", "-c", `(${commands}) 2>&1`], options).catch(
        (error: { stdout?: string }) => {
            throw new Error(`the commands failed:\n${error.stdout}`);
        },
    );
    return run.stdout;
}

/** An installed CLI brings its own host along; where there is none, the stand-in for it comes first. */
async function withNodeHost(parent: string, searchPath: string): Promise<string> {
    const installed = await which("pulumi-language-nodejs", searchPath);
    return installed === undefined ? `${nodeHostFolder(parent)}:${searchPath}` : searchPath;
}
