import { applicationOnDefaultGroup } from "./applicationOnDefaultGroup";
import { applicationsWithoutConnectors } from "./applicationsWithoutConnectors";
import { fewerThanTwoActiveConnectors } from "./fewerThanTwoActiveConnectors";
import { nameOutsidePattern } from "./nameOutsidePattern";
import type { PatternOptions } from "./namePattern";
import { type DeletionOptions, occupiedGroupDeleted } from "./occupiedGroupDeleted";
import { regionDiffersFromNeighbours } from "./regionDiffersFromNeighbours";
import type { NoOptions, Rule, Setting } from "./rule";
import { unknownRegion } from "./unknownRegion";

/** The rules by their ids, each with what it can be told beside its level. */
export interface RuleOptions {
    readonly "applications-without-connectors": NoOptions;
    readonly "fewer-than-two-active-connectors": NoOptions;
    readonly "application-on-default-group": NoOptions;
    readonly "occupied-group-deleted": DeletionOptions;
    readonly "unknown-region": NoOptions;
    readonly "region-differs-from-neighbours": PatternOptions;
    readonly "name-outside-pattern": PatternOptions;
}

export type RuleId = keyof RuleOptions;

/** How each rule is set. */
export type RuleSettings = { readonly [Id in RuleId]: Setting<RuleOptions[Id]> };

/** All rules, in the order in which their findings and the page about them name them. */
export const rules: { readonly [Id in RuleId]: Rule<RuleOptions[Id]> } = {
    "applications-without-connectors": applicationsWithoutConnectors,
    "fewer-than-two-active-connectors": fewerThanTwoActiveConnectors,
    "application-on-default-group": applicationOnDefaultGroup,
    "occupied-group-deleted": occupiedGroupDeleted,
    "unknown-region": unknownRegion,
    "region-differs-from-neighbours": regionDiffersFromNeighbours,
    "name-outside-pattern": nameOutsidePattern,
};

export const ruleIds = Object.keys(rules) as readonly RuleId[];
