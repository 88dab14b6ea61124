import type { TokenClaims } from "../../provider/identity/claims";
import type { Settings } from "../../provider/identity/configuration";
import { knownRoles } from "./directoryRoles";
import { type Evidence, judge } from "./judge";
import type { Report, ReportedConfiguration, ReportedToken } from "./report";

/** The report on what was found; `description` names the identity. */
export function compose(evidence: Evidence & { readonly description: string }): Report {
    const { settings, findings, clockSkewSeconds, description } = evidence;
    return {
        version: 1,
        ...judge(evidence),
        configuration: configurationOf(settings, description),
        token: findings.claims ? tokenOf(findings.claims) : null,
        checks: findings.checks,
        tenant: findings.tenant,
        clockSkewSeconds,
        leftBehind: findings.leftBehind ?? null,
    };
}

/** The report where the configuration cannot be used, and nothing could be asked. */
export function unusable(reason: string): Report {
    return {
        version: 1,
        verdict: "fails",
        reasons: [reason],
        notes: [],
        configuration: null,
        token: null,
        checks: [],
        tenant: { groups: null, connectors: null },
        clockSkewSeconds: null,
        leftBehind: null,
    };
}

function configurationOf(settings: Settings, description: string): ReportedConfiguration {
    const { cloud, endpoint, tenantId, credential, from } = settings;
    return {
        cloud: { value: cloud.name, from: from.cloud },
        endpoint: { value: endpoint, from: from.endpoint },
        loginService: { value: cloud.authorityHost, from: `the cloud ${cloud.name}` },
        tenant: tenantId === undefined ? null : { value: tenantId, from: from.tenantId ?? "the credential" },
        identity: {
            kind: credential.kind,
            description,
            from: credential.from,
            clientId: ("clientId" in credential && credential.clientId) || null,
        },
    };
}

function tokenOf(claims: TokenClaims): ReportedToken {
    return {
        tenantId: claims.tenantId ?? null,
        applicationId: claims.applicationId ?? null,
        user: claims.user ?? null,
        appOnly: claims.appOnly ?? null,
        audience: claims.audience ?? null,
        permissions: claims.permissions,
        directoryRoles: claims.directoryRoles.map((id) => ({ id, name: knownRoles.get(id.toLowerCase()) ?? null })),
        expiresAt: claims.expiresAt === undefined ? null : new Date(claims.expiresAt).toISOString(),
    };
}
