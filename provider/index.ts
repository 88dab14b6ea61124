export { ConnectorGroup, type ConnectorGroupArgs, type ConnectorGroupRegion } from "./connectorGroup";
