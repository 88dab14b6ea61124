import { presentable } from "./errors";

/**
 * What an access token says about its bearer. It is read to be shown, never to decide who someone is: no signature is
 * verified.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export interface TokenClaims {
    readonly tenantId?: string;
    /** The application that signed in, or that a user signed in with. */
    readonly applicationId?: string;
    /** The user's sign-in name. */
    readonly user?: string;
    /** Whether an application acts for itself, without a user; undefined where the token does not tell. */
    readonly appOnly?: boolean;
    /** Delegated permissions (`scp`), or an application's own (`roles`). */
    readonly permissions: readonly string[];
    /** Template ids of the directory roles of the bearer (`wids`). */
    readonly directoryRoles: readonly string[];
    readonly audience?: string;
    /** Milliseconds since the epoch. */
    readonly expiresAt?: number;
}

/** The claims of a token; undefined when it is not a JSON Web Token, as the tokens of gateways and emulators need not be. */
export function readClaims(token: string): TokenClaims | undefined {
    const claims = payloadOf(token);
    if (!claims) {
        return undefined;
    }
    const delegated = textOf(claims.scp)?.split(" ");
    const own = textsOf(claims.roles);
    const tenantId = textOf(claims.tid);
    const applicationId = textOf(claims.appid) ?? textOf(claims.azp);
    const user = textOf(claims.upn) ?? textOf(claims.preferred_username) ?? textOf(claims.unique_name);
    const appOnly = isAppOnly(textOf(claims.idtyp), delegated !== undefined, own.length > 0);
    const audience = textOf(claims.aud);
    return {
        ...(tenantId !== undefined && { tenantId }),
        ...(applicationId !== undefined && { applicationId }),
        ...(user !== undefined && { user }),
        ...(appOnly !== undefined && { appOnly }),
        permissions: delegated ?? own,
        directoryRoles: textsOf(claims.wids),
        ...(audience !== undefined && { audience }),
        ...(typeof claims.exp === "number" && { expiresAt: claims.exp * 1000 }),
    };
}

/** `idtyp` is optional in tokens of users and of older applications; what they carry tells them apart then. */
function isAppOnly(kind: string | undefined, hasScopes: boolean, hasRoles: boolean): boolean | undefined {
    if (kind !== undefined) {
        return kind === "app";
    }
    return hasScopes ? false : hasRoles || undefined;
}

function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
    const [, body, ...rest] = token.split(".");
    if (body === undefined || rest.length !== 1) {
        return undefined;
    }
    try {
        const payload: unknown = JSON.parse(Buffer.from(body, "base64url").toString("utf8"));
        return typeof payload === "object" && payload !== null ? (payload as Record<string, unknown>) : undefined;
    } catch {
        // Three parts with dots between them do not make a JSON Web Token.
        return undefined;
    }
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? presentable(value, [], 4000) : undefined;
}

function textsOf(value: unknown): readonly string[] {
    return Array.isArray(value) ? value.map(textOf).filter((text) => text !== undefined) : [];
}
