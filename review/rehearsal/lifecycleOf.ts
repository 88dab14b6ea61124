import { defaultBounds, type LifecycleContext, type Notes } from "../../provider/lifecycle/context";
import { lifecycleOver } from "../../provider/lifecycle/lifecycleOver";
import type { ResourceLifecycle } from "../../provider/lifecycle/resourceLifecycle";
import type { Tenant } from "../../provider/lifecycle/tenant";
import type { ResourceType } from "../review";

/** The provider's own lifecycle of a kind of resource, over a tenant in memory. */
export function lifecycleOf(
    type: ResourceType,
    tenant: Tenant,
    around: Pick<LifecycleContext, "memory" | "clock" | "say" | "warn">,
): ResourceLifecycle {
    return lifecycleOver(type, { ...around, tenant: () => tenant, notes: noNotes, bounds: defaultBounds });
}

/** What was begun and never ended on another machine is in that machine's notes alone. */
const noNotes: Notes = {
    begin: () => undefined,
    answered: () => undefined,
    leftBehind: () => undefined,
    forget: () => undefined,
    forgetId: () => undefined,
    beginCarry: () => undefined,
    isCarryBegun: () => false,
    carried: () => undefined,
    endCarry: () => undefined,
    forgetAnswered: () => undefined,
};
