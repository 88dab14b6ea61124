/** Changes that a review has to foretell: a tenant, a stack as it is, what happens in the portal, and what is changed. */
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership, ConnectorSite } from "pulumi-entra-app-proxy";
import type { EmulatedTenant, EmulatorOptions } from "../../../emulator/index";

export interface Reviewable {
    /** What is changed, as the end of a sentence. */
    readonly title: string;
    /** The name of its golden files. */
    readonly file: string;
    readonly options?: EmulatorOptions;
    /** Puts connectors and applications into the tenant, and answers the programs before and after. */
    readonly given: (tenant: EmulatedTenant) => Programs;
    /** Whether the update fails in the end, as the review has to say. */
    readonly fails?: true;
    /** Whether what comes first in the update decides which requests are made. */
    readonly isRace?: true;
}

export interface Programs {
    /** Undefined where the stack is empty before. */
    readonly before?: PulumiFn;
    /** What someone does in the portal between the two. */
    readonly meanwhile?: () => void;
    /** Undefined for `pulumi destroy`. */
    readonly after?: PulumiFn;
}

interface SiteSeed {
    readonly connectors: readonly string[];
    readonly applications: readonly string[];
}

/** Puts a site's connectors and applications in the tenant, on the default group, which an idle connector serves. */
function seed(tenant: EmulatedTenant, { connectors, applications }: SiteSeed) {
    if (tenant.membersOf("Default").length === 0) {
        tenant.addConnector({ machineName: "idle" });
    }
    return {
        connectors: connectors.map((machineName) => tenant.addConnector({ machineName }).id),
        applications: applications.map(
            (displayName) =>
                tenant.addApplication({
                    displayName,
                    externalUrl: `https://${displayName.toLowerCase().replace(/\W+/g, "-")}.contoso.example/`,
                }).id,
        ),
    };
}

interface Site {
    readonly connectors: readonly string[];
    readonly applications: readonly string[];
}

/** A group with all of a site's connectors and applications as plain resources. */
function declare(name: string, args: { name: string; region?: string; adopt?: boolean }, site: Site, opts = {}) {
    const group = new ConnectorGroup(name, args, opts);
    place(name, group, site);
    return group;
}

function place(name: string, group: ConnectorGroup, { connectors, applications }: Site): void {
    const [first, ...others] = connectors.map(
        (connectorId, n) => [`${name}-c${n}`, { connectorId, connectorGroupId: group.id }] as const,
    );
    const dependsOn = first ? [new ConnectorMembership(...first)] : [];
    for (const other of others) {
        new ConnectorMembership(...other, { dependsOn });
    }
    for (const [n, applicationId] of applications.entries()) {
        new ApplicationAssignment(`${name}-a${n}`, { applicationId, connectorGroupId: group.id }, { dependsOn });
    }
}

const nothing: Site = { connectors: [], applications: [] };
const frankfurt = { connectors: ["fra-1", "fra-2"], applications: ["Payroll", "Wiki"] };

