import { notEmulated, Refusal } from "./answers";

/** Says whether an entry of a list matches. */
export type Predicate = (entry: Readonly<Record<string, unknown>>) => boolean;

type Token = { readonly kind: "word" | "text" | "mark"; readonly value: string };

/**
 * Reads a `$filter` of `eq`, `in`, `startswith`, `and`, `or` and brackets over the given properties. Property names, keywords
 * and values are compared without regard to case.
 *
 * Throws 400 for text that cannot be read, 501 for a property or function that is not emulated.
 */
export function filterOf(text: string, properties: readonly string[]): Predicate {
    const tokens = tokensOf(text);
    const predicate = alternatives(tokens, properties);
    if (tokens.length > 0) {
        throw unreadable();
    }
    return predicate;
}

function alternatives(tokens: Token[], properties: readonly string[]): Predicate {
    const first = conjunction(tokens, properties);
    if (!takeWord(tokens, "or")) {
        return first;
    }
    const rest = alternatives(tokens, properties);
    return (entry) => first(entry) || rest(entry);
}

function conjunction(tokens: Token[], properties: readonly string[]): Predicate {
    const first = term(tokens, properties);
    if (!takeWord(tokens, "and")) {
        return first;
    }
    const rest = conjunction(tokens, properties);
    return (entry) => first(entry) && rest(entry);
}

function term(tokens: Token[], properties: readonly string[]): Predicate {
    if (takeMark(tokens, "(")) {
        const inner = alternatives(tokens, properties);
        expectMark(tokens, ")");
        return inner;
    }
    const word = take(tokens, "word");
    if (takeMark(tokens, "(")) {
        return startsWith(word, tokens, properties);
    }
    const property = propertyNamed(word, properties);
    const operator = take(tokens, "word");
    const wanted = operands(operator, tokens);
    return (entry) => wanted.includes(folded(entry[property]));
}

function operands(operator: string, tokens: Token[]): readonly string[] {
    switch (operator.toLowerCase()) {
        case "eq":
            return [folded(take(tokens, "text"))];
        case "in":
            return list(tokens);
        default:
            throw notEmulated(`the operator "${operator}" in $filter.`);
    }
}

const longestList = 15;

function list(tokens: Token[]): readonly string[] {
    expectMark(tokens, "(");
    const values = [folded(take(tokens, "text"))];
    while (takeMark(tokens, ",")) {
        values.push(folded(take(tokens, "text")));
    }
    expectMark(tokens, ")");
    if (values.length > longestList) {
        throw new Refusal(400, "BadRequest", `Too many values in a filter clause: ${values.length}.`);
    }
    return values;
}

function startsWith(name: string, tokens: Token[], properties: readonly string[]): Predicate {
    if (name.toLowerCase() !== "startswith") {
        throw notEmulated(`the function "${name}" in $filter.`);
    }
    const property = propertyNamed(take(tokens, "word"), properties);
    expectMark(tokens, ",");
    const wanted = folded(take(tokens, "text"));
    expectMark(tokens, ")");
    return (entry) => folded(entry[property]).startsWith(wanted);
}

function propertyNamed(word: string, properties: readonly string[]): string {
    const property = properties.find((candidate) => folded(candidate) === folded(word));
    if (property === undefined) {
        throw notEmulated(`$filter by "${word}". It can filter by ${properties.join(", ")}.`);
    }
    return property;
}

function tokensOf(text: string): Token[] {
    const tokens: Token[] = [];
    const pattern = /\s*(?:'((?:[^']|'')*)'|([A-Za-z][\w/]*)|([(),]))/y;
    while (pattern.lastIndex < text.trimEnd().length) {
        const found = pattern.exec(text);
        if (found === null) {
            throw unreadable();
        }
        const [, quoted, word, mark] = found;
        if (quoted !== undefined) {
            tokens.push({ kind: "text", value: quoted.replaceAll("''", "'") });
        } else if (word !== undefined) {
            tokens.push({ kind: "word", value: word });
        } else if (mark !== undefined) {
            tokens.push({ kind: "mark", value: mark });
        }
    }
    return tokens;
}

function take(tokens: Token[], kind: Token["kind"]): string {
    const token = tokens.shift();
    if (token?.kind !== kind) {
        throw unreadable();
    }
    return token.value;
}

function takeWord(tokens: Token[], word: string): boolean {
    const [next] = tokens;
    return next?.kind === "word" && next.value.toLowerCase() === word && tokens.shift() !== undefined;
}

function takeMark(tokens: Token[], mark: string): boolean {
    const [next] = tokens;
    return next?.kind === "mark" && next.value === mark && tokens.shift() !== undefined;
}

function expectMark(tokens: Token[], mark: string): void {
    if (!takeMark(tokens, mark)) {
        throw unreadable();
    }
}

function folded(value: unknown): string {
    return String(value ?? "").toLowerCase();
}

function unreadable(): Refusal {
    return new Refusal(400, "BadRequest", "Invalid filter clause: it could not be read.");
}
