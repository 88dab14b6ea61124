/**
 * Reads something for each item, a few at a time, and yields it in the items' order. No more than `window` answers are
 * held at once, however many items there are.
 */
export async function* readAhead<T, R>(
    items: Iterable<T>,
    window: number,
    read: (item: T) => Promise<R>,
): AsyncGenerator<R> {
    const underWay: Promise<R>[] = [];
    const begin = (item: T) => {
        const reading = read(item);
        // Its failure is for the one who comes to it; until then it must not count as unhandled.
        reading.catch(() => {});
        underWay.push(reading);
    };
    for (const item of items) {
        begin(item);
        const next = underWay.length < window ? undefined : underWay.shift();
        if (next) {
            yield await next;
        }
    }
    for (const rest of underWay) {
        yield await rest;
    }
}
