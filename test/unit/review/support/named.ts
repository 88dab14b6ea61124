/** A review in which every text that can come from elsewhere is the one that is given. */
import type { DriftReport, Review } from "../../../../review/review";
import {
    application,
    applicationSubject,
    change,
    connectorSubject,
    counts,
    finding,
    group,
    groupSubject,
    nameOf,
    review,
    urnOf,
    write,
} from "./build";

export interface Texts {
    readonly name: string;
    readonly url: string;
}

export function named({ name, url }: Texts): Review {
    const connector = { id: "connector", name, status: name };
    const served = { ...application(name, url), id: "application" };
    const old = group({ id: "old", name, region: name, connectors: [connector], applications: [served] });
    const made = { ...old, id: "new:a", isDefault: true };
    const sentence = `moves ${name} from "${name}" to ${name}: ${name}`;
    return review({
        verdict: "gap",
        reason: sentence,
        counts: counts({ replaced: 1, writes: 2, gaps: 1, errors: 1, drifted: 2 }),
        changes: [
            change({
                resource: name,
                operation: "replace",
                subject: groupSubject(old),
                properties: [{ property: "region", from: name, to: name }],
                words: [sentence, name],
                writes: [
                    write({ order: 1, sentence, subject: groupSubject(made), path: `/connectorGroups/${name}` }),
                    write({
                        order: 2,
                        sentence,
                        subject: connectorSubject(connector),
                        serving: [{ group: nameOf(old), activeBefore: 1, activeAfter: 0, applications: 1 }],
                    }),
                ],
            }),
            change({
                resource: name,
                operation: "update",
                subject: applicationSubject(served),
                to: nameOf(made),
                failure: sentence,
            }),
        ],
        gaps: [{ application: served, group: nameOf(old), from: 1, to: 2 }],
        findings: [finding({ group: nameOf(old), sentence, level: "error", rule: name, source: name })],
        drift: driftNamed({ name, url }).drift,
        notes: [sentence],
        before: [old],
        after: [made],
    });
}

export function driftNamed({ name, url }: Texts): DriftReport {
    const about = { resource: name, urn: urnOf("ConnectorGroup", name), type: "ConnectorGroup" as const };
    return {
        checked: 2,
        drift: [
            { ...about, subject: { kind: "connector group", id: "g", name }, property: "name", from: name, to: name },
            { ...about, subject: { kind: "application", id: "a", name, externalUrl: url } },
        ],
    };
}

/** A review of a group for each name, with a connector and an application of that name on it, all of which are new. */
export function allNamed(names: readonly string[]): Review {
    const made = names.map((name, index) =>
        group({
            id: `new:${index}`,
            name,
            connectors: [{ id: `connector ${index}`, name, status: "active" }],
            applications: [{ id: `application ${index}`, name, externalUrl: name }],
        }),
    );
    return review({
        changes: made.map((each) => change({ resource: each.name, operation: "create", subject: groupSubject(each) })),
        after: made,
    });
}
