import type { Change, Review } from "../../review";
import { type Line, line, name, own, said } from "../line";
import { type Section, those } from "../section";
import { isOfThePreview } from "./changeTitle";
import { counted, restOfChanges } from "./counts";
import { subjectLine } from "./subjects";

/** What will fail, in the words in which it does. */
export function failuresSection({ changes }: Review): Section {
    const failing = changes.flatMap((change) =>
        change.failure === undefined ? [] : [{ change, failure: change.failure }],
    );
    const unreached = changes.filter(({ isNotReached }) => isNotReached).length;
    return {
        topic: "failures",
        title: "What fails",
        noun: "change that fails",
        intro: [],
        body: {
            kind: "list",
            items: failing.map(({ change, failure }) => line`${failingLine(change)}: ${said(failure)}`),
        },
        closing: unreached === 0 ? [] : [unreachedLine(unreached)],
        isAside: false,
        rest: (leftOut) => line`${own(restOfChanges(those(failing, leftOut).map(({ change }) => change)))}`,
    };
}

function failingLine(change: Change): Line {
    return isOfThePreview(change)
        ? line`${name(change.resource)}`
        : line`${name(change.resource)} (${subjectLine(change.subject)})`;
}

function unreachedLine(count: number): Line {
    return line`${own(counted(count, "other change"))} ${own(count === 1 ? "is" : "are")} not reached because of it.`;
}
