import * as pulumi from "@pulumi/pulumi";
import { secretStackKeys } from "./identity/sources";
import { ofThisProgram } from "./ofThisProgram";

/** What the SDK knows of the stack configuration. */
export interface StackConfiguration {
    allConfig(): Readonly<Record<string, string>>;
    /** The SDK keeps this out of its declarations, and has had it since secrets came to dynamic providers. */
    readonly isConfigSecret?: (key: string) => boolean;
}

/**
 * Stops a program whose stack configuration holds a credential in plain text.
 *
 * The engine keeps the whole stack configuration in the state, as inputs of the default dynamic provider: a value set
 * without `--secret` would be readable there for good, so it is refused before the first resource is registered. With
 * an SDK that does not tell which values are secret, it warns once for each credential, and refuses none: most of them
 * are encrypted.
 */
export function refusePlainTextCredentials(
    configuration: StackConfiguration = pulumi.runtime as StackConfiguration,
    warn: (sentence: string) => void = warnOnce,
): void {
    const config = configuration.allConfig();
    const { isConfigSecret } = configuration;
    for (const key of secretStackKeys.filter((candidate) => config[candidate] !== undefined)) {
        if (typeof isConfigSecret !== "function") {
            warn(
                `This version of @pulumi/pulumi does not tell whether the configuration value ${key} is encrypted, and ` +
                    "the engine keeps it in the state either way. If Pulumi.<stack>.yaml shows it in plain text, set it " +
                    `again with \`pulumi config set --secret ${key}\`.`,
            );
        } else if (!isConfigSecret(key)) {
            throw new pulumi.RunError(
                `The configuration value ${key} is a credential in plain text, and the engine would keep it in the ` +
                    "state. Nothing was registered. Set it again with " +
                    `\`pulumi config set --secret ${key}\`, or give it as an environment variable.`,
            );
        }
    }
}

/** Every resource and lookup of a program checks the configuration, and the user reads the warning once. */
function warnOnce(sentence: string): void {
    const warned = warnedOf();
    if (!warned.has(sentence)) {
        warned.add(sentence);
        void pulumi.log.warn(sentence);
    }
}

const warnedOf = ofThisProgram(() => new Set<string>());
