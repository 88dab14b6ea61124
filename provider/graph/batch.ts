/**
 * Reads that are asked for in the same turn of the event loop share one request, `POST /$batch`.
 *
 * Each keeps its own status and its own repetitions. A batch is a courtesy that nothing depends on: which services behind
 * Microsoft Graph take part in one is documented nowhere, and a gateway in between may know nothing of it. So what a batch
 * does not settle is asked for by itself, and where batches are refused, everything is.
 *
 * Source: https://learn.microsoft.com/graph/json-batching
 */
import { STATUS_CODES } from "node:http";
import DataLoader from "dataloader";
import { type AnswerHead, type Exchange, isGraphError, isNotFound } from "./errors";
import {
    addressBelow,
    exchange,
    type GraphResponse,
    headersOf,
    nameExchange,
    type Question,
    type Received,
    receive,
    understand,
    type Wire,
} from "./exchange";

/** The most requests that a batch holds. Source: https://learn.microsoft.com/graph/json-batching */
export const mostInBatch = 20;

/** Asks a read, once, along with those that are asked in the same turn. Throws `GraphError`. */
export type AskTogether = (question: Question, token: string) => Promise<GraphResponse>;

/** @param whenFree runs an exchange as soon as one more may be under way */
export function createBatching(wire: Wire, whenFree: <T>(exchange: () => Promise<T>) => Promise<T>): AskTogether {
    const gateway: Gateway = { wire, whenFree, isClosed: false, failuresInARow: 0 };
    const loader = new DataLoader<Asked, GraphResponse>((asked) => answersTo(gateway, asked), {
        cache: false,
        maxBatchSize: mostInBatch,
        batchScheduleFn: (dispatch) => setImmediate(dispatch),
    });
    return async (question, token) =>
        gateway.isClosed || addressBelow(wire.base, question.url) === undefined
            ? await whenFree(() => exchange(wire, question, token))
            : await loader.load({ question, token });
}

/** The way to the service, and whether it takes batches. */
interface Gateway {
    readonly wire: Wire;
    readonly whenFree: <T>(exchange: () => Promise<T>) => Promise<T>;
    isClosed: boolean;
    failuresInARow: number;
}

interface Asked {
    readonly question: Question;
    readonly token: string;
}

/** What became of one read: an error stands for what would be thrown. */
type Outcome = GraphResponse | Error;

async function answersTo(gateway: Gateway, asked: readonly Asked[]): Promise<Outcome[]> {
    const [first] = asked;
    const haveOneToken = asked.every(({ token }) => token === first?.token);
    return first && asked.length > 1 && haveOneToken && !gateway.isClosed
        ? await inOneBatch(gateway, asked, first.token)
        : await Promise.all(asked.map((one) => alone(gateway, one)));
}

async function alone({ wire, whenFree }: Gateway, { question, token }: Asked): Promise<Outcome> {
    return await whenFree(() => exchange(wire, question, token)).catch(asError);
}

async function inOneBatch(gateway: Gateway, asked: readonly Asked[], token: string): Promise<Outcome[]> {
    const { wire, whenFree } = gateway;
    const items = await Promise.all(
        asked.map(async (one, index) => ({
            ...one,
            id: String(index + 1),
            named: await nameExchange(wire, one.question, token),
        })),
    );
    const batch: Question = { method: "POST", url: new URL(`${wire.base}/$batch`), body: bodyOf(wire, items) };
    const named = await nameExchange(wire, batch, token);
    const read = readBatch(named, await whenFree(() => receive(wire, batch, token, named.clientRequestId)));
    noteAnswer(gateway, read);
    return await Promise.all(
        items.map(async (item) => {
            const outcome = outcomeIn(read, item);
            return outcome === undefined || isUnsettled(outcome) ? await alone(gateway, item) : outcome;
        }),
    );
}

/** A read in a batch, with what messages say of it. */
interface Item extends Asked {
    readonly id: string;
    readonly named: Exchange;
}

function bodyOf({ base }: Wire, items: readonly Item[]): object {
    return {
        requests: items.map(({ id, question, named }) => ({
            id,
            method: question.method,
            url: addressBelow(base, question.url),
            headers: headersOf(named.clientRequestId),
        })),
    };
}

/** What a batch was answered: its items, a failure that hits each of them, or that it is not taken. */
type Read =
    | { readonly kind: "items"; readonly answers: ReadonlyMap<unknown, Received> }
    | { readonly kind: "failed"; readonly received: Received; readonly isGateways: boolean }
    | { readonly kind: "refused" };

function readBatch(named: Exchange, received: Received): Read {
    try {
        const answers = answersIn(understand(named, received).body);
        return answers ? { kind: "items", answers } : { kind: "refused" };
    } catch (thrown) {
        if (!isGraphError(thrown)) {
            throw thrown;
        }
        const isOfTheCaller = thrown.status === 401 || thrown.status === 429;
        return isOfTheCaller || thrown.retryable
            ? { kind: "failed", received, isGateways: !isOfTheCaller }
            : { kind: "refused" };
    }
}

/** A batch that is not taken is not tried again, and neither is one after two that got no answer to be used. */
function noteAnswer(gateway: Gateway, read: Read): void {
    if (read.kind === "items") {
        gateway.failuresInARow = 0;
    } else if (read.kind === "failed" && read.isGateways) {
        gateway.failuresInARow += 1;
    }
    gateway.isClosed ||= read.kind === "refused" || gateway.failuresInARow >= 2;
}

function outcomeIn(read: Read, { id, named }: Item): Outcome | undefined {
    const received = read.kind === "items" ? read.answers.get(id) : read.kind === "failed" ? read.received : undefined;
    if (!received) {
        return undefined;
    }
    try {
        return understand(named, received);
    } catch (thrown) {
        return asError(thrown);
    }
}

/**
 * Whether an answer may be about the batch rather than about what was asked: a refusal that is neither one of the
 * caller's, nor that there is no such object.
 */
function isUnsettled(outcome: Outcome): boolean {
    return (
        isGraphError(outcome) &&
        !outcome.retryable &&
        outcome.status !== 401 &&
        outcome.status !== 403 &&
        !isNotFound(outcome)
    );
}

/** The answers of a batch by the ids of their items, in whatever order they come; undefined where it is none. */
function answersIn(body: unknown): ReadonlyMap<unknown, Received> | undefined {
    const { responses } = Object(body) as { readonly responses?: unknown };
    return Array.isArray(responses) ? new Map(responses.map(answerIn)) : undefined;
}

function answerIn(response: unknown): readonly [id: unknown, Received] {
    const { id, status, headers, body } = Object(response) as Readonly<Record<string, unknown>>;
    const named = new Map(Object.entries(Object(headers)).map(([name, value]) => [name.toLowerCase(), String(value)]));
    const head: AnswerHead = {
        status: Number(status),
        statusText: STATUS_CODES[Number(status)] ?? "",
        headers: { get: (name) => named.get(name.toLowerCase()) ?? null },
    };
    return [id, { head, text: body === undefined || body === null ? "" : textOf(body) }];
}

/** A body that is not JSON comes as a text. */
function textOf(body: unknown): string {
    return typeof body === "string" ? body : JSON.stringify(body);
}

function asError(thrown: unknown): Error {
    return thrown instanceof Error ? thrown : new Error(String(thrown));
}
