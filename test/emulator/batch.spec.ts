import { expect } from "chai";
import type { Emulator, EmulatorOptions } from "../../emulator/index.js";
import { type Body, call, profile, reference, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;
const relative = groups.slice("/beta".length);
const json = { "Content-Type": "application/json" };

interface Item {
    readonly id: string;
    readonly method: string;
    readonly url: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly dependsOn?: readonly string[];
}

interface ItemReply {
    readonly id: string;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Body;
}

function send(emulator: Emulator, requests: unknown, headers: Record<string, string> = {}) {
    return call(emulator, "POST", "/beta/$batch", { requests }, headers);
}

/** The answers in the order of the requests. */
async function replies(emulator: Emulator, ...items: readonly Item[]): Promise<ItemReply[]> {
    const { status, body } = await send(emulator, items);
    expect(status).to.equal(200);
    const responses = body.responses as ItemReply[];
    return items.map(({ id }) => responses.find((one) => one.id === id) as ItemReply);
}

async function reply(emulator: Emulator, item: Item): Promise<ItemReply> {
    return (await replies(emulator, item))[0] as ItemReply;
}

function list(id: string): Item {
    return { id, method: "GET", url: relative };
}

function creation(id: string, name: string): Item {
    return { id, method: "POST", url: relative, headers: json, body: { name } };
}

function names(emulator: Emulator): string[] {
    return emulator.tenant
        .groups()
        .map(({ name }) => name)
        .filter((name) => name !== "Default");
}

function fails(request: Promise<unknown>): Promise<boolean> {
    return request.then(
        () => false,
        () => true,
    );
}

describe("emulator: a batch", () => {
    it("does what its items ask for, and answers each with its own status", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "Old" });
        const [made, renamed, missing] = await replies(
            emulator,
            creation("a", "New"),
            { id: "b", method: "PATCH", url: `${relative}/${id}`, headers: json, body: { name: "Renamed" } },
            { id: "c", method: "GET", url: `${relative}/${crypto.randomUUID()}` },
        );
        expect([made?.status, made?.body.name]).to.deep.equal([200, "New"]);
        expect(renamed).to.deep.equal({ id: "b", status: 204, headers: {} });
        expect([missing?.status, missing?.body.error.code]).to.deep.equal([404, "ConnectorGroup_NotFound"]);
        expect(names(emulator)).to.have.members(["New", "Renamed"]);
    });

    it("answers in the reverse order of its items", async () => {
        const emulator = await started();
        const { body } = await send(emulator, [list("1"), creation("2", "A"), list("3")]);
        expect((body.responses as ItemReply[]).map(({ id }) => id)).to.deep.equal(["3", "2", "1"]);
    });

    it("answers what the same calls are answered alone", async () => {
        const emulator = await started();
        emulator.tenant.addGroup({ name: "A" });
        for (const url of [groups, `${groups}?$top=1`, `${groups}?$filter=name eq 'A'&$select=id`, "/beta/nothing"]) {
            const alone = await call(emulator, "GET", url);
            const item = await reply(emulator, { id: "1", method: "GET", url: url.slice("/beta".length) });
            expect(item.status, url).to.equal(alone.status);
            expect(item.headers["Content-Type"], url).to.equal(alone.headers.get("content-type"));
            expect(item.body.value, url).to.deep.equal(alone.body.value);
            expect(item.body["@odata.nextLink"], url).to.equal(alone.body["@odata.nextLink"]);
        }
    });

    it("takes urls without a slash, methods in lower case and references", async () => {
        const emulator = await started();
        const { id: group } = emulator.tenant.addGroup({ name: "A" });
        const { id: connector } = emulator.tenant.addConnector({ machineName: "C" });
        const { status } = await reply(emulator, {
            id: "1",
            method: "post",
            url: `${relative.slice(1)}/${group}/members/$ref`,
            headers: json,
            body: reference(emulator, "connectors", connector),
        });
        expect(status).to.equal(204);
        expect(emulator.tenant.membersOf(group)).to.have.length(1);
        expect(emulator.requests.map(({ method }) => method)).to.deep.equal(["POST"]);
    });

    it("acts on its items in their order, so that one sees what those before it did", async () => {
        const emulator = await started();
        const [before, , after] = await replies(emulator, list("1"), creation("2", "A"), list("3"));
        expect([before?.body.value.length, after?.body.value.length]).to.deep.equal([1, 2]);
    });

    it("shows its items the old state for as long as anyone sees it", async () => {
        const clock = { time: 0 };
        const emulator = await started({ lagMs: 100, now: () => clock.time });
        const [, soon] = await replies(emulator, creation("1", "A"), list("2"));
        clock.time += 101;
        expect([soon?.body.value.length, (await reply(emulator, list("1"))).body.value.length]).to.deep.equal([1, 2]);
    });

    it("holds twenty items, and is refused with more, before anything is done", async () => {
        const emulator = await started();
        const items = Array.from({ length: 21 }, (_, n) => creation(`${n}`, `G${n}`));
        expect((await send(emulator, items)).status).to.equal(400);
        expect(names(emulator)).to.deep.equal([]);
        expect((await send(emulator, items.slice(1))).status).to.equal(200);
        expect(names(emulator)).to.have.length(20);
    });

    it("is refused as a whole where it is malformed", async () => {
        const emulator = await started();
        const first = creation("1", "A");
        const malformed: Record<string, unknown> = {
            "no requests": undefined,
            "requests that are no array": { first },
            "an empty array": [],
            "a request that is none": [first, "GET"],
            "no id": [first, { method: "GET", url: relative }],
            "an id that is no text": [first, { ...list("2"), id: 2 }],
            "an empty id": [first, list("")],
            "the same id in another case": [creation("a", "A"), list("A")],
            "no method": [first, { id: "2", url: relative }],
            "no url": [first, { id: "2", method: "GET" }],
            "headers that are none": [first, { ...list("2"), headers: ["Prefer"] }],
            "a header that is no text": [first, { ...list("2"), headers: { Prefer: 1 } }],
            "a body without its content type": [first, { ...creation("2", "B"), headers: { Prefer: "x" } }],
            "a write without a body": [first, { ...creation("2", "B"), body: undefined }],
            "a write with null as its body": [first, { ...creation("2", "B"), body: null }],
            "another write without a body": [first, { ...creation("2", "B"), method: "PUT", body: undefined }],
            "a body without its content type where none is needed": [first, { ...list("2"), body: {} }],
            "a dependency on nothing": [first, { ...list("2"), dependsOn: ["3"] }],
            "a dependency on itself": [first, { ...list("2"), dependsOn: ["2"] }],
        };
        for (const [what, requests] of Object.entries(malformed)) {
            const { status, body } = await send(emulator, requests);
            expect([status, body.error?.code], what).to.deep.equal([400, "BadRequest"]);
        }
        expect((await call(emulator, "POST", "/beta/$batch", "{")).status).to.equal(400);
        expect((await send(emulator, [first], { "content-type": "text/plain" })).status).to.equal(400);
        expect(names(emulator)).to.deep.equal([]);
        expect(emulator.requests).to.deep.equal([]);
        expect(emulator.exchanges.map(({ status }) => status)).to.deep.equal(
            Array.from({ length: Object.keys(malformed).length + 2 }, () => 400),
        );
    });

    it("says 501 for an absolute url and for a batch in a batch, and serves the rest", async () => {
        const emulator = await started();
        const [absolute, schemeless, nested, served] = await replies(
            emulator,
            { id: "1", method: "GET", url: emulator.url + groups },
            { id: "2", method: "GET", url: `//${new URL(emulator.url).host}${groups}` },
            { id: "3", method: "POST", url: "/$batch", headers: json, body: { requests: [creation("1", "A")] } },
            creation("4", "B"),
        );
        for (const item of [absolute, schemeless, nested]) {
            expect([item?.status, item?.body.error.code]).to.deep.equal([501, "Emulator_NotImplemented"]);
        }
        for (const item of [absolute, schemeless]) {
            expect(item?.body.error.message).to.include("absolute url");
        }
        expect(served?.status).to.equal(200);
        expect(names(emulator)).to.deep.equal(["B"]);
    });

    it("says 501 for all where a request has a property that the emulator does not know", async () => {
        const emulator = await started();
        const { status, body } = await send(emulator, [creation("1", "A"), { ...list("2"), atomicityGroup: "g" }]);
        expect([status, body.error.code]).to.deep.equal([501, "Emulator_NotImplemented"]);
        expect(names(emulator)).to.deep.equal([]);
    });

    it("takes every status but 2xx for a failure of what others depend on", async () => {
        const emulator = await started();
        emulator.inject({ effect: "answerBeforeActing", status: 302 });
        const items = await replies(emulator, list("1"), { ...creation("2", "A"), dependsOn: ["1"] });
        expect(items.map(({ status }) => status)).to.deep.equal([302, 424]);
        expect(names(emulator)).to.deep.equal([]);
    });

    it("does not act on what depends on a failed item, nor on what depends on that", async () => {
        const emulator = await started();
        const [failed, second, third, free, happy] = await replies(
            emulator,
            creation("Bad", ""),
            { ...creation("2", "B"), dependsOn: ["bad"] },
            { ...creation("3", "C"), dependsOn: ["2"] },
            creation("4", "D"),
            { ...creation("5", "E"), dependsOn: ["4"] },
        );
        expect([failed, second, third, free, happy].map((one) => one?.status)).to.deep.equal([400, 424, 424, 200, 200]);
        expect(names(emulator)).to.deep.equal(["D", "E"]);
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([400, 424, 424, 200, 200]);
    });

    it("gives its items the token and the host, and nothing else of its headers", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A", region: "japan" });
        const path = `${relative}/${id}`;
        const { body } = await send(
            emulator,
            [
                { id: "1", method: "GET", url: path },
                { id: "2", method: "GET", url: path, headers: { PREFER: "include-unknown-enum-members" } },
                { id: "3", method: "GET", url: `${path}0`, headers: { "Client-Request-Id": "own" } },
                { id: "4", method: "GET", url: `${path}0` },
                { id: "5", method: "GET", url: path, headers: { Authorization: "Bearer other" } },
            ],
            { prefer: "include-unknown-enum-members", "client-request-id": "whole", "user-agent": "tests" },
        );
        const [plain, asked, named, unnamed, other] = (body.responses as ItemReply[]).reverse();
        expect([plain?.body.region, asked?.body.region]).to.deep.equal(["unknownFutureValue", "japan"]);
        expect(plain?.headers).not.to.have.property("Preference-Applied");
        expect(asked?.headers["Preference-Applied"]).to.equal("include-unknown-enum-members");
        expect(named?.body.error.innerError["client-request-id"]).to.equal("own");
        expect(unnamed?.body.error.innerError["client-request-id"]).not.to.equal("whole");
        expect(other?.status).to.equal(401);
        expect(emulator.requests.map(({ headers }) => headers["user-agent"])).to.deep.equal(Array(5).fill("tests"));
    });

    it("has no ids and no date in the headers of an item", async () => {
        const emulator = await started();
        const { headers } = await reply(emulator, list("1"));
        expect(Object.keys(headers)).to.have.members(["Content-Type", "OData-Version"]);
    });

    it("is refused as a whole without an accepted token", async () => {
        const emulator = await started();
        const { status, body } = await send(emulator, [creation("1", "A")], { authorization: "Bearer other" });
        expect([status, body.error.code]).to.deep.equal([401, "InvalidAuthenticationToken"]);
        expect(names(emulator)).to.deep.equal([]);
    });

    it("counts by its items where requests are throttled", async () => {
        const clock = { time: 0 };
        const emulator = await started({ requestsPerSecond: 2, now: () => clock.time });
        const items = await replies(emulator, creation("1", "A"), creation("2", "B"), creation("3", "C"));
        expect(items.map(({ status }) => status)).to.deep.equal([200, 200, 429]);
        expect(items[2]?.headers["Retry-After"]).to.equal("1");
        expect(names(emulator)).to.deep.equal(["A", "B"]);
        expect((await call(emulator, "GET", groups)).status).to.equal(429);
    });

    it("takes the latency once", async () => {
        const waits: number[] = [];
        const sleep: EmulatorOptions["sleep"] = async (milliseconds) => waits.push(milliseconds);
        const emulator = await started({ latencyMs: 20, sleep });
        await replies(emulator, list("1"), list("2"), list("3"));
        expect(waits).to.deep.equal([20]);
    });

    it("knows no other method than POST", async () => {
        expect((await call(await started(), "GET", "/beta/$batch")).status).to.equal(405);
    });

    for (const batch of ["served", "refused"] as const) {
        it(`is ${batch}, if the switch says so`, async () => {
            const emulator = await started({ switches: { batch } });
            const { status, body } = await send(emulator, [creation("1", "A")]);
            if (batch === "served") {
                expect([status, names(emulator)]).to.deep.equal([200, ["A"]]);
                return;
            }
            expect([status, body.error.code]).to.deep.equal([404, "ResourceNotFound"]);
            expect(names(emulator)).to.deep.equal([]);
            expect(emulator.requests).to.deep.equal([]);
            expect(emulator.exchanges.map((one) => one.status)).to.deep.equal([404]);
        });
    }
});

