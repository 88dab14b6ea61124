export { ApplicationAssignment, type ApplicationAssignmentArgs } from "./applicationAssignment";
export { ConnectorGroup, type ConnectorGroupArgs, type ConnectorGroupRegion } from "./connectorGroup";
export { ConnectorMembership, type ConnectorMembershipArgs } from "./connectorMembership";
export { ConnectorSite, type ConnectorSiteArgs } from "./connectorSite";
export {
    type GetApplicationArgs,
    type GetApplicationOutputArgs,
    type GetApplicationResult,
    type GetConnectorArgs,
    type GetConnectorGroupArgs,
    type GetConnectorGroupOutputArgs,
    type GetConnectorGroupResult,
    type GetConnectorOutputArgs,
    type GetConnectorResult,
    getApplication,
    getApplicationOutput,
    getConnector,
    getConnectorGroup,
    getConnectorGroupOutput,
    getConnectorGroups,
    getConnectorGroupsOutput,
    getConnectorOutput,
    getConnectors,
    getConnectorsOutput,
} from "./lookups";
