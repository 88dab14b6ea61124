import { expect } from "chai";
import fc from "fast-check";
import { GraphError } from "../../../provider/graph/errors";
import { askedWait, decideRetry, defaultRetryBounds, type Standing } from "../../../provider/graph/retry";
import { clockWithoutWaiting, graphErrorOf, type Service, serve } from "./service";

const groups = "/onPremisesPublishingProfiles/applicationProxy/connectorGroups";
const today = Date.UTC(2026, 0, 1);
const atFirst: Standing = {
    isAbsolute: true,
    throttled: 0,
    repeated: 0,
    elapsedMs: 0,
    isUnreachable: false,
    today,
    random: 0.5,
};

function failure(details: Partial<GraphError>): GraphError {
    const plain = { method: "GET", path: groups, retryable: true, mayHaveActed: false };
    return new GraphError("It failed.", { ...plain, ...details });
}

describe("the decision to repeat a request", () => {
    const decide = (details: Partial<GraphError>, standing: Partial<Standing> = {}) =>
        decideRetry(failure(details), { ...atFirst, ...standing }, defaultRetryBounds);

    it("waits as long as a 429 or a 503 asks for, in seconds or until a date", () => {
        for (const status of [429, 503]) {
            expect(decide({ status, retryAfter: "7" })).to.deep.equal({ kind: "repeat", afterMs: 7_000 });
            const retryAfter = "Thu, 01 Jan 2026 00:00:09 GMT";
            expect(decide({ status, retryAfter })).to.deep.equal({ kind: "repeat", afterMs: 9_000 });
        }
    });

    it("measures a date by the service's own clock, where the answer tells it", () => {
        const date = "Thu, 01 Jan 2026 01:00:00 GMT";
        const retryAfter = "Thu, 01 Jan 2026 01:00:09 GMT";
        expect(askedWait(failure({ status: 429, retryAfter, date }), today)).to.equal(9_000);
    });

    it("takes a date that is past for no wait at all", () => {
        const retryAfter = "Wed, 31 Dec 2025 00:00:00 GMT";
        expect(decide({ status: 429, retryAfter })).to.deep.equal({ kind: "repeat", afterMs: 0 });
    });

    it("draws the wait from zero to a bound that doubles where none is asked for, or none that can be understood", () => {
        for (const retryAfter of [undefined, "", "soon", "-5"]) {
            const bounds = [0, 1, 2, 3].map((repeated) => decide({ status: 503, retryAfter }, { repeated, random: 1 }));
            expect(bounds).to.deep.equal(
                [1_000, 2_000, 4_000, 8_000].map((afterMs) => ({ kind: "repeat", afterMs })),
                retryAfter,
            );
        }
        expect(decide({ status: 503 }, { random: 0 })).to.deep.equal({ kind: "repeat", afterMs: 0 });
        expect(decide({ status: 429 }, { throttled: 20, random: 1 })).to.deep.equal({
            kind: "repeat",
            afterMs: defaultRetryBounds.longestWaitMs,
        });
    });

    it("fails at once where the wait that is asked for does not fit, and says how long it is", () => {
        const decision = decide({ status: 429, retryAfter: "3600" }, { elapsedMs: 10_000 });
        expect(decision).to.deep.equal({
            kind: "giveUp",
            why:
                "The service asks to wait 3600 s before the next try, and a request is tried for no longer than 300 s: " +
                "try again after that time",
        });
    });

    it("repeats a creation only where it is certain that nothing was done", () => {
        const creation = { isAbsolute: false };
        expect(decide({ status: 429 }, creation).kind).to.equal("repeat");
        expect(decide({ mayHaveActed: false }, creation).kind, "a refused connection").to.equal("repeat");
        for (const status of [undefined, 500, 502, 503, 504]) {
            expect(decide({ status, mayHaveActed: true }, creation), `${status}`).to.deep.equal({ kind: "giveUp" });
        }
    });

    it("repeats throttled requests for as long as the time allows, and others a few times", () => {
        expect(decide({ status: 429, retryAfter: "1" }, { throttled: 200 }).kind).to.equal("repeat");
        expect(decide({ status: 500 }, { repeated: defaultRetryBounds.mostRepeats }).kind).to.equal("giveUp");
        expect(decide({ status: 500 }, { throttled: 200, repeated: 0 }).kind).to.equal("repeat");
    });

    it("never waits a negative time, nor beyond the limit, whatever the service writes", () => {
        fc.assert(
            fc.property(fc.string(), fc.nat(400_000), fc.nat(10), (retryAfter, elapsedMs, throttled) => {
                const decision = decide({ status: 429, retryAfter }, { elapsedMs, throttled });
                if (decision.kind === "repeat") {
                    expect(decision.afterMs).to.be.at.least(0);
                    expect(decision.afterMs + elapsedMs).to.be.at.most(defaultRetryBounds.limitMs);
                }
            }),
        );
    });
});

