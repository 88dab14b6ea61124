import { expect } from "chai";
import { killAtRandom } from "./support/killedAtRandom";

describe("a stack of fifty resources whose updates are killed at random moments", function () {
    this.timeout(300_000);

    it("is each time what it would be undisturbed, once the update is run again", async () => {
        const { kills } = await killAtRandom({ times: 3, seed: 20261124 });
        expect(kills).to.equal(3);
    });
});
