import * as pulumi from "@pulumi/pulumi";
import { ApplicationAssignment } from "./applicationAssignment";
import { ConnectorGroup, type ConnectorGroupRegion } from "./connectorGroup";
import { ConnectorMembership } from "./connectorMembership";
import { getConnector } from "./lookups";

/** What a program says about a {@link ConnectorSite}. */
export interface ConnectorSiteArgs {
    /** The name of the site's connector group. */
    name: pulumi.Input<string>;
    /** The region of the site's connector group; left out, the service chooses. */
    region?: pulumi.Input<ConnectorGroupRegion | undefined>;
    /** Take over the one existing group of this name. @default false */
    adopt?: pulumi.Input<boolean | undefined>;
    /** The connectors of the site, each by its id or by the name of its machine. */
    connectors?: readonly string[];
    /**
     * The applications of the site, by their object ids. Where an id is known only during the update, give it under a
     * name: `{ payroll: payroll.objectId }`.
     */
    applications?: readonly string[] | Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * {@link ConnectorSite} is the usual case of one datacenter: a connector group, the connectors in it, and the
 * applications that point at it.
 *
 * It wires the order: an application is pointed at the group only after the site's connectors are in it, and taken off
 * it before they leave.
 *
 * @example
 * ```ts
 * new ConnectorSite("frankfurt", {
 *     name: "Frankfurt datacenter",
 *     region: "eur",
 *     connectors: ["fra-proxy-01.contoso.example", "fra-proxy-02.contoso.example"],
 *     applications: ["4d7d1c1c-0e3b-4c5a-9b5e-2f4b7f8b1c11"],
 * });
 * ```
 */
export class ConnectorSite extends pulumi.ComponentResource {
    /** The site's connector group. */
    public readonly group: ConnectorGroup;
    /** The site's memberships, by what the program calls each connector. */
    public readonly memberships: Readonly<Record<string, ConnectorMembership>>;
    /** The site's assignments, by the id or the name under which the program gives each application. */
    public readonly assignments: Readonly<Record<string, ApplicationAssignment>>;

    constructor(name: string, args: ConnectorSiteArgs, opts?: pulumi.ComponentResourceOptions) {
        super("entraAppProxy:index:ConnectorSite", name, {}, opts);
        this.group = new ConnectorGroup(
            name,
            { name: args.name, region: args.region, adopt: args.adopt },
            { parent: this },
        );
        this.memberships = mapped(args.connectors ?? [], (connector) => [
            connector,
            new ConnectorMembership(
                `${name}-${connector}`,
                { connectorId: connectorIdOf(connector), connectorGroupId: this.group.id },
                { parent: this },
            ),
        ]);
        const dependsOn = Object.values(this.memberships);
        this.assignments = mapped(Object.entries(byName(args.applications ?? [])), ([application, applicationId]) => [
            application,
            new ApplicationAssignment(
                `${name}-${application}`,
                { applicationId, connectorGroupId: this.group.id },
                { parent: this, dependsOn },
            ),
        ]);
        this.registerOutputs();
    }
}

/** An id is taken as it is, so that a program that names ids alone asks nothing. */
async function connectorIdOf(idOrMachineName: string): Promise<string> {
    return looksLikeId(idOrMachineName) ? idOrMachineName : (await getConnector({ machineName: idOrMachineName })).id;
}

/** Ids are GUIDs in every sample but one of Microsoft's own, which is a character short. */
function looksLikeId(text: string): boolean {
    return /^[0-9a-f]{7,8}(-[0-9a-f]{3,4}){3}-[0-9a-f]{11,12}$/i.test(text);
}

function byName(
    applications: NonNullable<ConnectorSiteArgs["applications"]>,
): Readonly<Record<string, pulumi.Input<string>>> {
    return isList(applications) ? mapped(applications, (id) => [id, id]) : applications;
}

function isList(applications: object): applications is readonly string[] {
    return Array.isArray(applications);
}

function mapped<T, V>(items: readonly T[], entry: (item: T) => readonly [string, V]): Record<string, V> {
    return Object.fromEntries(items.map(entry));
}
