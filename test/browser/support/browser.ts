/** A real browser, the one on this machine, with an eye on everything that a page must not do. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";

export interface Watched {
    readonly page: Page;
    /** Dialogs, requests, errors and warnings, in words: what no page of ours may bring about. */
    readonly incidents: readonly string[];
}

export interface Browsing {
    /** A page of its own, which is closed with the browser. */
    open(): Promise<Watched>;
    /** Keeps a picture of the whole page among the files of the test run. */
    keep(page: Page, name: string): Promise<void>;
}

/**
 * The browser for the tests of a suite. Where there is none, the suite is skipped, and says why: that the others hold does
 * not depend on it.
 */
export function browsing(): Browsing {
    let browser: Browser | undefined;

    before(async function () {
        const executablePath = findBrowser(process.env);
        if (executablePath === undefined) {
            console.log(`      Skipped: no browser was found (${places}).`);
            this.skip();
        }
        browser = await puppeteer.launch({
            executablePath,
            // A sandbox needs another user than root, as whom containers run.
            args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
            timeout: patience,
            protocolTimeout: patience,
        });
    });

    after(async () => {
        await browser?.close();
    });

    return {
        async open() {
            const page = await (browser as Browser).newPage();
            return { page, incidents: watch(page) };
        },
        async keep(page, name) {
            mkdirSync(screenshots, { recursive: true });
            await page.screenshot({ path: join(screenshots, `${name.replaceAll(" ", "-")}.png`), fullPage: true });
        },
    };
}

const variables = ["CHROME_PATH", "PUPPETEER_EXECUTABLE_PATH"] as const;
const names = ["chromium", "chromium-browser", "google-chrome"] as const;
const places = `neither ${variables.join(" nor ")} names one that can be run, and ${names.join(", ")} are not on the PATH`;

const screenshots = resolve(__dirname, "../../.work/screenshots");

/** A machine on which much else goes on takes its time. */
export const patience = 180_000;

function findBrowser(env: NodeJS.ProcessEnv): string | undefined {
    const named = variables.map((variable) => env[variable] ?? "").filter((path) => path !== "");
    const onPath = (env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
    return [...named, ...onPath].find(isExecutable);
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

function watch(page: Page): readonly string[] {
    const incidents: string[] = [];
    page.on("dialog", (dialog) => {
        incidents.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    page.on("request", (request) => incidents.push(`request: ${request.url()}`));
    page.on("pageerror", (error) => incidents.push(`error: ${error}`));
    page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warn") {
            incidents.push(`${message.type()}: ${message.text()}`);
        }
    });
    return incidents;
}
