import type { Change, ChangedProperty } from "../../review";
import { type Line, line, name } from "../line";

/** The properties that change, without those that the title of the change says already. */
export function propertyLines(change: Change): readonly Line[] {
    return change.properties
        .filter((property) => !isInTitle(change, property))
        .map((property) => propertyLine(change, property));
}

function isInTitle({ type, operation, subject, to: target }: Change, { property, to }: ChangedProperty): boolean {
    if (operation === "delete" || operation === "release") {
        return true;
    }
    const isMade = operation === "create" || operation === "adopt";
    if (type === "ConnectorGroup") {
        return isMade && (property === "adopt" || (property === "name" && to === subject.name));
    }
    return property === "connectorGroupId" ? target !== undefined : isMade;
}

function propertyLine({ operation }: Change, { property, from, to }: ChangedProperty): Line {
    return operation === "create" || operation === "adopt"
        ? line`${name(property)}: ${valueLine(to)}`
        : line`${name(property)}: ${valueLine(from)} → ${valueLine(to)}`;
}

function valueLine(value: string | null | undefined): Line {
    if (value === null) {
        return line`known in the update only`;
    }
    return value === undefined ? line`none` : line`${name(value)}`;
}
