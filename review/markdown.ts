/**
 * A review, and a report of drift, as Markdown for a comment at a pull request of GitHub or a merge request of GitLab.
 *
 * The first line is a comment of HTML that is always the same, by which a pipeline finds the comment that it wrote
 * before. The text is shorter than {@link longestMarkdown}, whatever the size of the change: what has no room is counted.
 * Nothing of what comes from the tenant or the program is anything but text in it.
 */
import { driftOnlyReport } from "./render/content/driftReport";
import { reviewReport } from "./render/content/reviewReport";
import { fitted, type Part } from "./render/markdown/fit";
import { paragraph, partsOf } from "./render/markdown/parts";
import type { Report } from "./render/section";
import type { DriftReport, Review } from "./review";

/** In UTF-16 units. GitHub takes comments of up to 65,536 characters; a pipeline may add a few words. */
export const longestMarkdown = 60_000;

export function renderMarkdown(review: Review): string {
    return markdownOf(reviewReport(review));
}

export function renderDriftMarkdown(drift: DriftReport): string {
    return markdownOf(driftOnlyReport(drift));
}

/** How much of the text changes in full may take: as much as leaves room for everything else, and never nothing. */
const roomsInFull = [45_000, 30_000, 20_000, 10_000];

function markdownOf(report: Report): string {
    const attempts = roomsInFull.map((roomInFull) => () => attempt(report, roomInFull));
    let last = { text: "", isWhole: false };
    for (const next of attempts) {
        last = next();
        if (last.isWhole) {
            break;
        }
    }
    return last.text;
}

function attempt(report: Report, roomInFull: number): { readonly text: string; readonly isWhole: boolean } {
    const parts = [
        fixed(headOf(report)),
        ...report.sections.flatMap((section) => partsOf(section, roomInFull)),
        fixed(report.closing.map(paragraph).join("")),
    ];
    return fitted(parts, longestMarkdown - 1);
}

const symbols: Readonly<Record<Report["tone"], string>> = { calm: "✅", warning: "⚠️", alarm: "❌" };

function headOf({ kind, verdict, tone, counts, reason }: Report): string {
    const [first, ...others] = [counts, reason].filter(({ length }) => length > 0);
    const title = `<!-- entra-app-proxy ${kind} -->\n## ${symbols[tone]} ${verdict}`;
    return [first ? `${title}: ${paragraph(first)}` : `${title}\n\n`, ...others.map(paragraph)].join("");
}

function fixed(text: string): Part {
    return { open: text, around: ["", ""], items: [], rest: () => "", close: "", share: 0, rank: 0 };
}
