/** Runs the scripts of the pipelines, each in a folder of its own, with nothing of this machine's environment. */
import { spawn } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Run } from "../../../tools/stack";
import { closeAfterTest } from "../../closing";

/** What stands in for a program: what it prints, leaves behind and ends with. */
export interface StandIn {
    readonly stdout?: string;
    readonly stderr?: string;
    readonly code?: number;
    /** Variables that it notes after its arguments, as `NAME=value`, where they are set. */
    readonly notes?: readonly string[];
    /** Text by the flag that names the file it is written to. */
    readonly writes?: Readonly<Record<string, string>>;
}

/** A machine that runs scripts, as the runner of GitHub and the agent of Azure DevOps do. */
export class Machine {
    readonly folder = mkdtempSync(join(tmpdir(), "pipelines-"));
    /** Where the system keeps what lives as long as the job. */
    readonly temporary = join(this.folder, "temporary");
    readonly #programs = join(this.folder, "programs");
    readonly #calls = join(this.folder, "calls.jsonl");

    /** `checkout` is where scripts run; a new folder by default. */
    constructor(readonly checkout = mkdtempSync(join(tmpdir(), "checkout-"))) {
        for (const folder of [this.temporary, this.#programs]) {
            mkdirSync(folder);
        }
        // The Node of the tests, which is the one that the pipelines install, in its major version.
        symlinkSync(process.execPath, join(this.#programs, "node"));
        closeAfterTest(() => {
            for (const folder of [this.folder, this.checkout]) {
                rmSync(folder, { recursive: true, force: true });
            }
        });
    }

    /** Puts a program in place that does that, and notes what it was called with. */
    standIn(name: string, { stdout = "", stderr = "", code = 0, notes = [], writes = {} }: StandIn): void {
        this.#install(
            name,
            `const { appendFileSync, writeFileSync } = require("node:fs");
            const args = process.argv.slice(2);
            const set = ${JSON.stringify(notes)}.filter((name) => name in process.env);
            const noted = set.map((name) => name + "=" + process.env[name]);
            appendFileSync(${JSON.stringify(this.#calls)}, JSON.stringify([${JSON.stringify(name)}, ...args, ...noted]) + "\\n");
            for (const [flag, text] of Object.entries(${JSON.stringify(writes)})) {
                writeFileSync(args[args.indexOf(flag) + 1], text);
            }
            process.stdout.write(${JSON.stringify(stdout)});
            process.stderr.write(${JSON.stringify(stderr)});
            process.exitCode = ${code};`,
        );
    }

    /** Puts a program that is there under this name in place. */
    link(name: string, path: string): void {
        symlinkSync(path, join(this.#programs, name));
    }

    /** Puts a program in place that runs another one, with these flags after those of the commands that take them. */
    wrap(name: string, path: string, flags: readonly string[], commands: readonly string[]): void {
        this.#install(
            name,
            `const { spawnSync } = require("node:child_process");
            const given = process.argv.slice(2);
            const flags = ${JSON.stringify(commands)}.includes(given[0]) ? ${JSON.stringify(flags)} : [];
            const run = spawnSync(${JSON.stringify(path)}, [...given, ...flags], { stdio: "inherit" });
            process.exitCode = run.status ?? 1;`,
        );
    }

    /** Puts a program in place that is a script beside this file. */
    script(name: string, file: string): void {
        const needed = [require.resolve("tsx/cjs"), resolve(__dirname, file)];
        this.#install(name, needed.map((path) => `require(${JSON.stringify(path)});`).join("\n"));
    }

    /** What stand-ins were called with, in order, their names first. */
    get calls(): readonly (readonly string[])[] {
        return this.read(this.#calls)
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line) as string[]);
    }

    /** The text of a file that a script wrote; empty where there is none. */
    read(path: string): string {
        return existsSync(path) ? readFileSync(path, "utf8") : "";
    }

    /** Writes a file, and the folders that it needs. */
    write(path: string, text: string): void {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
    }

    /** Runs a script with Bash in the checkout, with these variables. */
    async run(script: string, env: Readonly<Record<string, string>> = {}): Promise<Run> {
        const file = join(this.temporary, "script.sh");
        writeFileSync(file, script);
        const child = spawn("bash", ["-e", file], {
            cwd: this.checkout,
            env: { HOME: this.folder, ...env, PATH: `${this.#programs}:${env.PATH ?? "/usr/local/bin:/usr/bin:/bin"}` },
            stdio: ["ignore", "pipe", "pipe"],
        });
        const printed = { stdout: "", stderr: "", output: "" };
        for (const name of ["stdout", "stderr"] as const) {
            child[name].setEncoding("utf8").on("data", (text: string) => {
                printed[name] += text;
                printed.output += text;
            });
        }
        return await new Promise((done, failed) => {
            child.on("error", failed).on("close", (code, signal) => done({ code, signal, ...printed }));
        });
    }

    /** Makes the checkout a git repository with one commit, and answers the commit and its tree. */
    async commit(): Promise<{ readonly commit: string; readonly tree: string }> {
        this.write(join(this.checkout, "index.ts"), "// the program\n");
        const run = await this.run(
            `git init --quiet --initial-branch main .
            git add index.ts
            git -c user.name=t -c user.email=t@example.invalid commit --quiet --message program
            git rev-parse HEAD 'HEAD^{tree}'`,
        );
        const [commit = "", tree = ""] = run.stdout.split("\n");
        return { commit, tree };
    }

    #install(name: string, body: string): void {
        const path = join(this.#programs, name);
        writeFileSync(path, `#!/usr/bin/env node\n${body}\n`);
        chmodSync(path, 0o755);
    }
}
