/**
 * The provider behind `ConnectorGroup`. **This module's path is a contract**: `resourceKinds.ts` has
 * `require("pulumi-entra-app-proxy/dist/provider/dynamic/connectorGroup.js")`, and nothing else of this package, written into
 * the state of every such resource. Moving the file would strand the stacks of every user; changing what is behind it
 * reaches them at once.
 */
import { forwardTo } from "./forward";

export const { configure, check, diff, create, read, update, remove } = forwardTo("ConnectorGroup");
export { remove as delete };
