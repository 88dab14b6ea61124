import { createSign, generateKeyPairSync } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { type Certificate, serverCertificate } from "./certificate";
import { type Proof, proofIn, provesPossession } from "./proof";

/**
 * The login service of Microsoft Entra, as far as applications sign in at it, under the host names of all clouds. It
 * looks at everything it is sent and answers in the service's own form.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export interface LoginService {
    readonly port: number;
    /** The certificate that has to be trusted. */
    readonly authority: string;
    /** Every request for a token, in the order of arrival. */
    readonly tokenRequests: readonly TokenRequest[];
    /** Every other request: host, method and path. */
    readonly otherRequests: readonly string[];
    /** The tokens handed out, in order. */
    readonly issued: readonly string[];
    /** Makes a token as the service would, and counts it as handed out. */
    issue(claims: Claims, lifetimeSeconds?: number): string;
    stop(): void;
}

export type Claims = Readonly<Record<string, unknown>>;

/** What the service knows of the one application that may sign in. */
export interface RegisteredApplication {
    readonly tenantId: string;
    readonly clientId: string;
    readonly secret?: string;
    /** In PEM form. */
    readonly certificate?: string;
    /** The token of another issuer that it trusts. */
    readonly federatedToken?: string;
}

/** What a pipeline gives a token for. */
export interface Pipeline {
    /** What the job proves itself with. */
    readonly jobToken: string;
    readonly serviceConnectionId?: string;
}

export interface TokenRequest {
    readonly host: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly scope: string;
    /** What the application proved itself with. */
    readonly proof: Proof;
    /** The error's code; absent where a token was handed out. */
    readonly refused?: string;
}

export interface LoginOptions {
    readonly application: RegisteredApplication;
    readonly pipeline?: Pipeline;
    /** What stands in the tokens beside tenant, application, audience and times. */
    readonly claims?: Claims;
    readonly lifetimeSeconds?: number;
}

/** The hosts of the login service, and the scopes that the Graph of their clouds is asked for with. */
const scopes: Readonly<Record<string, readonly string[]>> = {
    "login.microsoftonline.com": ["https://graph.microsoft.com/.default"],
    "login.microsoftonline.us": ["https://graph.microsoft.us/.default", "https://dod-graph.microsoft.us/.default"],
    "login.partner.microsoftonline.cn": ["https://microsoftgraph.chinacloudapi.cn/.default"],
};

/** Where a job of each kind of pipeline asks for its token. */
export const pipelineUrls = {
    actions: "https://pipelines.actions.githubusercontent.com/abc/idtoken?api-version=2.0",
    azure: "https://vstoken.dev.azure.com/org/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken",
};

export async function startLoginService(options: LoginOptions): Promise<LoginService> {
    const own = await serverCertificate([
        ...Object.keys(scopes),
        ...Object.values(pipelineUrls).map((url) => new URL(url).hostname),
    ]);
    const login = new Login(options);
    const server = httpsServer(own, login);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return {
        port: typeof address === "object" && address !== null ? address.port : 0,
        authority: own.certificate,
        tokenRequests: login.tokenRequests,
        otherRequests: login.otherRequests,
        issued: login.issued,
        issue: (claims, lifetimeSeconds) => login.issue(claims, lifetimeSeconds),
        stop: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}

function httpsServer({ certificate, privateKey }: Certificate, login: Login): Server {
    return createServer({ cert: certificate, key: privateKey }, async (request, response) => {
        let body = "";
        for await (const chunk of request) {
            body += chunk;
        }
        const { status, content } = login.answer(request, body);
        send(response, status, content);
    });
}

function send(response: ServerResponse, status: number, content: unknown): void {
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(content));
}

interface Answer {
    readonly status: number;
    readonly content: unknown;
}

class Login {
    readonly tokenRequests: TokenRequest[] = [];
    readonly otherRequests: string[] = [];
    readonly issued: string[] = [];
    private readonly key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

    constructor(private readonly options: LoginOptions) {}

    answer(request: IncomingMessage, body: string): Answer {
        const host = (request.headers.host ?? "").replace(/:\d+$/, "");
        const url = new URL(request.url ?? "/", `https://${host}`);
        const tenantId = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(url.pathname)?.[1];
        if (request.method === "POST" && tenantId !== undefined && host in scopes) {
            return this.token(host, tenantId, new URLSearchParams(body));
        }
        this.otherRequests.push(`${request.method} ${url.href}`);
        return (
            this.pipelineToken(request, url) ??
            discovery(url) ?? { status: 404, content: { error: "not_found", error_description: url.pathname } }
        );
    }

    issue(claims: Claims, lifetimeSeconds = 3600): string {
        const now = Math.floor(Date.now() / 1000);
        const token = this.signed({
            iat: now,
            nbf: now,
            exp: now + lifetimeSeconds,
            jti: this.issued.length,
            ...claims,
        });
        this.issued.push(token);
        return token;
    }

