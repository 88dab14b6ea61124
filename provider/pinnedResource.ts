import * as pulumi from "@pulumi/pulumi";
import { type ResourceKind, resourceKinds } from "./resourceKinds";
import { shortenStacks } from "./shortStacks";

/**
 * {@link PinnedResource} is a `pulumi.dynamic.Resource` whose provider is the text that {@link resourceKinds} pins.
 *
 * The constructor of `pulumi.dynamic.Resource` would have Pulumi's serializer make that text anew in every program, which
 * takes longer than all else that a small program does, and would take the provider's whole code for it wherever the
 * package is a link. So that one constructor is left out; what the engine is sent is the same.
 */
export const PinnedResource = withoutSerializer() as unknown as PinnedResourceClass;

/** The class with its inherited static members, as it is to be extended. */
export interface PinnedResourceClass
    extends Pick<typeof pulumi.dynamic.Resource, keyof typeof pulumi.dynamic.Resource> {
    new (
        kind: ResourceKind,
        name: string,
        properties: pulumi.Inputs,
        opts?: pulumi.CustomResourceOptions,
    ): pulumi.dynamic.Resource;
}

function withoutSerializer() {
    class PinnedResource extends pulumi.CustomResource {
        constructor(
            kind: ResourceKind,
            name: string,
            properties: pulumi.Inputs,
            opts: pulumi.CustomResourceOptions | undefined,
        ) {
            const { type, __provider } = resourceKinds[kind];
            const stacks = shortenStacks();
            try {
                super(type, name, { ...properties, __provider }, opts);
            } catch (error) {
                stacks.addCallers(error);
                throw error;
            } finally {
                stacks.restore();
            }
        }
    }
    // `super` follows the classes, and `instanceof` the prototypes of their instances: these alone go by the dynamic one.
    Object.setPrototypeOf(PinnedResource.prototype, pulumi.dynamic.Resource.prototype);
    return PinnedResource;
}
