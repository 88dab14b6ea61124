/** What Microsoft Graph writes in the body of an error. */
export interface GraphErrorBody {
    /** The error codes, the outermost first; blank ones left out. */
    readonly codes: readonly string[];
    readonly message?: string;
    readonly requestId?: string;
}

/**
 * Reads the body of an error; undefined when it is not in Microsoft Graph's form.
 *
 * Source: https://learn.microsoft.com/graph/errors (the chain of `innererror` leads to the most specific code)
 */
export function readGraphError(text: string): GraphErrorBody | undefined {
    const outermost = field(parse(text), "error");
    if (!isRecord(outermost)) {
        return undefined;
    }
    const chain: Readonly<Record<string, unknown>>[] = [];
    for (let error: unknown = outermost; isRecord(error) && chain.length < 10; error = inner(error)) {
        chain.push(error);
    }
    const message = firstText(chain, "message");
    const requestId = firstText(chain, "request-id");
    return {
        codes: chain.map(({ code }) => code).filter(isText),
        ...(message !== undefined && { message }),
        ...(requestId !== undefined && { requestId }),
    };
}

/** The codes of an error, the most specific first. */
export function innermostFirst(body: GraphErrorBody | undefined): readonly string[] {
    return [...(body?.codes ?? [])].reverse();
}

/** The service writes `innerError`, the documentation `innererror`. */
function inner(error: Readonly<Record<string, unknown>>): unknown {
    return error.innererror ?? error.innerError;
}

function firstText(chain: readonly Readonly<Record<string, unknown>>[], name: string): string | undefined {
    return chain.map((error) => error[name]).find(isText);
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

function field(value: unknown, name: string): unknown {
    return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value.trim() !== "";
}
