/**
 * Where the sources about the real service disagree, or where nobody has said what it does, the emulator can do either.
 *
 * Each switch, its default and the source behind it is listed in FIDELITY.md.
 */
export interface Switches {
    /** Status of a successful POST of a group: 200 was seen on a tenant, 201 is documented. */
    createAnswer: 200 | 201;
    /** Answer to a successful PATCH of a group: 204 without body was seen, 200 with the group is documented. */
    updateAnswer: 204 | 200;
    /** What happens to `id`, `isDefault` or `connectorGroupType` in a PATCH. (A POST ignores them.) */
    readOnlyInPatch: "refused" | "ignored";
    /** What a group without applications answers for its `/applications`. */
    emptyApplications: "notFound" | "emptyList";
    /** What a group without connectors answers for its `/members`. */
    emptyMembers: "emptyList" | "notFound";
    /** Whether two groups may have the same name; `unique` compares without regard to case. */
    names: "free" | "unique";
    /** Whether a PATCH may repeat the region that a group with connectors or applications already has. */
    regionResend: "refused" | "accepted";
    /**
     * From where a connector may be moved into a group: from anywhere (`free`); between two different regions only if
     * one of them is the default group's (`viaDefaultRegion`); into any group outside the default region only from a
     * group inside it (`alwaysViaDefaultRegion`, the letter of the documentation).
     */
    connectorMoves: "free" | "viaDefaultRegion" | "alwaysViaDefaultRegion";
    /** Whether the default group can be renamed. */
    defaultGroupRename: "allowed" | "refused";
    /** Whether the region of the default group can be changed while nothing is on it. */
    defaultGroupRegion: "allowed" | "refused";
    /** With which method a connector is moved by `connectors/{id}/memberOf/$ref`. */
    memberOfMethods: "both" | "post" | "put";
    /** Answer to a connector moved by either `$ref` call: 204 without body, or 201 with the group. */
    referenceAnswer: 204 | 201;
    /** Whether a group without connectors can be deleted while applications point at it (they go to the default group). */
    deleteWithApplications: "refused" | "allowed";
    /** How a region is kept: in lower case (`Japan` becomes `japan`), or as it was sent. */
    regionCase: "lower" | "asSent";
    /** How a region outside the documented enum reads without `Prefer: include-unknown-enum-members`. */
    unknownRegions: "unknownFutureValue" | "asIs";
    /** Which regions can be written: the five of the enum and `japan`, or any text. */
    acceptedRegions: "known" | "any";
    /** What `"region": null` in a PATCH does: refused, or back to the default group's region. */
    regionNull: "refused" | "default";
    /** Whether an `@odata.id` may name another host than the one the request was sent to. */
    foreignReferences: "refused" | "accepted";
    /** Whether `POST /beta/$batch` is served, or answered with 404 like a path that the service does not know. */
    batch: "served" | "refused";
}

/** The setting of each switch where none is asked for: what was seen on a tenant, else what is documented. */
export const defaultSwitches: Readonly<Switches> = {
    createAnswer: 200,
    updateAnswer: 204,
    readOnlyInPatch: "refused",
    emptyApplications: "notFound",
    emptyMembers: "emptyList",
    names: "free",
    regionResend: "refused",
    connectorMoves: "viaDefaultRegion",
    defaultGroupRename: "allowed",
    defaultGroupRegion: "allowed",
    memberOfMethods: "both",
    referenceAnswer: 204,
    deleteWithApplications: "refused",
    regionCase: "lower",
    unknownRegions: "unknownFutureValue",
    acceptedRegions: "known",
    regionNull: "refused",
    foreignReferences: "refused",
    batch: "served",
};
