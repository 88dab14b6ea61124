import { expect } from "chai";
import { type Access, examine } from "../../cli/doctor/examine";
import { type Emulator, type EmulatorOptions, sampleTenant } from "../../emulator/index";
import { createGraphClient } from "../../provider/graph/client";
import { started } from "../emulator/calling";

/** A tenant and an examiner of it that share one clock, which only waiting moves. */
async function given(options: EmulatorOptions) {
    let time = 1_000_000;
    const waits: number[] = [];
    const clock = {
        now: () => time,
        sleep: async (milliseconds: number) => {
            waits.push(milliseconds);
            time += milliseconds;
        },
    };
    const emulator = await started({ seed: sampleTenant(), now: clock.now, ...options });
    const tokenSource = { getToken: async () => emulator.token };
    const client = createGraphClient({ root: emulator.url, tokenSource });
    const access: Access = {
        tokenSource,
        client,
        secrets: [],
        clock,
        temporaryName: "temporary",
        uninterrupted: (act) => act(),
    };
    return { emulator, waits, examined: () => examine(access, { write: true }) };
}

function names(emulator: Emulator): readonly string[] {
    return emulator.tenant.groups().map(({ name }) => name);
}

describe("the doctor's write trial", () => {
    it("waits until the tenant shows each of its steps, and leaves nothing behind", async () => {
        const { emulator, waits, examined } = await given({ lagMs: 5_000 });
        const before = names(emulator);
        const { checks, leftBehind } = await examined();
        expect(checks.filter(({ passed }) => !passed)).to.deep.equal([]);
        expect(leftBehind).to.equal(undefined);
        expect(names(emulator)).to.deep.equal(before);
        expect(waits).to.deep.equal(Array(9).fill(2_000));
    });

    it("does not take a group for deleted because the tenant does not show it yet", async () => {
        const { emulator, examined } = await given({ lagMs: 3_600_000 });
        emulator.inject({
            method: "DELETE",
            effect: "answerBeforeActing",
            status: 404,
            code: "ConnectorGroup_NotFound",
        });
        const { checks, leftBehind } = await examined();
        expect(checks.find(({ name }) => name === "rename it")?.detail).to.include("was created, and the tenant");
        expect(names(emulator)).to.include("temporary");
        expect(leftBehind).to.include({ name: "temporary" });
    });
});
