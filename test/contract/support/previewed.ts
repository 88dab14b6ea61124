/** What `pulumi preview --json` would print of a stack and a program, and the review of that. */
import type { Emulator } from "../../../emulator/index";
import { createGraphTenant } from "../../../provider/lifecycle/graphTenant";
import { type Preview, parsePreview } from "../../../review/preview";
import type { Review } from "../../../review/review";
import { reviewChange } from "../../../review/reviewChange";
import type { Program, Reference, Stack } from "./stack";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** More steps at a time than any test has. */
const unlimited = 1000;

export function previewed(stack: Stack, program: Program): Preview {
    const gone = stack.names.filter((name) => !(name in program));
    const steps = [
        ...inOrder(program).map((name) => declaredStep(stack, program, name)),
        ...gone.map((name) => ({
            op: "delete",
            urn: urnOf(name, stack.inputsOf(name) ?? {}),
            ...oldState(stack, name),
        })),
    ];
    return parsePreview(JSON.stringify({ steps, duration: 1 }), "the preview");
}

/** The review of a preview over the emulator, without rules. */
export async function reviewed(emulator: Emulator, preview: Preview, parallel = unlimited): Promise<Review> {
    const env = { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token };
    const tenant = createGraphTenant(() => undefined, env);
    return await reviewChange(tenant, preview, { parallel, judge: () => [] });
}

/** The URN of a resource, whose type its inputs tell. */
export function urnOf(name: string, inputs: object): string {
    const type =
        "name" in inputs ? "ConnectorGroup" : "connectorId" in inputs ? "ConnectorMembership" : "ApplicationAssignment";
    return `urn:pulumi:dev::tenant::pulumi-nodejs:dynamic/entraAppProxy:${type}::${name}`;
}

function declaredStep(stack: Stack, program: Program, name: string) {
    const declared = program[name] ?? {};
    const old = stack.inputsOf(name);
    const inputs = Object.fromEntries(
        Object.entries(declared).map(([key, value]) => [key, isReference(value) ? knownId(stack, value) : value]),
    );
    const propertyDependencies = Object.fromEntries(
        Object.entries(declared).map(([key, value]) => [
            key,
            isReference(value) ? [urnOf(value.idOf, program[value.idOf] ?? {})] : [],
        ]),
    );
    const newState = { inputs, dependencies: Object.values(propertyDependencies).flat(), propertyDependencies };
    return { op: old ? "update" : "create", urn: urnOf(name, declared), newState, ...(old && oldState(stack, name)) };
}

/** A preview knows the ids of what is there; which groups will be replaced is for the review to find out. */
function knownId(stack: Stack, { idOf }: Reference): string {
    return stack.inputsOf(idOf) ? stack.idOf(idOf) : unknown;
}

function oldState(stack: Stack, name: string) {
    const inputs = stack.inputsOf(name) ?? {};
    const groups = stack.names.filter((other) => "name" in (stack.inputsOf(other) ?? {}));
    const dependencies = "name" in inputs ? [] : groups.map((group) => urnOf(group, stack.inputsOf(group) ?? {}));
    return { oldState: { id: stack.idOf(name), inputs, outputs: stack.outputsOf(name), dependencies } };
}

function isReference(value: unknown): value is Reference {
    return typeof value === "object" && value !== null;
}

function inOrder(program: Program): readonly string[] {
    const names = Object.keys(program);
    const refers = (name: string) => Object.values(program[name] ?? {}).some(isReference);
    return [...names.filter((name) => !refers(name)), ...names.filter(refers)];
}
