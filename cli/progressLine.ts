import type { WriteStream } from "node:tty";

/** One line on a terminal that says how far something has come; nothing where there is no terminal. */
export interface ProgressLine {
    show(text: string): void;
    /** Takes the line away. */
    clear(): void;
}

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
    return stream.isTTY ? onTerminal(stream as NodeJS.WriteStream & WriteStream) : { show: () => {}, clear: () => {} };
}

function onTerminal(stream: WriteStream): ProgressLine {
    const clear = () => {
        stream.cursorTo(0);
        stream.clearLine(0);
    };
    return {
        show: (text) => {
            clear();
            // A longer one would wrap, and could not be taken away again.
            stream.write(text.slice(0, stream.columns - 1));
        },
        clear,
    };
}
