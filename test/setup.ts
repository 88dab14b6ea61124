import { closeAllOfFile, closeAllOfTest } from "./closing";
import { shareCompiledCode } from "./compileCache";

/** Once in a run, before the processes that take the files start. */
export const mochaGlobalSetup = shareCompiledCode;

/** Whatever a test has opened is closed after it, whether it passed or not. */
export const mochaHooks = { afterEach: closeAllOfTest, afterAll: closeAllOfFile };
