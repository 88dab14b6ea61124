import type * as pulumi from "@pulumi/pulumi";
import { PinnedResource } from "./pinnedResource";
import { refusePlainTextCredentials } from "./plainTextCredentials";

/**
 * The regions Microsoft documents, and any other: tenants answer `japan`, which the documented list lacks.
 *
 * Source: https://learn.microsoft.com/graph/api/resources/connectorgroup?view=graph-rest-beta
 */
export type ConnectorGroupRegion = "nam" | "eur" | "aus" | "asia" | "ind" | (string & {});

/** What a program says about a {@link ConnectorGroup}. */
export interface ConnectorGroupArgs {
    /** The display name of the group. Changing it renames the group in place. */
    name: pulumi.Input<string>;
    /**
     * Where the group's cloud endpoint is. Compared without regard to case; left out, the service chooses and no
     * difference is ever shown.
     *
     * Changing it updates the group in place while no connector and no application is assigned to it. Otherwise the
     * group is replaced, because the service lets a region be set only on a group that nothing is assigned to.
     * Source: https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-network-topology
     */
    region?: pulumi.Input<ConnectorGroupRegion | undefined>;
    /**
     * Take over the one existing group of this name instead of failing because it exists. The stack owns the group
     * from then on: removing the resource deletes the group, unless it is the default group.
     *
     * @default false
     */
    adopt?: pulumi.Input<boolean | undefined>;
}

/**
 * {@link ConnectorGroup} is a Microsoft Entra application proxy connector group: connectors sit in it, applications
 * point at it.
 *
 * | engine operation | Microsoft Graph (beta), under `/onPremisesPublishingProfiles/applicationProxy` |
 * |---|---|
 * | create | `POST /connectorGroups` |
 * | read | `GET /connectorGroups/{id}` |
 * | update | `PATCH /connectorGroups/{id}`, only what changes |
 * | delete | `DELETE /connectorGroups/{id}`, never the default group, never a group something is assigned to |
 *
 * Documented permission: `Directory.ReadWrite.All`, delegated, for every call; as an application it is documented for
 * creating a group alone. Directory role: Application Administrator.
 * Source: https://learn.microsoft.com/graph/api/connectorgroup-post?view=graph-rest-beta
 *
 * @example
 * ```ts
 * const frankfurt = new ConnectorGroup("frankfurt", { name: "Frankfurt", region: "eur" });
 * export const isDefault = frankfurt.isDefault;
 * ```
 */
export class ConnectorGroup extends PinnedResource {
    /**
     * Reads an existing connector group without managing it: nothing in the tenant is ever changed through it.
     *
     * @param id the group's id in the tenant; the update fails when no such group exists
     */
    public static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        opts?: Omit<pulumi.CustomResourceOptions, "id">,
    ): ConnectorGroup {
        return new ConnectorGroup(name, undefined, { ...opts, id });
    }

    /** The display name of the group. */
    declare public readonly name: pulumi.Output<string>;
    /** The region as the service spells it; undefined where the service answers none. */
    declare public readonly region: pulumi.Output<ConnectorGroupRegion | undefined>;
    /** Whether this is the tenant's default group, where new connectors and unassigned applications land. */
    declare public readonly isDefault: pulumi.Output<boolean>;
    /** What kind of agent the group is for; `applicationProxy` for every group this resource manages. */
    declare public readonly connectorGroupType: pulumi.Output<string>;

    /**
     * @throws when `args` is missing, when `deleteBeforeReplace` is asked for (it would leave the applications of the
     * group without a group), or when a credential stands in the stack configuration in plain text
     */
    constructor(name: string, args: ConnectorGroupArgs | undefined, opts?: pulumi.CustomResourceOptions) {
        if (args === undefined && opts?.id === undefined) {
            throw new Error(`ConnectorGroup "${name}": the arguments are missing; at least a name is needed.`);
        }
        if (opts?.deleteBeforeReplace) {
            throw new Error(
                `ConnectorGroup "${name}": deleteBeforeReplace is refused, because the group's applications would ` +
                    "have no group in between. Leave the option out: the new group is always created first.",
            );
        }
        refusePlainTextCredentials();
        super(
            "ConnectorGroup",
            name,
            {
                name: args?.name,
                region: args?.region,
                ...(args?.adopt !== undefined && { adopt: args.adopt }),
                isDefault: undefined,
                connectorGroupType: undefined,
            },
            opts,
        );
    }
}
