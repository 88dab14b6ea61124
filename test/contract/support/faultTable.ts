/**
 * What is tried in test/contract/faults.spec.ts, and what has to come of it. docs/faults.md is made from this table, so
 * that the page says what the test holds.
 */
import type { Emulator, FaultEffect, FaultMatch } from "../../../emulator/index";
import type { TestClock } from "./given";
import { occupy } from "./occupied";
import type { Program, Stack } from "./stack";

/** An operation of the engine on a stack, and the calls of Microsoft Graph that it makes. */
export interface Scenario {
    readonly title: string;
    /** Brings the stack and the tenant to where the operation begins. */
    arrange(around: Around): Promise<void>;
    /** What the program declares then; a refresh where it is missing. */
    declares?(around: Around): Program;
    /** Every call that the operation makes, in the order in which each is made first. */
    readonly calls: readonly Call[];
    /** Calls that it can do without: some in the preview only, which says so, and the update asks again. */
    readonly forgives?: Readonly<Record<Call, Forgiven>>;
    /** Calls that the service refuses at first here: an answer that is lost hides a refusal, and no success. */
    readonly refused?: readonly Call[];
    /** Whether what it is done with leaves the state although something else has failed. */
    readonly letsGo?: true;
    /** Whether no application may be without an active connector at any moment. */
    readonly isServed?: true;
}

export interface Around {
    readonly emulator: Emulator;
    readonly stack: Stack;
    readonly clock: TestClock;
}

/** A call, without the ids in its path, such as `GET …/connectorGroups/{id}`. */
export type Call = string;

/** Something that goes wrong with one call. */
export interface Trouble {
    readonly title: string;
    /** Whether it can befall lists alone. */
    readonly listsOnly?: true;
    effect(around: Around, call: Call): FaultEffect & Pick<FaultMatch, "times">;
    /** What has to come of the operation. */
    readonly outcome: (call: Call, isRefused: boolean) => Outcome;
    /** Whether it befalls every try. */
    readonly each?: true;
    /** Whether it says that the caller may not ask. */
    readonly isRefusal?: true;
    /** Whether the time for an answer runs out. */
    readonly hangs?: true;
    /** Whether it befalls what is asked for by itself: what is said of a read in a batch so is not believed. */
    readonly alone?: true;
}

/** What is forgiven beside a call that fails once. */
export interface Forgiven {
    /** That it fails each time. */
    readonly each?: true;
    /** That the service says who may not ask. */
    readonly refusal?: true;
}

/** It succeeds, or it fails with an error that says so, and the next update does what is left. */
export type Outcome = "done" | "fails";

const group = { name: "Frankfurt", region: "eur" };
const always = { times: Number.POSITIVE_INFINITY } as const;

/** The ids of what a scenario places: the first connector and application that are named so. */
const connector = ({ emulator }: Around) => idIn(emulator.tenant.connectors(), "machineName", "Frankfurt-1");
const application = ({ emulator }: Around) => idIn(emulator.tenant.applications(), "displayName", "Frankfurt app 1");

function placedIn(around: Around, idOf: string): Program {
    return {
        frankfurt: group,
        tokyo: { name: "Tokyo", region: "nam" },
        membership: { connectorId: connector(around), connectorGroupId: { idOf } },
        assignment: { applicationId: application(around), connectorGroupId: { idOf } },
    };
}

async function withLoose(around: Around): Promise<void> {
    occupy(around.emulator, "Default", { active: 1 });
    around.emulator.tenant.addConnector({ machineName: "Frankfurt-1" });
    around.emulator.tenant.addApplication({ displayName: "Frankfurt app 1" });
    await around.stack.up({ frankfurt: group, tokyo: { name: "Tokyo", region: "nam" } });
}

/** For how long every read goes on showing what was there before a write, in one more run of each scenario. */
export const lagMs = 5_000;

/** The calls that put a connector and an application in a group. */
const callsOfMoves: readonly Call[] = [
    "GET …/connectors/{id}/memberOf",
    "GET …/connectorGroups/{id}/members",
    "GET …/connectorGroups/{id}/applications",
    "GET /applications/{id}/connectorGroup",
    "GET …/connectors/{id}",
    "POST …/connectors/{id}/memberOf/$ref",
    "PUT /applications/{id}/connectorGroup/$ref",
];

