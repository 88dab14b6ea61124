import type { Answer } from "./answers";
import { type FaultScript, faultAnswer, type ScriptedFault } from "./faults";

/** What becomes of a request: an answer, a part of one, a cut connection, or nothing at all. */
export type Outcome = Answer | Torn | "cut" | "hang";

/** An answer of which only a part arrives. */
export interface Torn {
    readonly of: Answer;
    /** Whether the connection breaks there, or the part looks like the whole. */
    readonly isCut: boolean;
}

/** A request that has arrived and waits to be acted on: a single call, an item of a batch, or a whole batch. */
export interface Pending<Result extends Outcome = Outcome> {
    readonly method: string;
    readonly path: string;
    readonly kind: "call" | "batch";
    /** Does what the request asks for. */
    act(): Result;
    /** Graph's error body, with the ids of this request. */
    errorBody(code: string, message: string): unknown;
}

/** Acts on a request, unless the script has something else for it. */
export function outcomeOf(pending: Pending, faults: FaultScript): Outcome {
    try {
        const fault = faults.next(pending.method, pending.path, pending.kind);
        return fault === undefined ? pending.act() : scriptedOutcome(pending, fault);
    } catch (error) {
        return { status: 500, body: pending.errorBody("Emulator_Failed", String(error)) };
    }
}

/** Whether any of it arrives as an answer. */
export function isAnswer(outcome: Outcome): outcome is Answer {
    return typeof outcome !== "string" && !("of" in outcome);
}

function scriptedOutcome(pending: Pending, fault: ScriptedFault): Outcome {
    if (fault.effect.endsWith("AfterActing")) {
        pending.act();
    }
    switch (fault.effect) {
        case "cutWithinAnswer":
        case "halfAnswer":
            return torn(pending.act(), fault.effect === "cutWithinAnswer");
        case "hangBeforeActing":
        case "hangAfterActing":
            return "hang";
        case "cutBeforeActing":
        case "cutAfterActing":
            return "cut";
        default:
            return faultAnswer(fault, (code, message) => pending.errorBody(code, message));
    }
}

function torn(outcome: Outcome, isCut: boolean): Outcome {
    if (typeof outcome === "string") {
        return outcome;
    }
    return "of" in outcome ? { of: outcome.of, isCut: isCut || outcome.isCut } : { of: outcome, isCut };
}
