/**
 * Connector groups as Pulumi's documentation shows how to write a dynamic provider: an object in the program, captured
 * with all that it uses, which makes the calls of each resource one by one.
 *
 * Source: https://www.pulumi.com/docs/iac/concepts/providers/dynamic-providers/
 */
import * as pulumi from "@pulumi/pulumi";
import { assignmentName, groupsOf, type ProgramShape } from "./shape";

export async function declare(shape: ProgramShape): Promise<void> {
    const groups = groupsOf(shape).map(({ resource, ...args }) => new PlainGroup(resource, args));
    shape.applications.forEach((applicationId, index) => {
        const connectorGroupId = groups[index % groups.length]?.id ?? "";
        new PlainAssignment(assignmentName(index), { applicationId, connectorGroupId });
    });
}

type Properties = Readonly<Record<string, unknown>>;

const profile = "/onPremisesPublishingProfiles/applicationProxy/connectorGroups";

async function ask(method: string, path: string, body?: object): Promise<Properties | undefined> {
    const response = await fetch(`${process.env.ENTRA_APP_PROXY_ENDPOINT}/beta${path}`, {
        method,
        headers: {
            Authorization: `Bearer ${process.env.ENTRA_APP_PROXY_ACCESS_TOKEN}`,
            "Content-Type": "application/json",
        },
        ...(body && { body: JSON.stringify(body) }),
    });
    if (response.status === 404) {
        return undefined;
    }
    if (!response.ok) {
        throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    const text = await response.text();
    return text === "" ? {} : JSON.parse(text);
}

const groupProvider: pulumi.dynamic.ResourceProvider = {
    async diff(_id: string, olds: Properties, news: Properties) {
        return { changes: olds.name !== news.name || olds.region !== news.region };
    },
    async create({ name, region }: Properties) {
        const group = await ask("POST", profile, { name, region });
        return { id: String(group?.id), outs: { name, region, isDefault: group?.isDefault } };
    },
    async read(id: string) {
        const group = await ask("GET", `${profile}/${id}`);
        return group
            ? { id, props: { name: group.name, region: group.region, isDefault: group.isDefault } }
            : { id: "" };
    },
    async update(id: string, olds: Properties, { name, region }: Properties) {
        await ask("PATCH", `${profile}/${id}`, { name, region });
        return { outs: { name, region, isDefault: olds.isDefault } };
    },
    async delete(id: string) {
        await ask("DELETE", `${profile}/${id}`);
    },
};

class PlainGroup extends pulumi.dynamic.Resource {
    constructor(name: string, properties: pulumi.Inputs) {
        super(groupProvider, name, { isDefault: undefined, ...properties });
    }
}

async function assign(applicationId: unknown, groupId: unknown): Promise<void> {
    await ask("PUT", `/applications/${applicationId}/connectorGroup/$ref`, {
        "@odata.id": `${process.env.ENTRA_APP_PROXY_ENDPOINT}/beta${profile}/${groupId}`,
    });
}

const assignmentProvider: pulumi.dynamic.ResourceProvider = {
    async diff(_id: string, olds: Properties, news: Properties) {
        return { changes: olds.connectorGroupId !== news.connectorGroupId };
    },
    async create({ applicationId, connectorGroupId }: Properties) {
        await assign(applicationId, connectorGroupId);
        return { id: String(applicationId), outs: { applicationId, connectorGroupId } };
    },
    async read(applicationId: string) {
        const group = await ask("GET", `/applications/${applicationId}/connectorGroup`);
        return group ? { id: applicationId, props: { applicationId, connectorGroupId: group.id } } : { id: "" };
    },
    async update(_id: string, _olds: Properties, { applicationId, connectorGroupId }: Properties) {
        await assign(applicationId, connectorGroupId);
        return { outs: { applicationId, connectorGroupId } };
    },
    async delete(applicationId: string) {
        await ask("DELETE", `/applications/${applicationId}/connectorGroup/$ref`);
    },
};

class PlainAssignment extends pulumi.dynamic.Resource {
    constructor(name: string, properties: pulumi.Inputs) {
        super(assignmentProvider, name, properties);
    }
}
