import type { ResourceKind } from "../resourceKinds";
import { applicationAssignment } from "./applicationAssignment";
import { connectorGroupLifecycleOver } from "./connectorGroup";
import { connectorMembership } from "./connectorMembership";
import type { LifecycleContext } from "./context";
import { placementLifecycleOver } from "./placement";
import type { ResourceLifecycle } from "./resourceLifecycle";

/** What carries out the engine's calls about resources of a kind. */
export function lifecycleOver(kind: ResourceKind, context: LifecycleContext): ResourceLifecycle {
    switch (kind) {
        case "ConnectorGroup":
            return connectorGroupLifecycleOver(context);
        case "ConnectorMembership":
            return placementLifecycleOver(connectorMembership, context);
        case "ApplicationAssignment":
            return placementLifecycleOver(applicationAssignment, context);
    }
}
