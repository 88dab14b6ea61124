import { connect } from "node:net";
import { expect } from "chai";
import type { Emulator } from "../../emulator/index.js";
import { call, profile, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;

async function failure(request: Promise<unknown>): Promise<unknown> {
    return request.then(
        () => undefined,
        (error: unknown) => error,
    );
}

function create(emulator: Emulator, name: string) {
    return call(emulator, "POST", groups, { name });
}

describe("emulator: trouble", () => {
    it("refuses a request without a token, and one with another token", async () => {
        const emulator = await started({ token: "good" });
        const cases = [
            ["", "Access token is empty."],
            ["Bearer bad", "Access token validation failure."],
            ["Basic good", "Access token validation failure."],
        ] as const;
        for (const [authorization, message] of cases) {
            const { status, body, headers } = await call(emulator, "GET", groups, undefined, { authorization });
            expect(status).to.equal(401);
            expect(body.error).to.include({ code: "InvalidAuthenticationToken", message });
            expect(headers.get("request-id")).to.equal(body.error.innerError["request-id"]);
        }
        expect((await call(emulator, "GET", groups, undefined, { authorization: "Bearer good" })).status).to.equal(200);
    });

    it("takes another token from the moment it is set", async () => {
        const emulator = await started();
        const authorization = `Bearer ${emulator.token}`;
        emulator.settings.token = "next";
        expect((await call(emulator, "GET", groups, undefined, { authorization })).status).to.equal(401);
        expect((await call(emulator, "GET", groups)).status).to.equal(200);
    });

    it("answers 429 with Retry-After beyond the rate, and lets requests through again later", async () => {
        const clock = { time: 0 };
        const emulator = await started({ requestsPerSecond: 2, now: () => clock.time });
        const statuses: number[] = [];
        for (let n = 0; n < 3; n++) {
            statuses.push((await call(emulator, "GET", groups)).status);
        }
        expect(statuses).to.deep.equal([200, 200, 429]);
        const refused = await create(emulator, "A");
        expect([refused.status, refused.body.error.code]).to.deep.equal([429, "TooManyRequests"]);
        expect(refused.headers.get("retry-after")).to.equal("1");
        expect(emulator.tenant.group("A")).to.equal(undefined);
        clock.time += 1000;
        expect((await create(emulator, "A")).status).to.equal(200);
    });

    it("waits before it acts where latency is asked for, and not otherwise", async () => {
        const waits: [number, number][] = [];
        const emulator = await started({
            latencyMs: 20,
            sleep: async (milliseconds) => {
                waits.push([milliseconds, emulator.tenant.groups().length]);
            },
        });
        await create(emulator, "A");
        emulator.settings.latencyMs = 0;
        await create(emulator, "B");
        expect(waits).to.deep.equal([[20, 1]]);
        expect(emulator.tenant.groups()).to.have.length(3);
    });

    it("answers what a fault says, as often as it says, and only to what it matches", async () => {
        const emulator = await started();
        const fault = emulator.inject({
            method: "POST",
            path: /connectorGroups$/,
            times: 2,
            effect: "answerBeforeActing",
            status: 503,
            code: "serviceNotAvailable",
            message: "Later.",
            headers: { "Retry-After": "7" },
        });
        expect((await call(emulator, "GET", groups)).status).to.equal(200);
        for (let n = 0; n < 2; n++) {
            const { status, body, headers } = await create(emulator, "A");
            expect([status, body.error.code, body.error.message]).to.deep.equal([503, "serviceNotAvailable", "Later."]);
            expect(headers.get("retry-after")).to.equal("7");
        }
        expect(emulator.tenant.group("A")).to.equal(undefined);
        expect((await create(emulator, "A")).status).to.equal(200);
        expect(fault.hits).to.equal(2);
    });

    it("can let some requests through first, and be withdrawn", async () => {
        const emulator = await started();
        const fault = emulator.inject({ skip: 1, times: Infinity, effect: "answerBeforeActing", status: 500 });
        const statuses: number[] = [];
        for (let n = 0; n < 3; n++) {
            statuses.push((await call(emulator, "GET", groups)).status);
        }
        fault.withdraw();
        statuses.push((await call(emulator, "GET", groups)).status);
        expect(statuses).to.deep.equal([200, 500, 500, 200]);
    });

    it("can answer something that is not Graph at all", async () => {
        const emulator = await started();
        emulator.inject({ effect: "answerBeforeActing", status: 502, body: "<html>Bad Gateway</html>" });
        const { status, body, headers } = await call(emulator, "GET", groups);
        expect([status, body.text]).to.deep.equal([502, "<html>Bad Gateway</html>"]);
        expect(headers.get("content-type")).to.equal("text/html; charset=utf-8");
    });

    it("can fail after having acted", async () => {
        const emulator = await started();
        emulator.inject({ effect: "answerAfterActing", status: 504 });
        expect((await create(emulator, "A")).status).to.equal(504);
        expect(emulator.tenant.group("A")?.name).to.equal("A");
    });

    it("cuts the connection before acting, or after", async () => {
        const emulator = await started();
        emulator.inject({ effect: "cutBeforeActing" });
        emulator.inject({ effect: "cutAfterActing" });
        expect(await failure(create(emulator, "Before"))).to.be.instanceOf(TypeError);
        expect(await failure(create(emulator, "After"))).to.be.instanceOf(TypeError);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.deep.equal(["Default", "After"]);
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([undefined, undefined]);
    });

    it("cuts the connection in the middle of an answer, having acted", async () => {
        const emulator = await started();
        emulator.inject({ effect: "cutWithinAnswer", times: 2 });
        expect(await failure(create(emulator, "A"))).to.be.instanceOf(TypeError);
        const { id = "" } = emulator.tenant.group("A") ?? {};
        expect(await failure(call(emulator, "PATCH", `${groups}/${id}`, { name: "B" }))).to.be.instanceOf(TypeError);
        expect(emulator.tenant.group(id)?.name).to.equal("B");
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([undefined, undefined]);
    });

    it("loses half of an answer that looks complete, having acted", async () => {
        const emulator = await started();
        emulator.inject({ effect: "halfAnswer" });
        expect(await failure(create(emulator, "A"))).to.be.instanceOf(SyntaxError);
        expect(emulator.requests.map(({ status }) => status)).to.deep.equal([200]);
        expect(emulator.tenant.group("A")?.name).to.equal("A");
    });

    it("dates its answers by its own clock", async () => {
        const emulator = await started({ now: () => Date.UTC(2026, 0, 1) });
        expect((await call(emulator, "GET", groups)).headers.get("date")).to.equal("Thu, 01 Jan 2026 00:00:00 GMT");
    });

    it("never answers a request that hangs, and stops all the same", async () => {
        const emulator = await started();
        emulator.inject({ effect: "hangBeforeActing" });
        emulator.inject({ effect: "hangAfterActing" });
        const hanging = [failure(create(emulator, "A")), failure(create(emulator, "B"))];
        while (emulator.tenant.groups().length < 2 || emulator.requests.length < 2) {
            await new Promise(setImmediate);
        }
        expect(emulator.tenant.groups()).to.have.length(2);
        expect(emulator.requests.map(({ endedAt }) => endedAt)).to.deep.equal([undefined, undefined]);
        await emulator.stop();
        for (const outcome of await Promise.all(hanging)) {
            expect(outcome).to.be.instanceOf(TypeError);
        }
    });

    it("lets someone else change the tenant just before a request is acted on", async () => {
        const emulator = await started();
        const { id } = emulator.tenant.addGroup({ name: "A" });
        emulator.inject({
            method: "DELETE",
            effect: "meanwhile",
            run: () => emulator.tenant.addConnector({ machineName: "C", groupId: id }),
        });
        expect((await call(emulator, "DELETE", `${groups}/${id}`)).status).to.equal(400);
        expect(emulator.tenant.membersOf(id)).to.have.length(1);
    });

    it("says what went wrong in a test's own code", async () => {
        const emulator = await started();
        emulator.inject({
            effect: "meanwhile",
            run: () => {
                throw new Error("my mistake");
            },
        });
        const { status, body } = await call(emulator, "GET", groups);
        expect([status, body.error.message]).to.deep.equal([500, "Error: my mistake"]);
    });

    it("logs every request with its body and headers, but never the token", async () => {
        const clock = { time: 5 };
        const emulator = await started({ token: "very-secret", now: () => clock.time });
        await call(emulator, "POST", groups, { name: "A" }, { "client-request-id": "mine" });
        await call(emulator, "GET", `${groups}?$top=1`, undefined, { authorization: "Bearer other-secret" });
        expect(emulator.requests).to.have.length(2);
        expect(emulator.requests[0]).to.deep.include({
            method: "POST",
            path: groups,
            status: 200,
            body: { name: "A" },
            startedAt: 5,
            endedAt: 5,
        });
        expect(emulator.requests[0]?.headers["client-request-id"]).to.equal("mine");
        expect(emulator.requests[1]).to.include({ method: "GET", path: `${groups}?$top=1`, status: 401 });
        expect(emulator.requests[1]).not.to.have.property("body");
        expect(JSON.stringify(emulator.requests)).not.to.match(/secret/);
        emulator.clearRequests();
        expect(emulator.requests).to.deep.equal([]);
    });

    it("listens on loopback only", async () => {
        const emulator = await started();
        const port = Number(new URL(emulator.url).port);
        const reached = await new Promise((resolve) => {
            const socket = connect(port, "127.0.0.2", () => resolve(true)).on("error", () => resolve(false));
            socket.unref();
        });
        expect(new URL(emulator.url).hostname).to.equal("127.0.0.1");
        expect(reached).to.equal(false);
    });
});
