import { lagMs, outcomeOf, type Scenario, scenarios, troubles } from "./faultTable";

/** The text of docs/faults.md. */
export function faultsPage(): string {
    return `${[opening, ...scenarios.map(section)].join("\n\n")}\n`;
}

const opening = `# What becomes of an operation when Microsoft Graph gives trouble

Each operation below was run on an emulated tenant once for every call that it makes and every trouble in the first
column, with that trouble befalling that call. \`test/contract/faults.spec.ts\` does it again with every test run, and
\`npm run docs:faults\` writes this page from the same table.

- **done**: the operation succeeded, and the tenant and the state are as after an undisturbed one.
- **stops**: it failed with an error that names the resource. No id left the state but those of what had been
  given back already, and the next run of the same operation succeeded, after which the tenant and the state are as after
  an undisturbed one.
- **–**: this cannot befall the call.

Some calls of a preview can be done without: it says what could not be asked, and the update asks again before it changes
anything. Those are "done" although the call has failed.

In every cell, at the end: no group twice, none that the state does not know, and no id lost. Trouble befalls the call
once, unless it says "each time". An answer that is not JSON, an HTML page, one of 20 MB and a blank error code befall
calls that are made by themselves: what is said so of a read in a batch is not believed, and the read is made again by
itself. A creation that may have been carried out is never asked for a second time: it is
looked for in the list of groups. Every operation was also run in a tenant whose reads lag ${lagMs / 1000} seconds behind its
writes, and succeeded.`;

function section(scenario: Scenario): string {
    const { title, calls } = scenario;
    return [
        `## ${title}`,
        "",
        row(["", ...calls.map((call) => `\`${call}\``)]),
        row(["---", ...calls.map(() => "---")]),
        ...troubles.map((trouble) =>
            row([trouble.title, ...calls.map((call) => words[outcomeOf(scenario, call, trouble) ?? "impossible"])]),
        ),
    ].join("\n");
}

const words = { done: "done", fails: "**stops**", impossible: "–" } as const;

function row(cells: readonly string[]): string {
    return `| ${cells.join(" | ")} |`;
}
