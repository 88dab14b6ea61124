/**
 * Two datacenters, each with a connector group of its own in the region nearest to it. Connectors are registered on the
 * servers and applications published elsewhere; the groups are what this stack declares.
 */
import * as pulumi from "@pulumi/pulumi";
import { ConnectorGroup } from "pulumi-entra-app-proxy";

const config = new pulumi.Config();

const frankfurt = new ConnectorGroup("frankfurt", {
    name: config.get("frankfurtName") ?? "Frankfurt datacenter",
    region: config.get("frankfurtRegion") ?? "eur",
});

const virginia = new ConnectorGroup("virginia", {
    name: "Virginia datacenter",
    region: config.get("virginiaRegion") ?? "nam",
});

export const frankfurtGroupId = frankfurt.id;
export const frankfurtRegion = frankfurt.region;
export const virginiaGroupId = virginia.id;
export const anyDefault = pulumi.all([frankfurt.isDefault, virginia.isDefault]).apply((flags) => flags.includes(true));
