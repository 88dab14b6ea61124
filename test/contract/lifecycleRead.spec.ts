import { expect } from "chai";
import { given, groups, requests, unseen, writes } from "./support/given";
import { refusal } from "./support/operation";

describe("reading a connector group", () => {
    it("that is as declared keeps the inputs as they are, and answers the same state again", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt", region: "EUR", adopt: true });

        const read = await operation().refresh(group);

        expect(read?.outputs).to.deep.equal(group.outputs);
        expect(read?.inputs).to.equal(group.inputs);
        expect(requests(emulator)).to.deep.equal([`GET ${groups}`]);
    });

    it("asks for one list, however many groups there are", async () => {
        const { emulator, operation, made } = await given();
        const made3 = [await made({ name: "A" }), await made({ name: "B" }), await made({ name: "C" })];
        emulator.clearRequests();
        const refresh = operation();

        await Promise.all(made3.map((group) => refresh.refresh(group)));

        expect(requests(emulator)).to.deep.equal([`GET ${groups}`]);
    });

    it("that was renamed shows the new name in inputs and outputs, and nothing else", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt", adopt: true });
        emulator.tenant.renameGroup(group.id, "Changed in the portal");

        const read = await operation().refresh(group);

        expect(read?.inputs).to.deep.equal({ name: "Changed in the portal", adopt: true });
        expect(read?.outputs).to.include({ name: "Changed in the portal", region: "nam" });
        expect(await operation().preview(read ?? group, { name: "Frankfurt", adopt: true })).to.equal("update");
    });

    it("whose declared region has drifted shows the service's own spelling of the new one", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt", region: "EUR" });
        emulator.tenant.setRegion(group.id, "aus");

        const read = await operation().refresh(group);

        expect(read?.inputs).to.deep.equal({ name: "Frankfurt", region: "aus" });
    });

    it("whose undeclared region has changed shows it in the outputs alone", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.tenant.setRegion(group.id, "aus");

        const read = await operation().refresh(group);

        expect(read?.inputs).to.equal(group.inputs);
        expect(read?.outputs).to.include({ region: "aus" });
        expect(await operation().preview(read ?? group, { name: "Frankfurt" })).to.equal("same");
    });

    it("for which the service answers no region shows none", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt", region: "eur" });
        const withoutRegion = { id: group.id, name: "Frankfurt", region: null, isDefault: false };
        const body = { value: [withoutRegion] };
        emulator.inject({ method: "GET", effect: "answerBeforeActing", status: 200, body });

        const read = await operation().refresh(group);

        expect(read?.outputs).to.not.have.property("region");
        expect(read?.inputs).to.deep.equal({ name: "Frankfurt" });
    });

    it("reads a region outside the documented list as it is", async () => {
        const { operation, made } = await given({ switches: { unknownRegions: "unknownFutureValue" } });
        const group = await made({ name: "Osaka", region: "japan" });

        expect((await operation().refresh(group))?.outputs).to.include({ region: "japan" });
    });

    it("that is gone answers so only when both its own address and the list lack it", async () => {
        const { emulator, operation, made } = await given({ pageSize: 1 });
        const group = await made({ name: "Frankfurt" });
        emulator.inject(unseen(group.id));
        expect((await operation().refresh(group))?.id).to.equal(group.id);
        emulator.tenant.removeGroup(group.id);

        expect(await operation().refresh(group)).to.equal(undefined);
    });

    for (const [what, fault] of [
        ["500", { effect: "answerBeforeActing", status: 500 }],
        ["403", { effect: "answerBeforeActing", status: 403 }],
        ["a proxy's own 404", { effect: "answerBeforeActing", status: 404, body: "<h1>Not found</h1>" }],
        ["a cut connection", { effect: "cutBeforeActing" }],
    ] as const) {
        it(`is an error that leaves the state as it is, never "gone", on ${what}`, async () => {
            const { emulator, operation, made } = await given();
            const group = await made({ name: "Frankfurt" });
            emulator.inject({ ...fault, times: Infinity });

            const message = await refusal(operation().refresh(group));

            expect(message).to.include(`Connector group "Frankfurt" (id ${group.id}) is not read`);
            expect(message).to.include("the state is left as it is");
        });
    }

    it("that nobody manages, by id alone, needs no state, and is an error where there is none", async () => {
        const { emulator, operation } = await given();
        const { id } = emulator.tenant.addGroup({ name: "Elsewhere", region: "aus" });

        const read = await operation().refresh({ id, inputs: {}, outputs: {} });

        expect(read?.outputs).to.deep.equal({
            name: "Elsewhere",
            region: "aus",
            isDefault: false,
            connectorGroupType: "applicationProxy",
            __declared: { name: "Elsewhere" },
        });
        const message = await refusal(operation().refresh({ id: "no-such-group", inputs: {}, outputs: {} }));
        expect(message).to.include("no-such-group").and.to.include("ConnectorGroup.get");
    });
});

describe("the diff of a refresh, which comes without a check", () => {
    const declared = { name: "Frankfurt", region: "eur" };

    it("asks nothing and says nothing, whatever has changed and whatever is assigned", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(declared);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });
        const refresh = operation();

        expect(await refresh.diff(group.id, group.outputs, { name: "Frankfurt", region: "nam" })).to.deep.equal({});
        expect(await refresh.diff(group.id, group.outputs, { name: "Munich", region: "eur" })).to.deep.equal({});
        expect(await refresh.diff(group.id, group.outputs, { ...declared, region: "EUR" })).to.deep.equal({
            changes: false,
        });

        expect(requests(emulator)).to.deep.equal([]);
        expect([refresh.said, refresh.warned]).to.deep.equal([[], []]);
    });

    it("works where the tenant cannot be reached", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(declared);
        await emulator.stop();

        expect(await operation().diff(group.id, group.outputs, { name: "Frankfurt", region: "nam" })).to.deep.equal({});
    });

    it("leaves nothing behind that a later delete in the same process would take for a claim", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(declared);
        const refresh = operation();
        await refresh.diff(group.id, group.outputs, declared);

        await refresh.delete(group);

        expect(writes(emulator)).to.deep.equal([[`DELETE ${groups}/${group.id}`]]);
    });
});

describe("a connector group that has not changed", () => {
    it("is not asked for, in preview or update", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt", region: "eur", adopt: true });

        for (const same of [{ name: "Frankfurt", region: "eur", adopt: true }, { name: "Frankfurt" }]) {
            expect(await operation().preview(group, same)).to.equal("same");
        }

        expect(requests(emulator)).to.deep.equal([]);
    });
});
