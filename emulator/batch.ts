/**
 * `POST /$batch`: several requests in one. Each is acted on, and answered, as if it had come by itself.
 *
 * Source: https://learn.microsoft.com/graph/json-batching
 */
import { type Answer, notEmulated, Refusal } from "./answers";
import { type Arrived, Exchange, type Outcome, type ServerParts, type Torn } from "./exchange";

/** The path of a batch. */
export const batchPath = "/beta/$batch";

/** The most requests in one batch. */
const mostItems = 20;

/** Notes a request of a batch as one that has arrived. Returns what notes how it ended. */
export type Noting = (item: Arrived) => (status?: number) => void;

/**
 * What a batch comes to. Its items are acted on in their order, and answered in the reverse one, since a client must not
 * rely on any. One that is cut or hangs takes the whole exchange with it, and one that is torn tears the whole answer.
 *
 * @throws Refusal where it is no batch
 */
export function batchOutcome(parts: ServerParts, envelope: Exchange, arrived: Arrived, note: Noting): Outcome {
    envelope.checkToken();
    const responses: object[] = [];
    const failed = new Set<string>();
    let tear: Torn | undefined;
    for (const item of itemsIn(envelope.jsonBody())) {
        const request = arrivedIn(item, arrived);
        const ended = note(request);
        const exchange = new Exchange(parts, request);
        const outcome = item.dependsOn.some((id) => failed.has(id)) ? failedDependency(exchange) : exchange.outcome();
        if (typeof outcome === "string") {
            ended();
            return outcome;
        }
        const answer = "of" in outcome ? outcome.of : outcome;
        tear ??= "of" in outcome ? outcome : undefined;
        ended(answer.status);
        if (answer.status >= 400) {
            failed.add(item.id);
        }
        responses.unshift(responseTo(item.id, answer));
    }
    const answer = { status: 200, body: { responses } };
    return tear ? { of: answer, isCut: tear.isCut } : answer;
}

interface Item {
    readonly id: string;
    readonly method: string;
    /** Below the version. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly dependsOn: readonly string[];
}

function itemsIn(body: unknown): readonly Item[] {
    const { requests } = Object(body) as { readonly requests?: unknown };
    if (!Array.isArray(requests) || requests.length === 0) {
        throw new Refusal(400, "BadRequest", "A batch needs a list of requests.");
    }
    if (requests.length > mostItems) {
        throw new Refusal(400, "BadRequest", `A batch holds at most ${mostItems} requests.`);
    }
    const items = requests.map(itemIn);
    const ids = new Set(items.map(({ id }) => id));
    if (ids.size < items.length) {
        throw new Refusal(400, "BadRequest", "The ids of a batch's requests must differ.");
    }
    if (items.some(({ dependsOn }) => dependsOn.some((id) => !ids.has(id)))) {
        throw new Refusal(400, "BadRequest", "A request depends on one that is not in the batch.");
    }
    return items;
}

function itemIn(value: unknown): Item {
    const { id, method, url, headers = {}, body, dependsOn = [] } = Object(value) as Readonly<Record<string, unknown>>;
    if (typeof id !== "string" || typeof method !== "string" || typeof url !== "string") {
        throw new Refusal(400, "BadRequest", "Each request of a batch needs an id, a method and a url.");
    }
    if (/^[a-z]+:/i.test(url)) {
        throw notEmulated("an absolute url in a batch.");
    }
    const named = Object.entries(Object(headers)).map(([name, text]) => [name.toLowerCase(), String(text)]);
    return {
        id,
        method: method.toUpperCase(),
        url: `/${url.replace(/^\//, "")}`,
        headers: Object.fromEntries(named),
        body,
        dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
    };
}

/** What says who asks comes from the batch; everything else, a preference too, each request says itself. */
function arrivedIn({ method, url, headers, body }: Item, { headers: own }: Arrived): Arrived {
    return {
        method,
        path: `/beta${url}`,
        headers: {
            ...(own.authorization !== undefined && { authorization: own.authorization }),
            ...(own.host !== undefined && { host: own.host }),
            ...(own["user-agent"] !== undefined && { "user-agent": own["user-agent"] }),
            ...headers,
        },
        text: body === undefined ? "" : JSON.stringify(body),
    };
}

function failedDependency(exchange: Exchange): Answer {
    return { status: 424, body: exchange.errorBody("FailedDependency", "A request that this one depends on failed.") };
}

/** A body that is not JSON is sent as a text. */
function responseTo(id: string, { status, headers = {}, body }: Answer): object {
    const type =
        body === undefined ? {} : { "Content-Type": typeof body === "string" ? "text/html" : "application/json" };
    return { id, status, headers: { ...type, ...headers }, ...(body === undefined ? {} : { body }) };
}
