import type { Sourced } from "../../identity/sources";

/** The key of the stack configuration that names the file of a review's digest. */
export const reviewedKey = "entraAppProxy:reviewed";

/** The environment variable that does the same; the stack configuration goes before it. */
export const reviewedVariable = "ENTRA_APP_PROXY_REVIEWED";

/** The file that holds the digest of the review, where one is named. An empty value counts as none. */
export function digestNamed(
    stack: (key: string) => string | undefined,
    env: Readonly<Record<string, string | undefined>>,
): Sourced | undefined {
    const places = [
        { from: reviewedKey, value: stack(reviewedKey)?.trim() ?? "" },
        { from: reviewedVariable, value: env[reviewedVariable]?.trim() ?? "" },
    ];
    return places.find(({ value }) => value !== "");
}
