import type { Finding, Review } from "../../review";
import { joined, type Line, line, name, own, said, strong, url } from "../line";
import { type Section, those } from "../section";
import { counted, levelsWords } from "./counts";

/** The rules that the change breaks, errors first. */
export function brokenRulesSection({ findings }: Review): Section {
    const broken = findings.filter(({ standing }) => standing === "new");
    const byLevel = [...ofLevel(broken, "error"), ...ofLevel(broken, "warning")];
    return { ...rulesTable("Rules that the change breaks", byLevel), topic: "rules broken", isAside: false };
}

/** The rules that are broken anyway, and those that are kept again. */
export function otherRulesSections({ findings }: Review): readonly Section[] {
    return [
        {
            ...rulesTable(
                "Rules that were broken before, and are no worse",
                findings.filter(({ standing }) => standing === "former"),
            ),
            topic: "other rules",
            isAside: true,
        },
        {
            ...rulesTable(
                "Rules that the change mends",
                findings.filter(({ standing }) => standing === "mended"),
            ),
            topic: "other rules",
            isAside: true,
        },
    ];
}

function rulesTable(title: string, findings: readonly Finding[]): Omit<Section, "topic" | "isAside"> {
    return {
        title,
        noun: "rule",
        intro: [],
        body: {
            kind: "table",
            head: ["Level", "Connector group", "What", "Rule"],
            items: findings.map(({ level, group, sentence, rule }) => [
                level === "error" ? line`${strong(level)}` : line`${own(level)}`,
                line`${name(group.name)}`,
                line`${said(sentence)}`,
                line`${name(rule)}`,
            ]),
        },
        closing: findings.length === 0 ? [] : [sourcesLine(findings)],
        rest: (leftOut) =>
            line`and ${own(counted(leftOut.length, "more", "more"))}: ${own(levelsWords(those(findings, leftOut)))}.`,
    };
}

/** Where the rules come from, each once. */
function sourcesLine(findings: readonly Finding[]): Line {
    const sources = [...new Map(findings.map(({ rule, source }) => [rule, source])).entries()];
    return line`Sources: ${joined(
        sources.map(([rule, source]) => line`${name(rule)}: ${sourceLine(source)}`),
        "; ",
    )}.`;
}

function sourceLine(source: string): Line {
    return URL.canParse(source) ? line`${url(source)}` : line`${said(source)}`;
}

function ofLevel(findings: readonly Finding[], level: Finding["level"]): readonly Finding[] {
    return findings.filter((finding) => finding.level === level);
}
