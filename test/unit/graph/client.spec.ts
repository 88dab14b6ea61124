import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { expect } from "chai";
import { createGraphClient, type GraphClient } from "../../../provider/graph/client";
import { createConnections } from "../../../provider/identity/connections";
import { closeAfterTest } from "../../closing";
import { clockWithoutWaiting, failureOf, graphErrorOf, listen, serve } from "./service";

const groups = "/onPremisesPublishingProfiles/applicationProxy/connectorGroups";
const tokenSource = { getToken: async () => "token-1" };

async function allPages(client: GraphClient, path: string): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const page of client.pages(path)) {
        items.push(...page);
    }
    return items;
}

describe("the Graph client: a request", () => {
    it("goes to the beta endpoint with the token, a fresh id and the package's name", async () => {
        const service = await serve(() => ({ body: { ok: true } }));
        const client = service.client();
        const response = await client.request("GET", groups);
        await client.request("GET", groups);
        expect(response).to.deep.include({ status: 200, body: { ok: true } });
        const { version } = JSON.parse(readFileSync("package.json", "utf8"));
        const [first, second] = service.received;
        expect(first?.url).to.equal(`/beta${groups}`);
        expect(first?.headers).to.include({
            authorization: "Bearer token-1",
            accept: "application/json",
            "user-agent": `pulumi-entra-app-proxy/${version}`,
            prefer: "include-unknown-enum-members",
        });
        expect(first?.headers["client-request-id"]).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(second?.headers["client-request-id"]).not.to.equal(first?.headers["client-request-id"]);
    });

    it("carries a body as JSON, and none where there is none", async () => {
        const service = await serve(() => ({ status: 204 }));
        const response = await service.client().request("PATCH", groups, { name: "Fränkfurt" });
        await service.client().request("DELETE", groups);
        expect(response.body).to.equal(undefined);
        const [patch, remove] = service.received;
        expect(JSON.parse(patch?.body ?? "")).to.deep.equal({ name: "Fränkfurt" });
        expect(patch?.headers["content-type"]).to.equal("application/json");
        expect(remove).to.deep.include({ method: "DELETE", body: "" });
        expect(remove?.headers["content-type"]).to.equal(undefined);
    });

    it("keeps the path of a gateway in front of the version", async () => {
        const service = await serve(() => ({ body: {} }));
        await createGraphClient({ root: `${service.root}/gateway/`, tokenSource }).request("GET", groups);
        expect(service.received[0]?.url).to.equal(`/gateway/beta${groups}`);
    });

    it("reuses its connection", async () => {
        const ports = new Set<number | undefined>();
        const server = createServer((request, response) => {
            ports.add(request.socket.remotePort);
            response.end("{}");
        });
        const client = createGraphClient({ root: `http://127.0.0.1:${await listen(server)}`, tokenSource });
        await client.request("GET", groups);
        await client.request("GET", groups);
        expect(ports.size).to.equal(1);
    });

    it("is never made to another machine over plain http", async () => {
        const make = () => createGraphClient({ root: "http://graph.microsoft.com", tokenSource });
        expect(make)
            .to.throw(/clear text/)
            .with.property("name", "ConfigurationError");
    });

    it("does not follow a redirect, so that the token stays here", async () => {
        const elsewhere = await serve(() => ({ body: {} }));
        const service = await serve(() => ({ status: 302, headers: { Location: elsewhere.root } }));
        const error = await graphErrorOf(service.client().request("POST", groups, {}));
        expect(error).to.include({ status: 302, mayHaveActed: false });
        expect(error.message).to.include("A redirect is not followed");
        expect(elsewhere.received).to.have.length(0);
    });

    it("fails with what the token source says when there is no token, and asks nothing", async () => {
        const service = await serve(() => ({ body: {} }));
        const none = new Error("no credential");
        const getToken = () => Promise.reject(none);
        expect(await failureOf(service.client({ tokenSource: { getToken } }).request("GET", groups))).to.equal(none);
        expect(service.received).to.have.length(0);
    });
});

