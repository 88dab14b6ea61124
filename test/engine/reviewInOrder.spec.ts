import { expect } from "chai";
import { askedWrites, foretoldWrites } from "../foretoldWrites";
import { changes } from "./support/changes";
import { takeThrough } from "./support/foretold";

describe("a review of an update with one step at a time", function () {
    this.timeout(180_000);

    for (const change of changes) {
        it(`foretells in their order all writes of ${change.title}`, async () => {
            const { emulator, idOf, review, update, gaps } = await takeThrough(change, 1);

            expect(update.code === 0, update.output).to.equal(review.verdict !== "will fail");
            expect(askedWrites(emulator)).to.deep.equal(foretoldWrites(review, idOf));
            expect(new Set(review.gaps.map(({ application }) => application.id))).to.deep.equal(gaps);
        });
    }
});
