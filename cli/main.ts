#!/usr/bin/env node
/** The `entra-app-proxy` command. */
import { Command, InvalidArgumentError } from "commander";
import { doctor } from "./doctor";
import { emulate } from "./emulate";

const program = new Command("entra-app-proxy").description(
    "Microsoft Entra application proxy connector groups beside Pulumi",
);

program
    .command("emulate")
    .description("run a tenant on this machine, with a few groups, connectors and applications in it")
    .option("--port <number>", "port on 127.0.0.1 (any free one if left out)", port)
    .option("--persist <file>", "JSON file that keeps the tenant from one run to the next")
    .action(async (options: { port?: number; persist?: string }) => {
        await emulate(
            {
                ...(options.port === undefined ? {} : { port: options.port }),
                ...(options.persist === undefined ? {} : { persistTo: options.persist }),
            },
            (line) => process.stdout.write(`${line}\n`),
        );
    });

program
    .command("doctor")
    .description("find out whether a stack can do its work with the identity that the configuration names")
    .option("--write", "also create a temporary group, rename it and delete it again; without this nothing is changed")
    .option("--json", "print the report as JSON")
    .option("--config <file>", "what `pulumi config --json --show-secrets` prints for a stack (- is standard input)")
    .action(async (options: { write?: boolean; json?: boolean; config?: string }) => {
        process.exitCode = await doctor(options, (text) => process.stdout.write(`${text}\n`));
    });

program.parseAsync().catch((error: unknown) => {
    process.stderr.write(`entra-app-proxy: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

function port(text: string): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number > 65535) {
        throw new InvalidArgumentError("A port is a number from 0 to 65535.");
    }
    return number;
}
