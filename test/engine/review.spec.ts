import { expect } from "chai";
import { renderMarkdown } from "../../review/markdown";
import { askedWrites, certainOf, foretoldWrites, picturedAndReal } from "../foretoldWrites";
import { expectGolden } from "../golden";
import { changes } from "./support/changes";
import { takeThrough } from "./support/foretold";

describe("a review on the real engine", function () {
    this.timeout(180_000);

    for (const change of changes) {
        it(`foretells ${change.title}`, async () => {
            const { emulator, idOf, review, update, gaps } = await takeThrough(change, 8);

            expect(update.code === 0, update.output).to.equal(change.fails !== true);
            expect(review.verdict === "will fail", review.reason).to.equal(change.fails === true);
            const told = foretoldWrites(review, idOf);
            expect(told.filter(({ isUncertain }) => isUncertain).length > 0).to.equal(change.isRace === true);
            expect(certainOf(askedWrites(emulator), told)).to.deep.equal(certainOf(told, told));
            expectGolden(`${change.file}.md`, renderMarkdown(review));
            const { pictured, real } = picturedAndReal(review, emulator);
            expect(pictured).to.deep.equal(real);
            expect(new Set(review.gaps.map(({ application }) => application.id))).to.deep.equal(gaps);
        });
    }
});
