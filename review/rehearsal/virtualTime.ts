import type { Clock } from "../../provider/lifecycle/context";

/**
 * A clock that stands still while anything goes on, and jumps to the moment at which the next sleeper wakes: hours pass
 * in no time, and the same things happen in the same order each time. What goes on must not wait for anything but it.
 */
export class VirtualTime implements Clock {
    readonly #sleepers: Sleeper[] = [];
    #now = 0;
    #slept = 0;

    readonly now = (): number => this.#now;

    readonly sleep = async (milliseconds: number): Promise<void> => {
        await new Promise<void>((wake) => {
            this.#sleepers.push({ until: this.#now + milliseconds, nth: this.#slept++, wake });
        });
    };

    /** Lets time pass until something has come to its end. */
    async until<T>(act: Promise<T>): Promise<T> {
        let isOver = false;
        const over = act.finally(() => {
            isOver = true;
        });
        // What is thrown is thrown below.
        over.catch(() => undefined);
        for (;;) {
            await everythingAsleep();
            if (isOver) {
                return await over;
            }
            this.#wakeNext();
        }
    }

    #wakeNext(): void {
        const next = this.#sleepers.reduce<Sleeper | undefined>(
            (first, other) => (first && isBefore(first, other) ? first : other),
            undefined,
        );
        if (!next) {
            throw new Error("The rehearsal waits for something that nobody does. That is a mistake in this package.");
        }
        this.#sleepers.splice(this.#sleepers.indexOf(next), 1);
        this.#now = Math.max(this.#now, next.until);
        next.wake();
    }
}

interface Sleeper {
    readonly until: number;
    readonly nth: number;
    readonly wake: () => void;
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
    return a.until < b.until || (a.until === b.until && a.nth < b.nth);
}

/** Everything that can go on has gone on by the time that the event loop turns. */
async function everythingAsleep(): Promise<void> {
    await new Promise((turned) => setImmediate(turned));
}
