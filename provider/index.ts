export { ApplicationAssignment, type ApplicationAssignmentArgs } from "./applicationAssignment";
export { ConnectorGroup, type ConnectorGroupArgs, type ConnectorGroupRegion } from "./connectorGroup";
export { ConnectorMembership, type ConnectorMembershipArgs } from "./connectorMembership";
export { ConnectorSite, type ConnectorSiteArgs } from "./connectorSite";
