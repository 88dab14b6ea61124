/** Reviews by hand: what stands in one is what the test says, and the rest is the least there can be. */
import { type Fact, fingerprintOf } from "../../../../provider/lifecycle/reviewed/facts";
import type {
    Change,
    Counts,
    Finding,
    GroupName,
    PicturedGroup,
    Review,
    Subject,
    Write,
} from "../../../../review/review";

export type Connector = PicturedGroup["connectors"][number];
export type Application = PicturedGroup["applications"][number];

export function review(parts: Partial<Review>): Review {
    const facts = parts.facts ?? [];
    return {
        verdict: "safe",
        reason: "No application is without an active connector at any moment.",
        counts: counts({}),
        changes: [],
        gaps: [],
        findings: [],
        drift: [],
        notes: [],
        before: [],
        after: [],
        fingerprint: fingerprintOf(facts),
        ...parts,
        facts,
    };
}

export function counts(parts: Partial<Counts>): Counts {
    return {
        created: 0,
        updated: 0,
        replaced: 0,
        deleted: 0,
        released: 0,
        connectorsMoved: 0,
        applicationsMoved: 0,
        writes: 0,
        gaps: 0,
        errors: 0,
        warnings: 0,
        drifted: 0,
        ...parts,
    };
}

const prefixes = {
    ConnectorGroup: "entraAppProxy:ConnectorGroup",
    ConnectorMembership: "entraAppProxy:ConnectorMembership",
    ApplicationAssignment: "entraAppProxy:ApplicationAssignment",
};

export function urnOf(type: keyof typeof prefixes, resource: string): string {
    return `urn:pulumi:dev::tenant::pulumi-nodejs:dynamic/${prefixes[type]}::${resource}`;
}

export function change(parts: Pick<Change, "resource" | "operation" | "subject"> & Partial<Change>): Change {
    const type = parts.type ?? typeOf(parts.subject);
    return { type, urn: urnOf(type, parts.resource), properties: [], words: [], writes: [], ...parts };
}

export function write(parts: Pick<Write, "order" | "sentence" | "subject"> & Partial<Write>): Write {
    return {
        method: "POST",
        path: "/onPremisesPublishingProfiles/applicationProxy/connectorGroups",
        expected: "accepted",
        serving: [],
        ...parts,
    };
}

export function connector(name: string, status = "active"): Connector {
    return { id: `id-of-${name}`, name, status };
}

export function application(name: string, externalUrl = `https://${name.toLowerCase()}.contoso.example/`): Application {
    return { id: `id-of-${name}`, name, externalUrl };
}

export function group(parts: Pick<PicturedGroup, "id" | "name"> & Partial<PicturedGroup>): PicturedGroup {
    return { region: "eur", isDefault: false, connectors: [], applications: [], ...parts };
}

export function nameOf({ id, name }: PicturedGroup): GroupName {
    return { id, name };
}

export function groupSubject({ id, name }: GroupName): Subject {
    return { kind: "connector group", id, name };
}

export function connectorSubject({ id, name, status }: Connector): Subject {
    return { kind: "connector", id, name, ...(status !== undefined && { status }) };
}

export function applicationSubject({ id, name, externalUrl }: Application): Subject {
    return { kind: "application", id, name, ...(externalUrl !== undefined && { externalUrl }) };
}

export function finding(parts: Pick<Finding, "group" | "sentence"> & Partial<Finding>): Finding {
    return {
        rule: "two-active-connectors",
        level: "warning",
        standing: "new",
        source: "https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-high-availability-load-balancing",
        ...parts,
    };
}

export function factOf({ id, name, region, isDefault }: PicturedGroup): Fact {
    return { kind: "group", id, value: { name, isDefault, ...(region !== undefined && { region }) } };
}

function typeOf({ kind }: Subject): Change["type"] {
    return kind === "connector group"
        ? "ConnectorGroup"
        : kind === "connector"
          ? "ConnectorMembership"
          : "ApplicationAssignment";
}
