/** What `pulumi stack export` prints, as far as drift needs it. */
import * as z from "zod";
import type { HeldResource } from "./drift";
import { nameInUrn, typeIn } from "./preview";

/**
 * The resources of this package that a stack's state holds, without those that the program reads and does not manage.
 *
 * @param source how the text is called in messages
 * @throws Error in the user's words, where the text is something else
 */
export function parseState(text: string, source: string): readonly HeldResource[] {
    const parsed = exported.safeParse(jsonOf(text, source));
    if (!parsed.success) {
        throw new Error(
            `${source} is not what \`pulumi stack export\` prints: it has no deployment with resources. Nothing was ` +
                "compared.",
        );
    }
    return (parsed.data.deployment.resources ?? []).flatMap(({ urn, id, outputs, delete: isToBeDeleted, external }) => {
        const type = typeIn(urn);
        return type === undefined || id === undefined || isToBeDeleted || external
            ? []
            : [{ urn, name: nameInUrn(urn), type, id, outputs }];
    });
}

function jsonOf(text: string, source: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new Error(`${source} holds no JSON. Give what \`pulumi stack export\` prints. Nothing was compared.`);
    }
}

const exported = z.object({
    deployment: z.object({
        // An empty stack has none.
        resources: z
            .array(
                z.object({
                    urn: z.string(),
                    id: z.string().optional(),
                    outputs: z.record(z.string(), z.unknown()).default({}),
                    delete: z.boolean().default(false),
                    external: z.boolean().default(false),
                }),
            )
            .nullish(),
    }),
});
