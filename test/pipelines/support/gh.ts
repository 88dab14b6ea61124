/**
 * Stands in for GitHub's command line, `gh`, as far as the workflows use it: `gh api`, `gh run download`. Whatever else
 * it is called with is an error, as a flag is that `gh` does not have.
 *
 * FAKE_GITHUB is the root of the API, GOJQ the program that evaluates `--jq`, as `gh` itself does with that library.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { FAKE_GITHUB: root = "", GOJQ: gojq = "", GH_TOKEN } = process.env;

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`gh: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});

async function main([command, ...args]: readonly string[]): Promise<void> {
    if (!GH_TOKEN) {
        throw new Error("set the GH_TOKEN environment variable");
    }
    if (command === "api") {
        return await api(args);
    }
    if (command === "run" && args[0] === "download") {
        return await download(args.slice(1));
    }
    throw new Error(`unknown command "${command}"`);
}

async function api(args: readonly string[]): Promise<void> {
    const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: {
            method: { type: "string", default: "GET" },
            jq: { type: "string" },
            paginate: { type: "boolean" },
            silent: { type: "boolean" },
            field: { type: "string", multiple: true, default: [] },
            "raw-field": { type: "string", multiple: true, default: [] },
        },
    });
    const fields = {
        ...Object.fromEntries(values.field.map(split).map(([name, value]) => [name, ofFile(value)])),
        ...Object.fromEntries(values["raw-field"].map(split)),
    };
    let next: string | undefined = `${root}/${positionals[0]}`;
    while (next !== undefined) {
        const answer: Response = await fetch(next, {
            method: values.method,
            ...(values.method === "GET" ? {} : { body: JSON.stringify(fields) }),
        });
        if (!answer.ok) {
            throw new Error(`${await answer.text()} (HTTP ${answer.status})`);
        }
        const text = await answer.text();
        if (!values.silent) {
            process.stdout.write(values.jq === undefined ? text : evaluate(values.jq, text));
        }
        next = values.paginate ? /<(.*)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1] : undefined;
    }
}

async function download(args: readonly string[]): Promise<void> {
    const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: { repo: { type: "string" }, name: { type: "string" }, dir: { type: "string" } },
    });
    const { repo = "", name = "", dir = "" } = values;
    const answer = await fetch(`${root}/repos/${repo}/download/${positionals[0]}?name=${name}`);
    const files = (await answer.json()) as Record<string, string>;
    mkdirSync(dir, { recursive: true });
    for (const [file, text] of Object.entries(files)) {
        writeFileSync(join(dir, file), text);
    }
}

function evaluate(filter: string, input: string): string {
    const run = spawnSync(gojq, ["--raw-output", filter], { input, encoding: "utf8" });
    if (run.status !== 0) {
        throw new Error(run.stderr);
    }
    return run.stdout;
}

function split(field: string): readonly [string, string] {
    const at = field.indexOf("=");
    return [field.slice(0, at), field.slice(at + 1)];
}

function ofFile(value: string): string {
    return value.startsWith("@") ? readFileSync(value.slice(1), "utf8") : value;
}
