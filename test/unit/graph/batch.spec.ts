import { expect } from "chai";
import type { GraphClient } from "../../../provider/graph/client";
import { isNotFound } from "../../../provider/graph/errors";
import {
    type Answer,
    clockWithoutWaiting,
    failureOf,
    graphErrorOf,
    type Received,
    type Service,
    serve,
} from "./service";

/** What a batch asks for, as it arrives. */
interface Item {
    readonly id: string;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
}

/** A service that takes batches, and answers what is in them by the same function as what is asked by itself. */
async function serveBatches(
    answerTo: (url: string, request: Received | Item) => Answer,
    { inAnswer = (responses: object[]) => responses as unknown } = {},
): Promise<Service> {
    return await serve((request) => {
        if (!isBatch(request)) {
            return answerTo(request.url.replace("/beta", ""), request);
        }
        const responses = itemsOf(request).map((item) => {
            const { status = 200, headers, body } = answerTo(item.url, item);
            return { id: item.id, status, headers, body };
        });
        return { body: { responses: inAnswer(responses.reverse()) } };
    });
}

function isBatch({ method, url }: Received): boolean {
    return method === "POST" && url === "/beta/$batch";
}

function itemsOf(request: Received): readonly Item[] {
    return JSON.parse(request.body).requests;
}

/** What arrived: of a batch, how many reads are in it. */
function arrived({ received }: Service): readonly (string | number)[] {
    return received.map((request) => (isBatch(request) ? itemsOf(request).length : `${request.method} ${request.url}`));
}

const named = (url: string): Answer => ({ body: { name: url } });

async function read(client: GraphClient, count: number): Promise<unknown[]> {
    return await Promise.all(numbers(count).map(async (n) => (await client.request("GET", `/g-${n}`)).body));
}

function numbers(count: number): readonly number[] {
    return Array.from({ length: count }, (_, n) => n);
}

const namesOf = (count: number) => numbers(count).map((n) => ({ name: `/g-${n}` }));

describe("reads that come together", () => {
    it("share one request, and each gets its own answer in whatever order they come", async () => {
        const service = await serveBatches(named);
        expect(await read(service.client(), 3)).to.deep.equal(namesOf(3));
        expect(arrived(service)).to.deep.equal([3]);
    });

    it("are no more than 20 in one batch", async () => {
        const service = await serveBatches(named);
        expect(await read(service.client(), 41)).to.deep.equal(namesOf(41));
        expect([...arrived(service)].sort()).to.deep.equal([20, 20, "GET /beta/g-40"].sort());
    });

    it("are asked for by themselves when they do not come together", async () => {
        const service = await serveBatches(named);
        const client = service.client();
        await client.request("GET", "/g-1");
        await client.request("GET", "/g-2");
        expect(arrived(service)).to.deep.equal(["GET /beta/g-1", "GET /beta/g-2"]);
    });

    it("each say what they would say by themselves, under an id of their own", async () => {
        const service = await serveBatches(named);
        await read(service.client(), 2);
        const [batch] = service.received as [Received];
        const items = itemsOf(batch);
        expect(items.map(({ method, url }) => `${method} ${url}`)).to.deep.equal(["GET /g-0", "GET /g-1"]);
        for (const { headers } of items) {
            expect(headers).to.include({ Prefer: "include-unknown-enum-members", Accept: "application/json" });
        }
        const ids = [batch.headers["client-request-id"], ...items.map(({ headers }) => headers["client-request-id"])];
        expect(new Set(ids).size).to.equal(3);
        expect(batch.headers.authorization).to.equal("Bearer token-1");
        expect(batch.body).to.not.include("token-1");
    });

    it("are addressed below the version, wherever that is, with their queries", async () => {
        const service = await serve((request) =>
            request.url === "/gateway/beta/$batch"
                ? { body: { responses: itemsOf(request).map(({ id, url }) => ({ id, status: 200, body: { url } })) } }
                : { status: 404 },
        );
        const client = service.client({ root: `${service.root}/gateway` });
        const asked = ["/a?$filter=name eq 'x'", "/b"].map(async (path) => (await client.request("GET", path)).body);
        expect(await Promise.all(asked)).to.deep.equal([{ url: "/a?$filter=name%20eq%20%27x%27" }, { url: "/b" }]);
    });

    it("go on to their next pages together", async () => {
        const service = await serveBatches((url) => ({
            body: url.includes("?")
                ? { value: [`${url} 2`] }
                : { value: [`${url} 1`], "@odata.nextLink": `${service.root}/beta${url}?page=2` },
        }));
        const client = service.client();
        const lists = ["/a", "/b"].map(async (path) => {
            const items: unknown[] = [];
            for await (const page of client.pages(path)) {
                items.push(...page);
            }
            return items;
        });
        expect(await Promise.all(lists)).to.deep.equal([
            ["/a 1", "/a?page=2 2"],
            ["/b 1", "/b?page=2 2"],
        ]);
        expect(arrived(service)).to.deep.equal([2, 2]);
    });

    it("never are writes", async () => {
        const service = await serveBatches(() => ({ status: 204 }));
        const client = service.client();
        await Promise.all(numbers(2).map((n) => client.request("PATCH", `/g-${n}`, {})));
        expect(arrived(service)).to.have.members(["PATCH /beta/g-0", "PATCH /beta/g-1"]);
    });
});

