import http from "node:http";
import https from "node:https";
import { ConfigurationError } from "./errors";

/** The connections requests go out on: kept alive, and through the proxy that the environment names. */
export interface Connections {
    /** The agent for a URL. Throws a {@link ConfigurationError} when the environment's proxy cannot be used. */
    agentFor(url: URL): Promise<http.Agent>;
    /** The proxy's host and port for a URL, as words for a message; undefined when the connection is direct. */
    proxyFor(url: URL): Promise<string | undefined>;
}

/**
 * Connections by `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case. Plain http, which is accepted on the
 * loopback interface only, is never proxied.
 */
export function createConnections(env: NodeJS.ProcessEnv = process.env): Connections {
    const agents = new Map<string, Promise<http.Agent>>();
    const proxyOf = async (url: URL): Promise<URL | undefined> =>
        url.protocol === "https:" ? parseProxy(await proxyUrlFor(url.href, env)) : undefined;
    return {
        agentFor: async (url) => {
            const proxy = await proxyOf(url);
            const key = `${url.protocol} ${proxy?.href ?? ""}`;
            const agent = agents.get(key) ?? createAgent(url, proxy);
            agents.set(key, agent);
            return await agent;
        },
        proxyFor: async (url) => (await proxyOf(url))?.host,
    };
}

async function createAgent(url: URL, proxy: URL | undefined): Promise<http.Agent> {
    if (url.protocol === "http:") {
        return new http.Agent({ keepAlive: true });
    }
    if (!proxy) {
        return new https.Agent({ keepAlive: true });
    }
    const { HttpsProxyAgent } = await import("https-proxy-agent");
    const agent = new HttpsProxyAgent(proxy, { keepAlive: true });
    // Without this the agent hands the proxy's refusal on as if the service had answered it.
    agent.on("proxyConnect", (answer: { readonly statusCode: number }, request: http.ClientRequest) => {
        if (answer.statusCode !== 200) {
            const refusal = new Error(`the proxy ${proxy.host} answered ${answer.statusCode}`);
            request.destroy(Object.assign(refusal, { code: "EPROXYREFUSED" }));
        }
    });
    return agent;
}

async function proxyUrlFor(url: string, env: NodeJS.ProcessEnv): Promise<string> {
    const { getProxyForUrl } = await import("proxy-from-env");
    // The package reads process.env and nothing else; nothing can run between the two assignments.
    const own = process.env;
    process.env = env;
    try {
        return getProxyForUrl(url);
    } finally {
        process.env = own;
    }
}

function parseProxy(text: string): URL | undefined {
    if (text === "") {
        return undefined;
    }
    const proxy = URL.canParse(text) ? new URL(text) : undefined;
    if (proxy?.protocol !== "http:" && proxy?.protocol !== "https:") {
        // The value is not shown: it may hold a password.
        throw new ConfigurationError(
            "The proxy that HTTPS_PROXY or ALL_PROXY names is not an http or https URL. Nothing was changed. " +
                "Correct it, or add the host to NO_PROXY.",
        );
    }
    return proxy;
}
