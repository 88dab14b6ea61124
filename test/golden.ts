import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";

/**
 * Compares a text with the file that a person has read and found right. `UPDATE_GOLDEN=1` writes it anew, to be read
 * again before it is committed.
 */
export function expectGolden(file: string, text: string): void {
    const path = join(__dirname, "review", "golden", file);
    if (process.env.UPDATE_GOLDEN === "1") {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        return;
    }
    expect(existsSync(path), `there is no ${path}; UPDATE_GOLDEN=1 writes it`).to.equal(true);
    expect(text).to.equal(readFileSync(path, "utf8"));
}
