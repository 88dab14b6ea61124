import { expect } from "chai";
import { writes } from "./support/given";
import { killWhen, unlock } from "./support/kill";
import { frankfurt, occupiedInCopies, shapeOf } from "./support/occupied";

describe("a region change that is killed at any write, and is run again, with the same home or without it", function () {
    this.timeout(600_000);

    for (const effect of ["hangBeforeActing", "hangAfterActing"] as const) {
        const when = effect === "hangBeforeActing" ? "before the service acts" : "after the service has acted";
        it(`ends as if nothing had happened, killed ${when}`, async () => {
            const copy = await occupiedInCopies();
            const undisturbed = await copy();
            expect((await undisturbed.stack.up(frankfurt("asia"))).code).to.equal(0);
            const expected = shapeOf(undisturbed.emulator);
            const count = writes(undisturbed.emulator).length;
            expect(count).to.be.greaterThan(8);

            for (let k = 0; k < count; k += 1) {
                const { emulator, stack } = await copy();
                const fault = emulator.inject({ method: ["POST", "PATCH", "PUT", "DELETE"], skip: k, effect });
                const killed = stack.up(frankfurt("asia"));
                await killWhen(stack, () => fault.hits > 0);
                const at = `killed at write ${k}:\n${(await killed).output}`;
                await unlock(stack);
                const home = k % 2 === 0 ? {} : { ENTRA_APP_PROXY_STATE_DIR: `${stack.folder}/empty` };

                const up = await stack.with(home).up(frankfurt("asia"));

                expect(up.code, `${at}\n${up.output}`).to.equal(0);
                expect(shapeOf(emulator), at).to.deep.equal(expected);
                expect(emulator.tenant.gaps(), at).to.deep.equal([]);
                expect((await stack.preview(frankfurt("asia"), "--expect-no-changes")).code, at).to.equal(0);
            }
        });
    }
});
