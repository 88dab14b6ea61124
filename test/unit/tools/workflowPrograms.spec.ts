import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run, which } from "../../../tools/pulumi/run";
import { ensureProgram, NoGo } from "../../../tools/workflows/programs";
import { executable } from "./machine";

const kept = `actionlint-1.2.3-${process.platform}-${process.arch}`;

/** A `go` that "builds" a program which answers nothing, and well. */
const workingGo = `
while [ "$1" != -o ]; do shift; done
echo "#!/bin/sh" > "$2"
/bin/chmod 755 "$2"`;

describe("the programs that the tests of workflows need", () => {
    let folder: string;
    let lines: string[];

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "workflow-programs-"));
        lines = [];
        await mkdir(join(folder, "programs"));
        await writeFile(join(folder, "go.mod"), "module x\n\nrequire (\n\tgithub.com/rhysd/actionlint v1.2.3\n)\n");
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    const ensure = async () =>
        await ensureProgram(
            "actionlint",
            {
                environment: { PATH: join(folder, "programs") },
                projectFolder: folder,
                moduleFolder: folder,
                cacheFolder: join(folder, "cache"),
                which,
                run,
                install: () => Promise.reject(new Error("not asked for")),
                now: Date.now,
            },
            (line) => lines.push(line),
        );
    const program = (name: string, body: string) => executable(join(folder, "programs"), name, body);

    it("are taken from PATH", async () => {
        await program("actionlint", "exit");
        await program("go", "exit 1");

        expect(await ensure()).to.equal(join(folder, "programs", "actionlint"));
        expect(lines).to.deep.equal([]);
    });

    it("are built once from the pinned modules where there are none, and kept", async () => {
        await program("go", workingGo);
        const made = await ensure();
        await program("go", "exit 1");

        expect(made).to.equal(join(folder, "cache", kept, "bin", "actionlint"));
        expect(await ensure()).to.equal(made);
        expect(lines).to.deep.equal(["workflows: there is no actionlint; building 1.2.3 from its Go modules"]);
    });

    it("are said to need Go, by an error of its own, where there is none", async () => {
        const thrown = await ensure().catch((error: unknown) => error);

        expect(thrown).to.be.instanceOf(NoGo);
        expect((thrown as Error).message).to.equal("There is no actionlint, and no go on PATH to build it with.");
    });

    it("leave nothing behind where they cannot be built, and the reason is said in one line", async () => {
        await program("go", "echo 'module lookup disabled' >&2; exit 1");

        const thrown = await ensure().catch((error: unknown) => error);

        expect(thrown).to.not.be.instanceOf(NoGo);
        expect((thrown as Error).message).to.equal(
            "There is no actionlint, and it could not be built: module lookup disabled (exit 1)",
        );
        expect(await readdir(join(folder, "cache"))).to.deep.equal([]);
    });
});
