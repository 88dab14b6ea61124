import { expect } from "chai";
import { isGraphError, isNotFound } from "../../../provider/graph/errors";
import { type Answer, graphErrorOf, serve } from "./service";

const path = "/onPremisesPublishingProfiles/applicationProxy/connectorGroups/g-1";

async function errorFor(
    method: "GET" | "POST" | "PATCH",
    answer: Answer,
    origin?: { description: string; renewal: string },
) {
    const service = await serve(() => answer);
    const tokenSource = { getToken: async () => "token-1", ...(origin && { origin }) };
    return await graphErrorOf(
        service.client({ tokenSource, newId: () => "c-1" }).request(method, path, method === "GET" ? undefined : {}),
    );
}

describe("a refusal of the service", () => {
    it("says on one line what was asked, what came back and by which id support finds it", async () => {
        const error = await errorFor("PATCH", {
            status: 400,
            headers: {
                "request-id": "r-1",
                "x-ms-ags-diagnostic": '{"ServerInfo":1}',
                Date: "Tue, 01 Sep 2026 00:00:00 GMT",
            },
            body: { error: { code: "invalidRegion", message: "Region\n'x' is unknown." } },
        });
        expect(error.message).to.equal(
            "PATCH /…/connectorGroups/g-1 failed: 400 Bad Request, invalidRegion: Region 'x' is unknown (request-id r-1).",
        );
        expect(error).to.include({
            name: "GraphError",
            status: 400,
            code: "invalidRegion",
            requestId: "r-1",
            clientRequestId: "c-1",
            date: "Tue, 01 Sep 2026 00:00:00 GMT",
            diagnostic: '{"ServerInfo":1}',
            method: "PATCH",
            path,
            retryable: false,
            mayHaveActed: false,
        });
    });

    it("is known by its most specific code, and keeps the others", async () => {
        const inner = { code: "Inner_Code", innererror: { code: "Innermost_Code", "request-id": "r-body" } };
        const error = await errorFor("GET", {
            status: 400,
            body: { error: { code: "badRequest", message: "m", innerError: inner } },
        });
        expect(error.codes).to.deep.equal(["Innermost_Code", "Inner_Code", "badRequest"]);
        expect(error.code).to.equal("Innermost_Code");
        expect(error.requestId).to.equal("r-body");
    });

    it("may have no code at all", async () => {
        const error = await errorFor("GET", {
            status: 404,
            body: { error: { code: "", message: "No HTTP resource" } },
        });
        expect(error.code).to.equal(undefined);
        expect(error.message).to.include("404 Not Found, No HTTP resource");
    });

    const verdicts: readonly [method: "GET" | "POST", status: number, retryable: boolean, mayHaveActed: boolean][] = [
        ["POST", 400, false, false],
        ["POST", 409, false, false],
        ["POST", 429, true, false],
        ["POST", 500, true, true],
        ["POST", 503, true, true],
        ["GET", 504, true, false],
    ];
    for (const [method, status, retryable, mayHaveActed] of verdicts) {
        it(`of a ${method} with ${status} is ${retryable ? "" : "not "}worth another attempt, and it ${mayHaveActed ? "may" : "cannot"} have acted`, async () => {
            const error = await errorFor(method, { status });
            expect(error).to.include({ retryable, mayHaveActed });
            expect(error.message.includes("carried it out all the same is not known")).to.equal(mayHaveActed);
        });
    }

    it("of the token says where the token comes from and how to renew it", async () => {
        const origin = { description: "the client secret from ARM_CLIENT_SECRET", renewal: "Renew the secret" };
        const error = await errorFor("GET", { status: 401 }, origin);
        expect(error.message).to.equal(
            "GET /…/connectorGroups/g-1 failed: 401 Unauthorized. The token was not accepted; it comes from the client " +
                "secret from ARM_CLIENT_SECRET. Renew the secret.",
        );
    });

    it("of the caller names the permission, the role and the limits of app-only access", async () => {
        const code = "NotAdminRoleNoEnoughCustomPermission_UnauthorizedAccess";
        const { message } = await errorFor("GET", { status: 403, body: { error: { code, message: "" } } });
        expect(message)
            .to.include(code)
            .and.include("Directory.ReadWrite.All")
            .and.include("Application Administrator")
            .and.include("app-only access is documented for creating a group alone");
    });

    it("shows neither the token nor a whole body", async () => {
        const message = `token-1 ${"x".repeat(5000)}`;
        const error = await errorFor("GET", { status: 400, body: { error: { code: "token-1", message } } });
        expect(error.message).not.to.include("token-1");
        expect(error.message.length).to.be.below(500);
        expect(error.code).not.to.include("token-1");
    });

    it("that is not in Graph's form is put down to what lies in between", async () => {
        const error = await errorFor("POST", { status: 502, body: "<html>Bad gateway</html>" });
        expect(error.message).to.include("not in Microsoft Graph's form").and.not.include("<html>");
        expect(error).to.include({ foreign: true, mayHaveActed: true });
    });

    it("means that an object is gone only when the service itself says so", async () => {
        expect(isNotFound(await errorFor("GET", { status: 404, body: { error: { code: "X_NotFound" } } }))).to.equal(
            true,
        );
        expect(isNotFound(await errorFor("GET", { status: 404 }))).to.equal(true);
        expect(isNotFound(await errorFor("GET", { status: 404, body: "<html>" }))).to.equal(false);
        expect(isNotFound(await errorFor("GET", { status: 400 }))).to.equal(false);
    });
});

describe("a success that cannot be read", () => {
    it("says of a write that it was most likely carried out", async () => {
        const error = await errorFor("POST", { status: 201, body: "<html>", headers: { "request-id": "r-1" } });
        expect(error).to.include({ status: 201, requestId: "r-1", mayHaveActed: true, retryable: false });
        expect(error.message).to.equal(
            "POST /…/connectorGroups/g-1 was answered 201 Created, but the answer is not JSON (request-id r-1). The " +
                "service has most likely carried it out: look at the tenant before repeating it.",
        );
    });

    it("changes nothing for a read", async () => {
        expect(await errorFor("GET", { body: "{" })).to.include({ status: 200, mayHaveActed: false });
    });
});

describe("a request that fails before it is sent", () => {
    it("is not put down to the network", async () => {
        const service = await serve(() => ({ body: {} }));
        const error = await graphErrorOf(service.client().request("GET", path, { name: "no body goes with GET" }));
        expect(error).to.include({ status: undefined, retryable: false, mayHaveActed: false });
        expect(error.message).to.include("failed without an answer").and.not.include("HTTPS_PROXY");
    });
});

describe("isGraphError", () => {
    it("knows the error by its name, from whichever copy of the package", () => {
        expect(isGraphError(Object.assign(new Error("x"), { name: "GraphError" }))).to.equal(true);
        expect(isGraphError(new Error("x"))).to.equal(false);
        expect(isGraphError({ name: "GraphError" })).to.equal(false);
    });
});
