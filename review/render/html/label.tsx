import type { VNode } from "preact";
import { isolated, shownText } from "../foreign";
import { charactersFor, letterWidths } from "./layout";

export interface LabelText {
    /** Words of this package before and behind the text. */
    readonly before?: string;
    readonly text: string;
    readonly behind?: string;
}

/**
 * A line of text in a picture that stays within its place, whatever it is: what has no room is taken out of its middle,
 * and its title is whole.
 */
export function Label({
    of,
    class: className,
    x,
    y,
    width,
    isAtEnd = false,
}: {
    readonly of: LabelText;
    readonly class: keyof typeof letterWidths;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly isAtEnd?: boolean;
}): VNode {
    const { before = "", text, behind = "" } = of;
    const room =
        charactersFor(shownText(text, longest), width, letterWidths[className]) - before.length - behind.length;
    return (
        <svg x={x} y={y - 16} width={width} height={22} class={className}>
            <title>{`${before}${told(text)}${behind}`}</title>
            <text x={isAtEnd ? width : 0} y={16} text-anchor={isAtEnd ? "end" : "start"}>
                {`${before}${isolated(shownText(text, Math.max(room, 1)))}${behind}`}
            </text>
        </svg>
    );
}

/** A text where it is told, and not drawn. */
export function told(text: string): string {
    return isolated(shownText(text, longest));
}

const longest = 300;
