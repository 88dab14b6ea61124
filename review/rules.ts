/**
 * The rules of a review: what a change breaks, what was broken before, and what it mends.
 *
 * Each rule is a module in `rules/`; what is here asks them all.
 */
import type { Finding, PicturedGroup } from "./review";
import { type ChangeContext, type GroupChange, groupChange } from "./rules/groupChange";
import type { Rule, Setting } from "./rules/rule";
import { type RuleId, type RuleSettings, ruleIds, rules } from "./rules/table";

export type { ChangeContext, NamedRegion } from "./rules/groupChange";
export type { RuleId, RuleSettings } from "./rules/table";

/**
 * What the rules find in the groups that a change touches, before it and after it: first what the change breaks or makes
 * worse, then what was broken before, then what it mends; in each of them errors first.
 */
export function findingsOf(
    before: readonly PicturedGroup[],
    after: readonly PicturedGroup[],
    settings: RuleSettings,
    context: ChangeContext,
): readonly Finding[] {
    const change = groupChange(before, after, context);
    const findings = ruleIds.flatMap((id) => findingsOfRule(id, change, settings));
    return findings.filter((finding) => !isSaidSharper(finding, findings)).sort(inOrder);
}

function findingsOfRule<Id extends RuleId>(id: Id, change: GroupChange, settings: RuleSettings): readonly Finding[] {
    return findingsBy(rules[id], settings[id], change);
}

function findingsBy<Options extends object>(
    rule: Rule<Options>,
    setting: Setting<Options>,
    change: GroupChange,
): readonly Finding[] {
    if (setting.level === "off") {
        return [];
    }
    const { level } = setting;
    return rule
        .judge(change, setting)
        .map((judgement) => ({ rule: rule.id, level, ...judgement, source: rule.sources[0].url }));
}

function isSaidSharper({ rule, group, standing }: Finding, findings: readonly Finding[]): boolean {
    const sharper = rules[rule as RuleId].leavesTo;
    return findings.some(
        (other) => other.rule === sharper && other.group.id === group.id && isOver(other.standing) === isOver(standing),
    );
}

/** Whether a finding is about the group as it was, and not as it will be. */
function isOver(standing: Finding["standing"]): boolean {
    return standing === "mended";
}

const standings: readonly Finding["standing"][] = ["new", "former", "mended"];

function inOrder(one: Finding, other: Finding): number {
    return (
        standings.indexOf(one.standing) - standings.indexOf(other.standing) ||
        compare(one.level, other.level) ||
        ruleIds.indexOf(one.rule as RuleId) - ruleIds.indexOf(other.rule as RuleId) ||
        compare(one.group.name, other.group.name) ||
        compare(one.group.id, other.group.id)
    );
}

function compare(one: string, other: string): number {
    return one < other ? -1 : one > other ? 1 : 0;
}
