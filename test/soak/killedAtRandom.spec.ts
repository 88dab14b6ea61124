import { expect } from "chai";
import { killAtRandom } from "../engine/support/killedAtRandom";

describe("a stack of fifty resources whose updates are killed twenty times in a row", function () {
    this.timeout(600_000);

    it("is each time what it would be undisturbed, once the update is run again", async () => {
        const { kills } = await killAtRandom({ times: 20, seed: 20261124 });
        expect(kills).to.equal(20);
    });
});