export const scenarios: readonly Scenario[] = [
    {
        title: "A new group",
        arrange: async () => undefined,
        declares: () => ({ frankfurt: group }),
        forgives: { "GET …/connectorGroups": {} },
        calls: ["GET …/connectorGroups", "POST …/connectorGroups"],
    },
    {
        title: "A group that is taken over (`adopt`)",
        arrange: async ({ emulator }) => {
            emulator.tenant.addGroup({ name: "FRANKFURT", region: "nam" });
        },
        declares: () => ({ frankfurt: { ...group, adopt: true } }),
        forgives: {
            "GET …/connectorGroups": {},
            "GET …/connectorGroups/{id}/members": {},
            "GET …/connectorGroups/{id}/applications": {},
            "GET …/connectorGroups/{id}": { each: true, refusal: true },
        },
        calls: [
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "GET …/connectorGroups/{id}/applications",
            "PATCH …/connectorGroups/{id}",
            "GET …/connectorGroups/{id}",
        ],
    },
    {
        title: "A new name",
        arrange: ({ stack }) => stack.up({ frankfurt: group }).then(() => undefined),
        declares: () => ({ frankfurt: { ...group, name: "Frankfurt am Main" } }),
        forgives: { "GET …/connectorGroups": { refusal: true } },
        calls: ["GET …/connectorGroups", "GET …/connectorGroups/{id}", "PATCH …/connectorGroups/{id}"],
    },
    {
        title: "Another region, with nothing assigned",
        arrange: ({ stack }) => stack.up({ frankfurt: group }).then(() => undefined),
        declares: () => ({ frankfurt: { ...group, region: "nam" } }),
        calls: [
            "GET …/connectorGroups/{id}",
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "GET …/connectorGroups/{id}/applications",
            "PATCH …/connectorGroups/{id}",
        ],
    },
    {
        title: "Another region, with a connector and an application assigned",
        arrange: async ({ stack, emulator }) => {
            await stack.up({ frankfurt: group });
            occupy(emulator, "Frankfurt", { active: 2, applications: 1 });
        },
        declares: () => ({ frankfurt: { ...group, region: "asia" } }),
        isServed: true,
        // A connector goes by way of the default group where the straight way between two regions is refused.
        refused: ["POST …/connectors/{id}/memberOf/$ref"],
        calls: [
            "GET …/connectorGroups/{id}",
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "GET …/connectorGroups/{id}/applications",
            "POST …/connectorGroups",
            "GET …/connectors/{id}/memberOf",
            "POST …/connectors/{id}/memberOf/$ref",
            "PATCH …/connectorGroups/{id}",
            "GET /applications/{id}/connectorGroup",
            "PUT /applications/{id}/connectorGroup/$ref",
            "DELETE …/connectorGroups/{id}",
        ],
    },
    {
        title: "A group that is deleted",
        arrange: ({ stack }) => stack.up({ frankfurt: group }).then(() => undefined),
        declares: () => ({}),
        calls: [
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "GET …/connectorGroups/{id}/applications",
            "DELETE …/connectorGroups/{id}",
        ],
    },
    {
        title: "A connector and an application that are put in a group",
        arrange: withLoose,
        declares: (around) => placedIn(around, "frankfurt"),
        forgives: {
            "GET …/connectors/{id}/memberOf": {},
            "GET …/connectorGroups/{id}/members": {},
            "GET …/connectorGroups/{id}/applications": { each: true },
            "GET /applications/{id}/connectorGroup": {},
        },
        calls: callsOfMoves,
    },
    {
        title: "A connector and an application that are put in another group",
        arrange: async (around) => {
            await withLoose(around);
            await around.stack.up(placedIn(around, "frankfurt"));
        },
        declares: (around) => placedIn(around, "tokyo"),
        forgives: {
            "GET …/connectors/{id}/memberOf": {},
            "GET …/connectorGroups/{id}/members": {},
            "GET …/connectorGroups/{id}/applications": {},
            "GET /applications/{id}/connectorGroup": {},
        },
        calls: callsOfMoves,
    },
    {
        title: "A connector and an application that are given back",
        letsGo: true,
        arrange: async (around) => {
            await withLoose(around);
            await around.stack.up(placedIn(around, "frankfurt"));
        },
        declares: () => ({ frankfurt: group, tokyo: { name: "Tokyo", region: "nam" } }),
        calls: [
            "GET …/connectors/{id}/memberOf",
            "GET /applications/{id}/connectorGroup",
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "DELETE /applications/{id}/connectorGroup/$ref",
            "GET …/connectorGroups/{id}/applications",
            "GET …/connectors/{id}",
            "POST …/connectors/{id}/memberOf/$ref",
        ],
    },
    {
        title: "A refresh",
        arrange: async (around) => {
            await withLoose(around);
            await around.stack.up(placedIn(around, "frankfurt"));
        },
        forgives: {
            "GET …/connectorGroups/{id}/members": { each: true, refusal: true },
            "GET …/connectorGroups/{id}/applications": { each: true, refusal: true },
        },
        calls: [
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "GET …/connectorGroups/{id}/applications",
        ],
    },
    {
        title: "A refresh of what was moved meanwhile",
        arrange: async (around) => {
            await withLoose(around);
            await around.stack.up(placedIn(around, "frankfurt"));
            const { tenant } = around.emulator;
            const tokyo = tenant.group("Tokyo")?.id ?? "";
            tenant.moveConnector(connector(around), tokyo);
            tenant.assignApplication(application(around), tokyo);
        },
        forgives: {
            "GET …/connectorGroups/{id}/members": { each: true, refusal: true },
            "GET …/connectorGroups/{id}/applications": { each: true, refusal: true },
        },
        calls: [
            "GET …/connectorGroups",
            "GET …/connectorGroups/{id}/members",
            "GET …/connectorGroups/{id}/applications",
            "GET …/connectors/{id}/memberOf",
            "GET /applications/{id}/connectorGroup",
        ],
    },
];

