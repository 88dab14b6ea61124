/**
 * The clouds Microsoft Graph is served in. Tokens of one are not accepted in another.
 *
 * Source: https://learn.microsoft.com/graph/deployments
 */

export type CloudName = "public" | "usgovernmentl4" | "usgovernmentl5" | "china";

export interface Cloud {
    readonly name: CloudName;
    /** Where tokens come from. */
    readonly authorityHost: string;
    /** The root of Microsoft Graph, without a version and without a slash at the end. */
    readonly graphRoot: string;
}

/** The clouds by their own names, the global one first. */
export const clouds: Readonly<Record<CloudName, Cloud>> = {
    public: {
        name: "public",
        authorityHost: "https://login.microsoftonline.com",
        graphRoot: "https://graph.microsoft.com",
    },
    usgovernmentl4: {
        name: "usgovernmentl4",
        authorityHost: "https://login.microsoftonline.us",
        graphRoot: "https://graph.microsoft.us",
    },
    usgovernmentl5: {
        name: "usgovernmentl5",
        authorityHost: "https://login.microsoftonline.us",
        graphRoot: "https://dod-graph.microsoft.us",
    },
    china: {
        name: "china",
        authorityHost: "https://login.chinacloudapi.cn",
        graphRoot: "https://microsoftgraph.chinacloudapi.cn",
    },
};

/** The cloud of that name, in any case and in pulumi-azuread's spelling too; undefined when there is none. */
export function cloudNamed(name: string): Cloud | undefined {
    const lower = name.trim().toLowerCase();
    const alias = aliases.get(lower) ?? lower;
    return Object.values(clouds).find((cloud) => cloud.name === alias);
}

// Source: the description of `environment` in pulumi-azuread's configuration (sdk/nodejs/config/vars.ts).
const aliases: ReadonlyMap<string, CloudName> = new Map([
    ["global", "public"],
    ["usgovernment", "usgovernmentl4"],
    ["dod", "usgovernmentl5"],
]);
