/**
 * Built-in directory roles by the template ids that tokens name them with.
 *
 * Source: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
 */
export const knownRoles: ReadonlyMap<string, string> = new Map([
    ["9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator"],
    ["62e90394-69f5-4237-9190-012177145e10", "Global Administrator"],
    ["158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator"],
    ["ac434307-12b9-4fa1-a708-88bf58caabc1", "Global Secure Access Administrator"],
    ["e8611ab8-c189-46e8-94e1-60213ab1f814", "Privileged Role Administrator"],
]);

/**
 * The roles that may manage application proxy: the documented one, and the one that may do everything.
 *
 * Source: https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-network-topology
 */
export const sufficientRoles: ReadonlySet<string> = new Set([
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
    "62e90394-69f5-4237-9190-012177145e10",
]);