describe("the Graph client: a refused token", () => {
    /** A token source that gives `t1` until it is told to forget, then `t2` and so on. */
    function renewable() {
        let count = 1;
        return {
            getToken: async () => `t${count}`,
            forget: (token: string) => {
                if (token === `t${count}`) {
                    count++;
                }
            },
        };
    }

    it("is renewed once, and the request repeated with its body under a new id", async () => {
        const service = await serve(({ headers }) =>
            headers.authorization === "Bearer t2" ? { status: 201, body: { id: "1" } } : { status: 401 },
        );
        const response = await service.client({ tokenSource: renewable() }).request("POST", groups, { name: "A" });
        expect(response.status).to.equal(201);
        expect(service.received.map(({ body }) => body)).to.deep.equal(['{"name":"A"}', '{"name":"A"}']);
        expect(new Set(service.received.map(({ headers }) => headers["client-request-id"])).size).to.equal(2);
    });

    it("is given up the second time", async () => {
        const service = await serve(() => ({ status: 401, body: { error: { code: "InvalidAuthenticationToken" } } }));
        const error = await graphErrorOf(service.client({ tokenSource: renewable() }).request("GET", groups));
        expect(error).to.include({ status: 401, code: "InvalidAuthenticationToken", retryable: false });
        expect(service.received).to.have.length(2);
    });

    it("is not tried again when there is no other", async () => {
        const service = await serve(() => ({ status: 401 }));
        const same = { getToken: async () => "t", forget: () => undefined };
        await graphErrorOf(service.client({ tokenSource: same }).request("GET", groups));
        await graphErrorOf(service.client().request("GET", groups));
        expect(service.received).to.have.length(2);
    });
});

describe("the Graph client: a list", () => {
    it("is read to its last page, with the token on each", async () => {
        const service = await serve(({ url }, { root }) =>
            url.includes("$skiptoken")
                ? { body: { value: [3] } }
                : { body: { value: [1, 2], "@odata.nextLink": `${root}/beta${groups}?$skiptoken=x` } },
        );
        expect(await allPages(service.client(), groups)).to.deep.equal([1, 2, 3]);
        expect(service.received.map(({ headers }) => headers.authorization)).to.deep.equal([
            "Bearer token-1",
            "Bearer token-1",
        ]);
    });

    it("is not followed to another host", async () => {
        const elsewhere = await serve(() => ({ body: { value: [] } }));
        const service = await serve(() => ({ body: { value: [1], "@odata.nextLink": `${elsewhere.root}/beta/x` } }));
        const error = await graphErrorOf(allPages(service.client(), groups));
        expect(error.message).to.include("names a next page on another host").and.include(new URL(elsewhere.root).host);
        expect(elsewhere.received).to.have.length(0);
    });

    it("stops where its pages go round in a circle", async () => {
        const service = await serve(({ url }, { root }) => ({
            body: { value: [1], "@odata.nextLink": `${root}/beta${groups}?${url.endsWith("?a") ? "b" : "a"}` },
        }));
        const error = await graphErrorOf(allPages(service.client(), groups));
        expect(error.message).to.include("one that was read already");
        expect(service.received).to.have.length(3);
    });

    it("must be a list", async () => {
        const service = await serve(() => ({ body: { value: {} }, headers: { "request-id": "r-1" } }));
        const error = await graphErrorOf(allPages(service.client(), groups));
        expect(error.message).to.equal(
            "GET /…/connectorGroups was answered 200 OK, but the answer is not a list (request-id r-1).",
        );
        expect(error.mayHaveActed).to.equal(false);
    });
});

describe("the Graph client: an answer that does not come", () => {
    it("is a timeout after the time that was given, and a write may have been carried out", async () => {
        const service = await serve(() => undefined);
        const client = service.client({ timeoutMs: 20 });
        const write = await graphErrorOf(client.request("POST", groups, {}));
        expect(write).to.include({ status: undefined, retryable: true, mayHaveActed: true });
        expect(write.message).to.match(
            /gave no answer within 0\.02 s\. Whether the service carried it out .* not known/,
        );
        const read = await graphErrorOf(client.request("GET", groups));
        expect(read).to.include({ retryable: true, mayHaveActed: false });
        expect(read.message).to.include("This request changed nothing");
    });

    it("is a timeout, too, when the body does not end", async () => {
        const service = await serve((_request, _service, response) => {
            response.writeHead(201).write('{"id"');
            return undefined;
        });
        const error = await graphErrorOf(service.client({ timeoutMs: 50 }).request("POST", groups, {}));
        expect(error).to.include({ status: 201, mayHaveActed: true });
        expect(error.message).to.include("did not end within 0.05 s");
    });

    it("is a cut connection, and a write may have been carried out", async () => {
        const service = await serve((_request, _service, response) => {
            response.socket?.resetAndDestroy();
            return undefined;
        });
        const error = await graphErrorOf(service.client().request("DELETE", groups));
        expect(error).to.include({ status: undefined, retryable: true, mayHaveActed: true });
        expect(error.message).to.include("the connection was cut (ECONNRESET)");
        expect(error.cause).to.have.property("code", "ECONNRESET");
    });

    it("is certain to have changed nothing when nobody listens", async () => {
        const server = createTcpServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as { readonly port: number };
        await new Promise((resolve) => server.close(resolve));
        const clock = clockWithoutWaiting();
        const client = createGraphClient({ root: `http://127.0.0.1:${port}`, tokenSource, clock });
        const error = await graphErrorOf(client.request("POST", groups, {}));
        expect(error).to.include({ retryable: true, mayHaveActed: false });
        expect(error.message).to.include(`127.0.0.1:${port} could not be reached: the connection was refused`);
        expect(error.message).to.include("This request changed nothing").and.include("on this machine is running");
    });

    it("names the host that cannot be found, and the proxy that may be missing", async () => {
        const unknown = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
        const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: unknown }));
        const client = createGraphClient({ root: "https://graph.example", tokenSource, fetch, env: {} });
        const error = await graphErrorOf(client.request("POST", groups, {}));
        expect(error).to.include({ retryable: false, mayHaveActed: false });
        expect(error.message).to.equal(
            "POST /…/connectorGroups failed: graph.example could not be reached: the host name could not be resolved " +
                "(ENOTFOUND). This request changed nothing. Check the network; no proxy is used for this host: set " +
                "HTTPS_PROXY if the network needs one.",
        );
    });

    it("never shows the token, whatever the transport says", async () => {
        const service = await serve(() => ({ body: {} }));
        const fetch = () => Promise.reject(new TypeError('"Bearer token-1" is an invalid header value'));
        const error = await graphErrorOf(service.client({ fetch }).request("GET", groups));
        expect(`${error.message} ${String(error.cause)}`).not.to.include("token-1");
    });
});

