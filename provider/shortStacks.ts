/** Error stacks as they are noted from {@link shortenStacks} on, until they are as before again. */
export interface ShortStacks {
    /** Adds to an error that arose meanwhile who called this: the line of the program among them. */
    addCallers(error: unknown): void;
    restore(): void;
}

/**
 * Has stacks noted with their innermost frame alone while the SDK makes a resource.
 *
 * The SDK writes the stack of each promise it makes into the promise, four times for every property of a resource, and
 * shows it only where `PULUMI_DEBUG_PROMISE_LEAKS` is set: then nothing is shortened. Writing them takes nine tenths of
 * what a program that declares many resources does. Where in the source a resource is declared, the SDK looks up
 * regardless of this.
 */
export function shortenStacks(): ShortStacks {
    const limit: unknown = Error.stackTraceLimit;
    // Any value that is no number stands for no stacks at all.
    if (process.env.PULUMI_DEBUG_PROMISE_LEAKS || typeof limit !== "number" || limit <= framesKept) {
        return { addCallers: () => undefined, restore: () => undefined };
    }
    Error.stackTraceLimit = framesKept;
    const restore = () => {
        Error.stackTraceLimit = limit;
    };
    const addCallers = (error: unknown) => {
        if (error instanceof Error && typeof error.stack === "string") {
            restore();
            const callers = { stack: "" };
            Error.captureStackTrace(callers, addCallers);
            const [, ...frames] = callers.stack.split("\n");
            error.stack = [error.stack, ...frames].join("\n");
        }
    };
    return { addCallers, restore };
}

/** Enough to say where an error arose. */
const framesKept = 1;
