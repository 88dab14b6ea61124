/** What `pulumi preview --json` prints, as far as a review needs it. */
import * as z from "zod";
import { unknownValue } from "../provider/lifecycle/connectorGroupShapes";
import type { ResourceType } from "./review";

/** A change that the engine has planned, and what it has said about it. */
export interface Preview {
    /** Every resource, in the order in which the program declares them; those that go come last. */
    readonly resources: readonly PreviewedResource[];
    /** What was in the state before the preview has refreshed it (`--refresh`); nothing where it has not. */
    readonly refreshed: readonly PreviewedResource[];
    /** What has stopped the preview, where it did not come to its end. */
    readonly failures: readonly PreviewFailure[];
    /** How many resources that stay as they are it does not list, for want of `--show-sames`. */
    readonly leftOut: number;
}

export interface PreviewedResource {
    readonly urn: string;
    /** The name that the program gives it. */
    readonly name: string;
    /** Undefined for a resource of another package, a component, or what the program reads and does not manage. */
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
    /** Its own URN, which an alias makes another than that of the resource. */
    readonly urn?: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** The URNs of what it waits for, its parent included. */
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly retainOnDelete: boolean;
    /** The URN of a resource that takes it along when it is deleted itself (`deletedWith`). */
    readonly deletedWith?: string;
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
    const { steps, diagnostics, changeSummary } = parsed.data;
    const isRefresh = ({ op }: Step) => op === "refresh";
    return {
        resources: inOrder(stepsOfUpdate(steps.filter((step) => !isRefresh(step))).map(resourceOf)),
        refreshed: steps.filter(isRefresh).map(resourceOf),
        failures: failuresAmong(diagnostics),
        leftOut: Math.max(0, (changeSummary?.same ?? 0) - steps.filter(({ op }) => op === "same").length),
    };
}

/** Whether nobody can tell a value before the update: the engine does not know it, or hides it because it is a secret. */
export function isUnknown(value: unknown): boolean {
    return value === unknownValue || isHidden(value);
}

/** Whether the engine hides a value because it is a secret. */
export function isHidden(value: unknown): boolean {
    return value === "[secret]";
}

/** The last part of a URN: the name that the program gives the resource. */
export function nameInUrn(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** The engine ends a failed preview with words that say no more than that: they count where there is nothing else. */
function failuresAmong(diagnostics: readonly z.infer<typeof diagnostic>[]): readonly PreviewFailure[] {
    const failures = diagnostics
        .filter(({ severity }) => severity === "error")
        .map(({ urn, message }) => ({ ...(urn && { urn }), message: withoutEnginesWords(message) }));
    const telling = failures.filter(({ message }) => message !== "preview failed");
    return telling.length > 0 ? telling : failures;
}

/** What the engine puts before the words of a provider says again which resource it is, and repeats a value. */
function withoutEnginesWords(message: string): string {
    return message
        .trim()
        .replace(/^error: /, "")
        .replace(/^Preview failed: /, "")
        .replace(/^\S+ resource '.*?': property \S+ value \{.*?\} has a problem: /s, "");
}

function jsonOf(text: string, source: string): unknown {
    try {
        // Windows PowerShell begins a file with a byte order mark.
        return JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch {
        if (/^\s*\{"sequence":/.test(text)) {
            throw new Error(
                `${source} is a preview as it is streamed, an event to a line. Unset ` +
                    "PULUMI_ENABLE_STREAMING_JSON_PREVIEW and run the preview again. Nothing was reviewed.",
            );
        }
        throw new Error(
            `${source} holds no JSON. Give what \`pulumi preview --json --show-sames --show-replacement-steps\` prints to its standard output. ` +
                "Nothing was reviewed.",
        );
    }
}

const state = z.object({
    id: z.string().optional(),
    urn: z.string().optional(),
    inputs: z.record(z.string(), z.unknown()).default({}),
    outputs: z.record(z.string(), z.unknown()).default({}),
    parent: z.string().optional(),
    dependencies: z.array(z.string()).nullish(),
    propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
    retainOnDelete: z.boolean().default(false),
    deletedWith: z.string().optional(),
    custom: z.boolean().default(false),
    external: z.boolean().default(false),
    initErrors: z.array(z.string()).nullish(),
});

const diagnostic = z.object({ urn: z.string().optional(), message: z.string(), severity: z.string() });

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
        .array(diagnostic)
        .nullish()
        .transform((diagnostics) => diagnostics ?? []),
    // Without either of these any object would do.
    changeSummary: z.record(z.string(), z.number()).nullish(),
    duration: z.number(),
});

type Step = z.infer<typeof digest>["steps"][number];

/** One step a resource, and one for each that an earlier update has replaced and not deleted. */
function stepsOfUpdate(steps: readonly Step[]): readonly Step[] {
    const replaced = new Set(steps.filter(({ op }) => op === "replace").map(({ urn }) => urn));
    return steps
        .filter(({ op, urn }) => !replacementSteps.includes(op) || !replaced.has(urn))
        .filter((step) => !isLeftOut(step))
        .map((step) => (step.op === "delete-replaced" ? { ...step, urn: `${step.urn}${supersededSuffix}` } : step));
}

/**
 * The engine deletes, and lists, in an order that it draws anew each time what does not depend on one another: sorted, it
 * reads the same each time.
 */
function inOrder(resources: readonly PreviewedResource[]): readonly PreviewedResource[] {
    const gone = resources.filter((resource) => !resource.new);
    return [...resources.filter((resource) => resource.new), ...gone.toSorted((a, b) => (a.urn < b.urn ? -1 : 1))];
}

/** What `--show-replacement-steps` shows beside `replace`, which stands for both. */
const replacementSteps: readonly string[] = ["create-replacement", "delete-replaced"];

/** In a URN, so that it is told apart from that of the resource that has taken its place. */
const supersededSuffix = " (replaced earlier)";

/** A new resource that `--target` leaves out is shown as one that stays as it is, without there being one. */
function isLeftOut({ op, oldState, newState }: Step): boolean {
    return op === "same" && oldState?.custom === true && !oldState.id && !newState?.id;
}

function resourceOf({ op, urn, oldState, newState, replaceReasons }: Step): PreviewedResource {
    return {
        urn,
        name: nameInUrn(urn),
        type: (newState ?? oldState)?.external ? undefined : typeIn(urn),
        op,
        ...(oldState && { old: stateOf(oldState) }),
        ...(newState && { new: stateOf(newState) }),
        replaceReasons: replaceReasons ?? [],
    };
}

function stateOf(parsed: z.infer<typeof state>): PreviewedState {
    const { id, urn, inputs, outputs, parent, retainOnDelete, deletedWith } = parsed;
    return {
        ...(id !== undefined && { id }),
        ...(urn !== undefined && { urn }),
        ...(deletedWith && { deletedWith }),
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
