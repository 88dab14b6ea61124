import * as pulumi from "@pulumi/pulumi";
import { secretStackKeys } from "./identity/sources";

/**
 * Stops a program whose stack configuration holds a credential in plain text.
 *
 * The engine keeps the whole stack configuration in the state, as inputs of the default dynamic provider: a value set
 * without `--secret` would be readable there for good, so it is refused before the first resource is registered.
 */
export function refusePlainTextCredentials(): void {
    const config = pulumi.runtime.allConfig();
    for (const key of secretStackKeys) {
        if (config[key] !== undefined && !isConfigSecret(key)) {
            throw new pulumi.RunError(
                `The configuration value ${key} is a credential in plain text, and the engine would keep it in the ` +
                    "state. Nothing was registered. Set it again with " +
                    `\`pulumi config set --secret ${key}\`, or give it as an environment variable.`,
            );
        }
    }
}

/** The SDK keeps this out of its declarations, and has had it since secrets came to dynamic providers. */
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
