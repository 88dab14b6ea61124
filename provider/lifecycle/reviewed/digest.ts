/** The digest of a review as far as an update needs it. */
import type * as zod from "zod";
import { type Fact, fingerprintOf } from "./facts";

/** The form of digest that this version of the package reads. */
export const digestVersion = 1;

/** What is read of a digest; it holds the rest of the review beside that. */
export interface Digest {
    readonly version: typeof digestVersion;
    readonly facts: readonly Fact[];
    readonly fingerprint: string;
}

/** What is wrong with a text that should be a digest. */
export interface NoDigest {
    /** Completes "The file …". */
    readonly fault: string;
    /** What to do about it. */
    readonly advice: string;
}

/** Reads a digest. Nothing of the text is shown in what it says: it may be another file, with a secret in it. */
export async function parseDigest(text: string): Promise<Digest | NoDigest> {
    const parsed = jsonIn(text);
    if (parsed === undefined) {
        return { fault: "is not JSON", advice: nameTheDigest };
    }
    // Loaded here, so that whoever names no review pays nothing for it.
    const z = await import("zod");
    const version = z.object({ version: z.int(), facts: z.unknown() }).safeParse(parsed).data?.version;
    if (version !== undefined && version !== digestVersion) {
        return {
            fault: `is a digest of version ${version}, and this version of pulumi-entra-app-proxy reads version ${digestVersion}`,
            advice: "Run the review with the version of the package that the program uses",
        };
    }
    const { data, error } = digestShape(z).safeParse(parsed);
    if (!data) {
        return { fault: `is not the digest of a review (${firstOf(error)})`, advice: nameTheDigest };
    }
    return fingerprintOf(data.facts) === data.fingerprint
        ? data
        : {
              fault: "does not match its own fingerprint: its facts have been changed since the review wrote it",
              advice: "Run the review again, and leave its digest as it is",
          };
}

const nameTheDigest = "Name the file that `entra-app-proxy review --digest` has written";

function jsonIn(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        // JSON.parse quotes the text in its message.
        return undefined;
    }
}

/** What of a digest is relied on. What a later version may say beside that is left out. */
function digestShape(z: typeof zod) {
    return z.object({
        version: z.literal(digestVersion),
        facts: z.array(factShape(z)),
        fingerprint: z.string(),
    });
}

function factShape(z: typeof zod): zod.ZodType<Fact> {
    const id = z.string().regex(/[^\s.]/, "is no id");
    const namedId = z.object({ id, name: z.string() });
    const groupOrNull = namedId.nullable();
    const group = z.object({ name: z.string(), region: z.string().exactOptional(), isDefault: z.boolean() });
    const connector = namedId.extend({ status: z.string().exactOptional() });
    return z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("group"), id, value: group.nullable() }),
        z.object({ kind: z.literal("connectors"), id, value: z.array(connector) }),
        z.object({ kind: z.literal("applications"), id, value: z.array(namedId) }),
        z.object({ kind: z.literal("connector"), id, value: groupOrNull }),
        z.object({ kind: z.literal("application"), id, value: groupOrNull }),
        z.object({ kind: z.literal("name"), id: z.string(), value: z.array(namedId) }),
        z.object({ kind: z.literal("successors"), id, value: z.array(namedId) }),
        z.object({ kind: z.literal("defaultGroup"), id: z.literal("default"), value: groupOrNull }),
    ]);
}

function firstOf(error: zod.ZodError): string {
    const [issue] = error.issues;
    const path = issue?.path.join(".") || "the whole";
    return `${path}: ${issue?.message}`;
}
