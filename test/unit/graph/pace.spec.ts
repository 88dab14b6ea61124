import { expect } from "chai";
import { mostInBatch } from "../../../provider/graph/batch";
import { createPace, mostAtOnce, mostReadsAtOnce, type Pace } from "../../../provider/graph/pace";
import { clockWithoutWaiting } from "./service";

function given() {
    const clock = clockWithoutWaiting();
    return { clock, pace: createPace(clock) };
}

/** Sends requests one after another for some time; answers how many that were. */
async function send({ clock, pace }: ReturnType<typeof given>, seconds: number, latencyMs = 10): Promise<number> {
    let sent = 0;
    for (const end = clock.now() + seconds * 1000; clock.now() < end; sent += 1) {
        await pace.turn();
        clock.advance(latencyMs);
        pace.noteAnswered();
    }
    return sent;
}

async function throttle({ clock, pace }: ReturnType<typeof given>): Promise<void> {
    pace.noteThrottled(1_000);
    await clock.sleep(1_000);
}

describe("the pace of requests", () => {
    it("lets a few of them run at once, and the others wait their turn", async () => {
        const { pace } = given();
        let running = 0;
        let end: () => void = () => undefined;
        const ended = new Promise<void>((resolve) => {
            end = resolve;
        });
        const all = Array.from({ length: 40 }, () =>
            pace.whenFree(true, async () => {
                running += 1;
                await ended;
            }),
        );
        await new Promise(setImmediate);
        expect(running).to.equal(mostAtOnce);
        end();
        await Promise.all(all);
    });

    it("begins no more reads than a batch holds before the first was let through, and many from then on", async () => {
        const { pace } = given();
        let begun = 0;
        for (let n = 0; n < 2 * mostReadsAtOnce; n += 1) {
            void pace.withRoom(true, () => {
                begun += 1;
                return new Promise(() => undefined);
            });
        }
        await new Promise(setImmediate);
        expect(begun).to.equal(mostInBatch);
        pace.noteAnswered();
        await new Promise(setImmediate);
        expect(begun).to.equal(mostReadsAtOnce);
    });

    it("lets writes run beside as many reads as may be under way", async () => {
        const { pace } = given();
        for (let n = 0; n < mostAtOnce; n += 1) {
            void pace.whenFree(true, () => new Promise(() => undefined));
        }
        let isWritten = false;
        void pace.withRoom(false, () =>
            pace.whenFree(false, async () => {
                isWritten = true;
            }),
        );
        await new Promise(setImmediate);
        expect(isWritten).to.equal(true);
    });

    it("is bounded by nothing else before the first throttling", async () => {
        expect(await send(given(), 10)).to.equal(1_000);
    });

    it("falls a little below what went through in a second of steady sending, and rises slowly from there", async () => {
        const all = given();
        await send(all, 2, 50);
        await throttle(all);
        expect(await send(all, 1)).to.be.within(18, 20);
        await send(all, 19);
        expect(await send(all, 1)).to.be.within(20, 22);
        await send(all, 39);
        expect(await send(all, 1)).to.be.within(40, 50);
    });

    it("falls by one step for all requests that were under way when one was throttled", async () => {
        const all = given();
        await send(all, 2, 50);
        for (let n = 0; n < mostAtOnce; n += 1) {
            all.pace.noteThrottled(1_000);
        }
        await all.clock.sleep(1_000);
        expect(await send(all, 1)).to.be.within(18, 20);
    });

    it("takes a throttling that came early, or while little was sent, for no measure, and recovers quickly", async () => {
        const early = given();
        await send(early, 0.1);
        const idle = given();
        await send(idle, 1);
        idle.clock.advance(5_000);
        for (const all of [early, idle]) {
            await throttle(all);
            expect(await send(all, 1)).to.be.within(8, 10);
            await send(all, 8);
            expect(await send(all, 1)).to.be.within(25, 36);
        }
    });

    it("halves with each throttling that follows at once, and never to nothing", async () => {
        const all = given();
        for (let n = 0; n < 20; n += 1) {
            await throttle(all);
        }
        expect(await send(all, 3)).to.be.within(3, 5);
    });

    it("lets nothing out before the end of the latest pause", async () => {
        const { clock, pace } = given();
        await pace.turn();
        pace.noteThrottled(2_000);
        pace.noteThrottled(500);
        await pace.turn();
        expect(clock.slept).to.deep.equal([2_000]);
    });

    it("tells a pause that lasts longer from one that everybody knows of", () => {
        const { clock, pace }: { clock: ReturnType<typeof clockWithoutWaiting>; pace: Pace } = given();
        expect(pace.noteThrottled(10_000)).to.equal(true);
        clock.advance(300);
        expect(pace.noteThrottled(10_000)).to.equal(false);
        expect(pace.noteThrottled(60_000)).to.equal(true);
    });
});
