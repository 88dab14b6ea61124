/** So many at a time; those who wait come in the order in which they have asked. */
export class Slots {
    readonly #waiting: (() => void)[] = [];
    #free: number;

    constructor(count: number) {
        this.#free = count;
    }

    /** Does something in a slot of its own. */
    async hold<T>(act: () => Promise<T>): Promise<T> {
        await this.take();
        try {
            return await act();
        } finally {
            this.give();
        }
    }

    async take(): Promise<void> {
        if (this.#free > 0) {
            this.#free -= 1;
            return;
        }
        await new Promise<void>((taken) => this.#waiting.push(taken));
    }

    give(): void {
        const next = this.#waiting.shift();
        if (next) {
            next();
        } else {
            this.#free += 1;
        }
    }
}