const isRead = (call: Call) => call.startsWith("GET");
const isCreation = (call: Call) => call === "POST …/connectorGroups";
const isList = (call: Call) => isRead(call) && /(connectorGroups|members|applications|memberOf|connectors)$/.test(call);

const done = (): Outcome => "done";
const exceptCreation = (call: Call): Outcome => (isCreation(call) ? "fails" : "done");
const exceptWrites = (call: Call, isRefused: boolean): Outcome => (isRead(call) || isRefused ? "fails" : "done");
const fails = (): Outcome => "fails";

/** An answer that comes once, instead of the service's own; the service has acted where it is to have. */
function answer(status: number, more: { acted?: boolean; body?: unknown; headers?: Record<string, string> } = {}) {
    const { acted = false, ...rest } = more;
    return () => ({ effect: acted ? "answerAfterActing" : "answerBeforeActing", status, ...rest }) as const;
}

const noAddress = {
    error: { code: "", message: "No HTTP resource was found that matches the request URI.", innerError: {} },
};

export const troubles: readonly Trouble[] = [
    { title: "429 with seconds", effect: answer(429, { headers: { "Retry-After": "7" } }), outcome: done },
    {
        title: "429 with a date",
        effect: ({ clock }) =>
            answer(429, { headers: { "Retry-After": new Date(clock.now() + 9_000).toUTCString() } })(),
        outcome: done,
    },
    { title: "429 without `Retry-After`", effect: answer(429), outcome: done },
    {
        title: "429 that asks for a day",
        effect: answer(429, { headers: { "Retry-After": "86400" } }),
        outcome: fails,
    },
    {
        each: true,
        title: "429 each time",
        effect: () => ({ ...answer(429, { headers: { "Retry-After": "60" } })(), ...always }),
        outcome: fails,
    },
    { title: "500", effect: answer(500), outcome: exceptCreation },
    { title: "502", effect: answer(502, { body: "<html>Bad Gateway</html>" }), outcome: exceptCreation },
    { title: "503", effect: answer(503, { headers: { "Retry-After": "3" } }), outcome: exceptCreation },
    { each: true, title: "503 each time", effect: () => ({ ...answer(503)(), ...always }), outcome: fails },
    { title: "504 although it was done", effect: answer(504, { acted: true }), outcome: done },
    {
        each: true,
        title: "504 each time, although it was done",
        effect: () => ({ ...answer(504, { acted: true })(), ...always }),
        outcome: exceptWrites,
    },
    {
        title: "connection cut before the service acts",
        effect: () => ({ effect: "cutBeforeActing" }),
        outcome: exceptCreation,
    },
    { title: "connection cut after it has acted", effect: () => ({ effect: "cutAfterActing" }), outcome: done },
    { title: "connection cut within the answer", effect: () => ({ effect: "cutWithinAnswer" }), outcome: done },
    {
        hangs: true,
        title: "no answer in time, not done",
        effect: () => ({ effect: "hangBeforeActing" }),
        outcome: exceptCreation,
    },
    { hangs: true, title: "no answer in time, done", effect: () => ({ effect: "hangAfterActing" }), outcome: done },
    { title: "half an answer that looks whole", effect: () => ({ effect: "halfAnswer" }), outcome: done },
    {
        alone: true,
        title: "an answer that is not JSON",
        effect: answer(200, { acted: true, body: "OK" }),
        outcome: exceptWrites,
    },
    {
        alone: true,
        title: "an HTML page with status 200",
        effect: answer(200, { body: "<html>Sign in to the network</html>" }),
        outcome: fails,
    },
    {
        alone: true,
        title: "an answer of 20 MB",
        effect: answer(200, { acted: true, body: { value: [], filler: "x".repeat(20 * 2 ** 20) } }),
        outcome: exceptWrites,
    },
    { alone: true, title: "404 with a blank error code", effect: answer(404, { body: noAddress }), outcome: fails },
    {
        title: "401 once, with a token that can be renewed",
        effect: ({ emulator }) => ({
            effect: "meanwhile",
            run: () => {
                emulator.settings.token = renewedToken;
            },
        }),
        outcome: done,
    },
    { isRefusal: true, title: "403", effect: answer(403), outcome: fails },
    {
        title: "a next page on another host",
        listsOnly: true,
        effect: answer(200, { body: { value: [], "@odata.nextLink": "https://elsewhere.example/beta/page" } }),
        outcome: fails,
    },
    {
        title: "a next page that was read already",
        listsOnly: true,
        effect: ({ emulator }) =>
            answer(200, { body: { value: [], "@odata.nextLink": `${emulator.url}/beta/loop` } })(),
        outcome: fails,
    },
];

