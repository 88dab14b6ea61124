/** What `pulumi preview --json` prints, as far as a review needs it. */
import * as z from "zod";
import { unknownValue } from "../provider/lifecycle/connectorGroupShapes";
import type { ResourceType } from "./review";

/** A change that the engine has planned, and what it has said about it. */
export interface Preview {
    /** Every resource, in the order in which the program declares them; those that go come last. */
    readonly resources: readonly PreviewedResource[];
    /** What has stopped the preview, where it did not come to its end. */
    readonly failures: readonly PreviewFailure[];
}

export interface PreviewedResource {
    readonly urn: string;
    /** The name that the program gives it. */
    readonly name: string;
    /** Undefined for a resource of another package, or a component. */
    readonly type: ResourceType | undefined;
    /** What the engine will do: `same`, `create`, `update`, `replace`, `delete`, … */
    readonly op: string;
    readonly old?: PreviewedState;
    readonly new?: PreviewedState;
    /** The properties for which it is replaced; none where the replacement is forced. */
    readonly replaceReasons: readonly string[];
}

export interface PreviewedState {
    readonly id?: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** The URNs of what it waits for, its parent included. */
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly retainOnDelete: boolean;
    readonly hasInitErrors: boolean;
}

export interface PreviewFailure {
    readonly urn?: string;
    readonly message: string;
}

/**
 * Reads what `pulumi preview --json` has printed.
 *
 * @param source how the text is called in messages
 * @throws Error in the user's words, where the text is something else
 */
export function parsePreview(text: string, source: string): Preview {
    const parsed = digest.safeParse(jsonOf(text, source));
    if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new Error(
            `${source} is not what \`pulumi preview --json\` prints: ${issue?.path.join(".") || "the whole"}: ` +
                `${issue?.message}. Nothing was reviewed.`,
        );
    }
    const { steps, diagnostics } = parsed.data;
    return {
        resources: steps.map(resourceOf),
        failures: diagnostics
            .filter(({ severity }) => severity === "error")
            .map(({ urn, message }) => ({ ...(urn && { urn }), message: withoutEnginesWords(message) })),
    };
}

/** Whether a value is known only in the update: so the engine shows it, or hides it because it is a secret. */
export function isUnknown(value: unknown): boolean {
    return value === unknownValue || value === "[secret]";
}

/** The last part of a URN: the name that the program gives the resource. */
export function nameInUrn(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** What the engine puts before the words of a provider says again which resource it is, and repeats a value. */
function withoutEnginesWords(message: string): string {
    return message
        .trim()
        .replace(/^error: /, "")
        .replace(/^\S+ resource '.*?': property \S+ value \{.*?\} has a problem: /s, "");
}

function jsonOf(text: string, source: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new Error(
            `${source} holds no JSON. Give what \`pulumi preview --json --show-sames\` prints to its standard output. ` +
                "Nothing was reviewed.",
        );
    }
}

const state = z.object({
    id: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).default({}),
    outputs: z.record(z.string(), z.unknown()).default({}),
    parent: z.string().optional(),
    dependencies: z.array(z.string()).nullish(),
    propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
    retainOnDelete: z.boolean().default(false),
    initErrors: z.array(z.string()).nullish(),
});

const digest = z.object({
    // An empty stack has no steps.
    steps: z
        .array(
            z.object({
                op: z.string(),
                urn: z.string(),
                oldState: state.optional(),
                newState: state.optional(),
                replaceReasons: z.array(z.string()).nullish(),
            }),
        )
        .nullish()
        .transform((steps) => steps ?? []),
    diagnostics: z
        .array(z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() }))
        .nullish()
        .transform((diagnostics) => diagnostics ?? []),
    // Without either of these any object would do.
    changeSummary: z.record(z.string(), z.number()).nullish(),
    duration: z.number(),
});

type Step = z.infer<typeof digest>["steps"][number];

function resourceOf({ op, urn, oldState, newState, replaceReasons }: Step): PreviewedResource {
    return {
        urn,
        name: nameInUrn(urn),
        type: typeIn(urn),
        op,
        ...(oldState && { old: stateOf(oldState) }),
        ...(newState && { new: stateOf(newState) }),
        replaceReasons: replaceReasons ?? [],
    };
}

function stateOf(parsed: z.infer<typeof state>): PreviewedState {
    const { id, inputs, outputs, parent, retainOnDelete } = parsed;
    return {
        ...(id !== undefined && { id }),
        inputs,
        outputs,
        dependencies: [...(parsed.dependencies ?? []), ...(parent === undefined ? [] : [parent])],
        propertyDependencies: Object.fromEntries(
            Object.entries(parsed.propertyDependencies ?? {}).map(([property, urns]) => [property, urns ?? []]),
        ),
        retainOnDelete,
        hasInitErrors: (parsed.initErrors ?? []).length > 0,
    };
}

/** The type of a resource of this package; undefined for any other. */
export function typeIn(urn: string): ResourceType | undefined {
    const [, type] = /(?:^|\$)pulumi-nodejs:dynamic\/entraAppProxy:(\w+)$/.exec(urn.split("::")[2] ?? "") ?? [];
    return types.find((known) => known === type);
}

const types: readonly ResourceType[] = ["ConnectorGroup", "ConnectorMembership", "ApplicationAssignment"];
