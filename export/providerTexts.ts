/**
 * What the engine keeps as the type and the `__provider` of each kind of resource.
 *
 * Both are taken from the resource classes themselves, in the SDK's test mode, which hands over what a program would
 * send to the engine: so they are what the user's own program says, to the byte.
 */
import * as pulumi from "@pulumi/pulumi";

/** The kinds of resources that an export knows. */
export type ResourceKind = "ConnectorGroup" | "ConnectorMembership" | "ApplicationAssignment";

/** What the engine is told of every resource of a kind. */
export interface Registered {
    readonly type: string;
    readonly __provider: string;
}

/**
 * Asks the resource classes. The SDK of this process is in test mode from here on, so no program can be run in it.
 *
 * @throws when this package is not one that npm has installed: its code, not its name, would go into the state then
 */
export async function registeredKinds(): Promise<Readonly<Record<ResourceKind, Registered>>> {
    const seen = new Map<string, Registered>();
    await pulumi.runtime.setMocks({
        call: ({ inputs }) => inputs,
        newResource: ({ type, name, inputs }) => {
            seen.set(name, { type, __provider: inputs.__provider });
            return { id: name, state: inputs };
        },
    });
    const { ApplicationAssignment, ConnectorGroup, ConnectorMembership } = await import("../provider/index.js");
    const connectorGroupId = "group";
    const resources = [
        new ConnectorGroup("ConnectorGroup", { name: "group" }),
        new ConnectorMembership("ConnectorMembership", { connectorId: "connector", connectorGroupId }),
        new ApplicationAssignment("ApplicationAssignment", { applicationId: "application", connectorGroupId }),
    ];
    await Promise.all(resources.map(({ id }) => new Promise((known) => id.apply(known))));
    return {
        ConnectorGroup: namedOnly(seen.get("ConnectorGroup")),
        ConnectorMembership: namedOnly(seen.get("ConnectorMembership")),
        ApplicationAssignment: namedOnly(seen.get("ApplicationAssignment")),
    };
}

function namedOnly(registered: Registered | undefined): Registered {
    const required = registered?.__provider.match(/\brequire\("[^"]*"\)/g) ?? [];
    const [module = ""] = required;
    if (
        registered === undefined ||
        required.length !== 1 ||
        !/^require\("pulumi-entra-app-proxy\/dist\/provider\/dynamic\/\w+\.js"\)$/.test(module)
    ) {
        throw new Error(
            "This entra-app-proxy does not run from a node_modules folder, and what it would write as the state would " +
                "not be what a program that has installed the package says. Run `npx entra-app-proxy export` in a " +
                "folder where pulumi-entra-app-proxy is installed.",
        );
    }
    return registered;
}
