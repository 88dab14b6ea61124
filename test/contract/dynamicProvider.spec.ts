import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index";
import { closeAfterTest } from "../closing";
import { pinnedProvider } from "../pinnedProvider";
import { type DynamicProvider, initFailureOf, type Properties, startDynamicProvider } from "./support/dynamicProvider";
import { groups, requests, writes } from "./support/given";
import { failure } from "./support/operation";

const { DIFF_NONE, DIFF_UNKNOWN } = DiffResponse.DiffChanges;
const __provider = pinnedProvider;
const eur: Properties = { name: "Frankfurt", region: "eur", __provider };

describe("the provider in the real dynamic-provider server", function () {
    // A process has to start, and on a busy machine that alone can take seconds.
    this.timeout(120_000);

    it("carries a group through its whole life", async () => {
        const { emulator, provider } = await served();

        const checked = await provider.check({}, eur);
        expect(checked).to.deep.equal({ inputs: eur, failures: [] });
        const { id, outputs } = await provider.create(checked.inputs);
        expect(outputs).to.deep.equal({
            name: "Frankfurt",
            region: "eur",
            isDefault: false,
            connectorGroupType: "applicationProxy",
            __declared: { name: "Frankfurt", region: "eur" },
            __provider,
        });
        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(id);

        const same = await provider.check(eur, eur);
        expect(await provider.diff(id, outputs, same.inputs)).to.deep.equal({ changes: DIFF_NONE, replaces: [] });

        const news = (await provider.check(eur, { ...eur, region: "nam" })).inputs;
        expect(await provider.diff(id, outputs, news)).to.deep.equal({ changes: DIFF_UNKNOWN, replaces: [] });
        const updated = await provider.update(id, outputs, news);
        expect(updated.outputs).to.include({ region: "nam", __provider });

        expect(await provider.read(id, { outputs: updated.outputs })).to.deep.equal({
            id,
            outputs: updated.outputs,
            inputs: undefined,
        });
        emulator.tenant.renameGroup(id, "Changed in the portal");
        const drifted = await (await another(emulator)).read(id, { outputs: updated.outputs });
        expect(drifted.inputs).to.deep.equal({ name: "Changed in the portal", region: "nam", __provider });
        expect(drifted.outputs).to.include({ name: "Changed in the portal", __provider });

        emulator.tenant.addConnector({ machineName: "fra-1", groupId: id });
        const back = (await provider.check(news, eur)).inputs;
        expect(await provider.diff(id, updated.outputs, back)).to.deep.include({ replaces: ["region"] });

        expect(writes(emulator).map(([request]) => request)).to.deep.equal([`POST ${groups}`, `PATCH ${groups}/${id}`]);
        emulator.tenant.removeConnector("fra-1");
        const next = await another(emulator);
        await next.delete(id, updated.outputs);
        expect(emulator.tenant.groups().map(({ name }) => name)).to.deep.equal(["Default"]);
        expect((await next.read(id, { outputs: updated.outputs })).id).to.equal("");
    });

    it("reads a group that nobody manages by its id alone", async () => {
        const { emulator, provider } = await served();
        const { id } = emulator.tenant.addGroup({ name: "Elsewhere", region: "aus" });

        const { outputs } = await provider.read(id, { inputs: { __provider } });

        expect(outputs).to.include({ name: "Elsewhere", region: "aus", __provider });
    });

    it("answers mistakes and a name that is taken as failures of check, not as errors", async () => {
        const { emulator, provider } = await served();
        emulator.tenant.addGroup({ name: "Frankfurt" });

        const { failures } = await provider.check({}, { region: "unknownFutureValue", __provider });
        const taken = await provider.check({}, eur);

        expect(failures.map(({ property }) => property)).to.deep.equal(["name", "region"]);
        expect(taken.failures.map(({ property }) => property)).to.deep.equal(["name"]);
        expect(taken.failures[0]?.reason).to.include(emulator.tenant.group("Frankfurt")?.id);
    });

    it("gives an adopted group that could not be brought in line to the engine, with all it needs to go on", async () => {
        const { emulator, provider } = await served();
        const { id } = emulator.tenant.addGroup({ name: "Frankfurt", region: "nam" });
        emulator.inject({ method: "PATCH", effect: "answerBeforeActing", status: 400, code: "Request_BadRequest" });
        const inputs = { ...eur, adopt: true };

        const error = await failure(provider.create(inputs));

        const kept = initFailureOf(error);
        expect(kept?.id).to.equal(id);
        expect(kept?.properties).to.deep.equal({
            name: "Frankfurt",
            region: "nam",
            isDefault: false,
            connectorGroupType: "applicationProxy",
            __declared: { name: "Frankfurt", region: "eur", adopt: true },
            __provider,
        });
        expect(kept?.reasons).to.have.length(1);
        expect(kept?.reasons[0]).to.include('Connector group "Frankfurt"').and.to.include("400 Bad Request");

        const { outputs } = await provider.update(id, kept?.properties ?? {}, inputs);
        expect(outputs).to.include({ region: "eur", __provider });
        expect(emulator.tenant.group("Frankfurt")).to.include({ id, region: "eur" });
    });

    it("gives a group that was not created to the engine as a plain error without an id", async () => {
        const { emulator, provider } = await served();
        emulator.inject({ method: "POST", effect: "answerBeforeActing", status: 403 });

        const error = await failure(provider.create(eur));

        expect(initFailureOf(error)).to.equal(undefined);
        expect(error.message).to.include('Connector group "Frankfurt" is not created. POST');
    });

    it("is configured before a second call that arrives together with the first", async () => {
        const { emulator, provider } = await served();

        const answers = await Promise.all(["A", "B", "C"].map((name) => provider.check({}, { name, __provider })));

        expect(answers.map(({ failures }) => failures)).to.deep.equal([[], [], []]);
        expect(provider.printed.join("\n")).to.not.include("could not be asked");
        // One process, one list of groups for all three, with the token of the stack's configuration.
        expect(requests(emulator)).to.deep.equal([`GET ${groups}`]);
        expect(emulator.requests[0]?.status).to.equal(200);
    });

    it("prints what it says with the name of the group, and an explained error without a stack", async () => {
        const { emulator, provider } = await served();
        const { id, outputs } = await provider.create(eur);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: id });
        const next = await another(emulator);

        const news = (await next.check(eur, { ...eur, region: "nam" })).inputs;
        await next.diff(id, outputs, news);
        const error = await failure(next.delete(id, outputs));

        const printed = next.printed.join("\n");
        expect(printed).to.include(`Connector group "Frankfurt" (id ${id}): region eur => nam needs a replacement`);
        expect(error.message).to.include("1 connector (fra-1)");
        expect(printed)
            .to.include("Stopped: the error at the resource says why.")
            .and.to.not.match(/^\s+at /m);
    });

    it("never prints or answers the token", async () => {
        const token = "a-token-nobody-may-see";
        const { emulator, provider } = await served({ token });
        const { outputs } = await provider.create(eur);
        emulator.settings.token = "another";

        const error = await failure(provider.create({ name: "Munich", __provider }));
        const checked = await provider.check({}, { name: "Munich", __provider });

        expect(error.message).to.include("401");
        for (const text of [error.message, JSON.stringify([outputs, checked]), provider.printed.join("\n")]) {
            expect(text).to.not.include(token);
        }
    });

    it("ended by SIGINT, as the engine does once the state is written, removes the notes of what was answered", async () => {
        const { provider, stateFolder } = await served();
        const { id } = await provider.create(eur);
        expect(notesIn(stateFolder)).to.deep.equal([id]);

        await provider.end("SIGINT");

        expect(notesIn(stateFolder)).to.deep.equal([]);
    });

    it("ended by SIGINT keeps the note of a creation that was not answered", async () => {
        const { emulator, provider, stateFolder } = await served();
        emulator.inject({ method: "POST", effect: "hangBeforeActing" });
        const creating = provider.create(eur).catch(() => undefined);
        while (!emulator.requests.some(({ method }) => method === "POST")) {
            await new Promise((done) => setImmediate(done));
        }

        await provider.end("SIGINT");
        await creating;

        expect(notesIn(stateFolder)).to.deep.equal([undefined]);
    });

    it("killed leaves the notes, and the next process goes on with the group", async () => {
        const { emulator, provider, stateFolder } = await served();
        const { id } = await provider.create(eur);

        await provider.end("SIGKILL");

        expect(notesIn(stateFolder)).to.deep.equal([id]);
        const next = await another(emulator, stateFolder);
        expect((await next.check({}, eur)).failures).to.deep.equal([]);
        expect((await next.create(eur)).id).to.equal(id);
        await next.end("SIGINT");
        expect(notesIn(stateFolder)).to.deep.equal([]);
    });

    for (const [what, { id, inputs, outputs }] of Object.entries(statesOf("0.1.0"))) {
        it(`takes the state of a released version, whichever method is called: ${what}`, async () => {
            const { name = "", region = "nam", isDefault = false } = outputs;
            const { emulator, provider } = await served({ seed: { groups: [{ id, name, region, isDefault }] } });

            const checked = await provider.check(inputs, inputs);
            expect((await provider.diff(id, outputs, checked.inputs)).changes).to.equal(DIFF_NONE);
            expect((await provider.read(id, { outputs })).id).to.equal(id);
            expect((await provider.update(id, outputs, inputs)).outputs).to.include({ name, __provider });
            await (await another(emulator)).delete(id, outputs);
            expect(emulator.tenant.group(id) === undefined).to.equal(!isDefault);
        });
    }
});

interface KeptState {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties & { readonly name?: string; readonly region?: string; readonly isDefault?: boolean };
}

/** States that a released version has left, by what they are. */
function statesOf(version: string): Readonly<Record<string, KeptState>> {
    return JSON.parse(readFileSync(join(__dirname, "..", "fixtures", "state", `${version}.json`), "utf8"));
}

/** A tenant, and the server with a stack configuration that leads there. */
async function served(options: EmulatorOptions = {}) {
    const emulator = await startEmulator(options);
    closeAfterTest(() => emulator.stop());
    const stateFolder = newStateFolder();
    return { emulator, stateFolder, provider: await another(emulator, stateFolder) };
}

/** One more process on the same tenant: what the engine starts for its next operation. */
async function another(emulator: Emulator, stateFolder = newStateFolder()): Promise<DynamicProvider> {
    return await startDynamicProvider({
        config: { "entraAppProxy:endpoint": emulator.url, "entraAppProxy:accessToken": emulator.token },
        stateFolder,
    });
}

function newStateFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "creations-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** The ids in the notes; undefined for a creation that was not answered. */
function notesIn(folder: string): readonly (string | undefined)[] {
    return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).id);
}
