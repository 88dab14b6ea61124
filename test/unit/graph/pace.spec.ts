import { expect } from "chai";
import { createPace } from "../../../provider/graph/pace";
import { clockWithoutWaiting } from "./service";

/** How many of many requests a pace lets run at once. */
async function roomOf(pace: ReturnType<typeof createPace>): Promise<number> {
    let running = 0;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
        end = resolve;
    });
    const all = Array.from({ length: 40 }, () =>
        pace.withRoom(async () => {
            running += 1;
            await ended;
        }),
    );
    await new Promise(setImmediate);
    const room = running;
    end();
    await Promise.all(all);
    return room;
}

describe("the pace of requests", () => {
    const bounds = { atFirst: 8, atMost: 10 };

    it("lets a number of them run at once, and the others wait their turn", async () => {
        expect(await roomOf(createPace(clockWithoutWaiting(), bounds))).to.equal(8);
    });

    it("halves when one is throttled, once for all that were under way, and never to nothing", async () => {
        const clock = clockWithoutWaiting();
        const pace = createPace(clock, bounds);
        const rooms: number[] = [];
        for (let n = 0; n < 5; n += 1) {
            pace.noteThrottled(1_000);
            pace.noteThrottled(1_000);
            rooms.push(await roomOf(pace));
            clock.advance(1_000);
        }
        expect(rooms).to.deep.equal([4, 2, 1, 1, 1]);
    });

    it("grows by one when a whole round has gone through, up to a bound", async () => {
        const pace = createPace(clockWithoutWaiting(), bounds);
        const rooms: number[] = [];
        for (let round = 8; round < 12; round += 1) {
            for (let n = 0; n < round; n += 1) {
                pace.noteSuccess();
            }
            rooms.push(await roomOf(pace));
        }
        expect(rooms).to.deep.equal([9, 10, 10, 10]);
    });

    it("lets nothing out before the end of the latest pause", async () => {
        const clock = clockWithoutWaiting();
        const pace = createPace(clock, bounds);
        await pace.whenOpen();
        pace.noteThrottled(2_000);
        pace.noteThrottled(500);
        await pace.whenOpen();
        expect(clock.slept).to.deep.equal([2_000]);
    });

    it("tells a pause that lasts longer from one that everybody knows of", () => {
        const clock = clockWithoutWaiting();
        const pace = createPace(clock, bounds);
        expect(pace.noteThrottled(10_000)).to.equal(true);
        clock.advance(300);
        expect(pace.noteThrottled(10_000)).to.equal(false);
        expect(pace.noteThrottled(60_000)).to.equal(true);
    });
});
