/** What a program takes before it has declared anything, and until it has declared its first resource. */
import { execFileSync } from "node:child_process";
import { middleOf } from "./medians";

/** In milliseconds, medians over processes of their own. */
export interface StartUp {
    /** What `import "pulumi-entra-app-proxy"` adds to `import "@pulumi/pulumi"`. */
    readonly importMs: number;
    /** From there until the first resource is registered. */
    readonly firstResourceMs: number;
}

export function startUp(runs: number): StartUp {
    const all = Array.from({ length: runs }, once);
    return {
        importMs: middleOf(all.map(({ importMs }) => importMs)) ?? Number.NaN,
        firstResourceMs: middleOf(all.map(({ firstResourceMs }) => firstResourceMs)) ?? Number.NaN,
    };
}

/** Registered with the SDK's test mode: what an engine takes is not the program's. */
const program = `
const pulumi = require("@pulumi/pulumi");
const begun = performance.now();
const { ConnectorGroup } = require("pulumi-entra-app-proxy");
const imported = performance.now();
(async () => {
    await pulumi.runtime.setMocks({
        call: ({ inputs }) => inputs,
        newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    });
    const from = performance.now();
    const group = new ConnectorGroup("site", { name: "Site" });
    await new Promise((known) => group.id.apply(known));
    console.log(JSON.stringify({ importMs: imported - begun, firstResourceMs: performance.now() - from }));
})();
`;

function once(): StartUp {
    return JSON.parse(execFileSync(process.execPath, ["-e", program], { cwd: __dirname, encoding: "utf8" }));
}
