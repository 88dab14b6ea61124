import type { Check, Report, ReportedConfiguration, ReportedToken } from "./report";

/** The report as text for a terminal. */
export function render(report: Report, now: number): string {
    const { configuration, token, checks, clockSkewSeconds } = report;
    return [
        ...section("Configuration", configuration ? configurationLines(configuration) : ["cannot be used"]),
        ...section("Token", token ? tokenLines(token, now) : ["nothing is known of it"]),
        ...section("Checks", [...checks.map(checkLine), ...skewLine(clockSkewSeconds)]),
        ...section("Worth knowing", report.notes),
        `Verdict: ${verdictWords[report.verdict]}`,
        ...report.reasons.map((reason) => `  - ${reason}`),
    ].join("\n");
}

const verdictWords: Readonly<Record<Report["verdict"], string>> = {
    works: "a stack can be expected to do its work here.",
    unproven: "nothing speaks against it, but that a stack can do its work here is not proven.",
    fails: "a stack cannot do its work here.",
};

function section(title: string, lines: readonly string[]): readonly string[] {
    return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ""];
}

function configurationLines({ cloud, endpoint, loginService, tenant, identity }: ReportedConfiguration) {
    return [
        row("cloud", `${cloud.value} (${cloud.from})`),
        row("endpoint", `${endpoint.value} (${endpoint.from})`),
        row("login service", `${loginService.value} (${loginService.from})`),
        row("tenant", tenant ? `${tenant.value} (${tenant.from})` : "not named: the identity's own"),
        row("identity", identity.description),
        ...(identity.clientId ? [row("application", `${identity.clientId.value} (${identity.clientId.from})`)] : []),
    ];
}

function tokenLines(token: ReportedToken, now: number): readonly string[] {
    const roles = token.directoryRoles.map(({ id, name }) => name ?? id);
    return [
        row("tenant", token.tenantId ?? "not said"),
        row("application", token.applicationId ?? "not said"),
        ...(token.user === null ? [] : [row("user", token.user)]),
        row("acts", token.appOnly === null ? "not said" : token.appOnly ? "as an application, app-only" : "for a user"),
        row("permissions", token.permissions.join(", ") || "none"),
        row("roles", roles.join(", ") || "none shown"),
        row("audience", token.audience ?? "not said"),
        row(
            "expires",
            token.expiresAt === null ? "not said" : `${token.expiresAt}, ${remaining(token.expiresAt, now)}`,
        ),
    ];
}

function remaining(expiresAt: string, now: number): string {
    const minutes = Math.floor((Date.parse(expiresAt) - now) / 60_000);
    return minutes < 0 ? "which is past" : `in ${minutes} minutes`;
}

function checkLine({ name, passed, detail }: Check): string {
    return `${passed ? "ok    " : "FAILED"} ${name}: ${detail}`;
}

function skewLine(seconds: number | null): readonly string[] {
    return seconds === null ? [] : [`       clock: ${skewWords(seconds)}`];
}

function skewWords(seconds: number): string {
    return seconds === 0
        ? "agrees with the service's to the second"
        : `${Math.abs(seconds)} seconds ${seconds > 0 ? "ahead of" : "behind"} the service's`;
}

function row(name: string, value: string): string {
    return `${`${name}:`.padEnd(14)} ${value}`;
}
