/** Lines as HTML. Whatever stands in them is text: the renderer escapes it. */
import type { ComponentChild, VNode } from "preact";
import { linkTarget, sentenceParts, visible, visibleSentence, withRunsIsolated } from "../foreign";
import type { Line, Piece } from "../line";

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
                    {sentenceParts(visibleSentence(piece.text)).map(({ isCode, text }) =>
                        isCode ? <code>{withRunsIsolated(text)}</code> : withRunsIsolated(text),
                    )}
                </>
            );
        case "url":
            return <Url of={piece.text} {...(piece.label !== undefined && { label: piece.label })} />;
    }
}

function Name({ of }: { readonly of: string }): VNode {
    return (
        <code>
            <bdi>{visible(of)}</bdi>
        </code>
    );
}

function Url({ of, label }: { readonly of: string; readonly label?: string }): VNode {
    const target = linkTarget(of);
    return target === undefined ? (
        <Name of={of} />
    ) : (
        <a href={target} rel="noopener noreferrer">
            {label ?? <bdi>{visible(of)}</bdi>}
        </a>
    );
}