describe("a read in a batch", () => {
    it("fails by itself, with what the service says of it", async () => {
        const gone = { error: { code: "ConnectorGroup_NotFound", message: "No such group." } };
        const service = await serveBatches((url) => (url === "/g-1" ? { status: 404, body: gone } : named(url)));
        const client = service.client();
        const [other, error] = await Promise.all([
            client.request("GET", "/g-0"),
            graphErrorOf(client.request("GET", "/g-1")),
        ]);
        expect(other.body).to.deep.equal({ name: "/g-0" });
        expect(isNotFound(error)).to.equal(true);
        expect(error.message).to.equal("GET /g-1 failed: 404 Not Found, ConnectorGroup_NotFound: No such group.");
        expect(arrived(service)).to.deep.equal([2]);
    });

    it("waits as long as it is asked to, and is asked for by itself then", async () => {
        let asked = 0;
        const service = await serveBatches((url) =>
            url === "/g-1" && asked++ === 0 ? { status: 429, headers: { "retry-after": "7" } } : named(url),
        );
        const clock = clockWithoutWaiting();
        expect(await read(service.client({ clock }), 2)).to.deep.equal(namesOf(2));
        expect(arrived(service)).to.deep.equal([2, "GET /beta/g-1"]);
        expect(clock.slept).to.deep.equal([7_000]);
    });

    it("is asked for by itself where the batch has no answer for it", async () => {
        const service = await serveBatches(named, { inAnswer: (responses) => responses.slice(1) });
        expect(await read(service.client(), 3)).to.deep.equal(namesOf(3));
        expect(arrived(service)).to.deep.equal([3, "GET /beta/g-2"]);
    });

    it("is asked for by itself where what is said of it may be about the batch", async () => {
        const answers: readonly Answer[] = [
            { status: 400, body: { error: { code: "BadRequest", message: "Not in a batch." } } },
            { status: 501, body: { error: { code: "NotImplemented", message: "Not in a batch." } } },
            { status: 404, body: { error: { code: "", message: "No HTTP resource was found." } } },
            { body: "<html>" },
            { status: 0 },
        ];
        for (const answer of answers) {
            const service = await serveBatches((url, request) =>
                "id" in request && url === "/g-1" ? answer : named(url),
            );
            expect(await read(service.client(), 2), JSON.stringify(answer)).to.deep.equal(namesOf(2));
            expect(arrived(service)).to.deep.equal([2, "GET /beta/g-1"]);
        }
    });

    it("fails with its own refusal where it is refused by itself as well", async () => {
        const body = { error: { code: "BadRequest", message: "Nonsense." } };
        const service = await serveBatches((url) => (url === "/g-1" ? { status: 400, body } : named(url)));
        const client = service.client();
        const [, error] = await Promise.all([
            client.request("GET", "/g-0"),
            graphErrorOf(client.request("GET", "/g-1")),
        ]);
        expect(error.message).to.include("GET /g-1 failed: 400 Bad Request, BadRequest: Nonsense");
    });

    it("has its token renewed", async () => {
        let token = "old";
        const service = await serve((request) => {
            const isGood = request.headers.authorization === "Bearer new";
            if (!isBatch(request)) {
                return isGood ? named(request.url.replace("/beta", "")) : { status: 401 };
            }
            return { body: { responses: itemsOf(request).map(({ id }) => ({ id, status: 401 })) } };
        });
        const tokenSource = {
            getToken: async () => token,
            forget: () => {
                token = "new";
            },
        };
        expect(await read(service.client({ tokenSource }), 2)).to.deep.equal(namesOf(2));
    });
});

