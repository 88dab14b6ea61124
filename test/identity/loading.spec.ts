import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startEmulator } from "../../emulator/index";
import { closeAfterTest } from "../closing";
import { root, run } from "./support/given";

/** The files that have been loaded once these lines have run in a process of their own. */
async function loadedBy(lines: string): Promise<readonly string[]> {
    const watch = `const loadedFiles = []; require("node:module").registerHooks({ load: (url, context, next) => {
        loadedFiles.push(url); return next(url, context);
    } })`;
    return await printedBy(`${watch}; ${lines}; process.on("exit", () => console.log(JSON.stringify(loadedFiles)))`);
}

/** How many of a library's files are among them. */
async function loadedAfter(lines: string, library = "@azure"): Promise<number> {
    return (await loadedBy(lines)).filter((url) => url.includes(`/node_modules/${library}/`)).length;
}

/** The last line that a process of its own prints, as the value that it writes down. */
async function printedBy<T>(lines: string, ...flags: string[]): Promise<T> {
    const { stdout, stderr } = await run([...flags, "-e", lines], {});
    expect(stderr).to.equal("");
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** The package's own files among those, by their paths in `dist/`, and the libraries of the others. */
function sorted(urls: readonly string[]): { readonly own: readonly string[]; readonly libraries: readonly string[] } {
    const own = urls.flatMap((url) => /^(?!.*\/node_modules\/).*\/dist\/(.+)$/.exec(url)?.[1] ?? []);
    const libraries = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
    return { own, libraries: [...new Set(libraries)] };
}

function requiring(file: string): string {
    return `const loaded = require(${JSON.stringify(join(root, "dist", file))})`;
}

describe("the login library", () => {
    it("is not loaded by a program, by the provider, or by the command, before a token is needed", async () => {
        for (const file of ["provider/index.js", "provider/dynamic/lifecycles.js", "cli/doctor.js"]) {
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

describe("Pulumi's SDK", () => {
    it("is not loaded by the command that exports, which knows what the engine keeps of each kind", async () => {
        expect(await loadedAfter(requiring("cli/export.js"), "@pulumi")).to.equal(0);
    });
});

describe("the library that reads a review", () => {
    it("is not loaded by a program, nor by the provider, before a review is compared", async () => {
        for (const file of ["provider/index.js", "provider/dynamic/lifecycles.js"]) {
            expect(await loadedAfter(requiring(file), "zod"), file).to.equal(0);
        }
        const ask = `${requiring("provider/lifecycle/reviewed/digest.js")}; loaded.parseDigest("{}")`;
        expect(await loadedAfter(ask, "zod")).to.be.greaterThan(0);
    });
});

/** Lines that make one resource of each kind, by `loaded`, in the SDK's test mode, and then go on. */
function declaringAll(then: string): string {
    return `const pulumi = require("@pulumi/pulumi");
        const mocks = { call: ({ inputs }) => inputs, newResource: ({ name, inputs }) => ({ id: name, state: inputs }) };
        pulumi.runtime.setMocks(mocks).then(async () => {
            const connectorGroupId = new loaded.ConnectorGroup("group", { name: "Frankfurt" }).id;
            const membership = new loaded.ConnectorMembership("membership", { connectorId: "c", connectorGroupId });
            const assignment = new loaded.ApplicationAssignment("assignment", { applicationId: "a", connectorGroupId });
            await Promise.all([membership, assignment].map(({ urn }) => new Promise((known) => urn.apply(known))));
            ${then}
        })`;
}

describe("a program with resources", () => {
    it("never starts Pulumi's serializer, which a dynamic resource of the SDK does", async () => {
        const counting = `const closures = require("@pulumi/pulumi/runtime/closure/serializeClosure"); let started = 0;
            for (const name of ["serializeFunction", "serializeFunctionAsync"]) {
                const real = closures[name];
                closures[name] = (...args) => { started += 1; return real(...args); };
            }`;
        const then = `const ours = started;
            await new pulumi.dynamic.Resource({ create: async () => ({ id: "id" }) }, "theirs", {}).urn.promise();
            console.log(JSON.stringify({ ours, theirs: started - ours }))`;

        const lines = `${counting}; ${requiring("provider/index.js")}; ${declaringAll(then)}`;
        // The serializer looks into every module of Node, deprecated ones among them.
        const counted = await printedBy(lines, "--no-warnings");

        expect(counted).to.deep.equal({ ours: 0, theirs: 1 });
    });

    it("has one long stack written for each, by which the engine learns where it stands, unless leaks are looked for", async () => {
        const lookingForLeaks = 'process.env.PULUMI_DEBUG_PROMISE_LEAKS = "true"';

        const usual = await printedBy(declaringCounted);
        const leaks = await printedBy<{ long: number }>(`${lookingForLeaks}; ${declaringCounted}`);

        expect(usual).to.deep.equal({ long: 1, limit: 25 });
        expect(leaks.long, "each of its properties has four").to.be.greaterThan(4 * 4);
    });

    it("says of an error where it arose and what declared the resource, and leaves stacks as they were", async () => {
        const lines = `Error.stackTraceLimit = 25; ${requiring("provider/index.js")};
            const pulumi = require("@pulumi/pulumi");
            const mocks = { call: ({ inputs }) => inputs, newResource: ({ name, inputs }) => ({ id: name, state: inputs }) };
            function refuse() { throw new Error("the program does not want it"); }
            function declare() { new loaded.ConnectorGroup("group", { name: "Frankfurt" }, { transformations: [refuse] }); }
            pulumi.runtime.setMocks(mocks).then(() => {
                try { declare() } catch ({ stack }) { console.log(JSON.stringify({ stack, limit: Error.stackTraceLimit })) }
            })`;

        const { stack, limit } = await printedBy<{ stack: string; limit: number }>(lines);

        expect(stack).to.match(/^Error: the program does not want it\n +at refuse .*\n( +at .*\n)+ +at declare /);
        expect(limit).to.equal(25);
    });

    it("loads what declares them, and nothing of what carries them out", async () => {
        const { own, libraries } = sorted(await loadedBy(`${requiring("provider/index.js")}; ${declaringAll("")}`));

        const beneath = own.filter((file) => !/^provider\/\w+\.js$/.test(file));
        expect(own).to.include("provider/connectorGroup.js");
        expect(beneath, "besides the resource classes, modules that load nothing themselves").to.have.members([
            "provider/identity/errors.js",
            "provider/identity/sources.js",
            "provider/lifecycle/carry/plan.js",
            "provider/lifecycle/names.js",
        ]);
        const ofTheSdk = sorted(await loadedBy('require("@pulumi/pulumi")')).libraries;
        expect(libraries.filter((library) => !ofTheSdk.includes(library))).to.deep.equal([]);
    });
});

/** Declares a group, and prints how many stacks of more than one frame were written meanwhile, and how long they may be. */
const declaringCounted = `Error.stackTraceLimit = 25; ${requiring("provider/index.js")};
    const pulumi = require("@pulumi/pulumi");
    const mocks = { call: ({ inputs }) => inputs, newResource: ({ name, inputs }) => ({ id: name, state: inputs }) };
    pulumi.runtime.setMocks(mocks).then(() => {
        let long = 0;
        Error.prepareStackTrace = (error, frames) => {
            long += frames.length > 1 ? 1 : 0;
            return [error, ...frames.map((frame) => "    at " + frame)].join("\\n");
        };
        new loaded.ConnectorGroup("group", { name: "Frankfurt" });
        Error.prepareStackTrace = undefined;
        console.log(JSON.stringify({ long, limit: Error.stackTraceLimit }));
    })`;

describe("the provider of a resource", () => {
    it("loads nothing but itself before the engine calls", async () => {
        const { own, libraries } = sorted(await loadedBy(requiring("provider/dynamic/connectorGroup.js")));

        expect(own).to.have.members(["provider/dynamic/connectorGroup.js", "provider/dynamic/forward.js"]);
        expect(libraries).to.deep.equal([]);
    });

    it("loads one file and no library for a resource that is as it was, and nothing that asks the tenant", async () => {
        const outputs = `{ ${name}, isDefault: false, connectorGroupType: "applicationProxy", __declared: { ${name} } }`;
        const calls = `await loaded.check({ ${name} }, { ${name} }); await loaded.diff("id", ${outputs}, { ${name} })`;

        const { own, libraries, builtin } = await loadedByProvider(calls);

        expect(own).to.have.members(providerFiles);
        expect(libraries).to.deep.equal([]);
        expect(builtin, "what node-fetch loads at once").to.not.include("zlib");
    });

    it("loads the same file for a new resource with a ready token, and of Node's modules what asks the tenant", async () => {
        const { own, libraries, builtin } = await loadedByProvider(`await loaded.check({}, { ${name} })`);

        expect(own).to.have.members(providerFiles);
        expect(libraries).to.deep.equal([]);
        expect(builtin, "what node-fetch loads at once").to.include("zlib");
        expect(builtin, "Node's own fetch, which ES modules that ask by themselves have loaded too").to.not.include(
            "internal/deps/undici/undici",
        );
    });

    it("brings the licenses of the libraries in that file along", async () => {
        const folder = join(root, "dist", "provider", "dynamic");
        const code = readFileSync(join(folder, "lifecycles.js"), "utf8");
        const inside = [...code.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(([, library]) => library);

        const licenses = readFileSync(join(folder, "lifecycles.LICENSES.txt"), "utf8");

        expect(inside).to.include.members(["node-fetch", "dataloader", "p-limit"]);
        for (const library of new Set(inside)) {
            const [, text] = licenses.split(new RegExp(`^${library}\n\n`, "m"));
            expect(text, library).to.match(/^.{0,100}Copyright \(c\).*WITHOUT WARRANTY OF ANY KIND/s);
        }
    });
});

/** What the provider of a group consists of. */
const providerFiles = ["connectorGroup", "forward", "lifecycles"].map((file) => `provider/dynamic/${file}.js`);

/** What has been loaded once the engine's calls are answered, Node's own modules among it. */
async function loadedByProvider(calls: string) {
    const lines = await engineCalling(calls);
    const names = "process.moduleLoadList.map((name) => name.replace(/^NativeModule /, ''))";
    const builtin = await printedBy<readonly string[]>(
        `${lines}; process.on("exit", () => console.log(JSON.stringify(${names})))`,
    );
    return { ...sorted(await loadedBy(lines)), builtin };
}

/** The one input of the group that those calls are about. */
const name = 'name: "Frankfurt"';

/** Lines that call the provider as the engine does, with a ready token in the stack's configuration. */
async function engineCalling(calls: string): Promise<string> {
    const emulator = await startEmulator();
    closeAfterTest(() => emulator.stop());
    const config = { "entraAppProxy:endpoint": emulator.url, "entraAppProxy:accessToken": emulator.token };
    return `${requiring("provider/dynamic/connectorGroup.js")};
        const config = ${JSON.stringify(config)};
        (async () => {
            await loaded.configure({ config: { get: (key) => config[key] } });
            ${calls};
        })()`;
}