/** The token that the tenant asks for once the first one is refused. */
export const renewedToken = "the-renewed-token";

/** Undefined where the trouble cannot befall the call. */
export function outcomeOf(
    { forgives = {}, refused = [] }: Scenario,
    call: Call,
    trouble: Trouble,
): Outcome | undefined {
    if (trouble.listsOnly && !isList(call)) {
        return undefined;
    }
    const forgiven = forgives[call];
    const isForgiven = forgiven && !(trouble.each && !forgiven.each) && !(trouble.isRefusal && !forgiven.refusal);
    return isForgiven ? "done" : trouble.outcome(call, refused.includes(call));
}

const profile = "/beta/onPremisesPublishingProfiles/applicationProxy/";

/** The call that a request is, by its method and path. */
export function callOf({ method, path }: { readonly method: string; readonly path: string }): Call {
    const shown = path.replace(/\?.*$/s, "").replace(profile, "…/").replace("/beta/", "/");
    return `${method} ${shown.replace(/(connectorGroups|connectors|applications)\/[^/]+/, "$1/{id}")}`;
}

/** Which requests a call stands for. */
export function requestsOf(call: Call): FaultMatch {
    const [method = "", shown = ""] = call.split(" ");
    const path = shown.startsWith("…/") ? profile + shown.slice(2) : `/beta${shown}`;
    const pattern = path.replaceAll("$", "\\$").replaceAll("{id}", "[^/?]+");
    return { method, path: new RegExp(`^${pattern}(\\?|$)`) };
}

function idIn<T extends { readonly id: string }>(all: readonly T[], property: keyof T, value: string): string {
    return all.find((one) => one[property] === value)?.id ?? "";
}
