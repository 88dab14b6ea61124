/** Stands in for `npx --no entra-app-proxy`, with the command of the checkout's build. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const main = resolve(__dirname, "..", "..", "..", "dist", "cli", "main.js");
const [no, name, ...args] = process.argv.slice(2);

if (no !== "--no" || name !== "entra-app-proxy") {
    throw new Error(`npx ${process.argv.slice(2).join(" ")} is not known here`);
}
process.exitCode = spawnSync(process.execPath, [main, ...args], { stdio: "inherit" }).status ?? 1;
