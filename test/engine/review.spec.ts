import { expect } from "chai";
import { changes } from "./support/changes";
import { takeThrough } from "./support/foretold";
import { askedWrites, bySubject, foretoldWrites, picturedAndReal } from "./support/rehearsed";

describe("a review on the real engine", function () {
    this.timeout(180_000);

    for (const change of changes) {
        it(`foretells ${change.title}`, async () => {
            const { emulator, stack, review, update, gaps } = await takeThrough(change, 8);

            expect(update.code === 0, update.output).to.equal(change.fails !== true);
            expect(review.verdict === "will fail", review.reason).to.equal(change.fails === true);
            expect(bySubject(askedWrites(emulator))).to.deep.equal(bySubject(await foretoldWrites(review, stack)));
            const { pictured, real } = picturedAndReal(review, emulator);
            expect(pictured).to.deep.equal(real);
            expect(new Set(review.gaps.map(({ application }) => application.id))).to.deep.equal(gaps);
        });
    }
});