describe("emulator: faults in a batch", () => {
    it("hit an item as they hit the same call alone", async () => {
        const emulator = await started();
        const path = new RegExp(`^${groups}$`);
        const fault = emulator.inject({
            method: "POST",
            path,
            skip: 1,
            effect: "answerBeforeActing",
            status: 503,
            headers: { "Retry-After": "7" },
        });
        const items = await replies(emulator, creation("1", "A"), list("2"), creation("3", "B"), creation("4", "C"));
        expect(items.map(({ status }) => status)).to.deep.equal([200, 200, 503, 200]);
        expect(items[2]?.headers["Retry-After"]).to.equal("7");
        expect([names(emulator), fault.hits]).to.deep.equal([["A", "C"], 1]);
    });

    it("can answer an item after it was acted on, with something that is not JSON", async () => {
        const emulator = await started();
        emulator.inject({ effect: "answerAfterActing", status: 502, body: "<html>Bad Gateway</html>" });
        const item = await reply(emulator, creation("1", "A"));
        expect(item).to.deep.include({ status: 502, body: "<html>Bad Gateway</html>" });
        expect(item.headers["Content-Type"]).to.equal("text/html; charset=utf-8");
        expect(names(emulator)).to.deep.equal(["A"]);
    });

    it("run what someone else does just before the item", async () => {
        const emulator = await started();
        emulator.inject({
            path: /connectorGroups$/,
            skip: 1,
            effect: "meanwhile",
            run: () => emulator.tenant.addGroup({ name: "Other" }),
        });
        const items = await replies(emulator, list("1"), list("2"));
        expect(items.map(({ body }) => body.value.length)).to.deep.equal([1, 2]);
    });

    it("say what went wrong in a test's own code in the item alone", async () => {
        const emulator = await started();
        emulator.inject({
            effect: "meanwhile",
            run: () => {
                throw new Error("my mistake");
            },
        });
        const [failed, next] = await replies(emulator, creation("1", "A"), creation("2", "B"));
        expect([failed?.status, failed?.body.error.message, next?.status]).to.deep.equal([
            500,
            "Error: my mistake",
            200,
        ]);
    });

    for (const [effect, acted] of [
        ["cutBeforeActing", ["A"]],
        ["cutAfterActing", ["A", "B"]],
    ] as const) {
        it(`cut the whole batch with the item (${effect}), those before it acted on, those behind not`, async () => {
            const emulator = await started();
            emulator.inject({ method: "POST", path: /Groups$/, skip: 1, effect });
            const items = [creation("1", "A"), creation("2", "B"), creation("3", "C")];
            expect(await fails(send(emulator, items))).to.equal(true);
            expect(names(emulator)).to.deep.equal(acted);
            for (const logged of [...emulator.requests, ...emulator.exchanges]) {
                expect(logged).not.to.have.property("status");
                expect(logged).to.have.property("endedAt");
            }
        });
    }

    for (const [effect, acted] of [
        ["hangBeforeActing", ["A"]],
        ["hangAfterActing", ["A", "B"]],
    ] as const) {
        it(`let the whole batch hang with the item (${effect})`, async () => {
            const emulator = await started();
            emulator.inject({ method: "POST", path: /Groups$/, skip: 1, effect });
            const hanging = fails(send(emulator, [creation("1", "A"), creation("2", "B"), creation("3", "C")]));
            while (names(emulator).length < acted.length) {
                await new Promise(setImmediate);
            }
            expect((await call(emulator, "GET", groups)).status).to.equal(200);
            expect(names(emulator)).to.deep.equal(acted);
            expect(emulator.exchanges[0]).not.to.have.property("endedAt");
            await emulator.stop();
            expect(await hanging).to.equal(true);
        });
    }

    for (const [effect, statuses] of [
        ["cutWithinAnswer", [undefined, undefined]],
        ["halfAnswer", [200, 200]],
    ] as const) {
        it(`tear the answer to the batch with that of the item (${effect}), all of it acted on`, async () => {
            const emulator = await started();
            emulator.inject({ path: /Groups$/, effect });
            expect(await fails(send(emulator, [creation("1", "A"), creation("2", "B")]))).to.equal(true);
            expect(names(emulator)).to.deep.equal(["A", "B"]);
            expect(emulator.requests.map(({ status }) => status)).to.deep.equal(statuses);
        });
    }

    it("cut what would have looked whole, where the batch loses half of its answer and an item is cut", async () => {
        const emulator = await started();
        emulator.inject({ path: /batch$/, effect: "halfAnswer" });
        emulator.inject({ path: /Groups$/, effect: "cutWithinAnswer" });
        expect(await fails(send(emulator, [creation("1", "A")]))).to.equal(true);
        expect(emulator.exchanges[0]).not.to.have.property("status");
    });

    it("hit the batch as a whole where they name its path", async () => {
        const emulator = await started();
        const path = /\/beta\/\$batch$/;
        emulator.inject({ path, effect: "answerBeforeActing", status: 503 });
        emulator.inject({ path, effect: "cutBeforeActing" });
        emulator.inject({ path, effect: "answerAfterActing", status: 504 });
        emulator.inject({ path, effect: "halfAnswer" });
        expect((await send(emulator, [creation("1", "A")])).status).to.equal(503);
        expect(await fails(send(emulator, [creation("1", "B")]))).to.equal(true);
        expect((await send(emulator, [creation("1", "C")])).status).to.equal(504);
        expect(await fails(send(emulator, [creation("1", "D"), creation("2", "")]))).to.equal(true);
        expect(names(emulator)).to.deep.equal(["C", "D"]);
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([503, undefined, 504, 200, 400]);
        expect(emulator.exchanges.map(({ status }) => status)).to.deep.equal([503, undefined, 504, 200]);
    });

    it("pass the batch by where they name no path", async () => {
        const emulator = await started();
        const fault = emulator.inject({ times: Infinity, effect: "answerBeforeActing", status: 503 });
        const items = await replies(emulator, list("1"), list("2"));
        expect([items.map(({ status }) => status), fault.hits]).to.deep.equal([[503, 503], 2]);
    });
});

