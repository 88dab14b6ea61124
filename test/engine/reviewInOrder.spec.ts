import { expect } from "chai";
import { askedWrites, bySubject, type ComparableWrite, foretoldWrites } from "../foretoldWrites";
import { changes } from "./support/changes";
import { takeThrough } from "./support/foretold";

/** What goes and does not depend on one another, the engine deletes in an order that it draws anew each time. */
function withoutRemovals(writes: readonly ComparableWrite[], told: readonly ComparableWrite[]): readonly string[] {
    const removed = new Set(told.filter(({ isRemoval }) => isRemoval).map(({ about }) => about));
    return writes.filter(({ about }) => !removed.has(about)).map(({ text }) => text);
}

describe("a review of an update with one step at a time", function () {
    this.timeout(180_000);

    for (const change of changes) {
        it(`foretells in their order all writes of ${change.title}`, async () => {
            const { emulator, idOf, review, update, gaps } = await takeThrough(change, 1);

            expect(update.code === 0, update.output).to.equal(review.verdict !== "will fail");
            const [real, told] = [askedWrites(emulator), foretoldWrites(review, idOf)];
            expect(bySubject(real)).to.deep.equal(bySubject(told));
            expect(withoutRemovals(real, told)).to.deep.equal(withoutRemovals(told, told));
            expect(new Set(review.gaps.map(({ application }) => application.id))).to.deep.equal(gaps);
        });
    }
});
