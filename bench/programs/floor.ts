/** The same resources with a provider that does nothing: what the engine itself takes. */
import * as pulumi from "@pulumi/pulumi";
import { assignmentName, groupsOf, type ProgramShape } from "./shape";

export async function declare(shape: ProgramShape): Promise<void> {
    const groups = groupsOf(shape).map(({ resource, ...args }) => new Nothing(resource, args));
    shape.applications.forEach((applicationId, index) => {
        const connectorGroupId = groups[index % groups.length]?.id ?? "";
        new Nothing(assignmentName(index), { applicationId, connectorGroupId });
    });
}

type Properties = Readonly<Record<string, unknown>>;

const nothing: pulumi.dynamic.ResourceProvider = {
    async check(_olds: Properties, inputs: Properties) {
        return { inputs };
    },
    async diff(_id: string, olds: Properties, news: Properties) {
        return { changes: Object.keys(news).some((key) => key !== "__provider" && news[key] !== olds[key]) };
    },
    async create(inputs: Properties) {
        return { id: String(inputs.name ?? inputs.applicationId), outs: inputs };
    },
    async read(id: string, props: Properties) {
        return { id, props };
    },
    async update(_id: string, _olds: Properties, news: Properties) {
        return { outs: news };
    },
    async delete() {},
};

class Nothing extends pulumi.dynamic.Resource {
    constructor(name: string, properties: pulumi.Inputs) {
        super(nothing, name, properties);
    }
}
