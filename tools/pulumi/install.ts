/**
 * The official release through the Automation API.
 *
 * `PulumiCommand.install` fetches Pulumi's install script and runs it in a shell, which downloads the release with curl
 * and unpacks it: no step can be told to stop, and a stopped one leaves half a copy. So it runs in a process of its own
 * that has a time limit and ends with all its children; whether the outcome is any good is for the caller to verify.
 */
import type { Run, Surroundings } from "./way";

const limitSeconds = 4 * 60;

/** The `install` of {@link Surroundings} on the real Automation API. */
export function installer(run: Run, environment: NodeJS.ProcessEnv): Surroundings["install"] {
    return async (root, temporary) => {
        await run(process.execPath, ["-e", script, require.resolve("@pulumi/pulumi/automation"), root], {
            // The script unpacks below TMPDIR.
            environment: { ...environment, TMPDIR: temporary },
            limitSeconds,
        });
    };
}

const script = `
    const [automation, root] = process.argv.slice(1);
    require(automation).PulumiCommand.install({ root }).catch((error) => {
        // What the Automation API makes of a failed script begins with its empty output and ends with a stack.
        console.error(error.commandResult?.err?.stderr || error.message);
        process.exitCode = 1;
    });
`;
