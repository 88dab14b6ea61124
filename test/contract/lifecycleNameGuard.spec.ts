import { expect } from "chai";
import { everyTry, given, groups, names, requests, writes } from "./support/given";
import { CheckFailed, failure, refusal } from "./support/operation";

const frankfurt = { name: "Frankfurt", region: "eur" };

describe("the name guard", () => {
    for (const [bearing, pageSize] of [
        ["Frankfurt", 100],
        ["FRANKFURT", 100],
        ["Frankfurt", 2],
    ] as const) {
        it(`stops a new group at preview where ${bearing} exists, in pages of ${pageSize}, and names the ways out`, async () => {
            const seed = { groups: ["A", "B", "C", bearing, "D"].map((name) => ({ name })) };
            const { emulator, operation } = await given({ seed, pageSize });

            const stopped = await failure(operation().checkNew(frankfurt));

            expect(stopped).to.be.instanceOf(CheckFailed);
            expect(stopped.message).to.include('[name] Connector group "Frankfurt" is not created');
            expect(stopped.message).to.include(`id ${emulator.tenant.group(bearing)?.id}`);
            for (const wayOut of ["adopt: true", "pulumi import", "aliases", "dependsOn", "--replace", "taint"]) {
                expect(stopped.message).to.include(wayOut);
            }
            expect(writes(emulator)).to.deep.equal([]);
        });
    }

    it("stops again in the update, for a group that has come since the preview", async () => {
        const { emulator, operation, clock } = await given();
        const inputs = await operation().checkNew(frankfurt);
        const up = operation();
        await up.create(await up.checkNew({ name: "Munich" }));
        // The update's list of groups, which has Munich worked in, is from before this and will be until it is a minute old.
        emulator.tenant.addGroup({ name: "Frankfurt" });
        clock.advance(60_000);

        const message = await refusal(up.create(inputs));

        expect(message).to.include(`id ${emulator.tenant.group("Frankfurt")?.id}`);
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", "Munich"]);
    });

    it("does not count a group of another agent, which the service lists under the same path", async () => {
        const seed = { groups: [{ name: "Frankfurt", connectorGroupType: "syncFabric" }] };
        const { emulator, operation } = await given({ seed });

        await operation().declare(frankfurt);

        expect(
            emulator.tenant.groups().map(({ name, connectorGroupType }) => [name, connectorGroupType]),
        ).to.deep.include(["Frankfurt", "applicationProxy"]);
    });

    it("does not ask for a resource that is in the state already", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(frankfurt);

        await operation().check(group.inputs, { ...frankfurt, name: "Munich" });

        expect(requests(emulator)).to.deep.equal([]);
    });

    it("waits for the update where the name is not known yet, and stops it then", async () => {
        const { emulator, operation } = await given({ seed: { groups: [{ name: "Frankfurt" }] } });
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

        expect(await operation().checkNew({ name: unknown })).to.deep.equal({ name: unknown });
        expect(requests(emulator)).to.deep.equal([]);
        const message = await refusal(operation().create({ name: "Frankfurt" }));

        expect(message).to.include(`id ${emulator.tenant.group("Frankfurt")?.id}`);
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("fires for a replacement that was forced without a diff, which looks like a new resource", async () => {
        const { emulator, operation, made } = await given();
        const { id } = await made(frankfurt);

        const message = await refusal(operation().checkNew(frankfurt));

        expect(message).to.include(`id ${id}`).and.to.include("`--replace`").and.to.include("pulumi state untaint");
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("does not fire in the second check of a replacement that diff has asked for", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(frankfurt);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });

        expect(await operation().preview(group, { name: "Frankfurt", region: "nam" })).to.equal("replace");
    });

    it("fires in the second check of a replacement for a third group of that name", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(frankfurt);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: group.id });
        const other = emulator.tenant.addGroup({ name: "frankfurt" });

        const message = await refusal(operation().preview(group, { name: "Frankfurt", region: "nam" }));

        expect(message).to.include(`id ${other.id}`).and.to.not.include(group.id);
    });

    it("counts a name as free that another resource is leaving in the same update", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(frankfurt);
        const up = operation();
        const renamed = await up.check(group.inputs, { ...frankfurt, name: "Munich" });
        await up.diff(group.id, group.outputs, renamed);
        const fresh = await up.checkNew(frankfurt);

        await Promise.all([up.create(fresh), up.update(group, renamed)]);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt", "Munich"]);
        expect(emulator.tenant.group("Munich")?.id).to.equal(group.id);
    });

    it("is a warning, said once, where the tenant cannot be reached, and the update asks again", async () => {
        const { emulator, operation } = await given();
        await emulator.stop();
        const preview = operation();

        await preview.checkNew(frankfurt);
        await preview.checkNew({ name: "Munich" });

        expect(preview.warned).to.have.length(1);
        expect(preview.warned[0]).to.include('"Frankfurt"').and.to.include("the update asks again");
        expect(preview.warned[0]).to.include("could not be reached: the connection was refused (ECONNREFUSED)");
        expect(await refusal(operation().create(frankfurt))).to.include('Connector group "Frankfurt" is not created');
    });

    it("is a warning where the tenant stumbles", async () => {
        const { emulator, operation } = await given();
        emulator.inject({ path: /connectorGroups(\?|$)/, effect: "answerBeforeActing", status: 503, ...everyTry });
        const preview = operation();

        await preview.checkNew(frankfurt);

        expect(preview.warned).to.have.length(1);
        expect(preview.warned[0]).to.include("503");
    });

    for (const [status, advice] of [
        [401, "The token was not accepted"],
        [403, "Directory.ReadWrite.All and the directory role Application Administrator"],
    ] as const) {
        it(`is a failure where the service refuses the caller with ${status}, since the update would fail too`, async () => {
            const { emulator, operation } = await given();
            emulator.inject({ effect: "answerBeforeActing", status, times: Infinity });

            const stopped = await failure(operation().checkNew(frankfurt));

            expect(stopped).to.be.instanceOf(CheckFailed);
            expect(stopped.message).to.include('Connector group "Frankfurt"').and.to.include(advice);
        });
    }

    it("asks the service for nothing where what is declared is wrong in itself", async () => {
        const { emulator, operation } = await given();

        expect(await refusal(operation().checkNew({ region: "eur" }))).to.include("[name]");
        expect(await refusal(operation().checkNew({ name: "A", region: "unknownFutureValue" }))).to.include("[region]");
        expect(await refusal(operation().checkNew({ name: "A [replaces 1]" }))).to.include("[name]");
        expect(requests(emulator)).to.deep.equal([]);
    });

    it("asks each page of the list where the service splits it", async () => {
        const seed = { groups: ["A", "B", "C", "D"].map((name) => ({ name })) };
        const { emulator, operation } = await given({ seed, pageSize: 2 });

        await operation().checkNew(frankfurt);

        expect(requests(emulator)).to.have.length(3);
        expect(requests(emulator)[0]).to.equal(`GET ${groups}`);
    });
});
