import { z } from "zod";
import { rulesFile } from "../../review/ruleSettings";

/** A JSON schema that is published in the package. */
export interface PublishedSchema {
    /** From the root of the repository. */
    readonly path: string;
    readonly definition: z.ZodType;
}

export const publishedSchemas: readonly PublishedSchema[] = [
    { path: "review/rules.schema.json", definition: rulesFile },
];

/** The text of the file: what may be written, before defaults come in, in the dialect that editors know best. */
export function schemaText({ definition }: PublishedSchema): string {
    return `${JSON.stringify(z.toJSONSchema(definition, { io: "input", target: "draft-7" }), undefined, 2)}\n`;
}
