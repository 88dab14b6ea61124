import type { Review, Verdict } from "../../review";
import { type Line, line, name, own, said } from "../line";
import type { Report, Section } from "../section";
import { applicationsSection } from "./applications";
import { changesSection } from "./changes";
import { counted, countsWords } from "./counts";
import { driftSection } from "./drifted";
import { failuresSection } from "./failures";
import { gapsSection } from "./gaps";
import { brokenRulesSection, otherRulesSections } from "./rules";

/** What a review says, in the order in which it is read. */
export function reviewReport(review: Review): Report {
    return {
        kind: "review",
        verdict: review.verdict,
        tone: tones[review.verdict],
        counts: countsLine(review),
        reason: isReasonBelow(review) ? [] : line`${said(review.reason)}`,
        sections: [
            failuresSection(review),
            applicationsSection(review),
            changesSection(review),
            gapsSection(review),
            brokenRulesSection(review),
            ...otherRulesSections(review),
            driftSection(review.drift),
            notesSection(review),
            pictureSection(review),
        ],
        closing: review.verdict === "no change" ? [] : [fingerprintLine(review)],
    };
}

/** What fails is said in a section of its own, right below. */
function isReasonBelow({ changes, reason }: Review): boolean {
    return changes.some(({ failure }) => failure === reason);
}

function countsLine({ counts }: Review): Line {
    const words = countsWords(counts);
    return words === "" ? [] : line`${own(words)}`;
}

const tones: Readonly<Record<Verdict, Report["tone"]>> = {
    "no change": "calm",
    safe: "calm",
    gap: "warning",
    "blocked by rule": "alarm",
    "will fail": "alarm",
};

function notesSection({ notes }: Review): Section {
    return {
        topic: "notes",
        title: "What is left open",
        noun: "note",
        intro: [],
        body: { kind: "list", items: notes.map((note) => line`${said(note)}`) },
        closing: [],
        isAside: false,
        rest: (leftOut) => line`and ${leftOut.length} more.`,
    };
}

function pictureSection({ before, after }: Review): Section {
    const isSame = JSON.stringify(before) === JSON.stringify(after);
    return {
        topic: "picture",
        title: "Before and after",
        noun: "picture",
        intro: [],
        body: { kind: "picture", items: isSame ? [] : [{ before, after }] },
        closing: [],
        isAside: false,
        rest: () => line`The picture is left out, because what stands above takes the room.`,
    };
}

function fingerprintLine({ facts, fingerprint }: Review): Line {
    return line`This rests on ${own(counted(facts.length, "fact"))} of the tenant as it was read, with the fingerprint ${name(fingerprint)}.`;
}
