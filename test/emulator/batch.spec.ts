import { expect } from "chai";
import { type Emulator, sampleTenant } from "../../emulator/index.js";
import { call, profile, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;

interface Item {
    readonly id?: string;
    readonly method?: string;
    readonly url?: string;
    readonly headers?: Record<string, string>;
    readonly body?: unknown;
    readonly dependsOn?: readonly string[];
}

interface Response {
    readonly id: string;
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: { readonly name?: string; readonly value?: readonly object[]; readonly error?: ErrorBody };
}

interface ErrorBody {
    readonly code: string;
    readonly innerError: Record<string, string>;
}

const asJson = { "Content-Type": "application/json" };
const urlOf = (path: string) => path.replace("/beta", "");

async function batch(emulator: Emulator, items: readonly Item[]) {
    const { status, body } = await call(emulator, "POST", "/beta/$batch", { requests: items });
    return { status, error: body.error, responses: (body.responses ?? []) as readonly Response[] };
}

/** The answers by the ids of their requests. */
async function answers(emulator: Emulator, items: readonly Item[]): Promise<ReadonlyMap<string, Response>> {
    const { status, responses } = await batch(emulator, items);
    expect(status).to.equal(200);
    return new Map(responses.map((response) => [response.id, response]));
}

function get(id: string, path: string, headers: Record<string, string> = {}): Item {
    return { id, method: "GET", url: urlOf(path), headers };
}

function post(id: string, name: string, more: Item = {}): Item {
    return { id, method: "POST", url: urlOf(groups), headers: asJson, body: { name }, ...more };
}

const names = ({ tenant }: Emulator) => tenant.groups().map(({ name }) => name);

describe("emulator: a batch", () => {
    it("acts on its requests in their order, and answers them in another, each with its own status", async () => {
        const emulator = await started();
        const { status, responses } = await batch(emulator, [
            post("1", "A"),
            get("2", `${groups}/nowhere`),
            post("3", "B"),
            { id: "4", method: "DELETE", url: urlOf(`${groups}/nowhere`) },
        ]);
        expect(status).to.equal(200);
        expect(responses.map(({ id, status }) => [id, status])).to.deep.equal([
            ["4", 404],
            ["3", 200],
            ["2", 404],
            ["1", 200],
        ]);
        expect(responses[2]?.body?.error?.code).to.equal("ConnectorGroup_NotFound");
        expect(names(emulator)).to.deep.equal(["Default", "A", "B"]);
    });

    it("gives a body and its type where there is one, and neither where there is none", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A" });
        const responses = await answers(emulator, [
            get("read", `${groups}/${id}`),
            { id: "change", method: "patch", url: urlOf(`${groups}/${id}`), headers: asJson, body: { name: "B" } },
        ]);
        expect(responses.get("read")).to.deep.include({ status: 200, headers: asJson });
        expect(responses.get("read")?.body?.name).to.equal("A");
        expect(responses.get("change")).to.deep.equal({ id: "change", status: 204, headers: {} });
        expect(emulator.tenant.group(id)?.name).to.equal("B");
    });

    it("takes from its own headers who asks, and nothing else", async () => {
        const emulator = await started({ seed: sampleTenant() });
        const japan = emulator.tenant.group("Osaka plant")?.id ?? "";
        const prefer = "include-unknown-enum-members";
        const requests = [
            get("with", `${groups}/${japan}`, { Prefer: prefer, "client-request-id": "mine" }),
            get("without", `${groups}/${japan}`),
        ];
        const { body } = await call(emulator, "POST", "/beta/$batch", { requests }, { prefer });
        const responses = body.responses as readonly {
            readonly id: string;
            readonly body: { readonly region: string };
        }[];
        expect(responses.map(({ id, body }) => [id, body.region])).to.deep.equal([
            ["without", "unknownFutureValue"],
            ["with", "japan"],
        ]);
        expect(emulator.requests.map(({ headers }) => headers["client-request-id"])).to.deep.equal(["mine", undefined]);
    });

    it("pages its lists, whose next pages have the whole address", async () => {
        const emulator = await started({ seed: sampleTenant(), pageSize: 2 });
        const first = (await answers(emulator, [get("1", groups)])).get("1")?.body as Record<string, unknown>;
        expect(first.value).to.have.length(2);
        const next = String(first["@odata.nextLink"]);
        expect(next.startsWith(`${emulator.url}${groups}?`)).to.equal(true);
        expect(
            (await answers(emulator, [get("1", next.replace(emulator.url, ""))])).get("1")?.body?.value,
        ).to.have.length(2);
    });

    it("lets a request depend on others: it fails where one of them has failed", async () => {
        const emulator = await started();
        const responses = await answers(emulator, [
            get("a", `${groups}/nowhere`),
            post("b", "B", { dependsOn: ["a"] }),
            post("c", "C", { dependsOn: ["b"] }),
            post("d", "D"),
            post("e", "E", { dependsOn: ["d"] }),
        ]);
        expect([...responses].map(([id, { status }]) => [id, status])).to.have.deep.members([
            ["a", 404],
            ["b", 424],
            ["c", 424],
            ["d", 200],
            ["e", 200],
        ]);
        expect(names(emulator)).to.deep.equal(["Default", "D", "E"]);
    });

    it("is refused as a whole where it is none, and nothing in it is done", async () => {
        const emulator = await started();
        const many = Array.from({ length: 21 }, (_, n) => post(`${n}`, `Group ${n}`));
        const none: readonly (readonly Item[])[] = [
            [],
            many,
            [post("1", "A"), post("1", "B")],
            [post("1", "A", { dependsOn: ["2"] })],
            [{ method: "GET", url: "/x" }],
            [{ id: "1", url: "/x" }],
            [{ id: "1", method: "GET" }],
        ];
        for (const items of none) {
            expect((await batch(emulator, items)).status, JSON.stringify(items)).to.equal(400);
        }
        expect((await call(emulator, "POST", "/beta/$batch", "{")).status).to.equal(400);
        expect((await batch(emulator, [{ id: "1", method: "GET", url: `${emulator.url}${groups}` }])).status).to.equal(
            501,
        );
        expect((await batch(emulator, many.slice(1))).status).to.equal(200);
        expect(names(emulator)).to.have.length(21);
    });

    it("needs a token, and says so for the whole", async () => {
        const emulator = await started();
        const requests = [post("1", "A")];
        const reply = await call(emulator, "POST", "/beta/$batch", { requests }, { authorization: "Bearer other" });
        expect([reply.status, reply.body.error.code]).to.deep.equal([401, "InvalidAuthenticationToken"]);
        expect(names(emulator)).to.deep.equal(["Default"]);
    });

    it("is let through when rates are bounded; what is in it counts one by one", async () => {
        const emulator = await started({ requestsPerSecond: 2, now: () => 0 });
        const { responses } = await batch(emulator, [get("1", groups), get("2", groups), get("3", groups)]);
        const refused = responses.find(({ id }) => id === "3");
        expect(responses.map(({ status }) => status)).to.deep.equal([429, 200, 200]);
        expect(refused?.headers).to.include({ "Retry-After": "1" });
    });

    it("takes the latency once", async () => {
        const waits: number[] = [];
        const sleep = async (milliseconds: number) => void waits.push(milliseconds);
        const emulator = await started({ latencyMs: 50, sleep });
        await batch(emulator, [get("1", groups), get("2", groups)]);
        expect(waits).to.deep.equal([50]);
    });

    it("can be refused by a switch, as a path that nobody knows", async () => {
        const emulator = await started({ switches: { batch: "refused" } });
        expect((await batch(emulator, [post("1", "A")])).status).to.equal(404);
        expect(names(emulator)).to.deep.equal(["Default"]);
        expect(emulator.requests).to.deep.equal([]);
    });
});

