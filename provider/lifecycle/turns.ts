/** Lets what the engine handles at the same time do one kind of thing one after the other. */
export class Turns {
    readonly #last = new Map<string, Promise<unknown>>();

    async oneAtATime<T>(kind: string, act: () => Promise<T>): Promise<T> {
        const turn = (this.#last.get(kind) ?? Promise.resolve()).then(act, act);
        this.#last.set(kind, turn);
        return await turn;
    }
}
