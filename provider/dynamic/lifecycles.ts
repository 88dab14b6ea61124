/**
 * What the modules of this folder hand the engine's calls to. Built, it is one file with all that it loads in order to
 * ask the tenant, libraries among it: the engine's first call waits while that is loaded, and one file takes less than
 * half as long as the many. `tools/build.ts` makes it.
 */
import { lifecycleOver } from "../lifecycle/lifecycleOver";
import { contextOf, type StackConfig } from "../lifecycle/process";
import type { ResourceLifecycle } from "../lifecycle/resourceLifecycle";
import type { ResourceKind } from "../resourceKinds";

/** What carries out the engine's calls about resources of a kind, in this process. */
export function lifecycleOf(kind: ResourceKind, config: StackConfig | undefined): ResourceLifecycle {
    return lifecycleOver(kind, contextOf(config));
}