describe("emulator: a batch in the log", () => {
    it("is one round trip, and its requests stand as if each came by itself", async () => {
        const emulator = await started();
        await call(emulator, "GET", groups);
        await batch(emulator, [post("1", "A"), get("2", `${groups}/nowhere`)]);
        await batch(emulator, [get("1", groups)]);

        expect(emulator.requests.map(({ method, path, status, batch }) => [method, path, status, batch])).to.deep.equal(
            [
                ["GET", groups, 200, undefined],
                ["POST", groups, 200, 1],
                ["GET", `${groups}/nowhere`, 404, 1],
                ["GET", groups, 200, 2],
            ],
        );
        expect(emulator.requests[1]?.body).to.deep.equal({ name: "A" });
        expect(emulator.requests[1]?.headers.authorization).to.equal("(not logged)");
        expect(emulator.exchanges.map(({ method, path, status }) => [method, path, status])).to.deep.equal([
            ["GET", groups, 200],
            ["POST", "/beta/$batch", 200],
            ["POST", "/beta/$batch", 200],
        ]);
        expect(JSON.stringify(emulator.exchanges)).to.not.include(emulator.token);

        emulator.clearRequests();
        expect([emulator.requests, emulator.exchanges]).to.deep.equal([[], []]);
    });
});

describe("emulator: faults and batches", () => {
    it("hit a request in a batch as they would hit it by itself", async () => {
        const emulator = await started();
        const fault = emulator.inject({
            method: "POST",
            path: /connectorGroups$/,
            skip: 1,
            effect: "answerAfterActing",
            status: 503,
            headers: { "Retry-After": "3" },
        });
        const { responses } = await batch(emulator, [post("1", "A"), post("2", "B"), post("3", "C")]);
        expect(responses.map(({ status }) => status)).to.deep.equal([200, 503, 200]);
        expect(responses[1]?.headers).to.include({ "Retry-After": "3" });
        expect(fault.hits).to.equal(1);
        expect(names(emulator)).to.deep.equal(["Default", "A", "B", "C"]);
    });

    it("send a body that is not JSON as a text", async () => {
        const emulator = await started();
        emulator.inject({ path: /connectorGroups$/, effect: "answerBeforeActing", status: 200, body: "<html>" });
        const { responses } = await batch(emulator, [get("1", groups)]);
        expect(responses).to.deep.equal([
            { id: "1", status: 200, headers: { "Content-Type": "text/html" }, body: "<html>" },
        ]);
    });

    it("that cut a request cut the whole answer; what comes before it is done, what comes after is not", async () => {
        const emulator = await started();
        emulator.inject({ method: "POST", path: /connectorGroups$/, skip: 1, effect: "cutAfterActing" });
        const cut = await batch(emulator, [post("1", "A"), post("2", "B"), post("3", "C")]).catch(() => "cut");
        expect(cut).to.equal("cut");
        expect(names(emulator)).to.deep.equal(["Default", "A", "B"]);
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([200, undefined]);
    });

    it("that lose half of an answer lose half of the whole, and all of it is done", async () => {
        const emulator = await started();
        emulator.inject({ method: "POST", path: /connectorGroups$/, effect: "halfAnswer" });
        const read = await batch(emulator, [post("1", "A"), post("2", "B")]).catch((error) => error);
        expect(read).to.be.instanceOf(SyntaxError);
        expect(names(emulator)).to.deep.equal(["Default", "A", "B"]);
    });

    it("hit a batch as a whole by its own path, and by none that is for every path", async () => {
        const emulator = await started();
        const other = emulator.inject({ method: "PATCH", effect: "answerBeforeActing", status: 503 });
        const any = emulator.inject({ method: "POST", skip: 1, effect: "answerBeforeActing", status: 503 });
        await batch(emulator, [post("1", "B")]);
        expect([other.hits, any.hits]).to.deep.equal([0, 0]);
        any.withdraw();
        emulator.inject({ path: /\/\$batch$/, effect: "answerBeforeActing", status: 405 });
        expect((await batch(emulator, [post("1", "A")])).status).to.equal(405);
        expect(names(emulator)).to.deep.equal(["Default", "B"]);
    });
});
