import { expect } from "chai";
import { given, groups, names, writes } from "./support/given";
import { type Operation, type Resource, refusal } from "./support/operation";

/** The engine checks and diffs one resource after the other, and then updates them all at once. */
async function renameAll(up: Operation, wanted: ReadonlyArray<readonly [Resource, object]>) {
    const checked: Array<readonly [Resource, object]> = [];
    for (const [group, news] of wanted) {
        const inputs = await up.check(group.inputs, news);
        expect(await up.diff(group.id, group.outputs, inputs)).to.deep.equal({});
        checked.push([group, inputs]);
    }
    return await Promise.allSettled(checked.map(([group, inputs]) => up.update(group, inputs)));
}

describe("renaming a connector group", () => {
    for (const updateAnswer of [204, 200] as const) {
        it(`is one PATCH of the name alone, occupied or not, answered ${updateAnswer}`, async () => {
            const { emulator, operation, made } = await given({ switches: { updateAnswer } });
            const group = await made({ name: "Frankfurt" });
            emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });

            const { how, resource } = await operation().change(group, { name: "Munich" });

            expect(how).to.equal("update");
            expect(writes(emulator)).to.deep.equal([[`PATCH ${groups}/${group.id}`, { name: "Munich" }]]);
            expect(resource).to.deep.include({
                id: group.id,
                outputs: {
                    name: "Munich",
                    region: "nam",
                    isDefault: false,
                    connectorGroupType: "applicationProxy",
                    __declared: { name: "Munich" },
                },
            });
        });
    }

    for (const namesAre of ["free", "unique"] as const) {
        it(`to another case of letters is a change of its own, where names are ${namesAre}`, async () => {
            const { emulator, operation, made } = await given({ switches: { names: namesAre } });
            const group = await made({ name: "Frankfurt" });

            await operation().change(group, { name: "FRANKFURT" });

            expect(names(emulator)).to.deep.equal(["Default", "FRANKFURT"]);
        });
    }

    it("needs no write where the group bears the name already", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.tenant.renameGroup(group.id, "Munich");

        await operation().change(group, { name: "Munich" });

        expect(writes(emulator)).to.deep.equal([]);
    });

    it("of the default group passes on what the service says where it refuses", async () => {
        const { operation, made } = await given({ switches: { defaultGroupRename: "refused" } });
        const group = await made({ name: "Default", adopt: true });

        const message = await refusal(operation().change(group, { name: "Standard", adopt: true }));

        expect(message).to.include(`Connector group "Default" (id ${group.id}) is not updated. PATCH`);
    });

    it("is refused for a group that is gone, and says what makes it anew", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.tenant.removeGroup(group.id);

        const message = await refusal(operation().change(group, { name: "Munich" }));

        expect(message).to.include(`Connector group "Frankfurt" (id ${group.id}) no longer exists`);
        expect(message).to.include("pulumi refresh");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("to a name that a stranger bears warns at preview, and fails in the update without a write", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        const stranger = emulator.tenant.addGroup({ name: "Munich" });
        const preview = operation();

        await preview.preview(group, { name: "Munich" });
        const message = await refusal(operation().change(group, { name: "Munich" }));

        expect(preview.warned).to.have.length(1);
        expect(preview.warned[0]).to.include(stranger.id).and.to.include(group.id);
        expect(message).to.include(`Connector group "Munich" (id ${group.id})`).and.to.include(stranger.id);
        expect(message).to.include("The name was not given");
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("waits for a stranger that is renamed in time", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        emulator.tenant.addGroup({ name: "Munich" });
        const up = operation();
        const checked = await up.check(group.inputs, { name: "Munich" });
        await up.diff(group.id, group.outputs, checked);
        emulator.inject({
            method: "GET",
            path: /connectorGroups(\?|$)/,
            skip: 1,
            effect: "meanwhile",
            run: () => emulator.tenant.renameGroup("Munich", "Munich old"),
        });

        await up.update(group, checked);

        expect(emulator.tenant.group("Munich")?.id).to.equal(group.id);
    });

    it("is a warning, not a failure, where the preview cannot find out whether the name is free", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        await emulator.stop();
        const preview = operation();

        expect(await preview.preview(group, { name: "Munich" })).to.equal("update");
        expect(preview.warned[0]).to.include("whether the name is free could not be asked");
    });

    for (const namesAre of ["free", "unique"] as const) {
        describe(`among others, where names are ${namesAre}`, () => {
            const options = { switches: { names: namesAre } };

            it("follows a chain of names, whichever update comes first", async () => {
                const { emulator, operation, made } = await given(options);
                const [a, b] = [await made({ name: "A" }), await made({ name: "B" })];

                const results = await renameAll(operation(), [
                    [a, { name: "B" }],
                    [b, { name: "C" }],
                ]);

                expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled"]);
                expect(emulator.tenant.group("B")?.id).to.equal(a.id);
                expect(emulator.tenant.group("C")?.id).to.equal(b.id);
                expect(writes(emulator)).to.deep.equal([
                    [`PATCH ${groups}/${b.id}`, { name: "C" }],
                    [`PATCH ${groups}/${a.id}`, { name: "B" }],
                ]);
            });

            it("swaps two names by way of one temporary name", async () => {
                const { emulator, operation, made } = await given(options);
                const [a, b] = [await made({ name: "A" }), await made({ name: "B" })];

                const results = await renameAll(operation(), [
                    [a, { name: "B" }],
                    [b, { name: "a" }],
                ]);

                expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled"]);
                expect([emulator.tenant.group(a.id)?.name, emulator.tenant.group(b.id)?.name]).to.deep.equal([
                    "B",
                    "a",
                ]);
                expect(writes(emulator)).to.have.length(3);
                expect(writes(emulator).filter(([, body]) => isTemporary(body))).to.have.length(1);
            });

            it("rotates three names by way of one temporary name", async () => {
                const { emulator, operation, made } = await given(options);
                const [a, b, c] = [await made({ name: "A" }), await made({ name: "B" }), await made({ name: "C" })];

                const results = await renameAll(operation(), [
                    [a, { name: "B" }],
                    [b, { name: "C" }],
                    [c, { name: "A" }],
                ]);

                expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled", "fulfilled"]);
                expect([a, b, c].map(({ id }) => emulator.tenant.group(id)?.name)).to.deep.equal(["B", "C", "A"]);
                expect(writes(emulator).filter(([, body]) => isTemporary(body))).to.have.length(1);
            });

            it("swaps two names although reads lag behind", async () => {
                const { emulator, operation, made, clock } = await given(options);
                const [a, b] = [await made({ name: "A" }), await made({ name: "B" })];
                clock.advance(60_000);
                emulator.settings.lagMs = 7_000;

                const results = await renameAll(operation(), [
                    [a, { name: "B" }],
                    [b, { name: "A" }],
                ]);

                expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled"]);
                expect([emulator.tenant.group(a.id)?.name, emulator.tenant.group(b.id)?.name]).to.deep.equal([
                    "B",
                    "A",
                ]);
            });

            it("gives a new group the name that another one leaves, only once it has left", async () => {
                const { emulator, operation, made } = await given(options);
                const a = await made({ name: "A" });
                const up = operation();
                const renamed = await up.check(a.inputs, { name: "B" });
                await up.diff(a.id, a.outputs, renamed);
                const fresh = await up.checkNew({ name: "A" });

                await Promise.all([up.create(fresh), up.update(a, renamed)]);

                expect(writes(emulator)).to.deep.equal([
                    [`PATCH ${groups}/${a.id}`, { name: "B" }],
                    [`POST ${groups}`, { name: "A" }],
                ]);
            });
        });
    }

    it("that was killed while the group bore its temporary name is finished by the next update", async () => {
        const { emulator, operation, made } = await given();
        const a = await made({ name: "A" });
        emulator.tenant.renameGroup(a.id, `A [renaming ${a.id}]`);

        await operation().change(a, { name: "B" });

        expect(names(emulator)).to.deep.equal(["B", "Default"]);
    });

    it("fails for the second of two groups that are to bear one name, and leaves it its own", async () => {
        const { emulator, operation, made } = await given();
        const [a, b] = [await made({ name: "A" }), await made({ name: "B" })];

        const results = await renameAll(operation(), [
            [a, { name: "C" }],
            [b, { name: "C" }],
        ]);

        expect(results.map(({ status }) => status)).to.have.members(["fulfilled", "rejected"]);
        expect(names(emulator).filter((name) => name === "C")).to.have.length(1);
    });

    it("to a name that a new resource declares as well is left alone: the new one is refused", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "A" });
        const up = operation();
        const renamed = await up.check(group.inputs, { name: "B" });
        await up.diff(group.id, group.outputs, renamed);
        const second = await up.checkNew({ name: "B" });

        const [, message] = await Promise.all([up.update(group, renamed), refusal(up.create(second))]);

        expect(message).to.include(`Connector group "B" (id ${group.id}) is managed by another resource`);
        expect(names(emulator)).to.deep.equal(["B", "Default"]);
    });
});

function isTemporary(body: unknown): boolean {
    return typeof body === "object" && body !== null && "name" in body && /\[renaming /.test(String(body.name));
}
