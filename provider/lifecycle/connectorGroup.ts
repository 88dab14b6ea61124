import { checkConnectorGroup } from "./checkConnectorGroup";
import { type ConnectorGroupState, fromState, toInputs, toState } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { createConnectorGroup } from "./createConnectorGroup";
import { deleteConnectorGroup } from "./deleteConnectorGroup";
import { diffConnectorGroup } from "./diffConnectorGroup";
import { ExplainedError, stoppedBy } from "./errors";
import { sameRegion } from "./names";
import { liveGroup } from "./tenant";
import { updateConnectorGroup } from "./updateConnectorGroup";
import type { Failure } from "./validate";
import { groupWord } from "./words";

/**
 * What the engine may ask of a connector group, in the form in which a dynamic provider answers. Inputs and outputs
 * come and go untyped; each method parses what it is given.
 */
export interface ConnectorGroupLifecycle {
    /** Finds every mistake before anything is written; for a new resource also a name that is taken. */
    check(oldInputs: unknown, newInputs: unknown): Promise<{ inputs: unknown; failures: Failure[] }>;
    /** Decides from the live tenant whether a changed region is an update or a replacement. */
    diff(id: string, oldOutputs: unknown, newInputs: unknown): Promise<{ changes?: boolean; replaces?: string[] }>;
    /** @throws PartialFailure when something fails on a group that is the stack's by then */
    create(inputs: unknown): Promise<{ id: string; outs: ConnectorGroupState }>;
    /** Answers a blank id when the group is gone, and new inputs only for declared properties that have drifted. */
    read(id: string, outputs: unknown): Promise<{ id: string; props?: object; inputs?: object }>;
    /** Writes only what differs from the live group. */
    update(id: string, oldOutputs: unknown, newInputs: unknown): Promise<{ outs: ConnectorGroupState }>;
    /** Leaves the default group in the tenant, and refuses while anything is assigned to the group. */
    delete(id: string, outputs: unknown): Promise<void>;
}

/** The lifecycle over one tenant, within one operation of the engine. */
export function connectorGroupLifecycleOver(context: LifecycleContext): ConnectorGroupLifecycle {
    return {
        check: (olds, news) => checkConnectorGroup(context, olds, news),
        diff: (id, olds, news) => diffConnectorGroup(context, id, fromState(olds), toInputs(news)),
        create: (inputs) =>
            naming(toInputs(inputs).name, undefined, "is not created", () =>
                createConnectorGroup(context, toInputs(inputs), providerOf(inputs)),
            ),
        read: (id, outputs) =>
            naming(fromState(outputs).name, id, "is not read, and the state is left as it is", () =>
                readConnectorGroup(context, id, outputs),
            ),
        update: (id, olds, news) =>
            naming(fromState(olds).name, id, "is not updated", () =>
                updateConnectorGroup(context, id, fromState(olds), toInputs(news)),
            ),
        delete: (id, outputs) =>
            naming(fromState(outputs).name, id, "is not deleted", () =>
                deleteConnectorGroup(context, id, fromState(outputs)),
            ),
    };
}

async function naming<T>(
    name: string,
    id: string | undefined,
    whatIsNotDone: string,
    act: () => Promise<T>,
): Promise<T> {
    try {
        return await act();
    } catch (error) {
        throw stoppedBy(error, `${groupWord(name, id)} ${whatIsNotDone}.`);
    }
}

/** The provider's own text, which a partial failure has to carry into the state. */
function providerOf(inputs: unknown): unknown {
    return (inputs as { __provider?: unknown }).__provider;
}

async function readConnectorGroup(context: LifecycleContext, id: string, outputs: unknown) {
    const tenant = context.tenant();
    context.notes.forgetId(id);
    const managed = (outputs as { name?: unknown }).name !== undefined;
    const group = await liveGroup(tenant, id);
    if (!group) {
        if (!managed) {
            throw new ExplainedError(
                `There is no connector group with the id ${id} in the tenant, so ConnectorGroup.get has nothing to ` +
                    "read. Look up the id in the list of connector groups.",
            );
        }
        return { id: "" };
    }
    const { __declared: declared } = fromState(outputs);
    if (!managed) {
        return { id, props: toState(group, { name: group.name }) };
    }
    const shown = toState(group, declared);
    const drifted = {
        ...(declared.name !== shown.name && { name: shown.name }),
        ...(declared.region !== undefined &&
            !sameRegion(declared.region, shown.region) && { region: shown.region ?? null }),
    };
    if (Object.keys(drifted).length === 0) {
        return { id, props: shown };
    }
    const inputs = toInputs({ ...declared, ...drifted });
    return { id, props: { ...shown, __declared: inputs }, inputs };
}
