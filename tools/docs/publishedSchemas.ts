import { z } from "zod";
import { digestForm, driftForm } from "../../review/digest";
import { rulesFile } from "../../review/ruleSettings";

/** A JSON schema that is published in the package. */
export interface PublishedSchema {
    /** From the root of the repository. */
    readonly path: string;
    readonly definition: z.ZodType;
    /** What people write is described before defaults come in, in the dialect that editors know best. */
    readonly isWrittenBy: "people" | "this package";
}

export const publishedSchemas: readonly PublishedSchema[] = [
    { path: "review/rules.schema.json", definition: rulesFile, isWrittenBy: "people" },
    { path: "review/digest.schema.json", definition: digestForm, isWrittenBy: "this package" },
    { path: "review/drift.schema.json", definition: driftForm, isWrittenBy: "this package" },
];

/** The text of the file. */
export function schemaText({ definition, isWrittenBy }: PublishedSchema): string {
    const schema = z.toJSONSchema(
        definition,
        isWrittenBy === "people" ? { io: "input", target: "draft-7" } : { io: "output", target: "draft-2020-12" },
    );
    return `${JSON.stringify(schema, undefined, 2)}\n`;
}
