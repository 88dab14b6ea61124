/**
 * Two datacenters as sites: each a connector group with the connectors on its servers and the applications that are
 * published through them. One more connector and one more application are placed by themselves.
 *
 * It needs the configuration values `frankfurtApplications` (a JSON list of object ids), `warehouseApplication` (an object
 * id) and `spareConnector` (an id); `npm run demo` sets them for its own tenant.
 */
import * as pulumi from "@pulumi/pulumi";
import { ApplicationAssignment, ConnectorMembership, ConnectorSite } from "pulumi-entra-app-proxy";

const config = new pulumi.Config();

const frankfurt = new ConnectorSite("frankfurt", {
    name: "Frankfurt datacenter",
    region: config.get("frankfurtRegion") ?? "eur",
    connectors: ["fra-proxy-01.contoso.example", "fra-proxy-02.contoso.example"],
    applications: config.requireObject<string[]>("frankfurtApplications"),
});

const virginia = new ConnectorSite("virginia", {
    name: "Virginia datacenter",
    region: "nam",
    connectors: ["iad-proxy-01.contoso.example", "iad-proxy-02.contoso.example"],
});

const spare = new ConnectorMembership("spare", {
    connectorId: config.require("spareConnector"),
    connectorGroupId: virginia.group.id,
});

new ApplicationAssignment(
    "warehouse",
    { applicationId: config.require("warehouseApplication"), connectorGroupId: virginia.group.id },
    { dependsOn: spare },
);

export const frankfurtGroupId = frankfurt.group.id;
export const virginiaGroupId = virginia.group.id;
