/**
 * What `entra-app-proxy doctor` found. With `--json` this is printed as it is: fields are added in later versions of the
 * package, and none is renamed or taken away without another `version`.
 */
export interface Report {
    readonly version: 1;
    readonly verdict: Verdict;
    /** What made the verdict, and what to do, one sentence or more each; empty where everything works. */
    readonly reasons: readonly string[];
    /** What else is worth knowing. */
    readonly notes: readonly string[];
    /** Null where the configuration cannot be used. */
    readonly configuration: ReportedConfiguration | null;
    /** Null where no token could be had, or where it cannot be read. */
    readonly token: ReportedToken | null;
    /** What was tried, in order. */
    readonly checks: readonly Check[];
    readonly tenant: ReportedTenant;
    /** How far this machine's clock is ahead of the service's, in seconds; null where the service was not reached. */
    readonly clockSkewSeconds: number | null;
    /** The temporary group, where it could not be deleted again. */
    readonly leftBehind: LeftBehind | null;
}

/** `works`: a stack can be expected to do its work. `unproven`: nothing speaks against it, and nothing proves it. */
export type Verdict = "works" | "unproven" | "fails";

/** Exit codes by verdict. */
export const exitCodes: Readonly<Record<Verdict, number>> = { works: 0, fails: 1, unproven: 3 };

/** A value, and the key or variable it comes from; for one that nobody set, what it follows from. */
export interface ReportedValue {
    readonly value: string;
    readonly from: string;
}

export interface ReportedConfiguration {
    readonly cloud: ReportedValue;
    readonly endpoint: ReportedValue;
    readonly loginService: ReportedValue;
    /** Null where nobody named one: the credential has a tenant of its own then. */
    readonly tenant: ReportedValue | null;
    readonly identity: {
        readonly kind: string;
        readonly description: string;
        readonly from: string;
        /** The application id, where the configuration names it. */
        readonly clientId: ReportedValue | null;
    };
}

export interface ReportedToken {
    readonly tenantId: string | null;
    readonly applicationId: string | null;
    readonly user: string | null;
    /** Null where the token does not tell. */
    readonly appOnly: boolean | null;
    readonly audience: string | null;
    readonly permissions: readonly string[];
    readonly directoryRoles: readonly { readonly id: string; readonly name: string | null }[];
    /** In ISO 8601. */
    readonly expiresAt: string | null;
}

export interface Check {
    readonly name: CheckName;
    readonly passed: boolean;
    /** What was found, or what went wrong. */
    readonly detail: string;
}

export type CheckName =
    | "token"
    | "groups"
    | "connectors"
    | "applications"
    | "members of a group"
    | "applications of a group"
    | "create a group"
    | "rename it"
    | "delete it";

/** Null where it could not be counted. */
export interface ReportedTenant {
    readonly groups: number | null;
    readonly connectors: { readonly active: number; readonly inactive: number } | null;
}

export interface LeftBehind {
    /** Null where the service's answer to the creation was lost. */
    readonly id: string | null;
    readonly name: string;
}
