/**
 * The one of the words that was most likely meant by a misspelt one, or undefined where none is near: the one that has
 * most pairs of neighbouring letters in common with it, and half of them at least.
 */
export function nearMiss(misspelt: string, words: readonly string[]): string | undefined {
    const [nearest] = words
        .map((word) => ({ word, likeness: likeness(pairsIn(misspelt), pairsIn(word)) }))
        .filter((candidate) => candidate.likeness >= 0.5)
        .sort((one, other) => other.likeness - one.likeness);
    return nearest?.word;
}

/** From 0, nothing in common, to 1, all. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
    const shared = [...one].filter((pair) => other.has(pair)).length;
    return (2 * shared) / (one.size + other.size);
}

function pairsIn(word: string): ReadonlySet<string> {
    const letters = ` ${word.toLowerCase()} `;
    return new Set(Array.from({ length: letters.length - 1 }, (_, start) => letters.slice(start, start + 2)));
}
