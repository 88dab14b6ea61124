/**
 * What a review says about a change: the one object that the renderings (Markdown, HTML, JSON) are made of.
 *
 * Everything in it is plain data. Texts that come from the tenant or the program (names, URLs) stand in it as they are,
 * control characters included: whoever renders them has to make them harmless.
 */
import type { Fact } from "../provider/lifecycle/reviewed/facts";

/** What a person has to know first. In the order in which they win over one another. */
export const verdicts = ["no change", "safe", "gap", "blocked by rule", "will fail"] as const;

export type Verdict = (typeof verdicts)[number];

export interface Review {
    readonly verdict: Verdict;
    /** Why, in one sentence. */
    readonly reason: string;
    readonly counts: Counts;
    /** What the change does, resource by resource, in the order in which they are come to. */
    readonly changes: readonly Change[];
    /** Applications that are without an active connector for a while, or from then on, because of the change. */
    readonly gaps: readonly Gap[];
    readonly findings: readonly Finding[];
    /** What differs between the stack's state and the tenant, before the change. */
    readonly drift: readonly Drift[];
    /** What is known to be left open, such as a value that is known only in the update. */
    readonly notes: readonly string[];
    /** The connector groups that the change touches, as they are. */
    readonly before: readonly PicturedGroup[];
    /** The same groups, and the new ones, once the change is done. */
    readonly after: readonly PicturedGroup[];
    /** What the verdict rests on, and its fingerprint. */
    readonly facts: readonly Fact[];
    readonly fingerprint: string;
}

export interface Counts {
    readonly created: number;
    readonly updated: number;
    readonly replaced: number;
    readonly deleted: number;
    /** Dropped from the stack and left in the tenant as they are. */
    readonly released: number;
    /** Connectors and applications that change their group, each once. */
    readonly connectorsMoved: number;
    readonly applicationsMoved: number;
    /** Requests to Microsoft Graph that write. */
    readonly writes: number;
    /** Applications with a gap. */
    readonly gaps: number;
    /** Rules that the change breaks, with the level `error` and `warning`. */
    readonly errors: number;
    readonly warnings: number;
    readonly drifted: number;
}

/** What happens to one resource of the stack. */
export interface Change {
    /** The resource's name in the program. */
    readonly resource: string;
    readonly urn: string;
    readonly type: ResourceType;
    readonly operation: Operation;
    /** What the resource stands for: the connector group, the connector or the application. */
    readonly subject: Subject;
    /** The group that a connector or an application goes to; absent for connector groups and deletions. */
    readonly to?: GroupName;
    /** The properties that the program changes. A value that is known only in the update is null. */
    readonly properties: readonly ChangedProperty[];
    /** What the provider says about it in the preview: why it is replaced, whom it leaves unserved. */
    readonly words: readonly string[];
    /** What Microsoft Graph is asked to do for it, in order. */
    readonly writes: readonly Write[];
    /** Why it will fail, in the words in which it does; absent where it succeeds. */
    readonly failure?: string;
    /** It is not come to, because something else fails before. */
    readonly isNotReached?: true;
}

export type ResourceType = "ConnectorGroup" | "ConnectorMembership" | "ApplicationAssignment";

/** `adopt`: an existing group is taken over. `release`: dropped from the stack, and left in the tenant as it is. */
export type Operation = "create" | "adopt" | "update" | "replace" | "delete" | "release";

export interface ChangedProperty {
    readonly property: string;
    readonly from?: string | null;
    readonly to?: string | null;
}

export type Subject =
    | ({ readonly kind: "connector group" } & GroupName)
    | { readonly kind: "connector"; readonly id: string; readonly name: string; readonly status?: string }
    | { readonly kind: "application"; readonly id: string; readonly name: string; readonly externalUrl?: string };

/** A group that exists has its id; one that the change makes has an id of the form `new:<resource>`. */
export interface GroupName {
    readonly id: string;
    readonly name: string;
}

/** One request to Microsoft Graph that writes. */
export interface Write {
    /** Its place among all writes of the change, from 1, in the course that was rehearsed. */
    readonly order: number;
    readonly method: "POST" | "PATCH" | "PUT" | "DELETE";
    /** Without the root and the version; new groups appear as `new:<resource>`. */
    readonly path: string;
    /** What is asked, for people: `moves connector fra-1 from "Frankfurt" to "Frankfurt"`. */
    readonly sentence: string;
    readonly subject: Subject;
    /**
     * `uncertain`: what else moves at the same time decides whether it is asked, and when.
     * `refused`: the service is expected to refuse it, and something else is done then (nobody documents how it reads
     * its rule about regions, so that the direct move is tried first).
     */
    readonly expected: "accepted" | "refused" | "uncertain";
    /** The groups whose service it changes: how many active connectors they have before and after it. */
    readonly serving: readonly Serving[];
}

export interface Serving {
    readonly group: GroupName;
    readonly activeBefore: number;
    readonly activeAfter: number;
    /** How many applications point at the group after it. */
    readonly applications: number;
}

/** An application that was served, and is not for a while. */
export interface Gap {
    readonly application: { readonly id: string; readonly name: string; readonly externalUrl?: string };
    readonly group: GroupName;
    /** The {@link Write.order} of the write that begins it. */
    readonly from: number;
    /** The one that ends it; absent where it lasts. */
    readonly to?: number;
    /** What comes first in the update decides whether it comes to it. */
    readonly isPossible?: true;
}

/** A rule that is broken before or after the change. */
export interface Finding {
    readonly rule: string;
    readonly level: "error" | "warning";
    readonly sentence: string;
    readonly group: GroupName;
    /** `new`: the change breaks it, or makes it worse. `former`: it was broken before and is not made worse. `mended`. */
    readonly standing: "new" | "former" | "mended";
    /** Where the rule comes from. */
    readonly source: string;
}

/** A difference between the stack's state and the tenant. */
export interface Drift {
    readonly resource: string;
    readonly urn: string;
    readonly type: ResourceType;
    readonly subject: Subject;
    /** The property that was changed elsewhere; absent where the thing is gone. */
    readonly property?: string;
    /** As the state has it. */
    readonly from?: string;
    /** As the tenant has it; null where it has none. */
    readonly to?: string | null;
}

/** What the `drift` command says: over how many resources, and what differs. */
export interface DriftReport {
    readonly checked: number;
    readonly drift: readonly Drift[];
}

/** A connector group with what is on it. */
export interface PicturedGroup extends GroupName {
    readonly region?: string;
    readonly isDefault: boolean;
    readonly connectors: readonly { readonly id: string; readonly name: string; readonly status?: string }[];
    readonly applications: readonly { readonly id: string; readonly name: string; readonly externalUrl?: string }[];
}