describe("a service that takes no batches", () => {
    const refusals: Readonly<Record<string, Answer>> = {
        "404": { status: 404, body: { error: { code: "ResourceNotFound", message: "No $batch." } } },
        "405": { status: 405 },
        "400": { status: 400, body: { error: { code: "BadRequest", message: "No." } } },
        "403 of a gateway": { status: 403, body: "<html>forbidden</html>" },
        "501": { status: 501 },
        "a page of HTML": { body: "<html>hello</html>" },
        "an answer without responses": { body: { value: [] } },
    };
    for (const [title, refusal] of Object.entries(refusals)) {
        it(`is asked for everything by itself, and for no batch again: ${title}`, async () => {
            const service = await serve((request) =>
                isBatch(request) ? refusal : named(request.url.replace("/beta", "")),
            );
            const client = service.client();
            expect(await read(client, 3)).to.deep.equal(namesOf(3));
            expect(await read(client, 3)).to.deep.equal(namesOf(3));
            expect(service.received.filter(isBatch)).to.have.length(1);
            expect(service.received).to.have.length(7);
        });
    }

    it("may also fail each time: after two that failed, none is asked for", async () => {
        const service = await serve((request) =>
            isBatch(request) ? { status: 503 } : named(request.url.replace("/beta", "")),
        );
        const client = service.client();
        for (const _ of numbers(4)) {
            expect(await read(client, 3)).to.deep.equal(namesOf(3));
        }
        expect(service.received.filter(isBatch)).to.have.length(2);
    });

    it("is not one that failed for once", async () => {
        let batches = 0;
        const flaky = await serve((request) => {
            if (isBatch(request) && batches++ % 2 === 0) {
                return { status: 503 };
            }
            return isBatch(request)
                ? {
                      body: {
                          responses: itemsOf(request).map(({ id, url }) => ({ id, status: 200, body: { name: url } })),
                      },
                  }
                : named(request.url.replace("/beta", ""));
        });
        const client = flaky.client();
        for (const _ of numbers(6)) {
            expect(await read(client, 3)).to.deep.equal(namesOf(3));
        }
        expect(flaky.received.filter(isBatch)).to.have.length(6);
    });

    it("may cut the connection: each read is asked for by itself", async () => {
        const service = await serve((request, _, response) => {
            if (isBatch(request)) {
                response.socket?.destroy();
                return undefined;
            }
            return named(request.url.replace("/beta", ""));
        });
        expect(await read(service.client(), 3)).to.deep.equal(namesOf(3));
    });

    it("is told from a token source that gives no token", async () => {
        const service = await serveBatches(named);
        const client = service.client({
            tokenSource: {
                getToken: async () => {
                    throw new Error("no token today");
                },
            },
        });
        expect((await failureOf(read(client, 2))).message).to.equal("no token today");
        expect(service.received).to.deep.equal([]);
    });
});
