/**
 * The configuration cannot be used: a value is wrong, a part is missing, or a credential is mixed from two sources.
 *
 * The message is the user interface: it names the key or variable, never a secret. It carries no stack, because the
 * dynamic-provider server prints the stack of every error.
 */
export class ConfigurationError extends Error {
    override readonly name: string = "ConfigurationError";

    constructor(message: string) {
        super(message);
        this.stack = message;
    }
}

/**
 * The configuration is sound, yet no token could be had with it. The message names the places that were looked at and
 * the command that sets a credential.
 *
 * It keeps no `cause`: Node prints causes along with an error, and what a login library puts there is not ours to
 * vouch for.
 */
export class CredentialError extends ConfigurationError {
    override readonly name = "CredentialError";
}

/** Whether something thrown is one of the errors above, from whichever copy of this package. */
export function isConfigurationError(thrown: unknown): thrown is ConfigurationError {
    return thrown instanceof Error && (thrown.name === "ConfigurationError" || thrown.name === "CredentialError");
}

/** The text on one line, with every secret in it hidden and no longer than `limit` characters. */
export function presentable(text: string, secrets: readonly string[], limit = 300): string {
    let shown = text;
    for (const secret of secrets) {
        if (secret !== "") {
            shown = shown.replaceAll(secret, "(hidden)");
        }
    }
    shown = shown.replace(/\s+/g, " ").trim();
    return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown;
}
