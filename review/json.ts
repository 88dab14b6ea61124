/** A review as JSON, whole: the digest that `pulumi up` compares with the tenant, and that other programs can read. */
import type { z } from "zod";
import { fingerprintOf } from "../provider/lifecycle/reviewed/facts";
import { type Digest, digestForm, digestVersion, driftForm } from "./digest";
import type { DriftReport, Review } from "./review";

/** The digest of a review. Its keys are in the order of the schema, so that the same review is the same text. */
export function renderDigest(review: Review): string {
    return jsonOf(digestForm.parse({ version: digestVersion, ...review }));
}

/** The same for drift alone. */
export function renderDriftJson(drift: DriftReport): string {
    return jsonOf(driftForm.parse({ version: digestVersion, ...drift }));
}

/**
 * Reads what {@link renderDigest} has written.
 *
 * Throws where it is anything else: not JSON, of another version, with something missing or something more, or with
 * facts that are not those of its fingerprint. Its message completes "The digest …", and quotes no values: it may be
 * another file, with a secret in it.
 */
export function parseDigest(text: string): Digest {
    const written = parsedJson(text);
    const { version } = typeof written === "object" && written !== null ? (written as { version?: unknown }) : {};
    if (typeof version === "number" && version !== digestVersion) {
        throw new Error(
            `The digest is of version ${version}, and this version of pulumi-entra-app-proxy reads version ` +
                `${digestVersion}. Run the review with the version that reads it.`,
        );
    }
    const { data, error } = digestForm.safeParse(written);
    const faults = data ? strangersIn(written, data) : faultsIn(error);
    if (!data || faults.length > 0) {
        const more = faults.length > 5 ? `; and ${faults.length - 5} more` : "";
        throw new Error(`The digest is not what a review writes: ${faults.slice(0, 5).join("; ")}${more}.`);
    }
    if (fingerprintOf(data.facts) !== data.fingerprint) {
        throw new Error(
            "The digest does not match its own fingerprint: its facts have been changed since the review wrote it. Run " +
                "the review again, and leave its digest as it is.",
        );
    }
    return data;
}

function jsonOf(value: unknown): string {
    return `${JSON.stringify(value, undefined, 2).replace(unseen, escaped)}\n`;
}

/** What would change the order of the text around it, or could not be seen in it. It stands in strings alone. */
const unseen = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
    return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
        .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
        .join("");
}

function parsedJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new Error("The digest is not JSON. Name the file that `entra-app-proxy review --digest` has written.");
    }
}

function faultsIn(error: z.ZodError | undefined): readonly string[] {
    return (error?.issues ?? []).map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`);
}

/** Where something stands that reading has left out, because no digest has it. */
function strangersIn(written: unknown, read: unknown, path: readonly string[] = []): readonly string[] {
    if (typeof written !== "object" || written === null) {
        return [];
    }
    return Object.entries(written).flatMap(([key, value]) => {
        const here = [...path, key];
        return Object.hasOwn(read as object, key)
            ? strangersIn(value, (read as Record<string, unknown>)[key], here)
            : [`${here.join(".")}: no digest has this`];
    });
}
