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
 * A failure after the service has accepted a write: the engine keeps `id` and `properties` in the state, marks the
 * resource as not fully initialized and calls `update` on it in the next `pulumi up`.
 *
 * `properties` must carry `__provider`: the dynamic-provider server does not add it here, and without it the resource
 * could never be refreshed or deleted again.
 */
export class PartialFailure extends ExplainedError {
    override readonly name = "PartialFailure";
    readonly reasons: readonly string[];

    constructor(
        readonly id: string,
        readonly properties: Readonly<Record<string, unknown>>,
        cause: Error,
    ) {
        super(cause.message, { cause });
        this.reasons = [cause.message];
    }
}

/**
 * The same failure, saying which resource it stopped and what was not done. What is not a failure that its message
 * explains is a mistake in this package, and passes with its stack.
 */
export function stoppedBy(thrown: unknown, whatIsNotDone: string): unknown {
    return isGraphError(thrown) || isConfigurationError(thrown)
        ? new ExplainedError(`${whatIsNotDone} ${thrown.message}`, { cause: thrown })
        : thrown;
}

/** The message of anything that was thrown. */
export function reasonOf(thrown: unknown): string {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
