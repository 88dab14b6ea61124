/** Names of the tenant made into names for files, resources and variables. */

/** What a group is called in the program. */
export interface ProgramName {
    /** For its file and its resource: `frankfurt-datacenter`. */
    readonly slug: string;
    /** For its variable: `frankfurtDatacenter`. */
    readonly identifier: string;
}

/**
 * Gives each name of the tenant a name in the program. No two are the same, also where case does not count, as on some
 * file systems.
 */
export class ProgramNames {
    readonly #taken = new Set<string>();

    /** @param fallback what something is called whose name has no letter and no digit */
    constructor(private readonly fallback: string) {}

    take(name: string): ProgramName {
        const base = slugOf(name) ?? this.fallback;
        for (let number = 1; ; number += 1) {
            const slug = number === 1 ? base : `${base}-${number}`;
            const identifier = identifierOf(slug, this.fallback);
            const key = identifier.toLowerCase();
            if (!this.#taken.has(key)) {
                this.#taken.add(key);
                return { slug, identifier };
            }
        }
    }
}

/** The letters and digits of a name, of any script, in lower case and joined by hyphens; undefined where it has none. */
export function slugOf(name: string): string | undefined {
    const plain = withoutLatinAccents(name.normalize("NFKC").toLowerCase());
    const words = plain.replace(unknownToCompilers, " ").match(wordPattern) ?? [];
    const [first, ...others] = words;
    if (first === undefined) {
        return undefined;
    }
    // A name of 200 characters is cut, at the end of a word where there is one.
    let slug = first.slice(0, longest);
    for (const word of others) {
        if (slug.length + 1 + word.length > longest) {
            break;
        }
        slug += `-${word}`;
    }
    return deviceNames.test(slug) ? `${slug}-group` : slug;
}

/** The slug as the name of a variable. */
export function identifierOf(slug: string, prefix: string): string {
    const camel = slug.replace(/-(.)/gu, (_hyphen, letter: string) => capital(letter));
    const starting = /^\p{ID_Start}/u.test(camel) ? camel : `${prefix}${camel}`;
    return reserved.has(starting) ? `${starting}Group` : starting;
}

/** Some letters have had a capital for less time than compilers have had their tables. */
function capital(letter: string): string {
    const upper = letter.toUpperCase();
    return upper.search(unknownToCompilers) === -1 ? upper : letter;
}

const longest = 60;

const wordPattern = /[\p{L}\p{Nd}][\p{L}\p{Nd}\p{Mn}]*/gu;

/**
 * Letters and marks that Unicode has had for less time than compilers have had their tables of letters, and everything
 * beyond the basic plane. A test goes through all of that plane.
 */
const unknownToCompilers =
    /[\u088f\u0c5c\u0cdc\u1c89\u1c8a\u2e2f\ua7cb-\ua7dc\ua7f1\u{10000}-\u{10ffff}]|\u0897|[\u1acf-\u1aeb]/gu;

/** Windows takes these for devices, whatever ending the file has. */
const deviceNames = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** What cannot be the name of a constant, or is another thing's name in the files that are written. */
const reserved: ReadonlySet<string> = new Set(
    (
        "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
        "false finally for function if implements import in instanceof interface let new null package private " +
        "protected public return static super switch this throw true try typeof undefined var void while with yield " +
        "exports module require " +
        "applicationId applications connectorId connectors memberships name"
    ).split(" "),
);

function withoutLatinAccents(text: string): string {
    return text
        .normalize("NFD")
        .replace(/(\p{Script=Latin})\p{Mn}+/gu, "$1")
        .normalize("NFC");
}
