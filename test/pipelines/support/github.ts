/** As much of GitHub's REST API as the workflows use, on this machine. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { closeAfterTest } from "../../closing";

export interface Comment {
    readonly id: number;
    readonly author: string;
    body: string;
}

export interface Issue {
    readonly number: number;
    readonly author: string;
    title: string;
    body: string | null;
    state: "open" | "closed";
}

export interface Artifact {
    readonly name: string;
    readonly run: number;
    readonly createdAt: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly expired?: boolean;
    readonly fromFork?: boolean;
}

/** What the workflows' own token is called as an author. */
export const bot = "github-actions[bot]";

export class FakeGitHub {
    readonly comments: Comment[] = [];
    readonly issues: Issue[] = [];
    readonly artifacts: Artifact[] = [];
    /** What main points at. */
    tip = "";
    /** Every request that wrote, as `METHOD path`. */
    readonly writes: string[] = [];
    /** How many things a page of a list holds at most, whatever is asked for. */
    pageSize = 100;

    private constructor(readonly url: string) {}

    static async start(): Promise<FakeGitHub> {
        const server: Server = createServer();
        await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
        closeAfterTest(() => new Promise((done) => server.close(() => done())));
        const github = new FakeGitHub(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        server.on("request", async (request: IncomingMessage, response) => {
            const { status, body } = github.#answer(request, await textOf(request));
            const { next, value } = github.#page(request, body);
            response.writeHead(status, next === undefined ? {} : { Link: `<${github.url}${next}>; rel="next"` });
            response.end(JSON.stringify(value));
        });
        return github;
    }

    #answer(request: IncomingMessage, text: string): { readonly status: number; readonly body: unknown } {
        const { pathname, searchParams } = new URL(request.url ?? "", this.url);
        const sent = text === "" ? {} : (JSON.parse(text) as Record<string, string>);
        const [, kind = "", id] = /^\/repos\/contoso\/tenant\/(.*?)(?:\/(\d+))?$/.exec(pathname) ?? [];
        if (request.method !== "GET") {
            this.writes.push(`${request.method} ${pathname}`);
        }
        switch (`${request.method} ${kind}`) {
            case "GET git/ref/heads/main":
                return { status: 200, body: { object: { sha: this.tip } } };
            case "GET issues/7/comments":
                return { status: 200, body: this.comments.map(commentOnTheWire) };
            case "POST issues/7/comments":
                this.comments.push({ id: 900 + this.comments.length, author: bot, body: sent.body ?? "" });
                return { status: 201, body: {} };
            case "PATCH issues/comments":
                Object.assign(
                    one(this.comments, (comment) => comment.id === Number(id)),
                    sent,
                );
                return { status: 200, body: {} };
            case "GET issues":
                return { status: 200, body: this.issues.filter(({ state }) => state === "open").map(issueOnTheWire) };
            case "POST issues":
                this.issues.push({
                    number: 40 + this.issues.length,
                    author: bot,
                    title: sent.title ?? "",
                    body: sent.body ?? "",
                    state: "open",
                });
                return { status: 201, body: {} };
            case "PATCH issues":
                Object.assign(
                    one(this.issues, (issue) => issue.number === Number(id)),
                    sent,
                );
                return { status: 200, body: {} };
            case "GET actions/artifacts": {
                const named = this.artifacts.filter(({ name }) => name === searchParams.get("name"));
                return { status: 200, body: { total_count: named.length, artifacts: named.map(artifactOnTheWire) } };
            }
            // What `gh run download` does over several requests.
            case "GET download": {
                const asked = { run: Number(id), name: searchParams.get("name") };
                return {
                    status: 200,
                    body: one(this.artifacts, ({ run, name }) => run === asked.run && name === asked.name).files ?? {},
                };
            }
            default:
                return { status: 404, body: { message: `${request.method} ${pathname}` } };
        }
    }

    /** Cuts a list into pages, as GitHub does. */
    #page(request: IncomingMessage, body: unknown): { readonly next?: string; readonly value: unknown } {
        const url = new URL(request.url ?? "", this.url);
        if (request.method !== "GET" || !Array.isArray(body)) {
            return { value: body };
        }
        const page = Number(url.searchParams.get("page") ?? 1);
        const value = body.slice((page - 1) * this.pageSize, page * this.pageSize);
        url.searchParams.set("page", String(page + 1));
        return page * this.pageSize < body.length ? { value, next: url.pathname + url.search } : { value };
    }
}

function commentOnTheWire({ id, author, body }: Comment): object {
    return { id, body, user: { login: author } };
}

function issueOnTheWire({ number, author, title, body, state }: Issue): object {
    return { number, title, body, state, user: { login: author } };
}

function artifactOnTheWire({ name, run, createdAt, expired = false, fromFork = false }: Artifact): object {
    return {
        id: run * 10,
        name,
        expired,
        created_at: createdAt,
        workflow_run: { id: run, repository_id: 1, head_repository_id: fromFork ? 2 : 1 },
    };
}

function one<T>(things: readonly T[], fits: (thing: T) => boolean): T {
    const found = things.find(fits);
    if (found === undefined) {
        throw new Error("there is no such thing");
    }
    return found;
}

async function textOf(request: IncomingMessage): Promise<string> {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) {
        text += String(chunk);
    }
    return text;
}
