import type { DriftReport } from "../../review";
import { line, own } from "../line";
import type { Report } from "../section";
import { counted } from "./counts";
import { driftSection } from "./drifted";

/** What the tenant says where it is held against the stack's state alone. */
export function driftOnlyReport({ checked, drift }: DriftReport): Report {
    const drifted = new Set(drift.map(({ urn }) => urn)).size;
    return {
        kind: "drift",
        verdict: drift.length === 0 ? "clean" : "drift",
        tone: drift.length === 0 ? "calm" : "warning",
        counts:
            drift.length === 0
                ? line`${own(counted(checked, "resource"))} compared`
                : line`${own(counted(drift.length, "difference"))} in ${drifted} of ${own(counted(checked, "resource"))}`,
        reason:
            drift.length === 0
                ? line`The tenant is as the stack's state has it.`
                : line`The tenant is no longer as the stack's state has it.`,
        sections: [driftSection(drift)],
        closing: [],
    };
}
