/** How a connector group, a connector or an application is named in a line. */
import type { GroupName, PicturedGroup, Subject } from "../../review";
import { joined, type Line, line, name, url } from "../line";

export function subjectLine(subject: Subject): Line {
    switch (subject.kind) {
        case "connector group":
            return line`connector group ${name(subject.name)}`;
        case "connector":
            return line`connector ${connectorLine(subject)}`;
        case "application":
            return line`application ${applicationLine(subject)}`;
    }
}

/** A group that the change makes is told from one of the same name that it replaces. */
export function groupLine(group: GroupName): Line {
    return isNew(group) ? line`${name(group.name)} (new)` : line`${name(group.name)}`;
}

/** A group with what makes it another than its namesake. */
export function placeLine(group: PicturedGroup): Line {
    const about = [
        ...(isNew(group) ? [line`new`] : []),
        ...(group.isDefault ? [line`default group`] : []),
        ...(group.region === undefined ? [] : [line`region ${name(group.region)}`]),
    ];
    return about.length === 0 ? line`${name(group.name)}` : line`${name(group.name)} (${joined(about, ", ")})`;
}

export function connectorLine(connector: { readonly name: string; readonly status?: string }): Line {
    return connector.status === undefined
        ? line`${name(connector.name)}`
        : line`${name(connector.name)} (${name(connector.status)})`;
}

export function applicationLine(application: { readonly name: string; readonly externalUrl?: string }): Line {
    return application.externalUrl === undefined
        ? line`${name(application.name)}`
        : line`${name(application.name)} (${url(application.externalUrl)})`;
}

export function isNew({ id }: GroupName): boolean {
    return id.startsWith("new:");
}
