/** Asking a `pulumi` binary who it is, and the versions this project pins. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Run, reasonOf } from "./way";

/**
 * The oldest CLI that the Automation API of @pulumi/pulumi accepts (`automation/minimumVersion` in that package, which
 * does not export it to callers; a test keeps the two in step).
 */
export const oldestVersion = "3.2.0";

const answerLimitSeconds = 60;

/**
 * The version that the binary at `path` answers. Throws where it does not answer, answers something else than a
 * version, or one that the Automation API refuses: older than {@link oldestVersion} or of a later major version.
 */
export async function acceptedVersion(path: string, run: Run, environment: NodeJS.ProcessEnv): Promise<string> {
    const answer = await run(path, ["version"], {
        environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
        limitSeconds: answerLimitSeconds,
    }).catch((error: unknown) => {
        throw new Error(`${path} does not answer "pulumi version": ${reasonOf(error)}`);
    });
    const version = answer.trim().replace(/^v/, "");
    const parts = numbers(version);
    if (parts === undefined) {
        throw new Error(`${path} answers "${version}" to "pulumi version", which is no version`);
    }
    if (parts[0] !== numbers(oldestVersion)?.[0] || isOlder(parts, oldestVersion)) {
        throw new Error(
            `${path} is version ${version}; the Automation API accepts ${oldestVersion} and later 3.x versions only`,
        );
    }
    return version;
}

/** The version of the official release that belongs to the installed @pulumi/pulumi: the same number. */
export function releaseVersion(): string {
    const manifest = readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}

/** The CLI version and the Go version that the go.mod in `moduleFolder` asks for, without the leading "v". */
export function pinnedModules(moduleFolder: string): { readonly pulumi: string; readonly go: string } {
    const file = join(moduleFolder, "go.mod");
    const text = readFileSync(file, "utf8");
    const pulumi = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(text)?.[1];
    const go = /^go (\S+)$/m.exec(text)?.[1];
    if (pulumi === undefined || go === undefined) {
        throw new Error(`${file} pins no version of github.com/pulumi/pulumi/pkg/v3, or names no Go version`);
    }
    return { pulumi, go };
}

/** The version of the YAML language host that the go.mod in `moduleFolder` asks for, without the leading "v". */
export function pinnedYamlHost(moduleFolder: string): string {
    const file = join(moduleFolder, "go.mod");
    const version = /github\.com\/pulumi\/pulumi-yaml v(\S+)/.exec(readFileSync(file, "utf8"))?.[1];
    if (version === undefined) {
        throw new Error(`${file} pins no version of github.com/pulumi/pulumi-yaml`);
    }
    return version;
}

function numbers(version: string): number[] | undefined {
    const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
    return match?.slice(1).map(Number);
}

function isOlder(parts: readonly number[], than: string): boolean {
    const limit = numbers(than) ?? [];
    const firstDifference = parts.findIndex((part, index) => part !== limit[index]);
    return firstDifference >= 0 && (parts[firstDifference] ?? 0) < (limit[firstDifference] ?? 0);
}
