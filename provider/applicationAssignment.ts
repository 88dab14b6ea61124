import type * as pulumi from "@pulumi/pulumi";
import { declaredOnce } from "./declaredOnce";
import { PinnedResource } from "./pinnedResource";
import { refusePlainTextCredentials } from "./plainTextCredentials";

/** What a program says about an {@link ApplicationAssignment}. */
export interface ApplicationAssignmentArgs {
    /** The object id of the application, not its appId. It has to be published through application proxy. */
    applicationId: pulumi.Input<string>;
    /** The id of the group that the application points at. Changing it points the application straight there. */
    connectorGroupId: pulumi.Input<string>;
}

/**
 * {@link ApplicationAssignment} is the group that a published application points at. An application that is assigned to
 * none points at the default group.
 *
 * | engine operation | Microsoft Graph (beta) |
 * |---|---|
 * | create, update | `PUT /applications/{id}/connectorGroup/$ref`, unless it points at the group already |
 * | read | `GET /applications/{id}/connectorGroup` |
 * | delete | `DELETE /applications/{id}/connectorGroup/$ref`, unless someone has assigned it elsewhere meanwhile |
 *
 * Documented permissions: `Directory.ReadWrite.All`, delegated; `Application.Read.All` to explain an id that cannot be
 * assigned. Source: https://learn.microsoft.com/graph/api/connectorgroup-post-applications?view=graph-rest-beta
 */
export class ApplicationAssignment extends PinnedResource {
    /** The object id of the application. */
    declare public readonly applicationId: pulumi.Output<string>;
    /** The id of the group that the application points at. */
    declare public readonly connectorGroupId: pulumi.Output<string>;

    /** @throws when a credential stands in the stack configuration in plain text */
    constructor(name: string, args: ApplicationAssignmentArgs, opts?: pulumi.CustomResourceOptions) {
        refusePlainTextCredentials();
        super(
            "ApplicationAssignment",
            name,
            {
                applicationId: declaredOnce("Application", args.applicationId, name),
                connectorGroupId: args.connectorGroupId,
            },
            opts,
        );
    }
}
