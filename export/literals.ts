/** Text of the tenant inside a program: what a reader sees is what is there, and nothing of it is ever code. */

/**
 * A string literal whose value is the text. It is also the form for comments and for what is printed: there is no end of
 * a line in it.
 *
 * What a reader would not see, or would see in another order than it stands there (control characters, unusual spaces,
 * marks of writing direction), is written as an escape.
 */
export function literal(text: string): string {
    return JSON.stringify(text).replace(invisible, escapeOf);
}

const invisible = /(?! )[\p{C}\p{Z}]/gu;

function escapeOf(character: string): string {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
