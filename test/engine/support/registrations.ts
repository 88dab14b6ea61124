/**
 * Prints what the engine is sent for resources of this package, and for the same resources where
 * `pulumi.dynamic.Resource` itself makes them from the modules that are their providers. A process of its own: the SDK is
 * in test mode from then on.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";

/** A resource, and what goes to the engine for it. */
export interface Registration {
    /** The request without the places in the source text that it names. */
    readonly request: string;
    /** Whether it names a place in this very file. */
    readonly isPlaced: boolean;
    readonly __provider: string;
    /** What the resource has as an object. */
    readonly members: readonly string[];
    readonly isDynamic: boolean;
}

/** Each resource twice: by this package's class, and by the SDK's. */
export type Registrations = Readonly<Record<string, Readonly<Record<"ours" | "sdk", Registration>>>>;

const sent: Pick<Registration, "request" | "isPlaced">[] = [];
const providers: string[] = [];

void registerAll();

async function registerAll(): Promise<void> {
    await pulumi.runtime.setMocks({ call: ({ inputs }) => inputs, newResource: answer });
    record("registerResource", "readResource");
    const group = { name: "Frankfurt", region: "eur", adopt: true };
    const membership = { connectorId: "c", connectorGroupId: "g" };
    const assignment = { applicationId: "a", connectorGroupId: "g" };
    const opts = { protect: true, retainOnDelete: true };
    const registrations: Registrations = {
        "a group": {
            ours: await registered(() => new ConnectorGroup("group", group, opts)),
            sdk: await registered(() => new ByTheSdk("ConnectorGroup", "group", group, opts)),
        },
        "a group that is read": {
            ours: await registered(() => ConnectorGroup.get("read", "id")),
            sdk: await registered(() => new ByTheSdk("ConnectorGroup", "read", {}, { id: "id" })),
        },
        "a membership": {
            ours: await registered(() => new ConnectorMembership("membership", membership)),
            sdk: await registered(() => new ByTheSdk("ConnectorMembership", "membership", membership)),
        },
        "an assignment": {
            ours: await registered(() => new ApplicationAssignment("assignment", assignment)),
            sdk: await registered(() => new ByTheSdk("ApplicationAssignment", "assignment", assignment)),
        },
    };
    console.log(JSON.stringify(registrations));
}

/** The classes as they were if each handed its module to the SDK. */
class ByTheSdk extends pulumi.dynamic.Resource {
    constructor(kind: string, name: string, properties: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
        const module = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}`;
        const provider: pulumi.dynamic.ResourceProvider = require(
            `pulumi-entra-app-proxy/dist/provider/dynamic/${module}.js`,
        );
        const outputs = kind === "ConnectorGroup" ? groupsOwn : {};
        super(provider, name, { ...outputs, ...properties }, opts, "entraAppProxy", kind);
    }
}

const groupsOwn = {
    name: undefined,
    region: undefined,
    isDefault: undefined,
    connectorGroupType: undefined,
};

function answer({ name, inputs }: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
    providers.push(inputs.__provider);
    return { id: name, state: inputs };
}

async function registered(make: () => pulumi.Resource): Promise<Registration> {
    const resource = make();
    await new Promise((known) => resource.urn.apply(known));
    return {
        ...(sent.pop() ?? { request: "none", isPlaced: false }),
        __provider: providers.pop() ?? "none",
        members: Object.keys(resource).sort(),
        isDynamic: resource instanceof pulumi.dynamic.Resource && pulumi.CustomResource.isInstance(resource),
    };
}

function record(...methods: readonly ("registerResource" | "readResource")[]): void {
    for (const method of methods) {
        const before = MockMonitor.prototype[method];
        MockMonitor.prototype[method] = function (request: RegisterResourceRequest | ReadResourceRequest, callback) {
            const copy = request.cloneMessage();
            copy.clearSourceposition();
            copy.clearStacktrace();
            const places = request.getStacktrace()?.getFramesList() ?? [];
            sent.push({
                request: Buffer.from(copy.serializeBinary()).toString("latin1"),
                isPlaced: places.some((place) => place.getPc()?.getUri().endsWith("/registrations.ts")),
            });
            return before.call(this, request, callback);
        };
    }
}
