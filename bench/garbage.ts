import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Collects what earlier measures have left behind, which the next one would pay for. */
export function collectGarbage(): void {
    collect();
}