describe("emulator: the log of batches", () => {
    it("has each item as if it had come alone, with the number of its batch", async () => {
        const clock = { time: 5 };
        const emulator = await started({ now: () => clock.time, latencyMs: 1, sleep: async () => (clock.time += 1) });
        await call(emulator, "GET", groups);
        await send(emulator, [creation("1", "A"), { ...list("2"), url: `${relative}?$top=1` }]);
        await send(emulator, [creation("1", "")]);
        const logged = emulator.requests.map(({ headers: _, ...rest }) => rest);
        expect(logged).to.deep.equal([
            { method: "GET", path: groups, startedAt: 5, endedAt: 6, status: 200 },
            { method: "POST", path: groups, body: { name: "A" }, batch: 1, startedAt: 6, endedAt: 7, status: 200 },
            { method: "GET", path: `${groups}?$top=1`, batch: 1, startedAt: 6, endedAt: 7, status: 200 },
            { method: "POST", path: groups, body: { name: "" }, batch: 2, startedAt: 7, endedAt: 8, status: 400 },
        ]);
    });

    it("has what went over HTTP in a list of its own", async () => {
        const emulator = await started();
        const requests = [creation("1", "A"), list("2")];
        await call(emulator, "GET", groups);
        await send(emulator, requests);
        const [single, batch, ...others] = emulator.exchanges;
        expect(others).to.deep.equal([]);
        expect(single).to.deep.equal(emulator.requests[0]);
        expect(batch).to.deep.include({ method: "POST", path: "/beta/$batch", status: 200, batch: 1 });
        expect(batch?.body).to.deep.equal({ requests });
    });

    it("never has a token, not even one that stands in an item", async () => {
        const emulator = await started({ token: "very-secret" });
        await send(emulator, [list("1"), { ...list("2"), headers: { AUTHORIZATION: "Bearer other-secret" } }]);
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([200, 401]);
        expect(JSON.stringify([emulator.requests, emulator.exchanges])).not.to.match(/secret/);
    });

    it("is emptied at once", async () => {
        const emulator = await started();
        await send(emulator, [list("1")]);
        emulator.clearRequests();
        expect([emulator.requests, emulator.exchanges]).to.deep.equal([[], []]);
    });
});
