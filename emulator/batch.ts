import type { IncomingHttpHeaders } from "node:http";
import { type Answer, notEmulated, Refusal } from "./answers";
import type { FaultScript } from "./faults";
import { isAnswer, type Outcome, outcomeOf, type Pending } from "./outcome";
import { type CallParts, type Received, ReceivedCall } from "./receivedCall";

/** Whether a request is the envelope of a JSON batch. */
export function isBatch({ method, path }: Pick<Received, "method" | "path">): boolean {
    return method === "POST" && /^\/beta\/(?:\$|%24)batch(?:\?|$)/i.test(path);
}

/**
 * The envelope of a JSON batch. Its items are acted on one after the other, each as if it had come alone: faults, the
 * throttle and the tenant know no batches.
 */
export class Batch implements Pending {
    readonly kind = "batch";
    readonly method: string;
    readonly path: string;
    private readonly contents: readonly Item[] | Refusal;

    constructor(
        private readonly parts: CallParts & { readonly faults: FaultScript },
        private readonly envelope: ReceivedCall,
        { headers }: Received,
    ) {
        this.method = envelope.method;
        this.path = envelope.path;
        this.contents = itemsOrRefusal(envelope, headers);
    }

    /** The items as they would have come alone; none if the envelope cannot be read. */
    get received(): readonly Received[] {
        return this.contents instanceof Refusal ? [] : this.contents.map(({ received }) => received);
    }

    act(): Outcome {
        return this.envelope.unlessRefused(() => {
            this.envelope.checkToken();
            if (this.contents instanceof Refusal) {
                throw this.contents;
            }
            return this.actOn(this.contents);
        });
    }

    errorBody(code: string, message: string): unknown {
        return this.envelope.errorBody(code, message);
    }

    private actOn(items: readonly Item[]): Outcome {
        const answers = new Map<string, Answer>();
        const responses: ItemResponse[] = [];
        const tears: boolean[] = [];
        for (const item of items) {
            const call = new ReceivedCall(this.parts, item.received);
            const outcome = this.outcomeOfItem(item, call, answers);
            if (typeof outcome === "string") {
                return outcome;
            }
            const answer = isAnswer(outcome) ? outcome : outcome.of;
            tears.push(...(isAnswer(outcome) ? [] : [outcome.isCut]));
            answers.set(item.key, answer);
            responses.push(itemResponse(item, call, answer));
        }
        const whole = batchAnswer(responses);
        return tears.length === 0 ? whole : { of: whole, isCut: tears.includes(true) };
    }

    private outcomeOfItem(item: Item, call: ReceivedCall, earlier: ReadonlyMap<string, Answer>): Outcome {
        const failed = item.dependsOn.find((key) => !hasSucceeded(earlier.get(key)));
        if (failed !== undefined) {
            const message = `The request with the id '${failed}', on which this one depends, failed.`;
            return { status: 424, body: call.errorBody("FailedDependency", message) };
        }
        return outcomeOf(item.isElsewhere ? refusedAsElsewhere(call) : call, this.parts.faults);
    }
}

/** One request out of a batch. */
interface Item {
    readonly id: string;
    /** The id as ids are compared: without regard to case. */
    readonly key: string;
    /** The keys of the items that have to succeed first. */
    readonly dependsOn: readonly string[];
    /** Whether its url is absolute, so that nothing says that this service is meant. */
    readonly isElsewhere: boolean;
    readonly received: Received;
}

function hasSucceeded(answer: Answer | undefined): boolean {
    return answer !== undefined && answer.status >= 200 && answer.status < 300;
}

interface ItemResponse {
    readonly id: string;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
}

/** Reversed, because Graph promises no order: a client that goes by the place instead of the id is to find out. */
function batchAnswer(responses: readonly ItemResponse[]): Answer {
    return {
        status: 200,
        body: { responses: [...responses].reverse() },
        itemStatuses: responses.map(({ status }) => status),
    };
}

function itemResponse({ id }: Item, call: ReceivedCall, answer: Answer): ItemResponse {
    const { status, body } = answer;
    return { id, status, headers: call.contentHeaders(answer), ...(body === undefined ? {} : { body }) };
}

function refusedAsElsewhere(call: ReceivedCall): Pending<Answer> {
    return {
        method: call.method,
        path: call.path,
        kind: "call",
        act: () =>
            call.unlessRefused(() => {
                call.admit();
                throw notEmulated("an item of a batch with an absolute url.");
            }),
        errorBody: (code, message) => call.errorBody(code, message),
    };
}

