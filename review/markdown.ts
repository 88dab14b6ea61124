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
import { partsOf } from "./render/markdown/parts";
import { paragraph } from "./render/markdown/text";
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

function markdownOf(report: Report): string {
    const head = fixed(headOf(report));
    const sections = report.sections.map(partsOf);
    const end = fixed(report.closing.map(paragraph).join(""));
    const within = (roomInFull: number) =>
        fitted([head, ...sections.flatMap((parts) => parts(roomInFull)), end], longestMarkdown - 1);
    const [most, ...less] = roomsInFull;
    let attempt = within(most);
    for (const roomInFull of less) {
        if (attempt.isWhole) {
            break;
        }
        attempt = within(roomInFull);
    }
    return `${attempt.text.trimEnd()}\n`;
}

/** How much of the text the changes in full may take: the first that leaves room for everything, or else the last. */
const roomsInFull = [45_000, 30_000, 20_000, 10_000] as const;

const symbols: Readonly<Record<Report["tone"], string>> = { calm: "✅", warning: "⚠️", alarm: "❌" };

function headOf({ kind, verdict, tone, counts, reason }: Report): string {
    const [first, ...others] = [counts, reason].filter(({ length }) => length > 0);
    const title = `<!-- entra-app-proxy ${kind} -->\n## ${symbols[tone]} ${verdict}`;
    return [first ? `${title}: ${paragraph(first)}` : `${title}\n\n`, ...others.map(paragraph)].join("");
}

function fixed(text: string): Part {
    return { open: text, around: ["", ""], items: [], rest: () => "", close: "", share: 0, rank: 0 };
}
