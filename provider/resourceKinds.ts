/**
 * What the engine is told of each kind of resource: the type, and what runs it. Both stand in the state of every user
 * and are **a contract**: another type replaces their resources, another text strands their stacks.
 */

/** The kinds of resources that the engine manages. */
export type ResourceKind = "ConnectorGroup" | "ConnectorMembership" | "ApplicationAssignment";

/** What the engine is told of every resource of a kind. */
export interface Registered {
    readonly type: string;
    /** The program that the engine's provider process runs for each such resource. */
    readonly __provider: string;
}

export const resourceKinds: Readonly<Record<ResourceKind, Registered>> = {
    ConnectorGroup: registered("ConnectorGroup", "connectorGroup"),
    ConnectorMembership: registered("ConnectorMembership", "connectorMembership"),
    ApplicationAssignment: registered("ApplicationAssignment", "applicationAssignment"),
};

/** A kind whose provider is that module of `dynamic/`. */
function registered(kind: ResourceKind, module: string): Registered {
    return { type: `pulumi-nodejs:dynamic/entraAppProxy:${kind}`, __provider: loading(module) };
}

/** What Pulumi's serializer makes of a provider that is a module of an installed package. */
function loading(module: string): string {
    return `exports.handler = __f0;
const provider = require("pulumi-entra-app-proxy/dist/provider/dynamic/${module}.js");

function __f0() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return () => provider;

    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;
}