describe("the Graph client: a request that fails for now", () => {
    const failing = (times: number, status: number, headers: Readonly<Record<string, string>> = {}) => {
        let left = times;
        return serve(() => (left-- > 0 ? { status, headers } : { body: { ok: true } }));
    };

    /** The client of a service, with what it says and how long it sleeps. */
    function watched(service: Service) {
        const said: string[] = [];
        const clock = clockWithoutWaiting();
        return { said, clock, client: service.client({ clock, say: (sentence) => said.push(sentence) }) };
    }

    it("is repeated until it succeeds, each time under a new id", async () => {
        for (const method of ["GET", "PUT", "PATCH", "DELETE"] as const) {
            for (const status of [429, 500, 502, 503, 504]) {
                const service = await failing(2, status);
                await service.client().request(method, groups, method === "GET" ? undefined : { name: "A" });
                expect(service.received, `${method} ${status}`).to.have.length(3);
                expect(new Set(service.received.map(({ headers }) => headers["client-request-id"])).size).to.equal(3);
                expect(new Set(service.received.map(({ body }) => body)).size).to.equal(1);
            }
        }
    });

    it("is not repeated where it is a POST, unless it was throttled or says that repeating it is safe", async () => {
        const post = async (status: number, isAbsolute?: boolean) => {
            const service = await failing(1, status);
            const asked = service.client().request("POST", groups, {}, isAbsolute === undefined ? {} : { isAbsolute });
            await asked.catch(() => undefined);
            return service.received.length;
        };
        expect([await post(503), await post(504), await post(429), await post(503, true)]).to.deep.equal([1, 1, 2, 2]);
    });

    it("is not repeated where the refusal is meant", async () => {
        for (const status of [400, 403, 404, 405, 409, 501]) {
            const service = await failing(1, status);
            await graphErrorOf(service.client().request("GET", groups));
            expect(service.received, `${status}`).to.have.length(1);
        }
    });

    it("waits as long as it is asked to, and says so once where that is long", async () => {
        const short = await failing(1, 429, { "Retry-After": "3" });
        const first = watched(short);
        await first.client.request("GET", groups);
        expect([first.clock.slept, first.said]).to.deep.equal([[3_000], []]);

        const long = await failing(8, 429, { "Retry-After": "30" });
        const said: string[] = [];
        const clock = clockWithoutWaiting();
        // Time goes on when the first one wakes, and by then all of them have been answered.
        let asleep = 0;
        let wake: () => void = () => undefined;
        const answered = new Promise<void>((done) => {
            wake = done;
        });
        const sleep = async (milliseconds: number) => {
            const end = clock.now() + milliseconds;
            asleep += 1;
            if (asleep === 8) {
                wake();
            }
            await answered;
            clock.advance(Math.max(0, end - clock.now()));
        };
        const client = long.client({ clock: { now: clock.now, sleep }, say: (sentence) => said.push(sentence) });
        await Promise.all(Array.from({ length: 8 }, (_, n) => client.request("PATCH", `${groups}/g-${n}`, {})));
        expect(said).to.deep.equal([
            "Microsoft Graph is throttling (429): every request of this process waits for 30 s.",
        ]);
    });

    it("says what a long wait is for", async () => {
        const service = await failing(1, 503, { "Retry-After": "20" });
        const { client, said } = watched(service);
        await client.request("PATCH", `${groups}/g-1`, {});
        expect(said).to.deep.equal([
            "PATCH /…/connectorGroups/g-1 was answered 503 Service Unavailable. It is tried again in 20 s.",
        ]);
    });

    it("is given up with how often it was tried", async () => {
        const service = await failing(Number.POSITIVE_INFINITY, 502);
        const error = await graphErrorOf(service.client().request("GET", groups));
        expect(service.received).to.have.length(1 + defaultRetryBounds.mostRepeats);
        expect(error.message).to.equal("GET /…/connectorGroups failed: 502 Bad Gateway. It was tried 5 times in 8 s.");
        expect(error).to.include({ status: 502, mayHaveActed: false });
    });

    it("is given up at once where it would have to wait for too long", async () => {
        const service = await failing(Number.POSITIVE_INFINITY, 429, { "Retry-After": "86400" });
        const { client, clock, said } = watched(service);
        const error = await graphErrorOf(client.request("POST", groups, {}));
        expect(error.message).to.include("429 Too Many Requests").and.include("asks to wait 86400 s");
        expect(error).to.include({ status: 429, mayHaveActed: false });
        expect([service.received.length, clock.slept, said]).to.deep.equal([1, [], []]);
    });

    it("is throttled for no longer than the limit", async () => {
        const service = await failing(Number.POSITIVE_INFINITY, 429, { "Retry-After": "100" });
        const { client, clock } = watched(service);
        const error = await graphErrorOf(client.request("GET", groups));
        expect(clock.slept).to.deep.equal([100_000, 100_000, 100_000]);
        expect(error.message).to.include("It was tried 4 times in 300 s").and.include("no longer than 300 s");
    });

    it("may have been carried out, if any of its tries may have been", async () => {
        const answers = [{ status: 504 }, { status: 409 }];
        const service = await serve(() => answers.shift());
        const error = await graphErrorOf(service.client().request("PATCH", groups, {}));
        expect(error).to.include({ status: 409, mayHaveActed: true });
        expect(error.message).to.include("Whether the service carried out an earlier try is not known");
    });

    it("has its token renewed once, however often it is repeated", async () => {
        const answers = [401, 503, 401];
        const service = await serve(() => ({ status: answers.shift() ?? 200, body: {} }));
        let issued = 1;
        const tokenSource = {
            getToken: async () => `t${issued}`,
            forget: () => {
                issued += 1;
            },
        };
        const error = await graphErrorOf(service.client({ tokenSource }).request("GET", groups));
        expect(error.status).to.equal(401);
        expect(service.received.map(({ headers }) => headers.authorization)).to.deep.equal([
            "Bearer t1",
            "Bearer t2",
            "Bearer t2",
        ]);
    });
});

