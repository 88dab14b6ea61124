import { expect } from "chai";
import { given, groups, names, requests, writes } from "./support/given";
import { refusal } from "./support/operation";

describe("creating a connector group", () => {
    for (const createAnswer of [200, 201] as const) {
        it(`asks the service once, with what is declared and nothing else, and takes ${createAnswer} for done`, async () => {
            const { emulator, operation } = await given({ switches: { createAnswer } });

            const { id, outputs } = await operation().declare({ name: "Frankfurt", region: "eur", adopt: false });

            expect(emulator.tenant.group("Frankfurt")).to.deep.equal({
                id,
                name: "Frankfurt",
                region: "eur",
                isDefault: false,
                connectorGroupType: "applicationProxy",
            });
            expect(writes(emulator)).to.deep.equal([[`POST ${groups}`, { name: "Frankfurt", region: "eur" }]]);
            expect(outputs).to.deep.equal({
                name: "Frankfurt",
                region: "eur",
                isDefault: false,
                connectorGroupType: "applicationProxy",
                __declared: { name: "Frankfurt", region: "eur", adopt: false },
            });
        });
    }

    it("leaves a region that is not declared to the service, and a later look shows no difference", async () => {
        const { emulator, operation } = await given({ defaultRegion: "japan" });

        const group = await operation().declare({ name: "Osaka" });

        expect(writes(emulator)).to.deep.equal([[`POST ${groups}`, { name: "Osaka" }]]);
        expect(group.outputs).to.include({ region: "japan" });
        expect(await operation().preview(group, { name: "Osaka" })).to.equal("same");
    });

    for (const [regionCase, kept] of [
        ["lower", "japan"],
        ["asSent", "Japan"],
    ] as const) {
        it(`keeps the region as the service spells it (${kept}), and no spelling of it is a difference`, async () => {
            const { operation } = await given({ switches: { regionCase } });

            const group = await operation().declare({ name: "Osaka", region: "Japan" });

            expect(group.outputs).to.include({ region: kept });
            expect(await operation().preview(group, { name: "Osaka", region: "Japan" })).to.equal("same");
            expect(await operation().preview(group, { name: "Osaka", region: "JAPAN" })).to.equal("same");
        });
    }

    it("passes an undocumented region on with one warning that names the group", async () => {
        const { emulator, operation } = await given({ switches: { acceptedRegions: "any" } });
        const up = operation();

        const { outputs } = await up.declare({ name: "Lima", region: "sam" });

        expect(outputs).to.include({ region: "sam" });
        expect(emulator.tenant.group("Lima")).to.include({ region: "sam" });
        expect(up.warned).to.have.length(1);
        expect(up.warned[0]).to.include('"Lima"').and.to.include('"sam"');
    });

    it("that the service refuses leaves no group and no note, and the error names the group", async () => {
        const { emulator, operation, notes } = await given();

        const message = await refusal(operation().declare({ name: "Lima", region: "sam" }));

        expect(message).to.include('Connector group "Lima" is not created. POST /…/connectorGroups failed: 400');
        expect(names(emulator)).to.deep.equal(["Default"]);
        expect(notes()).to.deep.equal([]);
    });

    it("twice under one name in one update makes one group, and an error for the second", async () => {
        const { emulator, operation } = await given();
        const up = operation();
        const inputs = [{ name: "Frankfurt" }, { name: "FRANKFURT" }];
        const checked = [await up.checkNew(inputs[0] ?? {}), await up.checkNew(inputs[1] ?? {})];

        const results = await Promise.allSettled(checked.map((one) => up.create(one)));

        expect(results.map(({ status }) => status)).to.have.members(["fulfilled", "rejected"]);
        expect(writes(emulator)).to.have.length(1);
        const [rejected] = results.filter((result) => result.status === "rejected");
        expect(rejected?.reason.message).to.include("FRANKFURT").and.to.include("another name");
    });

    it("twice under one name, one after the other, makes one group and says which resource has it", async () => {
        const { emulator, operation } = await given();
        const up = operation();
        const first = await up.checkNew({ name: "Frankfurt", adopt: true });
        const second = await up.checkNew({ name: "Frankfurt", adopt: true });
        const { id } = await up.create(first);

        const message = await refusal(up.create(second));

        expect(message).to.include(id).and.to.include("managed by another resource of this program already");
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("asks for the list of groups once for many new resources", async () => {
        const { emulator, operation } = await given();
        const preview = operation();

        for (const name of ["A", "B", "C", "D"]) {
            await preview.checkNew({ name });
        }

        expect(requests(emulator)).to.deep.equal([`GET ${groups}`]);
    });

    it("never rests on an answer that is a minute old", async () => {
        const { emulator, operation, clock } = await given();
        const up = operation();
        const inputs = await up.checkNew({ name: "Frankfurt" });
        emulator.tenant.addGroup({ name: "Frankfurt" });
        clock.advance(60_000);

        const message = await refusal(up.create(inputs));

        expect(message).to.include(emulator.tenant.group("Frankfurt")?.id);
        expect(writes(emulator)).to.deep.equal([]);
    });
});
