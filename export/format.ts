import type { Options } from "prettier";

/** Formats TypeScript. */
export type Formatter = (text: string) => Promise<string>;

/** The formatter, loaded now: nothing but an export needs it. */
export async function loadFormatter(): Promise<Formatter> {
    const { format } = await import("prettier");
    return (text) => format(text, options);
}

const options: Options = { parser: "babel-ts", tabWidth: 4, printWidth: 120 };
