import { checkConnectorGroup } from "./checkConnectorGroup";
import { fromState, toInputs } from "./connectorGroupShapes";
import type { LifecycleContext } from "./context";
import { createConnectorGroup } from "./createConnectorGroup";
import { deleteConnectorGroup } from "./deleteConnectorGroup";
import { diffConnectorGroup } from "./diffConnectorGroup";
import { naming, providerOf } from "./errors";
import { readConnectorGroup } from "./readConnectorGroup";
import type { ResourceLifecycle } from "./resourceLifecycle";
import { updateConnectorGroup } from "./updateConnectorGroup";
import { groupWord } from "./words";

/** The lifecycle of connector groups over one tenant, within one operation of the engine. */
export function connectorGroupLifecycleOver(context: LifecycleContext): ResourceLifecycle {
    return {
        check: (olds, news) =>
            context.memory.moves.whileMadeKnown(context.clock.now, () => checkConnectorGroup(context, olds, news)),
        diff: (id, olds, news) => diffConnectorGroup(context, id, fromState(olds), toInputs(news)),
        create: (inputs) =>
            naming(groupWord(toInputs(inputs).name), "is not created", () =>
                createConnectorGroup(context, toInputs(inputs), providerOf(inputs)),
            ),
        read: (id, outputs) =>
            naming(groupWord(fromState(outputs).name, id), "is not read, and the state is left as it is", () =>
                readConnectorGroup(context, id, outputs),
            ),
        update: (id, olds, news) =>
            naming(groupWord(fromState(olds).name, id), "is not updated", () =>
                updateConnectorGroup(context, id, fromState(olds), toInputs(news), providerOf(news)),
            ),
        delete: (id, outputs) =>
            naming(groupWord(fromState(outputs).name, id), "is not deleted", () =>
                deleteConnectorGroup(context, id, fromState(outputs)),
            ),
    };
}
