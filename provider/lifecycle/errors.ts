import { isGraphError } from "../graph/errors";
import { isConfigurationError } from "../identity/errors";

/**
 * A failure that its message explains in full: what happened, to which resource, what was not done, what to do next.
 *
 * The dynamic-provider server prints the stack of what `check`, `diff`, `read` and `delete` throw, and the engine prints
 * the message beside the resource. So that it is not said twice, there is no stack.
 */
export class ExplainedError extends Error {
    override readonly name: string = "ExplainedError";

    constructor(message: string, options?: ErrorOptions) {
        super(message, options);
        this.stack = "the error at the resource says why.";
    }

    override toString(): string {
        return "Stopped";
    }
}

/**
 * A write that was not made, because the tenant is not as it was reviewed, or because that could not be found out. Where
 * one is refused, all are: this process has written nothing, and will not.
 */
export class NotAsReviewed extends ExplainedError {
    override readonly name = "NotAsReviewed";

    /** @param again the message for the refusals that follow the first one in the same process */
    constructor(
        message: string,
        readonly again = message,
        options?: ErrorOptions,
    ) {
        super(message, options);
    }
}

/**
 * A failure after the service has accepted a write: the engine keeps `id` and `properties` in the state, marks the
 * resource as not fully initialized and calls `update` on it in the next `pulumi up`.
 */
export class PartialFailure extends ExplainedError {
    override readonly name = "PartialFailure";
    readonly reasons: readonly string[];

    constructor(
        readonly id: string,
        readonly properties: Readonly<Record<string, unknown>>,
        message: string,
        cause: unknown,
    ) {
        super(message, { cause });
        this.reasons = [message];
    }
}

/**
 * The partial failure for what was thrown after a write. What was refused before the first one is none, and passes.
 *
 * `properties` must carry `__provider`: the dynamic-provider server does not add it here, and without it the resource
 * could never be refreshed or deleted again.
 */
export function partialFailure(
    id: string,
    { __provider: provider, ...state }: object & { readonly __provider: unknown },
    thrown: unknown,
    whatIsNotDone: string,
): PartialFailure | NotAsReviewed {
    if (thrown instanceof NotAsReviewed) {
        return thrown;
    }
    const properties = { ...state, ...(provider !== undefined && { __provider: provider }) };
    return new PartialFailure(id, properties, `${whatIsNotDone} ${reasonOf(thrown)}`, thrown);
}

/**
 * Does something, and has its failure say which resource it stopped and what was not done. What is not a failure that
 * its message explains is a mistake in this package, and passes with its stack.
 */
export async function naming<T>(resource: string, whatIsNotDone: string, act: () => Promise<T>): Promise<T> {
    try {
        return await act();
    } catch (error) {
        throw isGraphError(error) || isConfigurationError(error) || error instanceof NotAsReviewed
            ? new ExplainedError(`${resource} ${whatIsNotDone}. ${error.message}`, { cause: error })
            : error;
    }
}

/** The provider's own text, out of the inputs that the engine hands over: a partial failure has to carry it. */
export function providerOf(inputs: unknown): unknown {
    return (inputs as { readonly __provider?: unknown }).__provider;
}

/** The message of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
