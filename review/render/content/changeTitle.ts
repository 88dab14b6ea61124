/** What happens to one resource, in a line. */
import type { Change, Operation } from "../../review";
import { type Line, line, name, own, strong } from "../line";
import { groupLine, subjectLine } from "./subjects";

/** `fra`: connector group `Frankfurt` is replaced. */
export function titleOf(change: Change): Line {
    return title(change, subjectLine(change.subject));
}

/** The same without the address of an application, which the table of applications has. */
export function shortTitleOf(change: Change): Line {
    const { subject } = change;
    return title(
        change,
        subject.kind === "application" ? line`application ${name(subject.name)}` : subjectLine(subject),
    );
}

function title(change: Change, subject: Line): Line {
    return isOfThePreview(change)
        ? line`${name(change.resource)}: the preview ${strong("fails")}`
        : line`${name(change.resource)}: ${subject} ${fateLine(change)}${markLine(change)}`;
}

/** What has stopped the preview itself stands for nothing in the tenant. */
export function isOfThePreview({ operation, subject }: Change): boolean {
    return operation === "update" && subject.id === "";
}

function fateLine({ type, operation, to }: Change): Line {
    if (type === "ConnectorGroup") {
        return line`${own(groupFates[operation])}`;
    }
    const place = to === undefined ? line`` : line` ${groupLine(to)}`;
    return line`${own(to === undefined ? placementEnds[operation] : placementFates[operation])}${place}`;
}

const groupFates: Readonly<Record<Operation, string>> = {
    create: "is created",
    adopt: "exists and is taken over",
    update: "is changed",
    replace: "is replaced",
    delete: "is deleted",
    release: "stays in the tenant and is dropped from the stack",
};

const placementFates: Readonly<Record<Operation, string>> = {
    create: "goes to",
    adopt: "is taken over on",
    update: "goes to",
    replace: "takes the place of another on",
    delete: "goes back to",
    release: "is dropped from the stack and stays on",
};

const placementEnds: Readonly<Record<Operation, string>> = {
    create: "is placed",
    adopt: "is taken over",
    update: "is moved",
    replace: "takes the place of another",
    delete: "is taken off its group",
    release: "stays where it is and is dropped from the stack",
};

function markLine({ failure, isNotReached }: Change): Line {
    if (failure !== undefined) {
        return line` (${strong("fails")})`;
    }
    return isNotReached ? line` (${strong("not reached")}, because something else fails before it)` : line``;
}
