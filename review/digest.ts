/**
 * The digest of a review, and of a report of drift: the forms that are written as JSON, and that `digest.schema.json`
 * and `drift.schema.json` publish. Another form is another version.
 */
import { z } from "zod";
import type { Fact } from "../provider/lifecycle/reviewed/facts";
import {
    type Change,
    type ChangedProperty,
    type Counts,
    type Drift,
    type DriftReport,
    type Finding,
    type Gap,
    type GroupName,
    type PicturedGroup,
    type Review,
    type Serving,
    type Subject,
    verdicts,
    type Write,
} from "./review";

/** The form that this version of the package writes and reads. */
export const digestVersion = 1;

export interface Digest extends Review {
    readonly version: typeof digestVersion;
}

export interface DriftDigest extends DriftReport {
    readonly version: typeof digestVersion;
}

/** A property of each that the type has, so that nothing is forgotten, and no other. */
type ShapeOf<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

const text = z.string();
const count = z.int().nonnegative();
const order = z.int().positive();
const optionalText = text.exactOptional();

const groupName: z.ZodType<GroupName> = z.object({ id: text, name: text } satisfies ShapeOf<GroupName>).meta({
    id: "GroupName",
    description: "A connector group. One that the change makes has an id of the form new:<resource>.",
});

const connectorShape = { id: text, name: text, status: optionalText };
const applicationShape = { id: text, name: text, externalUrl: optionalText };
const connector = z.object(connectorShape).meta({ id: "Connector" });
const application = z.object(applicationShape).meta({ id: "Application" });

const subject: z.ZodType<Subject> = z
    .discriminatedUnion("kind", [
        z.object({ kind: z.literal("connector group"), id: text, name: text }),
        z.object({ kind: z.literal("connector"), ...connectorShape }),
        z.object({ kind: z.literal("application"), ...applicationShape }),
    ])
    .meta({ id: "Subject", description: "What a resource of the stack, or a request, is about." });

const resourceType = z.enum(["ConnectorGroup", "ConnectorMembership", "ApplicationAssignment"]);

const changedProperty: z.ZodType<ChangedProperty> = z
    .object({
        property: text,
        from: text.nullable().exactOptional(),
        to: text.nullable().exactOptional(),
    } satisfies ShapeOf<ChangedProperty>)
    .meta({ id: "ChangedProperty", description: "A value that is known only in the update is null." });

const serving: z.ZodType<Serving> = z
    .object({
        group: groupName,
        activeBefore: count,
        activeAfter: count,
        applications: count,
    } satisfies ShapeOf<Serving>)
    .meta({
        id: "Serving",
        description:
            "How many active connectors a group has before and after a request, and how many applications then.",
    });

const write: z.ZodType<Write> = z
    .object({
        order,
        method: z.enum(["POST", "PATCH", "PUT", "DELETE"]),
        path: text,
        sentence: text,
        subject,
        expected: z.enum(["accepted", "refused", "uncertain"]),
        serving: z.array(serving),
    } satisfies ShapeOf<Write>)
    .meta({ id: "Write", description: "A request to Microsoft Graph that writes." });

const change: z.ZodType<Change> = z
    .object({
        resource: text,
        urn: text,
        type: resourceType,
        operation: z.enum(["create", "adopt", "update", "replace", "delete", "release"]),
        subject,
        to: groupName.exactOptional(),
        properties: z.array(changedProperty),
        words: z.array(text),
        writes: z.array(write),
        failure: optionalText,
        isNotReached: z.literal(true).exactOptional(),
    } satisfies ShapeOf<Change>)
    .meta({ id: "Change", description: "What happens to one resource of the stack." });

const gap: z.ZodType<Gap> = z
    .object({
        application,
        group: groupName,
        from: order,
        to: order.exactOptional(),
        isPossible: z.literal(true).exactOptional(),
    } satisfies ShapeOf<Gap>)
    .meta({
        id: "Gap",
        description:
            "An application that is without an active connector, by the orders of the writes that begin and end it.",
    });

const finding: z.ZodType<Finding> = z
    .object({
        rule: text,
        level: z.enum(["error", "warning"]),
        sentence: text,
        group: groupName,
        standing: z.enum(["new", "former", "mended"]),
        source: text,
    } satisfies ShapeOf<Finding>)
    .meta({ id: "Finding", description: "A rule that is broken before or after the change." });

const drift: z.ZodType<Drift> = z
    .object({
        resource: text,
        urn: text,
        type: resourceType,
        subject,
        property: optionalText,
        from: optionalText,
        to: text.nullable().exactOptional(),
    } satisfies ShapeOf<Drift>)
    .meta({
        id: "Drift",
        description:
            "A difference between the stack's state and the tenant; without a property where the thing is gone.",
    });

const picturedGroup: z.ZodType<PicturedGroup> = z
    .object({
        id: text,
        name: text,
        region: optionalText,
        isDefault: z.boolean(),
        connectors: z.array(connector),
        applications: z.array(application),
    } satisfies ShapeOf<PicturedGroup>)
    .meta({ id: "PicturedGroup", description: "A connector group with what is on it." });

const counts: z.ZodType<Counts> = z
    .object({
        created: count,
        updated: count,
        replaced: count,
        deleted: count,
        released: count,
        connectorsMoved: count,
        applicationsMoved: count,
        writes: count,
        gaps: count,
        errors: count,
        warnings: count,
        drifted: count,
    } satisfies ShapeOf<Counts>)
    .meta({ id: "Counts" });

const namedId = z.object({ id: text, name: text });
const groupValue = z.object({ name: text, region: optionalText, isDefault: z.boolean() });

const fact: z.ZodType<Fact> = z
    .discriminatedUnion("kind", [
        z.object({ kind: z.literal("group"), id: text, value: groupValue.nullable() }),
        z.object({ kind: z.literal("connectors"), id: text, value: z.array(z.object(connectorShape)) }),
        z.object({ kind: z.literal("applications"), id: text, value: z.array(namedId) }),
        z.object({ kind: z.literal("connector"), id: text, value: namedId.nullable() }),
        z.object({ kind: z.literal("application"), id: text, value: namedId.nullable() }),
        z.object({ kind: z.literal("name"), id: text, value: z.array(namedId) }),
        z.object({ kind: z.literal("successors"), id: text, value: z.array(namedId) }),
        z.object({ kind: z.literal("defaultGroup"), id: z.literal("default"), value: namedId.nullable() }),
    ])
    .meta({ id: "Fact", description: "A fact of the tenant that the verdict rests on, as it was read." });

export const digestForm: z.ZodType<Digest> = z
    .object({
        version: z.literal(digestVersion),
        verdict: z.enum(verdicts),
        reason: text,
        counts,
        changes: z.array(change),
        gaps: z.array(gap),
        findings: z.array(finding),
        drift: z.array(drift),
        notes: z.array(text),
        before: z.array(picturedGroup),
        after: z.array(picturedGroup),
        facts: z.array(fact),
        fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    } satisfies ShapeOf<Digest>)
    .meta({ title: "The digest of a review, as entra-app-proxy review writes it" });

export const driftForm: z.ZodType<DriftDigest> = z
    .object({
        version: z.literal(digestVersion),
        checked: count,
        drift: z.array(drift),
    } satisfies ShapeOf<DriftDigest>)
    .meta({ title: "The differences between a stack's state and the tenant, as entra-app-proxy drift writes them" });
