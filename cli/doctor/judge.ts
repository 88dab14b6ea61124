import type { TokenClaims } from "../../provider/identity/claims";
import type { Settings } from "../../provider/identity/configuration";
import { knownRoles, sufficientRoles } from "./directoryRoles";
import type { Findings } from "./examine";
import type { Check, LeftBehind, Verdict } from "./report";

/** A verdict, what made it, and what else is worth knowing. */
export interface Judgement {
    readonly verdict: Verdict;
    readonly reasons: readonly string[];
    readonly notes: readonly string[];
}

export interface Evidence {
    readonly settings: Settings;
    readonly findings: Findings;
    readonly clockSkewSeconds: number | null;
    /** Keys of the stack configuration that hold a credential in plain text. */
    readonly plainTextKeys: readonly string[];
}

/**
 * Whether the stack's work can be expected to succeed.
 *
 * What was tried counts for more than what the token says: once a write trial has passed, a permission that the token
 * does not show is a note. Without one, access that is documented nowhere, or that the token does not show, is unproven.
 */
export function judge(evidence: Evidence): Judgement {
    const { findings, clockSkewSeconds, plainTextKeys, settings } = evidence;
    const failures = [
        ...plainTextKeys.map(plainText),
        ...findings.checks.filter(({ passed }) => !passed).map(failed),
        ...wrongTenant(settings, findings.claims),
        ...(findings.leftBehind ? [left(findings.leftBehind)] : []),
    ];
    const doubts = doubtsAbout(findings);
    const notes = [...readyToken(settings), ...skewed(clockSkewSeconds), ...untried(findings)];
    if (failures.length > 0) {
        return { verdict: "fails", reasons: failures, notes: [...doubts, ...notes] };
    }
    return findings.wrote || doubts.length === 0
        ? { verdict: "works", reasons: [], notes: [...doubts, ...notes] }
        : { verdict: "unproven", reasons: [...doubts, tryIt], notes };
}

const tryIt =
    "Run `entra-app-proxy doctor --write` to find out: it creates a group of an unmistakable name, renames it and " +
    "deletes it again.";

function doubtsAbout({ claims, checks }: Findings): readonly string[] {
    if (!claims) {
        return checks.some(({ name, passed }) => name === "token" && passed)
            ? ["The token cannot be read, so that nothing is known of its permissions and roles."]
            : [];
    }
    if (claims.appOnly === undefined) {
        return ["The token does not tell whether a user or an application acts.", ...missingPermission(claims)];
    }
    return claims.appOnly
        ? [appOnly, ...missingPermission(claims)]
        : [...missingPermission(claims), ...missingRole(claims)];
}

// Source: the permission tables of the connectorGroup and connector pages,
// https://learn.microsoft.com/graph/api/connectorgroup-post?view=graph-rest-beta and those beside it.
const appOnly =
    "The token is an application's own, without a user. Microsoft documents such access for creating a group alone: " +
    "that reading, renaming, deleting, moving and assigning work with it is documented nowhere.";

function missingPermission({ permissions, appOnly: isApplication }: TokenClaims): readonly string[] {
    if (permissions.includes("Directory.ReadWrite.All")) {
        return [];
    }
    const kind = isApplication ? "application" : "delegated";
    return [
        `The token does not hold the permission Directory.ReadWrite.All, the one that Microsoft documents. Grant it: ` +
            `Entra admin center, App registrations, the application, API permissions, Microsoft Graph, ${kind} permissions, ` +
            "and then grant admin consent.",
    ];
}

function missingRole({ directoryRoles }: TokenClaims): readonly string[] {
    if (directoryRoles.some((id) => sufficientRoles.has(id.toLowerCase()))) {
        return [];
    }
    const held = directoryRoles.map((id) => knownRoles.get(id.toLowerCase())).filter((name) => name !== undefined);
    return [
        "The token shows neither the directory role Application Administrator, the one that Microsoft documents, nor " +
            `Global Administrator${held.length === 0 ? "" : ` (it shows ${held.join(", ")})`}. Assign it to the user, or ` +
            "activate it, and sign in again; a custom role that allows the same does not show in a token.",
    ];
}

function failed({ name, detail }: Check): string {
    return `${name}: ${detail}`;
}

function plainText(key: string): string {
    return (
        `The configuration value ${key} is a credential in plain text, and the engine would keep it in the state: a ` +
        `program stops at it. Set it again with \`pulumi config set --secret ${key}\`.`
    );
}

/** A tenant can also be named by its domain, which the token does not hold. */
function wrongTenant({ tenantId, from }: Settings, claims: TokenClaims | undefined): readonly string[] {
    const isGuid = tenantId !== undefined && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantId);
    if (!isGuid || claims?.tenantId === undefined || claims.tenantId.toLowerCase() === tenantId.toLowerCase()) {
        return [];
    }
    return [
        `The token is for the tenant ${claims.tenantId}, but ${from.tenantId} names ${tenantId}: a stack would change ` +
            "another tenant than the one that is meant. Sign in to the right one, or correct the value.",
    ];
}

function left({ id, name }: LeftBehind): string {
    return id === null
        ? `A group of the name ${JSON.stringify(name)} may have been created. Look for it in the tenant, and delete it.`
        : `The temporary group ${JSON.stringify(name)} (id ${id}) may still be in the tenant. Nothing is on it: delete it ` +
              "in the Entra admin center.";
}

function readyToken({ credential }: Settings): readonly string[] {
    return credential.kind === "accessToken"
        ? [
              `The token from ${credential.from} cannot be renewed: an update stops when it expires, and the next one goes on.`,
          ]
        : [];
}

function skewed(seconds: number | null): readonly string[] {
    if (seconds === null || Math.abs(seconds) < 60) {
        return [];
    }
    return [
        `This machine's clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead of" : "behind"} the service's. Set ` +
            "it right: tokens and certificates are good for certain times only.",
    ];
}

function untried({ wrote }: Findings): readonly string[] {
    return wrote ? ["Moving connectors and assigning applications was not tried: that would touch live traffic."] : [];
}
