import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../../tools/pulumi/run";
import { executable, Machine } from "./machine";

describe("running a program with a time limit", () => {
    let machine: Machine;
    const environment = { PATH: "/usr/bin:/bin" };

    beforeEach(async () => {
        machine = await Machine.make();
    });

    afterEach(() => machine.remove());

    it("answers what the program wrote", async () => {
        expect(await run("/bin/sh", ["-c", "echo out; echo err >&2"], { environment, limitSeconds: 10 })).to.equal(
            "out\n",
        );
    });

    it("tells the first lines of what a failing program complained about", async () => {
        const script = "for line in 1 2 3 4 5; do echo line $line >&2; done; exit 9";
        expect(await reason("/bin/sh", ["-c", script], 10)).to.equal("line 1; line 2; line 3 (exit 9)");
    });

    it("tells that there is no such program", async () => {
        expect(await reason(join(machine.folder, "none"), [], 10)).to.match(/ENOENT/);
    });

    // The sleep holds the output open: only when it has ended too does the run end.
    it("stops a program that hangs together with the programs it has started", async () => {
        const hanging = await executable(machine.folder, "hang", "sleep 300 & wait");

        expect(await reason(hanging, [], 0.5)).to.equal("not finished after 0.5 s, stopped");
    });

    async function reason(program: string, args: string[], limitSeconds: number): Promise<string> {
        const outcome = await run(program, args, { environment, limitSeconds }).catch((error: unknown) => error);
        return outcome instanceof Error ? outcome.message : `answered ${outcome}`;
    }
});
