import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { closeAfterTest } from "../closing.js";
import { profile, started } from "./calling.js";

const root = resolve(__dirname, "../..");

interface Run {
    readonly process: ChildProcess;
    readonly output: () => string;
    readonly exit: Promise<unknown[]>;
}

function run(...args: string[]): Run {
    const command = [process.execPath, "-r", require.resolve("tsx/cjs"), join(root, "cli/main.ts")];
    const child = spawn(command[0] ?? "", [...command.slice(1), "emulate", ...args], { cwd: root });
    closeAfterTest(() => {
        child.kill("SIGKILL");
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk) => {
            text += chunk;
        });
    }
    return { process: child, output: () => text, exit: once(child, "close") };
}

async function printed(run: Run, pattern: RegExp): Promise<string> {
    for (;;) {
        const found = pattern.exec(run.output());
        if (found?.[1] !== undefined) {
            return found[1];
        }
        await Promise.race([once(run.process.stdout ?? run.process, "data"), run.exit]);
        if (run.process.exitCode !== null && !pattern.test(run.output())) {
            throw new Error(`ended without printing ${pattern}: ${run.output()}`);
        }
    }
}

describe("entra-app-proxy emulate", () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        it(`prints what a stack needs to reach the sample tenant, and ends by itself on ${signal}`, async () => {
            const command = run();
            const endpoint = await printed(command, /^export ENTRA_APP_PROXY_ENDPOINT=(\S+)$/m);
            const token = await printed(command, /^export ENTRA_APP_PROXY_ACCESS_TOKEN=(\S+)$/m);
            const response = await fetch(`${endpoint}${profile}/connectorGroups?$top=2`, {
                headers: { authorization: `Bearer ${token}` },
            });
            expect(await response.text()).to.include("Europe datacenter");
            await printed(command, /(Ctrl-C)/);
            command.process.kill(signal);
            expect(await command.exit).to.deep.equal([0, null]);
        });
    }

    it("says which port is in use, and that nothing was started", async () => {
        const { url } = await started();
        const { port } = new URL(url);
        const command = run("--port", port);
        expect(await command.exit).to.deep.equal([1, null]);
        expect(command.output()).to.equal(
            `entra-app-proxy: Port ${port} is in use, so the emulator was not started. Choose another with --port.\n`,
        );
    });

    it("refuses a port that is none", async () => {
        const command = run("--port", "99999");
        expect(await command.exit).to.deep.equal([1, null]);
        expect(command.output()).to.include("A port is a number from 0 to 65535.");
    });
});
