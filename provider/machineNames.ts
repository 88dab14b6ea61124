import * as pulumi from "@pulumi/pulumi";

/**
 * The id of the connector that a program names by its id or by the name of its machine.
 *
 * An id is taken as it is. A machine name is looked up in the tenant while the program runs, in one list for all names
 * of a program; names are compared without regard to case.
 *
 * @throws when the tenant cannot be asked, and when no connector or more than one bears the name
 */
export async function connectorIdOf(idOrMachineName: string): Promise<string> {
    if (looksLikeId(idOrMachineName)) {
        return idOrMachineName;
    }
    const connectors = await connectorsOfTenant();
    const wanted = idOrMachineName.toLowerCase();
    const found = connectors.filter(({ machineName }) => machineName.toLowerCase() === wanted);
    // A server that was registered anew leaves its former record behind, inactive, for ten days.
    const active = found.filter(({ status }) => status === "active");
    const [connector] = active.length === 1 ? active : found;
    if (connector && (found.length === 1 || active.length === 1)) {
        return connector.id;
    }
    throw new pulumi.RunError(
        found.length > 1
            ? `${found.length} connectors bear the machine name ${JSON.stringify(idOrMachineName)} ` +
                  `(ids ${found.map(({ id }) => id).join(", ")}). Name the one that is meant by its id.`
            : `No connector has the machine name ${JSON.stringify(idOrMachineName)}. The tenant has: ` +
                  `${connectors.map(({ machineName }) => machineName).join(", ") || "no connector at all"}.`,
    );
}

/** Ids are GUIDs in every sample but one of Microsoft's own, which is a character short. */
function looksLikeId(text: string): boolean {
    return /^[0-9a-f]{7,8}(-[0-9a-f]{3,4}){3}-[0-9a-f]{11,12}$/i.test(text);
}

async function connectorsOfTenant() {
    const program = pulumi.runtime.getStackResource() ?? outsideOfStacks;
    const asked = askedByPrograms.get(program) ?? askForConnectors();
    askedByPrograms.set(program, asked);
    return await asked;
}

async function askForConnectors() {
    // Loaded where it is needed: a program that names ids alone asks nothing.
    const { createGraphTenant } = await import("./lifecycle/graphTenant.js");
    const config = pulumi.runtime.allConfig();
    return await createGraphTenant((key) => config[key], process.env).listConnectors();
}

const outsideOfStacks = {};
const askedByPrograms = new WeakMap<object, ReturnType<typeof askForConnectors>>();
