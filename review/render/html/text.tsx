/** Lines as HTML. Whatever stands in them is text: the renderer escapes it. */
import type { ComponentChild, VNode } from "preact";
import { linkTarget, sentenceParts, shownSentence, shownText, withRunsIsolated } from "../foreign";
import type { Line, Piece } from "../line";

/** A longer text than this is no name, and no sentence either. */
const longest = 10_000;

export function Text({ of }: { readonly of: Line }): VNode {
    return (
        <>
            {of.map((piece) => (
                <PieceText {...piece} />
            ))}
        </>
    );
}

function PieceText(piece: Piece): ComponentChild {
    switch (piece.kind) {
        case "own":
            return piece.isStrong ? <strong>{piece.text}</strong> : piece.text;
        case "name":
            return <Name of={piece.text} />;
        case "said":
            return (
                <>
                    {sentenceParts(shownSentence(piece.text, longest)).map(({ isCode, text }) =>
                        isCode ? <code>{withRunsIsolated(text)}</code> : withRunsIsolated(text),
                    )}
                </>
            );
        case "url":
            return <Url of={piece.text} />;
    }
}

function Name({ of }: { readonly of: string }): VNode {
    return (
        <code>
            <bdi>{shownText(of, longest)}</bdi>
        </code>
    );
}

function Url({ of }: { readonly of: string }): VNode {
    const target = linkTarget(of);
    return target === undefined ? (
        <Name of={of} />
    ) : (
        <a href={target} rel="noopener noreferrer">
            <bdi>{shownText(of, longest)}</bdi>
        </a>
    );
}
