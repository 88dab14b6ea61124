import { unknownValue } from "./connectorGroupShapes";
import { isReservedName } from "./names";

/** A mistake in what a program declares. */
export interface Failure {
    readonly property: string;
    readonly reason: string;
}

/** Every mistake in the inputs of a connector group that can be seen without asking the tenant. */
export function validateConnectorGroup(raw: Readonly<Record<string, unknown>>): readonly Failure[] {
    return [...validateName(raw.name), ...validateRegion(raw.region), ...validateAdopt(raw.adopt)];
}

function validateName(name: unknown): readonly Failure[] {
    if (name === undefined || name === null) {
        return [{ property: "name", reason: "A connector group needs a name." }];
    }
    if (typeof name !== "string") {
        return [{ property: "name", reason: `The name must be a string, not ${typeWord(name)}.` }];
    }
    if (name.trim() === "") {
        return [{ property: "name", reason: "The name is empty; a connector group needs one." }];
    }
    if (isReservedName(name)) {
        return [
            {
                property: "name",
                reason:
                    `The name ${JSON.stringify(name)} has the form of one that a group bears while it is replaced or ` +
                    "renamed. Choose a name that does not end in [replaces …] or [renaming …].",
            },
        ];
    }
    return [];
}

function validateRegion(region: unknown): readonly Failure[] {
    if (region === undefined || region === null || region === unknownValue) {
        return [];
    }
    if (typeof region !== "string") {
        return [{ property: "region", reason: `The region must be a string, not ${typeWord(region)}.` }];
    }
    if (region.trim() === "") {
        return [{ property: "region", reason: "The region is empty. Leave it out to let the service choose." }];
    }
    if (region.toLowerCase() === "unknownfuturevalue") {
        return [
            {
                property: "region",
                reason:
                    `${JSON.stringify(region)} is Microsoft Graph's placeholder for a region the client does not ` +
                    "know, not a region. Name the region itself (for example nam, eur, aus, asia, ind or japan), or " +
                    "leave it out.",
            },
        ];
    }
    return [];
}

function validateAdopt(adopt: unknown): readonly Failure[] {
    return adopt === undefined || adopt === null || adopt === unknownValue || typeof adopt === "boolean"
        ? []
        : [{ property: "adopt", reason: `adopt must be true or false, not ${typeWord(adopt)}.` }];
}

/**
 * The documented regions, and `japan`, which tenants answer and Microsoft's multi-geo page names.
 * Source: https://learn.microsoft.com/graph/api/resources/connectorgroup?view=graph-rest-beta
 */
export const knownRegions: readonly string[] = ["nam", "eur", "aus", "asia", "ind", "japan"];

/** Whether a region is one that documentation or a tenant has shown; others are passed on all the same. */
export function isKnownRegion(region: string): boolean {
    return knownRegions.includes(region.toLowerCase());
}

function typeWord(value: unknown): string {
    return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
