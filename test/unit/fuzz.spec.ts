/** What comes from outside, and can be anything: answers of the service, the configuration, what a program declares. */
import { expect } from "chai";
import fc from "fast-check";
import {
    assignApplication,
    findApplicationByAppId,
    getApplication,
    groupOfApplication,
    listApplications,
} from "../../provider/graph/applications";
import { createGraphClient, type Fetch, type GraphClient } from "../../provider/graph/client";
import {
    createConnectorGroup,
    deleteConnectorGroup,
    getConnectorGroup,
    listConnectorGroups,
    updateConnectorGroup,
} from "../../provider/graph/connectorGroups";
import { getConnector, groupOfConnector, listConnectors, listMembers } from "../../provider/graph/connectors";
import { GraphError } from "../../provider/graph/errors";
import { isConfigurationError, resolveSettings, secretsOf } from "../../provider/identity/configuration";
import { sources } from "../../provider/identity/sources";
import { applicationAssignment } from "../../provider/lifecycle/applicationAssignment";
import { connectorGroupLifecycleOver } from "../../provider/lifecycle/connectorGroup";
import { connectorMembership } from "../../provider/lifecycle/connectorMembership";
import { defaultBounds, type LifecycleContext } from "../../provider/lifecycle/context";
import { CreationNotes } from "../../provider/lifecycle/creationNotes";
import { createGraphTenant } from "../../provider/lifecycle/graphTenant";
import { OperationMemory } from "../../provider/lifecycle/memory";
import { markedName, readMark } from "../../provider/lifecycle/names";
import { placementLifecycleOver } from "../../provider/lifecycle/placement";

const seed = 20261124;

/** Any JSON, with the keys among others that reach an object's prototype where one is careless. */
const key = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.constantFrom("__proto__", "constructor", "prototype", "value", "id", "name", "region", "error", "code"),
);
const json = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.oneof(fc.constant(null), fc.boolean(), fc.double({ noNaN: true }), fc.string()),
        fc.array(tie("any"), { maxLength: 4 }),
        fc.array(fc.tuple(key, tie("any")), { maxLength: 5 }).map((entries) => entries),
    ),
})).any;

/** JSON text, so that `__proto__` is a key like any other, as it is on the wire. */
const jsonText = fc.oneof(
    json.map((value) => JSON.stringify(value)),
    fc
        .array(fc.tuple(key, json), { maxLength: 6 })
        .map((entries) => `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(",")}}`),
    fc.array(json, { maxLength: 3 }).map((items) => JSON.stringify({ value: items, "@odata.nextLink": undefined })),
    fc
        .array(fc.record({ id: json, name: json, region: json, displayName: json, status: json }), { maxLength: 3 })
        .map((items) => JSON.stringify({ value: items })),
);
const body = fc.oneof({ weight: 8, arbitrary: jsonText }, { weight: 1, arbitrary: fc.string() });
/** Not those that are asked for again, which is another test's business. */
const status = fc.constantFrom(200, 201, 204, 302, 400, 403, 404, 409, 412, 422);

const calls: Readonly<Record<string, (client: GraphClient) => Promise<unknown>>> = {
    listConnectorGroups: (client) => listConnectorGroups(client),
    getConnectorGroup: (client) => getConnectorGroup(client, "g"),
    createConnectorGroup: (client) => createConnectorGroup(client, { name: "A" }),
    updateConnectorGroup: (client) => updateConnectorGroup(client, "g", { name: "A" }),
    deleteConnectorGroup: (client) => deleteConnectorGroup(client, "g"),
    listMembers: (client) => listMembers(client, "g"),
    listConnectors: (client) => listConnectors(client),
    getConnector: (client) => getConnector(client, "c"),
    groupOfConnector: (client) => groupOfConnector(client, "c"),
    listApplications: (client) => listApplications(client, "g"),
    getApplication: (client) => getApplication(client, "a"),
    findApplicationByAppId: (client) => findApplicationByAppId(client, "a"),
    groupOfApplication: (client) => groupOfApplication(client, "a"),
    assignApplication: (client) => assignApplication(client, "a", "g"),
};

describe("whatever the service answers", () => {
    for (const [name, call] of Object.entries(calls)) {
        it(`is read by ${name}, or is an error that says so`, async () => {
            await fc.assert(
                fc.asyncProperty(status, body, async (code, text) => {
                    const outcome = await call(clientAnswered(code, text)).catch((error: unknown) => error);
                    if (outcome instanceof Error) {
                        expect(outcome).to.be.instanceOf(GraphError);
                        expect(outcome.message).to.match(/^(GET|POST|PATCH|PUT|DELETE) \S+/);
                        expect(outcome.message.length).to.be.lessThan(2_000);
                    } else {
                        expectTexts(outcome);
                    }
                    expectCleanPrototype();
                }),
                { seed, numRuns: 150 },
            );
        });
    }
});

