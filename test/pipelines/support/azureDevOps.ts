/** The threads of one pull request in Azure DevOps's REST API, on this machine. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { closeAfterTest } from "../../closing";

export interface Thread {
    readonly id: number;
    status: string;
    isDeleted?: boolean;
    readonly comments: Array<{ readonly id: number; content: string; isDeleted?: boolean }>;
}

export class FakeAzureDevOps {
    readonly threads: Thread[] = [];
    readonly token = "the token of the job";

    private constructor(readonly url: string) {}

    static async start(): Promise<FakeAzureDevOps> {
        const server = createServer();
        await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
        closeAfterTest(() => new Promise((done) => server.close(() => done())));
        const service = new FakeAzureDevOps(`http://127.0.0.1:${(server.address() as AddressInfo).port}/contoso/`);
        server.on("request", async (request, response) => {
            let text = "";
            for await (const chunk of request.setEncoding("utf8")) {
                text += String(chunk);
            }
            const isKnown = request.headers.authorization === `Bearer ${service.token}`;
            const answer = isKnown ? service.#answer(`${request.method} ${request.url}`, text) : undefined;
            response.writeHead(answer === undefined ? (isKnown ? 404 : 401) : 200);
            response.end(JSON.stringify(answer ?? { message: "no" }));
        });
        return service;
    }

    #answer(asked: string, text: string): unknown {
        const sent = () =>
            JSON.parse(text) as { status?: string; content?: string; comments?: Array<{ content: string }> };
        const [, method, thread, comment] =
            /^(\w+) \/contoso\/p1\/_apis\/git\/repositories\/r1\/pullRequests\/7\/threads(?:\/(\d+))?(?:\/comments\/(\d+))?\?api-version=7\.1$/.exec(
                asked,
            ) ?? [];
        const named = this.threads.find(({ id }) => id === Number(thread));
        if (method === "GET" && thread === undefined) {
            return { value: this.threads };
        }
        if (method === "POST" && thread === undefined) {
            const { status = "", comments = [] } = sent();
            const id = 100 + this.threads.length;
            this.threads.push({
                id,
                status,
                comments: comments.map(({ content }, index) => ({ id: index + 1, content })),
            });
            return {};
        }
        if (method === "PATCH" && named !== undefined) {
            const { status, content } = sent();
            const one = named.comments.find(({ id }) => id === Number(comment));
            if (one !== undefined && content !== undefined) {
                one.content = content;
                return {};
            }
            if (comment === undefined && status !== undefined) {
                named.status = status;
                return {};
            }
        }
        return undefined;
    }
}
