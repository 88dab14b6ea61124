import { isGraphError } from "../graph/errors";

/**
 * Asks for something that is the same however often it is asked for. Where the answer was lost, the tenant is looked
 * at, and unless it is done there already it is asked for once more.
 */
export async function absolute(write: () => Promise<void>, isDone: () => Promise<boolean>): Promise<void> {
    try {
        await write();
    } catch (error) {
        if (!isGraphError(error) || !error.mayHaveActed) {
            throw error;
        }
        if (!(await isDone())) {
            await write();
        }
    }
}
