import { expect } from "chai";
import { readAhead } from "../../../export/readAhead";

describe("reading ahead", () => {
    it("yields in the order of the items, however long each takes", async () => {
        const waits = [30, 1, 20, 5, 1];
        const read = (wait: number) => new Promise<number>((done) => setTimeout(() => done(wait), wait));

        expect(await collected(readAhead(waits, 3, read))).to.deep.equal(waits);
    });

    it("never holds more than the window, also when nobody takes what is there", async () => {
        let held = 0;
        let most = 0;
        const items = Array.from({ length: 50 }, (_, index) => index);
        for await (const _ of readAhead(items, 4, async (item) => {
            held += 1;
            most = Math.max(most, held);
            return item;
        })) {
            held -= 1;
        }
        expect(most).to.equal(4);
    });

    it("fails with the first failure in the order of the items, and leaves no failure unhandled", async () => {
        const unhandled: unknown[] = [];
        const note = (reason: unknown) => unhandled.push(reason);
        process.on("unhandledRejection", note);
        const read = async (item: number) => {
            if (item > 1) {
                throw new Error(`item ${item}`);
            }
            return item;
        };
        const outcome = await collected(readAhead([1, 2, 3, 4], 4, read)).catch((error: Error) => error.message);
        await new Promise((turn) => setImmediate(turn));
        process.off("unhandledRejection", note);

        expect(outcome).to.equal("item 2");
        expect(unhandled).to.deep.equal([]);
    });
});

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
    const all: T[] = [];
    for await (const item of items) {
        all.push(item);
    }
    return all;
}
