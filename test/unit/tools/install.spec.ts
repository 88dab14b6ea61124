import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { installer } from "../../../tools/pulumi/install";
import { run } from "../../../tools/pulumi/run";
import { releaseVersion } from "../../../tools/pulumi/version";
import { Machine } from "./machine";

/** The Automation API itself at work; only its `fetch` is answered from here, so no network is used. */
describe("the official release, through the Automation API", () => {
    let machine: Machine;

    beforeEach(async () => {
        machine = await Machine.make();
    });

    afterEach(() => machine.remove());

    it("is installed where it was asked for, with its leftovers in the temporary folder", async () => {
        const engine = await machine.ensure({
            install: await installing(
                [
                    'while [ "$1" != --install-root ]; do shift; done',
                    '/bin/mkdir -p "$2/bin"',
                    'echo "#!/bin/sh\necho v$4" > "$2/bin/pulumi"',
                    '/bin/chmod 755 "$2/bin/pulumi"',
                    `echo "$TMPDIR" > ${machine.folder}/temporary`,
                ].join("\n"),
            ),
        });

        expect(engine).to.include({ version: releaseVersion(), origin: "downloaded" });
        const temporary = await readFile(join(machine.folder, "temporary"), "utf8");
        expect(machine.withoutFolder(temporary)).to.match(/^\/checkout\/\.pulumi-cli\/\.unfinished-\w+\/temporary\n$/);
        expect(await readdir(machine.projectShelf)).to.have.length(1);
    });

    it("tells that the script could not be fetched", async () => {
        await failsWith(
            await installingWith("throw new TypeError('fetch failed')"),
            /Failed to download .*: fetch failed/,
        );
    });

    it("tells that the script failed", async () => {
        await failsWith(
            await installing("echo 'no release for this platform' >&2; exit 4"),
            /no release for this platform/,
        );
    });

    async function failsWith(install: ReturnType<typeof installer>, reason: RegExp): Promise<void> {
        const outcome = await machine.ensure({ install }).catch((error: unknown) => error);
        const line = String(outcome)
            .split("\n")
            .find((text) => text.includes("the official release: "));
        expect(line).to.match(reason);
        expect(await readdir(machine.projectShelf)).to.deep.equal([]);
    }

    function installing(script: string): Promise<ReturnType<typeof installer>> {
        return installingWith(`return new Response(${JSON.stringify(script)})`);
    }

    async function installingWith(body: string): Promise<ReturnType<typeof installer>> {
        const preload = join(machine.folder, "fetch.cjs");
        await writeFile(preload, `globalThis.fetch = async () => { ${body} };`);
        return installer(run, { PATH: machine.programs, NODE_OPTIONS: `--require ${preload}` });
    }
});
