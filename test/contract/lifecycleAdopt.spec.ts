import { expect } from "chai";
import { PartialFailure } from "../../provider/lifecycle/errors";
import { given, groups, names, writes } from "./support/given";
import { failure, refusal } from "./support/operation";

const adopt = true;

describe("adopting a connector group", () => {
    it("that is as declared writes nothing, and both preview and update say which one it is", async () => {
        const { emulator, operation } = await given({ seed: { groups: [{ name: "Frankfurt", region: "eur" }] } });
        const { id } = emulator.tenant.group("Frankfurt") ?? {};
        const [preview, up] = [operation(), operation()];

        await preview.checkNew({ name: "Frankfurt", region: "EUR", adopt });
        const group = await up.declare({ name: "Frankfurt", region: "EUR", adopt });

        expect(group.id).to.equal(id);
        expect(group.outputs).to.deep.equal({
            name: "Frankfurt",
            region: "eur",
            isDefault: false,
            connectorGroupType: "applicationProxy",
            __declared: { name: "Frankfurt", region: "EUR", adopt },
        });
        expect(writes(emulator)).to.deep.equal([]);
        for (const { said } of [preview, up]) {
            expect(said[0]).to.include(`Connector group "Frankfurt" (id ${id}) exists and is taken over`);
            expect(said[0]).to.include("nothing will change on it").and.to.include("deletes it when the resource goes");
        }
        expect(preview.said).to.have.length(1);
    });

    it("creates where none exists", async () => {
        const { emulator, operation } = await given();

        await operation().declare({ name: "Frankfurt", adopt });

        expect(writes(emulator)).to.deep.equal([[`POST ${groups}`, { name: "Frankfurt" }]]);
    });

    for (const namesAre of ["free", "unique"] as const) {
        it(`whose name differs in case gives it the declared spelling, where names are ${namesAre}`, async () => {
            const { emulator, operation } = await given({
                seed: { groups: [{ name: "FRANKFURT" }] },
                switches: { names: namesAre },
            });
            const { id } = emulator.tenant.group("FRANKFURT") ?? {};
            const preview = operation();

            await preview.checkNew({ name: "Frankfurt", adopt });
            await operation().declare({ name: "Frankfurt", adopt });

            expect(preview.said[0]).to.include('its name ("FRANKFURT" => "Frankfurt") will change on it');
            expect(writes(emulator)).to.deep.equal([[`PATCH ${groups}/${id}`, { name: "Frankfurt" }]]);
        });
    }

    for (const [updateAnswer, emptyMembers, emptyApplications] of [
        [204, "emptyList", "notFound"],
        [200, "notFound", "emptyList"],
    ] as const) {
        it(`in another region changes it while nothing is assigned (${updateAnswer}, ${emptyMembers})`, async () => {
            const { emulator, operation } = await given({
                seed: { groups: [{ name: "Frankfurt", region: "nam" }] },
                switches: { updateAnswer, emptyMembers, emptyApplications },
            });
            const { id } = emulator.tenant.group("Frankfurt") ?? {};
            const preview = operation();

            await preview.checkNew({ name: "Frankfurt", region: "eur", adopt });
            const { outputs } = await operation().declare({ name: "Frankfurt", region: "eur", adopt });

            expect(preview.said[0]).to.include("its region (nam => eur) will change on it");
            expect(writes(emulator)).to.deep.equal([[`PATCH ${groups}/${id}`, { region: "eur" }]]);
            expect(outputs).to.include({ region: "eur" });
        });
    }

    for (const occupant of ["connector", "application"] as const) {
        it(`in another region stops at preview and in the update while a ${occupant} is assigned`, async () => {
            const { emulator, operation } = await given({ seed: { groups: [{ name: "Frankfurt", region: "nam" }] } });
            if (occupant === "connector") {
                emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt", status: "inactive" });
            } else {
                emulator.tenant.addApplication({ displayName: "Payroll", groupId: "Frankfurt" });
            }
            const declared = { name: "Frankfurt", region: "eur", adopt };

            const messages = [
                await refusal(operation().checkNew(declared)),
                await refusal(operation().create(declared)),
            ];

            for (const message of messages) {
                expect(message).to.include("is not taken over: it is in region nam, eur is declared");
                expect(message).to.include(occupant === "connector" ? "(fra-1 [inactive])" : "(Payroll)");
                expect(message).to.include("Declare the region it has first");
            }
            expect(writes(emulator)).to.deep.equal([]);
        });
    }

    it("leaves the region of an occupied group alone where none is declared", async () => {
        const { emulator, operation } = await given({ seed: { groups: [{ name: "Frankfurt", region: "aus" }] } });
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });

        const { outputs } = await operation().declare({ name: "Frankfurt", adopt });

        expect(outputs).to.include({ region: "aus" });
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("stops where several bear the name, and names each with its region", async () => {
        const seed = {
            groups: [
                { name: "Frankfurt", region: "nam" },
                { name: "frankfurt", region: "eur" },
            ],
        };
        const { emulator, operation } = await given({ seed });

        const message = await refusal(operation().checkNew({ name: "Frankfurt", adopt }));

        expect(message).to.include("2 groups bear that name");
        expect(message).to.include(`${emulator.tenant.group("Frankfurt")?.id} in nam`);
        expect(message).to.include(`${emulator.tenant.group("frankfurt")?.id} in eur`);
    });

    it("of the default group says that it is never deleted", async () => {
        const { operation } = await given();
        const preview = operation();

        await preview.checkNew({ name: "Default", adopt });
        const { outputs } = await operation().declare({ name: "Default", adopt });

        expect(preview.said[0]).to.include("as the default group it is never deleted");
        expect(outputs).to.include({ isDefault: true, region: "nam" });
    });

    it("stops where another resource of this program has the group already", async () => {
        const { emulator, operation, made } = await given();
        const group = await made({ name: "Frankfurt" });
        const up = operation();
        await up.change(group, { name: "Frankfurt" });

        const message = await refusal(up.checkNew({ name: "Frankfurt", adopt }));

        expect(message).to.include(`(id ${group.id}) is managed by another resource of this program already`);
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("never takes over a group of another agent", async () => {
        const seed = { groups: [{ name: "Frankfurt", connectorGroupType: "syncFabric" }] };
        const { emulator, operation } = await given({ seed });
        const { id: foreign } = emulator.tenant.group("Frankfurt") ?? {};

        const { id } = await operation().declare({ name: "Frankfurt", adopt });

        expect(id).to.not.equal(foreign);
    });

    it("finds the group on a later page of the list", async () => {
        const seed = { groups: ["A", "B", "C", "Frankfurt"].map((name) => ({ name })) };
        const { emulator, operation } = await given({ seed, pageSize: 1 });

        const { id } = await operation().declare({ name: "Frankfurt", adopt });

        expect(id).to.equal(emulator.tenant.group("Frankfurt")?.id);
    });

    it("that fails once the group is ours keeps its id in the state, and the next update finishes it", async () => {
        const { emulator, operation } = await given({ seed: { groups: [{ name: "Frankfurt", region: "nam" }] } });
        const { id } = emulator.tenant.group("Frankfurt") ?? {};
        emulator.inject({ method: "PATCH", effect: "answerBeforeActing", status: 400, code: "Request_BadRequest" });
        const declared = { name: "Frankfurt", region: "eur", adopt };

        const stopped = await failure(operation().create({ ...declared, __provider: "the provider's text" }));

        expect(stopped).to.be.instanceOf(PartialFailure);
        const { id: kept, properties, reasons } = stopped as PartialFailure;
        expect(kept).to.equal(id);
        expect(properties).to.include({ name: "Frankfurt", region: "nam", __provider: "the provider's text" });
        expect(reasons).to.have.length(1);
        expect(reasons[0]).to.include('Connector group "Frankfurt"').and.to.include("400 Bad Request");
        expect(stopped.message).to.equal(reasons[0]);

        await operation().update({ id: kept, inputs: declared, outputs: properties }, declared);
        expect(emulator.tenant.group("Frankfurt")).to.include({ id, region: "eur" });
    });

    it("changes nothing on a group that something was assigned to since the preview", async () => {
        const { emulator, operation } = await given({ seed: { groups: [{ name: "Frankfurt", region: "nam" }] } });
        const declared = { name: "Frankfurt", region: "eur", adopt };
        const up = operation();
        await up.checkNew(declared);
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: "Frankfurt" });

        const message = await refusal(up.create(declared));

        expect(message).to.include('Connector group "Frankfurt"').and.to.include("(fra-1)");
        expect(writes(emulator)).to.deep.equal([]);
    });
});
