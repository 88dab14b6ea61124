import { join } from "node:path";
import { expect } from "chai";
import { root, run } from "./support/given";

/** How many of a library's files have been loaded once these lines have run in a process of their own. */
async function loadedAfter(lines: string, library = "@azure"): Promise<number> {
    const count = `let count = 0; require("node:module").registerHooks({ load: (url, context, next) => {
        count += url.includes("/node_modules/${library}/") ? 1 : 0; return next(url, context);
    } })`;
    const { stdout, stderr } = await run(
        ["-e", `${count}; ${lines}; process.on("exit", () => console.log(count))`],
        {},
    );
    expect(stderr).to.equal("");
    return Number(stdout.trim().split("\n").at(-1));
}

function requiring(file: string): string {
    return `const loaded = require(${JSON.stringify(join(root, "dist", file))})`;
}

describe("the login library", () => {
    it("is not loaded by a program, by the provider, or by the command, before a token is needed", async () => {
        for (const file of ["provider/index.js", "provider/lifecycle/process.js", "cli/doctor.js"]) {
            expect(await loadedAfter(requiring(file)), file).to.equal(0);
        }
    });

    it("is not loaded for a ready token", async () => {
        const ask = `${requiring("provider/identity/credential.js")};
            const { resolveSettings } = require(${JSON.stringify(join(root, "dist/provider/identity/configuration.js"))});
            const settings = resolveSettings(() => undefined, { ENTRA_APP_PROXY_ACCESS_TOKEN: "t" });
            loaded.createTokenSource(settings).getToken()`;
        expect(await loadedAfter(ask)).to.equal(0);
    });

    it("is loaded for any other credential", async () => {
        const ask = `${requiring("provider/identity/azureCredential.js")};
            loaded.createAzureCredential({ cloud: {}, credential: { kind: "managedIdentity", from: "x" } })`;
        expect(await loadedAfter(ask)).to.be.greaterThan(0);
    });
});

describe("the library that reads a review", () => {
    it("is not loaded by a program, nor by the provider, before a review is compared", async () => {
        for (const file of ["provider/index.js", "provider/lifecycle/process.js"]) {
            expect(await loadedAfter(requiring(file), "zod"), file).to.equal(0);
        }
        const ask = `${requiring("provider/lifecycle/reviewed/digest.js")}; loaded.parseDigest("{}")`;
        expect(await loadedAfter(ask, "zod")).to.be.greaterThan(0);
    });
});
