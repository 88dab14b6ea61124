import { type Answer, type Call, notEmulated, Refusal } from "./answers";
import { filterOf } from "./filter";
import type { EmulatorSettings } from "./settings";

/** An entity as it goes into an answer. */
export type Rendered = Readonly<Record<string, unknown>>;

/** What a list allows, and how it is sent. */
export interface ListRules {
    /** The properties that `$filter` can use. */
    readonly filterable: readonly string[];
    readonly pages: Pick<EmulatorSettings, "pageSize" | "largestPage">;
    /** Properties that only appear if `$select` names them. */
    readonly onlyIfSelected?: readonly string[];
    /** Further annotations beside `value`. */
    readonly annotations?: Rendered;
}

/** Answers one page of a list, with `$filter`, `$select`, `$top` (the size of a page) and `@odata.nextLink`. */
export function listAnswer(call: Call, entries: readonly Rendered[], rules: ListRules): Answer {
    refuseOptionsBeyond(call, ["$select", "$top", "$skiptoken", ...(rules.filterable.length > 0 ? ["$filter"] : [])]);
    const filter = call.query.get("$filter");
    const wanted = filter === null ? entries : entries.filter(filterOf(filter, rules.filterable));
    const start = startAfter(call, wanted);
    const end = start + lengthOfPage(call, rules.pages);
    const page = wanted.slice(start, end);
    const last = page.at(-1);
    const body = {
        "@odata.context": contextOf(call),
        ...rules.annotations,
        ...(last !== undefined && end < wanted.length ? { "@odata.nextLink": nextLink(call, last, end) } : {}),
        value: page.map((entry) => selected(call, entry, rules.onlyIfSelected ?? [])),
    };
    return { status: 200, body };
}

/** Answers one entity, with `$select`. */
export function entityAnswer(
    call: Call,
    entity: Rendered,
    onlyIfSelected: readonly string[] = [],
    status = 200,
): Answer {
    refuseOptionsBeyond(call, ["$select"]);
    return { status, body: { "@odata.context": contextOf(call), ...selected(call, entity, onlyIfSelected) } };
}

function selected(call: Call, entity: Rendered, onlyIfSelected: readonly string[]): Rendered {
    const select = call.query.get("$select");
    if (select === null) {
        return Object.fromEntries(Object.entries(entity).filter(([name]) => !onlyIfSelected.includes(name)));
    }
    const names = select.split(",").map((name) => name.trim());
    const unknown = names.find((name) => !(name in entity));
    if (unknown !== undefined) {
        throw notEmulated(`$select of "${unknown}". It keeps ${Object.keys(entity).join(", ")}.`);
    }
    return Object.fromEntries(names.map((name) => [name, entity[name]]));
}

function lengthOfPage(call: Call, { pageSize, largestPage }: ListRules["pages"]): number {
    const top = call.query.get("$top");
    if (top === null) {
        return pageSize;
    }
    if (!/^[1-9]\d*$/.test(top)) {
        throw new Refusal(400, "BadRequest", `Invalid value '${top}' for $top.`);
    }
    return Math.min(Number(top), largestPage);
}

function nextLink(call: Call, last: Rendered, end: number): string {
    const query = new URLSearchParams(call.query);
    query.set("$skiptoken", Buffer.from(JSON.stringify([last.id, end])).toString("base64url"));
    return `${call.origin}${call.pathname}?${query}`;
}

/** After the last entry of the page before, wherever it is by now. */
function startAfter(call: Call, entries: readonly Rendered[]): number {
    const token = call.query.get("$skiptoken");
    if (token === null) {
        return 0;
    }
    try {
        const [id, end] = JSON.parse(Buffer.from(token, "base64url").toString()) as [string, number];
        const index = entries.findIndex((entry) => entry.id === id);
        return index < 0 ? end - 1 : index + 1;
    } catch {
        throw new Refusal(400, "BadRequest", "Invalid $skiptoken.");
    }
}

function refuseOptionsBeyond(call: Call, known: readonly string[]): void {
    for (const name of call.query.keys()) {
        if (name.startsWith("$") && !known.includes(name)) {
            throw notEmulated(`${name} on this path.`);
        }
    }
}

function contextOf(call: Call): string {
    return `${call.origin}/beta/$metadata#${call.pathname.replace(/^\/beta\//, "")}`;
}