function itemsOrRefusal(envelope: ReceivedCall, headers: IncomingHttpHeaders): readonly Item[] | Refusal {
    try {
        return itemsIn(envelope.jsonBody(), headers);
    } catch (error) {
        if (error instanceof Refusal) {
            return error;
        }
        throw error;
    }
}

const mostItems = 20;

function itemsIn(body: unknown, envelope: IncomingHttpHeaders): readonly Item[] {
    const requests = isObject(body) ? body.requests : undefined;
    if (!Array.isArray(requests) || requests.length === 0) {
        throw malformed("A batch needs 'requests', an array with at least one request.");
    }
    if (requests.length > mostItems) {
        throw malformed(`A batch holds at most ${mostItems} requests, not ${requests.length}.`);
    }
    const items: Item[] = [];
    for (const request of requests) {
        items.push(itemFrom(request, envelope, new Set(items.map(({ key }) => key))));
    }
    return items;
}

/** `earlier` are the keys of the items before this one. */
function itemFrom(request: unknown, envelope: IncomingHttpHeaders, earlier: ReadonlySet<string>): Item {
    if (!isObject(request)) {
        throw malformed("A request in a batch has to be an object.");
    }
    const id = textOf(request, "id");
    refuseUnknownProperties(request, id);
    const key = id.toLowerCase();
    if (earlier.has(key)) {
        throw malformed(`The id '${id}' is there twice.`);
    }
    const method = textOf(request, "method").toUpperCase();
    const url = textOf(request, "url");
    const isElsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url);
    const own = headersOf(request, id);
    checkBody(request, method, own, id);
    const received: Received = {
        method,
        path: isElsewhere ? url : pathOf(url),
        headers: { ...inherited(envelope), ...own },
        text: hasBody(request) ? JSON.stringify(request.body) : "",
    };
    return { id, key, dependsOn: dependenciesOf(request, id, earlier), isElsewhere, received };
}

const properties = ["id", "method", "url", "headers", "body", "dependsOn"];

/** What is left out in silence, as an atomicity group, would have a client trust in what nobody did. */
function refuseUnknownProperties(request: Readonly<Record<string, unknown>>, id: string): void {
    const unknown = Object.keys(request).find((property) => !properties.includes(property));
    if (unknown !== undefined) {
        throw notEmulated(`'${unknown}' of the request with the id '${id}' in a batch.`);
    }
}

function textOf(request: Readonly<Record<string, unknown>>, property: string): string {
    const value = request[property];
    if (typeof value !== "string" || value === "") {
        throw malformed(`A request in a batch needs '${property}', a text that is not empty.`);
    }
    return value;
}

function headersOf({ headers = {} }: Readonly<Record<string, unknown>>, id: string): Record<string, string> {
    if (!isObject(headers)) {
        throw malformed(`The headers of the request with the id '${id}' have to be an object.`);
    }
    const own: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
        if (typeof value !== "string") {
            throw malformed(`The header '${name}' of the request with the id '${id}' has to be a text.`);
        }
        own[name.toLowerCase()] = value;
    }
    return own;
}

/** A request that writes has to carry both, and the service refuses the whole batch where one of them is missing. */
function checkBody(
    request: Readonly<Record<string, unknown>>,
    method: string,
    headers: Readonly<Record<string, string>>,
    id: string,
): void {
    const needsBoth = hasBody(request) || ["POST", "PATCH", "PUT"].includes(method);
    if (needsBoth && !(hasBody(request) && headers["content-type"] !== undefined)) {
        throw malformed(`Write request id : ${id} does not contain Content-Type header or body.`);
    }
}

function hasBody({ body }: Readonly<Record<string, unknown>>): boolean {
    return body !== undefined && body !== null;
}

function dependenciesOf(
    { dependsOn = [] }: Readonly<Record<string, unknown>>,
    id: string,
    earlier: ReadonlySet<string>,
): readonly string[] {
    const ids: readonly unknown[] = Array.isArray(dependsOn) ? dependsOn : [dependsOn];
    return ids.map((other) => {
        const key = typeof other === "string" ? other.toLowerCase() : "";
        if (!earlier.has(key)) {
            throw malformed(`The request with the id '${id}' can only depend on ids of requests before it.`);
        }
        return key;
    });
}

/** The path as a client would have sent it alone. */
function pathOf(url: string): string {
    const { pathname, search } = new URL(`/beta/${url.replace(/^\//, "")}`, "http://127.0.0.1");
    return pathname + search;
}

function inherited(envelope: IncomingHttpHeaders): IncomingHttpHeaders {
    const names = ["authorization", "host", "user-agent"];
    return Object.fromEntries(Object.entries(envelope).filter(([name]) => names.includes(name)));
}

function malformed(message: string): Refusal {
    return new Refusal(400, "BadRequest", message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
