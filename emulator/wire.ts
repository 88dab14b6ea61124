import { type Call, Refusal, type World } from "./answers";
import type { Rendered } from "./lists";
import type { EmulatedApplication, EmulatedConnector, EmulatedGroup } from "./model";

/** The members of the documented region enum. */
export const documentedRegions: readonly string[] = ["nam", "eur", "aus", "asia", "ind"];

/** A connector group as the service sends it. */
export function renderGroup(group: EmulatedGroup, call: Call, world: World): Rendered {
    const { id, name, connectorGroupType, isDefault, region } = group;
    return { id, name, connectorGroupType, isDefault, region: renderRegion(region, call, world) };
}

function renderRegion(region: string | null, call: Call, world: World): string | null {
    const hidden =
        world.settings.switches.unknownRegions === "unknownFutureValue" &&
        !call.showsUnknownEnumMembers &&
        region !== null &&
        !documentedRegions.includes(region.toLowerCase());
    return hidden ? "unknownFutureValue" : region;
}

/** A connector as the service sends it. */
export function renderConnector({ id, machineName, externalIp, status, version }: EmulatedConnector): Rendered {
    return { id, machineName, externalIp, status, version };
}

/** An application as the service sends it; `onPremisesPublishing` only goes out if it is selected. */
export function renderApplication({ id, appId, displayName, publishing }: EmulatedApplication): Rendered {
    return { id, appId, displayName, onPremisesPublishing: publishing ?? null };
}

/** Reads the id out of the `@odata.id` of a `$ref` body that has to point at a `kind`. */
export function referencedId(
    body: Readonly<Record<string, unknown>>,
    kind: "connectorGroups" | "connectors",
    call: Call,
    world: World,
): string {
    const reference = body["@odata.id"];
    const url = typeof reference === "string" && URL.canParse(reference) ? new URL(reference) : undefined;
    const path = /^(?:\/beta)?\/onPremisesPublishingProfiles\/applicationProxy\/(\w+)\/([^/]+)$/i.exec(
        url?.pathname ?? "",
    );
    if (url === undefined || path?.[1] !== kind || path[2] === undefined) {
        throw new Refusal(400, "BadRequest", `The body needs an @odata.id with the full address of one of ${kind}.`);
    }
    if (world.settings.switches.foreignReferences === "refused" && url.origin !== call.origin) {
        throw new Refusal(
            400,
            "BadRequest",
            `The @odata.id names ${url.origin}, but the request went to ${call.origin}.`,
        );
    }
    return decodeURIComponent(path[2]);
}
