#!/usr/bin/env node
/** The `entra-app-proxy` command. */
import { Command, InvalidArgumentError, Option } from "commander";
import { type DoctorOptions, doctor } from "./doctor";
import type { DriftOptions } from "./drift";
import { emulate } from "./emulate";
import type { ExportOptions } from "./export";
import { progressLine } from "./progressLine";
import type { ReviewOptions } from "./review";

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
    .command("export")
    .description("write a Pulumi project that declares the tenant as it is, with the file to import it by")
    .requiredOption("--out <folder>", "folder of the project")
    .option("--group <name>", "export this group alone (can be given more than once)", collect)
    .option("--no-memberships", "leave out which connectors are in the groups")
    .option("--no-assignments", "leave out which applications are on the groups")
    .option("--no-protect", "do not protect the resources from deletion")
    .option("--force", "overwrite files that no export has written, or that were changed since")
    .action(async (options: ExportOptions) => {
        // Loaded for this command alone: it brings the SDK along.
        const { exportTenant } = await import("./export.js");
        await exportTenant(options, {
            env: process.env,
            folder: process.cwd(),
            progress: progressLine(process.stderr),
            say: (line) => process.stdout.write(`${line}\n`),
            sayMeanwhile,
        });
    });

program
    .command("doctor")
    .description("find out whether a stack can do its work with the identity that the configuration names")
    .option("--write", "also create a temporary group, rename it and delete it again; without this nothing is changed")
    .option("--json", "print the report as JSON")
    .option("--config <file>", "what `pulumi config --json --show-secrets` prints for a stack (- is standard input)")
    .action(async (options: DoctorOptions) => {
        process.exitCode = await doctor(options, (text) => process.stdout.write(`${text}\n`), sayMeanwhile);
    });

program
    .command("review")
    .description(
        "say what a previewed change will do to the tenant: to which connectors and applications, and whether it can go wrong",
    )
    .argument(
        "[file]",
        "what `pulumi preview --json --show-sames --show-replacement-steps` prints (- is standard input)",
    )
    .option("--stack <name>", "run that preview for this stack of the project in the current folder")
    .addOption(
        new Option("--format <format>", "how it is said").choices(["markdown", "html", "json"]).default("markdown"),
    )
    .option("--digest <file>", "write the digest to this file too, for `entraAppProxy:reviewed`")
    .addOption(
        new Option(
            "--fail-on <what>",
            "what the exit code tells of: 2 a gap or a rule's warning, 3 a failure or a rule's error",
        )
            .choices(["warning", "gap", "error", "never"])
            .default("warning"),
    )
    .option("--rules <file>", "settings of the rules (entra-app-proxy.rules.json if left out, where it is there)")
    .option("--parallel <number>", "how many steps `pulumi up` will take at a time (--parallel)", count, 16)
    .action(async (file: string | undefined, options: ReviewOptions) => {
        const { review } = await import("./review.js");
        process.exitCode = await review(file, options, surroundings());
    });

program
    .command("drift")
    .description("say what differs between a stack's state and the tenant")
    .argument("[file]", "what `pulumi stack export` prints (- is standard input)")
    .option("--stack <name>", "export the state of this stack of the project in the current folder")
    .addOption(
        new Option("--format <format>", "how it is said").choices(["markdown", "html", "json"]).default("markdown"),
    )
    .action(async (file: string | undefined, options: DriftOptions) => {
        const { drift } = await import("./drift.js");
        process.exitCode = await drift(file, options, surroundings());
    });

program.parseAsync().catch((error: unknown) => {
    process.stderr.write(`entra-app-proxy: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

/** What is not the command's result, such as why it takes long. */
function sayMeanwhile(line: string): void {
    process.stderr.write(`${line}\n`);
}

function surroundings() {
    return { env: process.env, out: (text: string) => process.stdout.write(text), sayMeanwhile };
}

function count(text: string): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1) {
        throw new InvalidArgumentError("A number of steps is 1 or more.");
    }
    return number;
}

function port(text: string): number {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number > 65535) {
        throw new InvalidArgumentError("A port is a number from 0 to 65535.");
    }
    return number;
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
    return [...previous, value];
}
