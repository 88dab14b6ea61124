/**
 * The provider behind `ApplicationAssignment`. **This module's path is a contract**: `resourceKinds.ts` has
 * `require("pulumi-entra-app-proxy/dist/provider/dynamic/applicationAssignment.js")`, and nothing else of this package, written into
 * the state of every such resource. Moving the file would strand the stacks of every user; changing what is behind it
 * reaches them at once.
 */
import { forwardTo } from "./forward";

export const { configure, check, diff, create, read, update, remove } = forwardTo("ApplicationAssignment");
export { remove as delete };
