/**
 * A review, and a report of drift, as one page: nothing is fetched by it, no script is in it, and whatever comes from the
 * tenant or the program is text in it. It holds everything but what would make the picture too large, which it counts.
 */
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { driftOnlyReport } from "./render/content/driftReport";
import { reviewReport } from "./render/content/reviewReport";
import { Page } from "./render/html/page";
import type { DriftReport, Review } from "./review";

export function renderHtml(review: Review): string {
    return documentOf(<Page report={reviewReport(review)} />);
}

export function renderDriftHtml(drift: DriftReport): string {
    return documentOf(<Page report={driftOnlyReport(drift)} />);
}

function documentOf(page: VNode): string {
    return `<!doctype html>\n${renderToString(page)}\n`;
}