describe("whatever is configured", () => {
    const names = sources.flatMap(({ kind, names: keys }) =>
        Object.values(keys).map((name) => ({ kind, name: String(name) })),
    );
    const value = fc.oneof(fc.string(), fc.constantFrom("", " ", "true", "false", "https://x.example", "__proto__"));
    const isSecret = (name: string) => /secret|password|token$/i.test(name);
    const setting = fc
        .tuple(fc.constantFrom(...names), value)
        .map(([place, v]) => [place, isSecret(place.name) ? `marked as secret: ${v}` : v] as const);
    const settings = fc.array(setting, { maxLength: 6 });

    it("is taken, or refused in words that hold no secret", () => {
        fc.assert(
            fc.property(settings, (given) => {
                const stack = new Map(given.filter(([{ kind }]) => kind === "stack").map(([{ name }, v]) => [name, v]));
                const env = Object.fromEntries(
                    given.filter(([{ kind }]) => kind === "environment").map(([{ name }, v]) => [name, v]),
                );
                try {
                    for (const secret of secretsOf(resolveSettings((name) => stack.get(name), env))) {
                        expect(secret).to.be.a("string");
                    }
                } catch (error) {
                    expect(isConfigurationError(error), String(error)).to.equal(true);
                    expect((error as Error).message).to.not.include("marked as secret");
                }
                expectCleanPrototype();
            }),
            { seed, numRuns: 2_000 },
        );
    });
});

describe("whatever a program declares", () => {
    const record = fc
        .array(
            fc.tuple(
                fc.constantFrom("name", "region", "adopt", "connectorId", "applicationId", "connectorGroupId"),
                json,
            ),
        )
        .map((entries) => Object.fromEntries(entries));

    for (const [what, lifecycle] of Object.entries(lifecycles())) {
        it(`of ${what} is checked, and what is wrong with it is said`, async () => {
            await fc.assert(
                fc.asyncProperty(record, record, async (olds, news) => {
                    const { failures } = await lifecycle.check(olds, news);
                    for (const { reason } of failures) {
                        expect(reason).to.be.a("string").and.to.have.length.greaterThan(10);
                    }
                    expectCleanPrototype();
                }),
                { seed, numRuns: 150 },
            );
        });
    }
});

describe("whatever a group is called", () => {
    it("its mark says what it was made to say, and the name is whole", () => {
        const id = fc.uuid();
        fc.assert(
            fc.property(
                fc.string({ unit: "grapheme" }),
                fc.array(id, { minLength: 1 }),
                fc.option(id),
                (name, ids, on) => {
                    const mark = { name, replaces: ids, ...(on !== null && { moving: on }) };
                    expect(readMark(markedName(mark))).to.deep.equal(mark);
                },
            ),
            { seed, numRuns: 1_000 },
        );
    });
});

function clientAnswered(code: number, text: string): GraphClient {
    const fetch: Fetch = async () => ({
        status: code,
        statusText: "",
        headers: { get: () => null },
        text: async () => text,
    });
    return createGraphClient({
        root: "https://graph.example",
        tokenSource: { getToken: async () => "token" },
        fetch,
    });
}

/** A tenant that nobody can reach: what can be seen without it is told all the same. */
function lifecycles() {
    const env = { ENTRA_APP_PROXY_ENDPOINT: "http://127.0.0.1:1", ENTRA_APP_PROXY_ACCESS_TOKEN: "token" };
    const clock = { now: () => 0, sleep: async () => undefined };
    const context: LifecycleContext = {
        tenant: () => createGraphTenant(() => undefined, env, { clock }),
        memory: new OperationMemory(),
        notes: new CreationNotes("there is no such folder", () => undefined),
        say: () => undefined,
        warn: () => undefined,
        clock,
        bounds: defaultBounds,
    };
    return {
        "a connector group": connectorGroupLifecycleOver(context),
        "a membership": placementLifecycleOver(connectorMembership, context),
        "an assignment": placementLifecycleOver(applicationAssignment, context),
    };
}

/** Whatever was read has an id and names that are texts, however deep. */
function expectTexts(read: unknown): void {
    for (const one of Array.isArray(read) ? read : [read]) {
        if (typeof one === "object" && one !== null) {
            const { id, name, region, displayName, machineName, status } = one as Record<string, unknown>;
            expect(id).to.be.a("string");
            for (const text of [name, region, displayName, machineName, status]) {
                expect(text === undefined || (typeof text === "string" && text !== "")).to.equal(true);
            }
        }
    }
}

function expectCleanPrototype(): void {
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    expect(({} as Record<string, unknown>).id).to.equal(undefined);
}
