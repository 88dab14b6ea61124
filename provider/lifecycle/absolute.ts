import { isGraphError } from "../graph/errors";

/**
 * Asks for something that is the same however often it is asked for. The client repeats it, as it does every request;
 * where it had to give up without knowing what the service did, the tenant is looked at, and what is done there counts.
 */
export async function absolute(write: Promise<void>, isDone: () => Promise<boolean>): Promise<void> {
    try {
        await write;
    } catch (error) {
        if (!isGraphError(error) || !error.mayHaveActed || !(await isKnownToBeDone(isDone))) {
            throw error;
        }
    }
}

/** Where that cannot be asked either, what the write itself failed with is what there is to say. */
async function isKnownToBeDone(isDone: () => Promise<boolean>): Promise<boolean> {
    try {
        return await isDone();
    } catch (error) {
        if (isGraphError(error)) {
            return false;
        }
        throw error;
    }
}
