/** What `check` makes of a tenant that cannot be asked: a mistake to mend before anything else, or a sentence. */
import { isGraphError } from "../graph/errors";
import { isConfigurationError } from "../identity/errors";
import type { LifecycleContext } from "./context";
import { reasonOf } from "./errors";
import type { Failure } from "./validate";

/** A configuration that contradicts itself or names no usable endpoint stops the preview. */
export function configurationFailures(context: LifecycleContext): readonly Failure[] {
    try {
        context.tenant();
        return [];
    } catch (error) {
        if (isConfigurationError(error)) {
            return [{ property: "", reason: error.message }];
        }
        throw error;
    }
}

/**
 * A refusal by the service would stop the update as well, so it stops the preview: answers its words. A tenant that
 * cannot be reached from here (a pull request from a fork has no credential) is said, once for each reason, and the
 * update asks again: answers undefined.
 */
export function refusedOrSaid(
    { warn, memory }: LifecycleContext,
    question: string,
    error: unknown,
): string | undefined {
    if (isGraphError(error) && (error.status === 401 || error.status === 403)) {
        return error.message;
    }
    const reason = reasonOf(error);
    // Where nobody answers, the words differ from request to request, and the news does not.
    const news = isGraphError(error) && error.status === undefined ? "nobody answers" : reason;
    if (memory.isNews(news)) {
        warn(
            `The tenant could not be asked ${question}, nor anything else that needs it; the update asks again before ` +
                `it changes anything. ${reason}`,
        );
    }
    return undefined;
}