describe("the Graph client: an answer that arrives in part", () => {
    const whole = JSON.stringify({ value: [{ id: "1" }] });

    it("is asked for again where the connection broke in the middle of it", async () => {
        let first = true;
        const service = await serve((_request, _service, response) => {
            if (first) {
                first = false;
                response.writeHead(200, { "Content-Length": `${whole.length}` });
                response.write(whole.slice(0, 9), () => response.socket?.destroy());
                return undefined;
            }
            return { body: whole };
        });
        expect((await service.client().request("GET", groups)).body).to.deep.equal(JSON.parse(whole));
        expect(service.received).to.have.length(2);
    });

    it("is asked for again where it looks complete", async () => {
        const bodies = [whole.slice(0, 9), whole];
        const service = await serve(() => ({ body: bodies.shift() }));
        expect((await service.client().request("GET", groups)).body).to.deep.equal(JSON.parse(whole));
    });

    it("is asked for again where it did not end in time", async () => {
        let first = true;
        const service = await serve((_request, _service, response) => {
            if (first) {
                first = false;
                response.writeHead(200).write("{");
                return undefined;
            }
            return { body: whole };
        });
        await service.client({ timeoutMs: 50 }).request("GET", groups);
        expect(service.received).to.have.length(2);
    });

    it("is an error that says so where it never arrives whole", async () => {
        const service = await serve(() => ({ body: whole.slice(0, 9) }));
        const { message } = await graphErrorOf(service.client().request("GET", groups));
        expect(message).to.equal(
            "GET /…/connectorGroups was answered 200 OK, but the answer is not whole JSON. It was tried 5 times in 8 s.",
        );
    });

    it("is an error at once where it was never meant for this client", async () => {
        for (const body of ["<html>Sign in</html>", "OK"]) {
            const service = await serve(() => ({ body }));
            const { message } = await graphErrorOf(service.client().request("GET", groups));
            expect(message).to.include("the answer is not JSON");
            expect(service.received).to.have.length(1);
        }
    });

    it("is not read beyond a size that no answer has", async () => {
        const service = await serve(() => ({ body: `{"value":"${"x".repeat(20 * 2 ** 20)}"}` }));
        const error = await graphErrorOf(service.client().request("GET", groups));
        expect(error.message).to.include("is larger than 16 MB and was not read");
        expect(service.received).to.have.length(1);
    });
});

describe("a service that nobody can reach", () => {
    const refusedConnection = () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

    it("is found out by one request for all of them, until it answers again", async () => {
        let isUp = false;
        let tries = 0;
        const service = await serve(() => ({ body: { value: [] } }));
        const client = service.client({
            fetch: async () => {
                tries += 1;
                if (!isUp) {
                    throw refusedConnection();
                }
                return { status: 200, statusText: "", headers: { get: () => null }, text: async () => "{}" };
            },
        });
        const triesOf = async (ask: () => Promise<unknown>) => {
            tries = 0;
            await ask();
            return tries;
        };
        const inVain = () => triesOf(() => graphErrorOf(client.request("GET", groups)));

        expect(await inVain()).to.equal(1 + defaultRetryBounds.mostRepeats);
        expect(await inVain()).to.equal(1);
        isUp = true;
        expect(await triesOf(() => client.request("GET", groups))).to.equal(1);
        isUp = false;
        expect(await inVain()).to.equal(1 + defaultRetryBounds.mostRepeats);
    });
});
