import { createServer, type IncomingHttpHeaders } from "node:http";

/** The endpoint that a managed identity asks on its own machine. */
export interface IdentityEndpoint {
    readonly url: string;
    readonly received: readonly {
        readonly query: Readonly<Record<string, string>>;
        readonly headers: IncomingHttpHeaders;
    }[];
    stop(): void;
}

/**
 * Both forms that App Service has had: with `X-IDENTITY-HEADER` (2019-08-01), and with `secret` (2017-09-01).
 *
 * Source: https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
export async function startIdentityEndpoint(key: string, token: () => string): Promise<IdentityEndpoint> {
    const received: { query: Record<string, string>; headers: IncomingHttpHeaders }[] = [];
    const server = createServer((request, response) => {
        const query = Object.fromEntries(new URL(request.url ?? "/", "http://127.0.0.1").searchParams);
        received.push({ query, headers: request.headers });
        const newForm = query["api-version"] === "2019-08-01" && request.headers["x-identity-header"] === key;
        const oldForm = query["api-version"] === "2017-09-01" && request.headers.secret === key;
        const rightful = (newForm || oldForm) && query.resource === "https://graph.microsoft.com";
        const content = rightful
            ? {
                  access_token: token(),
                  expires_on: String(Math.floor(Date.now() / 1000) + 3600),
                  resource: query.resource,
                  token_type: "Bearer",
              }
            : { statusCode: 400, message: "not this identity" };
        response.writeHead(rightful ? 200 : 400, { "Content-Type": "application/json" }).end(JSON.stringify(content));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return {
        url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/msi/token`,
        received,
        stop: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}
