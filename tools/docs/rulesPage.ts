import { format } from "prettier";
import { rulesFileName } from "../../review/ruleSettings";
import type { Rule } from "../../review/rules/rule";
import { type RuleId, ruleIds, rules } from "../../review/rules/table";

/** The text of docs/rules.md. */
export function rulesPage(): Promise<string> {
    const text = [opening, overview(), setting, ...ruleIds.map((id) => sectionOn(id))].join("\n\n");
    return format(text, { parser: "markdown", proseWrap: "always", printWidth: 120 });
}

/** A file that sets rules of every kind; the page shows it. */
export const exampleFile = {
    $schema: "./node_modules/pulumi-entra-app-proxy/review/rules.schema.json",
    rules: {
        "fewer-than-two-active-connectors": "error",
        "application-on-default-group": "off",
        "occupied-group-deleted": { level: "error", evenIfEmptiedFirst: true },
        "region-differs-from-neighbours": { level: "warning", pattern: "^(?:prod|test)-([a-z]{3})-" },
        "name-outside-pattern": { level: "warning", pattern: "^(?:prod|test)-[a-z]{3}-\\d{2}$" },
    },
};

const opening = `# The rules of a review

\`entra-app-proxy review\` judges every connector group that a change touches by the rules below, as it is and as it will
be. What it finds has one of three standings:

- **new**: the change breaks the rule, or makes it worse: another application on the default group, one active connector
  left of two, a wrong region in the place of another wrong one.
- **former**: the rule was broken before, and the change does not make it worse.
- **mended**: the rule was broken before, and is not any more.

Only what is new makes a verdict: with the level \`error\` it is \`blocked by rule\`, with the level \`warning\` the exit code
says so and nothing is blocked. A group that is replaced and the one that takes its place are one and the same to the
rules. Groups that the change does not touch are not judged.

\`npm run docs:rules\` writes this page from the rules themselves.`;

function overview(): string {
    return [
        row(["rule", "finds", "level"]),
        row(["---", "---", "---"]),
        ...ruleIds.map((id) => row([`[\`${id}\`](#${id})`, rules[id].finds, rules[id].byDefault.level])),
    ].join("\n");
}

const setting = `## Adjust them

The file \`${rulesFileName}\` sets rules otherwise: \`off\`, \`warning\` or \`error\`, or an object with the \`level\` and the
rule's own options. What it does not name stays as it is by default. Names are matched with regular expressions of the
[RE2 kind](https://github.com/google/re2/wiki/Syntax), which come to an end soon whatever they are matched with.

\`\`\`json
${JSON.stringify(exampleFile, undefined, 2)}
\`\`\`

Here, what is named \`prod-fra-01\` and \`test-fra-01\` belongs to one site, \`fra\`, and so in one region. Editors that know
JSON schemas complete and check the file by its \`$schema\`. A rule, a key or a value that is not known is refused, with
what is allowed in its place.`;

function sectionOn<Id extends RuleId>(id: Id): string {
    return section(rules[id]);
}

function section<Options extends object>({ id, finds, why, byDefault, options, sources }: Rule<Options>): string {
    const names = Object.entries<string>(options);
    return [
        `## ${id}`,
        finds,
        why,
        `By default: \`${byDefault.level}\`.${names.length > 0 ? ` It can be told, beside its level:` : ""}`,
        ...(names.length > 0 ? [names.map(([name, meaning]) => `- \`${name}\`: ${meaning}`).join("\n")] : []),
        `Source: ${sources.map(({ title, url }) => `[${title}](${url})`).join("; ")}.`,
    ].join("\n\n");
}

function row(cells: readonly string[]): string {
    return `| ${cells.join(" | ")} |`;
}
