import { closeAllOfFile, closeAllOfTest } from "./closing";
import { shareCompiledCode } from "./compileCache";

/** Once in a run, before the processes that take the files start. */
export const mochaGlobalSetup = shareCompiledCode;

/** Whatever a test has opened is closed after it, whether it passed or not. */
export const mochaHooks = {
    afterEach: closeAllOfTest,
    async afterAll(this: Mocha.Context) {
        // Installed packages are many thousand files to remove.
        this.timeout(300_000);
        await closeAllOfFile();
    },
};
