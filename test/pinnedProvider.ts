/**
 * What stands as `__provider` in the inputs and outputs of every resource, in the state of every user. It is a contract:
 * the engine runs this text, and nothing newer, at each refresh and destroy. A difference is a mistake in the package,
 * never in here.
 */
export const pinnedProvider = pinnedProviderOf("connectorGroup");

/** The text for the resources of one module. */
export function pinnedProviderOf(module: string): string {
    return `exports.handler = __f0;
const provider = require("pulumi-entra-app-proxy/dist/provider/dynamic/${module}.js");

function __f0() {
  return (function() {
    with({ this: undefined, arguments: undefined }) {

return () => provider;

    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;
}
