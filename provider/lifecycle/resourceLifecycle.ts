import type { Failure } from "./validate";

/**
 * What the engine may ask of a resource, in the form in which a dynamic provider answers. Inputs and outputs come and go
 * untyped; each method parses what it is given. No answer holds an undefined anywhere.
 */
export interface ResourceLifecycle {
    /** Finds every mistake before anything is written. A new resource comes with empty old inputs. */
    check(oldInputs: unknown, newInputs: unknown): Promise<{ inputs: unknown; failures: Failure[] }>;
    /** Decides whether a change is an update or a replacement. Says, asks and remembers nothing during a refresh. */
    diff(id: string, oldOutputs: unknown, newInputs: unknown): Promise<{ changes?: boolean; replaces?: string[] }>;
    /** @throws PartialFailure when something fails on what is the stack's by then */
    create(inputs: unknown): Promise<{ id: string; outs: object }>;
    /** Answers a blank id for what is gone, and new inputs only where declared properties have drifted. */
    read(id: string, outputs: unknown): Promise<{ id: string; props?: object; inputs?: object }>;
    /** @throws PartialFailure when something fails on what is the stack's by then */
    update(id: string, oldOutputs: unknown, newInputs: unknown): Promise<{ outs: object }>;
    /** Leaves what the stack does not own, or does not own any more, and says so. */
    delete(id: string, outputs: unknown): Promise<void>;
}