export const changes: readonly Reviewable[] = [
    {
        title: "a new group, and a new site that takes what was on the default group",
        file: "create",
        given: (tenant) => {
            const { connectors, applications } = seed(tenant, frankfurt);
            return {
                after: async () => {
                    new ConnectorGroup("spare", { name: "Spare" });
                    new ConnectorSite("frankfurt", { name: "Frankfurt", region: "eur", connectors, applications });
                },
            };
        },
    },
    {
        title: "another name of a group in use",
        file: "rename",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            return {
                before: async () => void declare("frankfurt", { name: "Frankfurt" }, site),
                after: async () => void declare("frankfurt", { name: "Frankfurt am Main" }, site),
            };
        },
    },
    {
        title: "two names that are swapped",
        file: "swap",
        isRace: true,
        given: () => {
            const program = (one: string, other: string) => async () => {
                new ConnectorGroup("one", { name: one });
                new ConnectorGroup("other", { name: other });
            };
            return { before: program("North", "South"), after: program("South", "North") };
        },
    },
    {
        title: "the region of an empty group",
        file: "region-empty",
        given: () => ({
            before: async () => void declare("frankfurt", { name: "Frankfurt", region: "nam" }, nothing),
            after: async () => void declare("frankfurt", { name: "Frankfurt", region: "eur" }, nothing),
        }),
    },
    {
        title: "the region of a group in use",
        file: "region-occupied",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            return {
                before: async () => void declare("frankfurt", { name: "Frankfurt", region: "nam" }, site),
                after: async () => void declare("frankfurt", { name: "Frankfurt", region: "eur" }, site),
            };
        },
    },
    {
        title: "the region of a group in use, from one to another that are both not the default group's",
        file: "region-via-default",
        given: (tenant) => {
            const site = seed(tenant, { ...frankfurt, connectors: ["fra-1", "fra-2", "fra-3"] });
            return {
                before: async () => void declare("frankfurt", { name: "Frankfurt", region: "aus" }, site),
                after: async () => void declare("frankfurt", { name: "Frankfurt", region: "eur" }, site),
            };
        },
    },
    {
        title: "the region of a group with one active connector alone",
        file: "region-one-connector",
        given: (tenant) => {
            const site = seed(tenant, { ...frankfurt, connectors: ["fra-1", "fra-2"] });
            return {
                before: async () => void declare("frankfurt", { name: "Frankfurt", region: "nam" }, site),
                meanwhile: () => tenant.setConnectorStatus(String(site.connectors[1]), "inactive"),
                after: async () => void declare("frankfurt", { name: "Frankfurt", region: "eur" }, site),
            };
        },
    },
    {
        title: "the region of the default group in use",
        file: "default-group-region",
        fails: true,
        given: (tenant) => {
            seed(tenant, frankfurt);
            const program = (region?: string) => async () => {
                new ConnectorGroup("default", { name: "Default", adopt: true, ...(region && { region }) });
                new ConnectorGroup("other", { name: "Other" });
            };
            return { before: program(), after: program("eur") };
        },
    },
    {
        title: "the default group that is given up",
        file: "default-group-released",
        given: (tenant) => {
            seed(tenant, frankfurt);
            return {
                before: async () => {
                    new ConnectorGroup("default", { name: "Default", adopt: true });
                    new ConnectorGroup("other", { name: "Other" });
                },
                after: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                },
            };
        },
    },
    {
        title: "a site that is taken down",
        file: "delete",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            return {
                before: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                    declare("frankfurt", { name: "Frankfurt" }, site);
                },
                after: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                },
            };
        },
    },
    {
        title: "everything that is destroyed",
        file: "destroy",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            return { before: async () => void declare("frankfurt", { name: "Frankfurt", region: "eur" }, site) };
        },
    },
    {
        title: "a group that is deleted while something is on it",
        file: "delete-occupied",
        fails: true,
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            return {
                before: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                    new ConnectorGroup("frankfurt", { name: "Frankfurt" });
                },
                meanwhile: () => {
                    tenant.moveConnector(String(site.connectors[0]), "Frankfurt");
                    tenant.assignApplication(String(site.applications[0]), "Frankfurt");
                },
                after: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                },
            };
        },
    },
    {
        title: "a group that is taken over",
        file: "adopt",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            const group = tenant.addGroup({ name: "frankfurt", region: "eur" });
            tenant.moveConnector(String(site.connectors[0]), group.id);
            tenant.assignApplication(String(site.applications[0]), group.id);
            return {
                after: async () => void declare("frankfurt", { name: "Frankfurt", region: "eur", adopt: true }, site),
            };
        },
    },
    {
        title: "a name that another group has",
        file: "name-taken",
        fails: true,
        given: (tenant) => {
            tenant.addGroup({ name: "Frankfurt" });
            return {
                before: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                },
                after: async () => {
                    new ConnectorGroup("other", { name: "Other" });
                    new ConnectorGroup("frankfurt", { name: "Frankfurt" });
                },
            };
        },
    },
    {
        title: "a stack that was changed in the portal",
        file: "drift",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            const elsewhere = tenant.addGroup({ name: "Elsewhere" });
            const program = (name: string) => async () => {
                declare("frankfurt", { name, region: "eur" }, site);
                new ConnectorGroup("spare", { name: "Spare" });
            };
            return {
                before: program("Frankfurt"),
                meanwhile: () => {
                    tenant.moveConnector(String(site.connectors[1]), elsewhere.id);
                    tenant.assignApplication(String(site.applications[1]), elsewhere.id);
                    tenant.renameGroup("Spare", "Spare (do not use)");
                },
                after: program("Frankfurt am Main"),
            };
        },
    },
    {
        title: "connectors and applications that move from one group to another together",
        file: "move",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            const program = (to: "one" | "other") => async () => {
                const groups = {
                    one: new ConnectorGroup("one", { name: "One", region: "eur" }),
                    other: new ConnectorGroup("other", { name: "Other", region: "eur" }),
                };
                place("frankfurt", groups[to], site);
            };
            return { before: program("one"), after: program("other") };
        },
    },
    {
        title: "an application that moves to a group that nobody serves",
        file: "move-unserved",
        given: (tenant) => {
            const { applications } = seed(tenant, frankfurt);
            return {
                before: async () => {
                    new ConnectorGroup("empty", { name: "Empty" });
                },
                after: async () => {
                    const { id: connectorGroupId } = new ConnectorGroup("empty", { name: "Empty" });
                    new ApplicationAssignment("payroll", { applicationId: String(applications[0]), connectorGroupId });
                },
            };
        },
    },
    {
        title: "three hundred changes at once",
        file: "three-hundred",
        given: (tenant) => {
            const nth = (word: string) =>
                Array.from({ length: 100 }, (_, n) => `${word} ${String(n).padStart(3, "0")}`);
            const { connectors, applications } = seed(tenant, { connectors: nth("server"), applications: nth("App") });
            return {
                after: async () => {
                    for (const [n, connectorId] of connectors.entries()) {
                        declare(
                            `site-${n}`,
                            { name: `Site ${n}` },
                            {
                                connectors: [connectorId],
                                applications: [String(applications[n])],
                            },
                        );
                    }
                },
            };
        },
    },
    {
        title: "nothing",
        file: "no-change",
        given: (tenant) => {
            const site = seed(tenant, frankfurt);
            const program = async () => void declare("frankfurt", { name: "Frankfurt", region: "eur" }, site);
            return { before: program, after: program };
        },
    },
    {
        title: "names that are full of control characters",
        file: "control-characters",
        given: (tenant) => {
            const site = seed(tenant, {
                connectors: ['fra-1"] --> x[<b>', "fra|2`\n# not a heading"],
                applications: ["<img src=x onerror=alert(1)>", "[click](javascript:alert(1)) @everyone #1 | ---"],
            });
            const name = '<script>alert(1)</script> **"Frankfurt"** %%{init: {}}%% ``` ]]';
            return {
                before: async () => void declare("frankfurt", { name, region: "nam" }, site),
                after: async () => void declare("frankfurt", { name, region: "eur" }, site),
            };
        },
    },
    {
        title: "names that are written from right to left",
        file: "right-to-left",
        given: (tenant) => {
            const site = seed(tenant, {
                connectors: ["חיפה-1", "חיפה-2"],
                applications: ["نظام الرواتب", "abc\u202eדוח\u2069 (old)"],
            });
            return {
                before: async () => void declare("haifa", { name: "מרכז הנתונים חיפה", region: "nam" }, site),
                after: async () => void declare("haifa", { name: "מרכז הנתונים חיפה (חדש)", region: "eur" }, site),
            };
        },
    },
];
