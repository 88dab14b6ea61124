import { closeAll } from "./closing";

/** Whatever a test has opened is closed after it, whether it passed or not. */
export const mochaHooks = { afterEach: closeAll };
