import type * as pulumi from "@pulumi/pulumi";
import { declaredOnce } from "./declaredOnce";
import { PinnedResource } from "./pinnedResource";
import { refusePlainTextCredentials } from "./plainTextCredentials";

/** What a program says about a {@link ConnectorMembership}. */
export interface ConnectorMembershipArgs {
    /** The id of the connector. Changing it sends the former connector back to the default group. */
    connectorId: pulumi.Input<string>;
    /** The id of the group that the connector is in. Changing it moves the connector straight there. */
    connectorGroupId: pulumi.Input<string>;
}

/**
 * {@link ConnectorMembership} is the place of a connector: a connector is in exactly one connector group.
 *
 * | engine operation | Microsoft Graph (beta), under `/onPremisesPublishingProfiles/applicationProxy` |
 * |---|---|
 * | create, update | `POST /connectors/{id}/memberOf/$ref`, unless it is in the group already |
 * | read | `GET /connectors/{id}/memberOf` |
 * | delete | the same `POST`, to the default group, unless someone has moved the connector elsewhere meanwhile |
 *
 * Where the service refuses to let a connector move straight between two regions, it goes by way of the default group.
 *
 * Documented permission: `Directory.ReadWrite.All`, delegated.
 * Source: https://learn.microsoft.com/graph/api/connector-post-memberof?view=graph-rest-beta
 */
export class ConnectorMembership extends PinnedResource {
    /** The id of the connector. */
    declare public readonly connectorId: pulumi.Output<string>;
    /** The id of the group that the connector is in. */
    declare public readonly connectorGroupId: pulumi.Output<string>;

    /** @throws when a credential stands in the stack configuration in plain text */
    constructor(name: string, args: ConnectorMembershipArgs, opts?: pulumi.CustomResourceOptions) {
        refusePlainTextCredentials();
        super(
            "ConnectorMembership",
            name,
            {
                connectorId: declaredOnce("Connector", args.connectorId, name),
                connectorGroupId: args.connectorGroupId,
            },
            opts,
        );
    }
}
