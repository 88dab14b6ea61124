import type { GraphClient } from "./client";
import { GraphError, isGraphError, isNotFound, shownPath } from "./errors";

/** The path that everything of application proxy is below. */
export const profile = "/onPremisesPublishingProfiles/applicationProxy";

/** An id as one segment of a path. Throws when it is blank or would lead to another path. */
export function segment(id: string): string {
    if (id.trim() === "" || id === "." || id === "..") {
        throw new Error(`${JSON.stringify(id)} cannot be an id. Nothing was asked and nothing was changed.`);
    }
    return encodeURIComponent(id);
}

/** An object of the service that has an id, all its other fields still unknown. */
export type WireObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** Whether an answer, or an item of a list, is an object with an id. */
export function isWireObject(value: unknown): value is WireObject {
    return typeof value === "object" && value !== null && "id" in value && isText(value.id);
}

/** The text of a field; undefined when it is null, blank, missing or of another type. */
export function textOf(value: unknown): string | undefined {
    return isText(value) ? value : undefined;
}

/** All items of a list, or those of its first pages. Throws `GraphError` when one cannot be read. */
export async function listAll<T>(
    client: GraphClient,
    path: string,
    parse: (value: unknown) => T | undefined,
    mostPages = Number.POSITIVE_INFINITY,
): Promise<T[]> {
    const items: T[] = [];
    let pages = 0;
    for await (const page of client.pages(path)) {
        for (const value of page) {
            const item = parse(value);
            if (item === undefined) {
                throw new GraphError(
                    `GET ${shownPath(path)} was answered with an item that has no id or no name. Nothing was changed.`,
                    { method: "GET", path, status: 200, retryable: false, mayHaveActed: false },
                );
            }
            items.push(item);
        }
        if (++pages >= mostPages) {
            break;
        }
    }
    return items;
}

/** The answer, or `otherwise` where the service knows no such object. Other errors pass. */
export async function foundOr<T, U>(otherwise: U, answer: Promise<T>): Promise<T | U> {
    try {
        return await answer;
    } catch (thrown) {
        if (isNotFound(thrown)) {
            return otherwise;
        }
        throw thrown;
    }
}

/** The list, or an empty one where the service says so with this error code. Other errors pass. */
export async function emptyOn<T>(code: string, list: Promise<T[]>): Promise<T[]> {
    try {
        return await list;
    } catch (thrown) {
        if (isGraphError(thrown) && thrown.codes.includes(code)) {
            return [];
        }
        throw thrown;
    }
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value.trim() !== "";
}
