/** One change in Markdown: in full, or as a row of a table. */
import { counted } from "../content/counts";
import type { Line } from "../line";
import type { ChangeEntry, RequestEntry } from "../section";
import { markdownLine } from "./text";

export function changeBlock({ title, details, requests }: ChangeEntry): string {
    return [
        `#### ${markdownLine(title)}\n\n`,
        ...(details.length === 0 ? [] : [...details.map((detail) => `- ${markdownLine(detail)}\n`), "\n"]),
        ...(requests.length === 0 ? [] : [requestsBlock(requests)]),
    ].join("");
}

export const changeRowHead = ["Requests", "Change", "Active connectors"];

export function changeRow({ requests, doneBy, servingInAll }: ChangeEntry, title: Line): string {
    const orders = rangesOf(requests.map(({ order }) => order)) || markdownLine(doneBy);
    return `| ${orders} | ${markdownLine(title)} | ${cellOf(servingInAll)} |\n`;
}

/** More requests than these are folded away. */
const manyRequests = 8;
/** The most requests of one change that are listed. */
const mostRequests = 40;

function requestsBlock(requests: readonly RequestEntry[]): string {
    const hasServing = requests.some(({ serving }) => serving.length > 0);
    const table = [
        hasServing ? "| # | Request | Active connectors |\n|--:|---|---|\n" : "| # | Request |\n|--:|---|\n",
        ...requests.slice(0, mostRequests).map((request) => requestRow(request, hasServing)),
        "\n",
        restOf(requests.slice(mostRequests)),
    ].join("");
    return requests.length > manyRequests
        ? `<details>\n<summary>${counted(requests.length, "request")} to Microsoft Graph</summary>\n\n${table}</details>\n\n`
        : table;
}

function requestRow({ order, sentence, request, serving }: RequestEntry, hasServing: boolean): string {
    const what = `${markdownLine(sentence)}<br>${markdownLine(request)}`;
    return hasServing ? `| ${order} | ${what} | ${cellOf(serving)} |\n` : `| ${order} | ${what} |\n`;
}

function cellOf(lines: readonly Line[]): string {
    return lines.map(markdownLine).join("<br>");
}

function restOf(requests: readonly RequestEntry[]): string {
    if (requests.length === 0) {
        return "";
    }
    const counts = [...new Set(requests.map(({ about }) => about))].map((about) =>
        counted(requests.filter((request) => request.about === about).length, `for ${about}s`, `for ${about}s`),
    );
    return `… and ${counted(requests.length, "more request")}, up to request ${requests.at(-1)?.order}: ${counts.join(", ")}.\n\n`;
}

/** `3, 5–7`. */
function rangesOf(orders: readonly number[]): string {
    const ranges: { from: number; to: number }[] = [];
    for (const order of orders.toSorted((a, b) => a - b)) {
        const last = ranges.at(-1);
        if (last && order === last.to + 1) {
            last.to = order;
        } else {
            ranges.push({ from: order, to: order });
        }
    }
    const [shown, more] = [ranges.slice(0, 6), ranges.length - 6];
    const words = shown.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
    return more > 0 ? `${words} and more` : words;
}
