/** What Microsoft Graph is asked to do, as requests and in sentences. */
import { profile, segment } from "../provider/graph/wire";
import { withoutMark } from "../provider/lifecycle/names";
import { regionWord } from "../provider/lifecycle/words";
import { type Asked, isNewId, type Rehearsed } from "./rehearsal/rehearsedTenant";
import type { GroupName, Subject, Write } from "./review";

/** A write of the rehearsal as the review shows it. */
export function writeOf({ asked, isRefused, serving }: Rehearsed, order: number, isUncertain: boolean): Write {
    return {
        order,
        ...requestOf(asked),
        sentence: sentenceOf(asked),
        subject: subjectOf(asked),
        expected: isUncertain ? "uncertain" : isRefused ? "refused" : "accepted",
        serving: serving.map(({ group, ...counts }) => ({ group: groupName(group), ...counts })),
    };
}

/** A group's name as the program knows it: without the mark that it bears while it takes another's place. */
export function groupName({ id, name }: GroupName): GroupName {
    return { id, name: withoutMark(name) };
}

/** The same requests that `provider/graph` makes of it. */
function requestOf(asked: Asked): Pick<Write, "method" | "path"> {
    switch (asked.kind) {
        case "createGroup":
            return { method: "POST", path: groups };
        case "updateGroup":
            return { method: "PATCH", path: `${groups}/${shown(asked.groupId)}` };
        case "deleteGroup":
            return { method: "DELETE", path: `${groups}/${shown(asked.former.id)}` };
        case "moveConnector":
            return { method: "POST", path: `${profile}/connectors/${shown(asked.connector.id)}/memberOf/$ref` };
        case "assign":
            return { method: "PUT", path: `/applications/${shown(asked.application.id)}/connectorGroup/$ref` };
        case "unassign":
            return { method: "DELETE", path: `/applications/${shown(asked.application.id)}/connectorGroup/$ref` };
    }
}

const groups = `${profile}/connectorGroups`;

function shown(id: string): string {
    return isNewId(id) ? id : segment(id);
}

function sentenceOf(asked: Asked): string {
    switch (asked.kind) {
        case "createGroup":
            return `creates the group ${quoted(asked.name)}${asked.region === undefined ? "" : ` in region ${asked.region}`}`;
        case "updateGroup":
            return updateSentence(asked.former, asked.change);
        case "deleteGroup":
            return `deletes the group ${quoted(asked.former.name)}`;
        case "moveConnector":
            return `moves the connector ${asked.connector.machineName} ${route(asked)}`;
        case "assign":
            return `points the application ${asked.application.displayName} ${route(asked)}`;
        case "unassign":
            return `gives the application ${asked.application.displayName} back to the default group, ${route(asked)}`;
    }
}

function updateSentence(
    former: { readonly name: string; readonly region?: string },
    { name, region }: { readonly name?: string; readonly region?: string },
): string {
    const parts = [
        ...(name === undefined ? [] : [`renames the group ${quoted(former.name)} to ${quoted(name)}`]),
        ...(region === undefined
            ? []
            : [
                  `changes the region of the group ${quoted(former.name)} from ${regionWord(former.region)} to ${region}`,
              ]),
    ];
    return parts.join(" and ");
}

/** A replacement moves between two groups of one name, which their regions tell apart. */
function route({ from, to }: { readonly from: GroupWithRegion; readonly to: GroupWithRegion }): string {
    const isAlike = withoutMark(from.name) === withoutMark(to.name);
    const word = (group: GroupWithRegion) =>
        quoted(withoutMark(group.name)) +
        (isAlike ? ` (${isNewId(group.id) ? "new, " : ""}${regionWord(group.region)})` : "");
    return `from ${word(from)} to ${word(to)}`;
}

interface GroupWithRegion extends GroupName {
    readonly region?: string;
}

function quoted(name: string): string {
    return JSON.stringify(name);
}

function subjectOf(asked: Asked): Subject {
    switch (asked.kind) {
        case "createGroup":
            return { kind: "connector group", id: asked.groupId, name: withoutMark(asked.name) };
        case "updateGroup":
        case "deleteGroup":
            return { kind: "connector group", ...groupName(asked.former) };
        case "moveConnector":
            return connectorSubject(asked.connector);
        case "assign":
        case "unassign":
            return applicationSubject(asked.application);
    }
}

export function connectorSubject({ id, machineName, status }: ConnectorLike): Subject {
    return { kind: "connector", id, name: machineName, ...(status !== undefined && { status }) };
}

interface ConnectorLike {
    readonly id: string;
    readonly machineName: string;
    readonly status?: string;
}

export function applicationSubject({ id, displayName, publishing }: ApplicationLike): Subject {
    const externalUrl = publishing?.externalUrl;
    return { kind: "application", id, name: displayName, ...(externalUrl !== undefined && { externalUrl }) };
}

interface ApplicationLike {
    readonly id: string;
    readonly displayName: string;
    readonly publishing?: { readonly externalUrl?: string } | null;
}