describe("the Graph client: a proxy", () => {
    const root = "https://graph.example";

    /** A proxy that notes whom it is asked to connect to, and answers with a status of its own. */
    async function proxyAnswering(status: string) {
        const asked: string[] = [];
        const server = createServer();
        server.on("connect", (request, socket) => {
            asked.push(request.url ?? "");
            socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
        });
        return { asked, url: `http://127.0.0.1:${await listen(server)}` };
    }

    it("of HTTPS_PROXY is asked to connect; its refusal is told from one of the service", async () => {
        const proxy = await proxyAnswering("403 Forbidden");
        const client = createGraphClient({ root, tokenSource, env: { HTTPS_PROXY: proxy.url } });
        const error = await graphErrorOf(client.request("POST", groups, {}));
        expect(proxy.asked).to.deep.equal(["graph.example:443"]);
        expect(error).to.include({ status: undefined, mayHaveActed: false });
        expect(error.message).to.include(`through the proxy ${new URL(proxy.url).host},`);
        expect(error.message).to.include("the proxy refused to connect to it").and.include("NO_PROXY");
    });

    it("tunnels to the service where it agrees", async () => {
        const first: Buffer[] = [];
        const target = createTcpServer((socket) => socket.once("data", (data) => first.push(data) && socket.destroy()));
        await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
        closeAfterTest(() => void target.close());
        const { port } = target.address() as { readonly port: number };
        const server = createServer();
        server.on("connect", (_request, socket) => {
            const tunnel = connect(port, "127.0.0.1", () => {
                socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
                socket.pipe(tunnel).pipe(socket);
            });
            tunnel.on("error", () => socket.destroy());
            socket.on("error", () => tunnel.destroy());
        });
        const env = { HTTPS_PROXY: `http://127.0.0.1:${await listen(server)}` };
        const clock = clockWithoutWaiting();
        await graphErrorOf(createGraphClient({ root, tokenSource, env, clock }).request("GET", groups));
        expect(first[0]?.[0], "the first byte of a TLS handshake").to.equal(22);
    });

    it("is chosen by the rules of HTTPS_PROXY and NO_PROXY, and never for plain http", async () => {
        const env = {
            HTTPS_PROXY: "http://user:word@proxy.example:8080",
            HTTP_PROXY: "http://x:1",
            NO_PROXY: ".internal",
        };
        const connections = createConnections(env);
        const named = async (url: string) => [
            (await connections.agentFor(new URL(url))).constructor.name,
            await connections.proxyFor(new URL(url)),
        ];
        expect(await named("https://graph.microsoft.com/")).to.deep.equal(["HttpsProxyAgent", "proxy.example:8080"]);
        expect(await named("https://graph.internal/")).to.deep.equal(["Agent", undefined]);
        expect(await named("http://127.0.0.1:8080/")).to.deep.equal(["Agent", undefined]);
        expect(await connections.agentFor(new URL("https://graph.microsoft.com/"))).to.have.property("keepAlive", true);
    });

    it("leaves the process's environment as it was", async () => {
        const before = process.env;
        await createConnections({ HTTPS_PROXY: "http://proxy.example" }).proxyFor(new URL(root));
        expect(process.env).to.equal(before);
    });

    it("that is none is refused without showing its password", async () => {
        const client = createGraphClient({ root, tokenSource, env: { HTTPS_PROXY: "socks5://u:hidden-word@p" } });
        const error = await failureOf(client.request("GET", groups));
        expect(error).to.have.property("name", "ConfigurationError");
        expect(error.message).to.include("HTTPS_PROXY").and.not.include("hidden-word");
    });
});