    private token(host: string, tenantId: string, form: URLSearchParams): Answer {
        const { application, lifetimeSeconds = 3600, claims } = this.options;
        const proof = proofIn(form);
        const [clientId, scope] = [form.get("client_id") ?? "", form.get("scope") ?? ""];
        const refused = this.refusal(`https://${host}/${tenantId}/oauth2/v2.0/token`, host, tenantId, form);
        this.tokenRequests.push({ host, tenantId, clientId, scope, proof, ...(refused && { refused: refused.code }) });
        if (refused) {
            return {
                status: refused.code === "invalid_client" ? 401 : 400,
                content: { error: refused.code, error_description: `${refused.text} Trace ID: 0`, error_codes: [] },
            };
        }
        const audience = scope.replace("/.default", "");
        const token = this.issue(
            { aud: audience, tid: application.tenantId, appid: application.clientId, idtyp: "app", ...claims },
            lifetimeSeconds,
        );
        return {
            status: 200,
            content: {
                token_type: "Bearer",
                expires_in: lifetimeSeconds,
                ext_expires_in: lifetimeSeconds,
                access_token: token,
            },
        };
    }

    private refusal(audience: string, host: string, tenantId: string, form: URLSearchParams) {
        const { application } = this.options;
        const refuse = (code: string, text: string) => ({ code, text });
        if (tenantId !== application.tenantId) {
            return refuse("invalid_request", `AADSTS90002: Tenant '${tenantId}' not found.`);
        }
        if (form.get("client_id") !== application.clientId) {
            return refuse("unauthorized_client", "AADSTS700016: Application was not found in the directory.");
        }
        if (form.get("grant_type") !== "client_credentials") {
            return refuse("unsupported_grant_type", "AADSTS70003: The grant type is not supported.");
        }
        if (!scopes[host]?.includes(form.get("scope") ?? "")) {
            return refuse("invalid_scope", `AADSTS70011: The scope '${form.get("scope")}' is not valid.`);
        }
        switch (proofIn(form)) {
            case "secret":
                return form.get("client_secret") === application.secret
                    ? undefined
                    : refuse("invalid_client", "AADSTS7000215: Invalid client secret provided.");
            case "federated token":
                return form.get("client_assertion") === application.federatedToken
                    ? undefined
                    : refuse("invalid_client", "AADSTS70021: No matching federated identity record found.");
            case "certificate":
                return provesPossession(form.get("client_assertion") ?? "", application, audience)
                    ? undefined
                    : refuse(
                          "invalid_client",
                          "AADSTS700027: The certificate with the given thumbprint is not registered.",
                      );
            case "nothing":
                return refuse(
                    "invalid_client",
                    "AADSTS7000218: The request must contain a client_secret or assertion.",
                );
        }
    }

    private pipelineToken(request: IncomingMessage, url: URL): Answer | undefined {
        const { pipeline, application } = this.options;
        const place = `${url.origin}${url.pathname}`;
        const [actions, azure] = [pipelineUrls.actions.replace(/\?.*/, ""), pipelineUrls.azure];
        if (!pipeline || (place !== actions && place !== azure)) {
            return undefined;
        }
        if (request.headers.authorization !== `Bearer ${pipeline.jobToken}`) {
            return { status: 401, content: { message: "not this job" } };
        }
        if (place === actions) {
            const rightful =
                request.method === "GET" && url.searchParams.get("audience") === "api://AzureADTokenExchange";
            return rightful
                ? { status: 200, content: { value: application.federatedToken } }
                : { status: 400, content: { message: "another audience" } };
        }
        const rightful =
            request.method === "POST" &&
            url.searchParams.get("api-version") === "7.1" &&
            url.searchParams.get("serviceConnectionId") === pipeline.serviceConnectionId;
        return rightful
            ? { status: 200, content: { oidcToken: application.federatedToken } }
            : { status: 404, content: { message: "no such service connection" } };
    }

    private signed(claims: Claims): string {
        const text = [{ typ: "JWT", alg: "RS256", kid: "1" }, claims]
            .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
            .join(".");
        return `${text}.${createSign("RSA-SHA256").update(text).sign(this.key, "base64url")}`;
    }
}

/** The library has these answers built in for the clouds it knows, so that it is left to it whether it asks. */
function discovery(url: URL): Answer | undefined {
    if (url.pathname === "/common/discovery/instance") {
        const hosts = [url.host];
        return {
            status: 200,
            content: {
                tenant_discovery_endpoint: `${url.origin}/common/v2.0/.well-known/openid-configuration`,
                "api-version": "1.1",
                metadata: [{ preferred_network: url.host, preferred_cache: url.host, aliases: hosts }],
            },
        };
    }
    const tenantId = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/.exec(url.pathname)?.[1];
    return tenantId === undefined
        ? undefined
        : {
              status: 200,
              content: {
                  issuer: `${url.origin}/${tenantId}/v2.0`,
                  authorization_endpoint: `${url.origin}/${tenantId}/oauth2/v2.0/authorize`,
                  token_endpoint: `${url.origin}/${tenantId}/oauth2/v2.0/token`,
                  jwks_uri: `${url.origin}/${tenantId}/discovery/v2.0/keys`,
              },
          };
}
