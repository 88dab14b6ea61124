import { expect } from "chai";
import { PartialFailure } from "../../provider/lifecycle/errors";
import { type Given, given } from "./support/given";
import { CheckFailed, failure, undefinedIn } from "./support/operation";

/** What the service may say of a group beside id and name. */
const shapesOfService: ReadonlyArray<readonly [string, object]> = [
    ["everything", { region: "eur", isDefault: false, connectorGroupType: "applicationProxy" }],
    ["a region that is null", { region: null, isDefault: false, connectorGroupType: "applicationProxy" }],
    ["neither region nor type", { isDefault: false }],
    ["nothing else", {}],
    ["more than is known", { region: "eur", isDefault: true, countryOrRegion: null, members: [] }],
];

/** What a program may declare, as the engine hands it over: what is undefined in a program is left out or null. */
const shapesOfProgram: ReadonlyArray<readonly [string, object]> = [
    ["a name", { name: "Frankfurt" }],
    ["all of it", { name: "Frankfurt", region: "EUR", adopt: false }],
    ["nulls", { name: "Frankfurt", region: null, adopt: null, isDefault: null, connectorGroupType: null }],
];

/** What the state may hold. */
const shapesOfState: ReadonlyArray<readonly [string, object]> = [
    ["nothing", {}],
    ["a name", { name: "Frankfurt" }],
    ["nulls", { name: "Frankfurt", region: null, __declared: { name: "Frankfurt" } }],
    ["another region", { name: "Frankfurt", region: "nam", __declared: { name: "Frankfurt", region: "nam" } }],
];

describe("no answer holds a value that the engine's protocol has no form for", () => {
    for (const [service, said] of shapesOfService) {
        for (const [program, declared] of shapesOfProgram) {
            it(`of check and create, where the program declares ${program} and the service says ${service}`, async () => {
                const { operation, emulator } = await given();
                emulator.inject({
                    method: "POST",
                    effect: "answerAfterActing",
                    status: 201,
                    body: { id: "made", name: "Frankfurt", ...said },
                });

                const { id, inputs, outputs } = await operation().declare(declared);

                expect(undefinedIn([id, inputs, outputs])).to.deep.equal([]);
            });

            it(`of diff and update, where the program declares ${program} and the service says ${service}`, async () => {
                for (const [, state] of shapesOfState) {
                    const resource = { id: "it", inputs: { name: "Frankfurt" }, outputs: state };
                    const world = await answering({ id: "it", name: "Frankfurt", ...said });

                    const { resource: changed } = await world.operation().change(resource, declared);

                    expect(undefinedIn(changed)).to.deep.equal([]);
                    expect(undefinedIn(await world.operation().update(resource, declared))).to.deep.equal([]);
                }
            });
        }

        it(`of read and delete, where the service says ${service}`, async () => {
            for (const [, state] of shapesOfState) {
                const resource = { id: "it", inputs: {}, outputs: state };
                const world = await answering({ id: "it", name: "Frankfurt", ...said });

                expect(undefinedIn(await world.operation().refresh(resource))).to.deep.equal([]);
                await world.operation().delete(resource);
            }
        });

        it(`of a partial failure, where the service says ${service}`, async () => {
            const world = await answering({ id: "it", name: "Frankfurt", ...said, region: "nam" }, 400);

            const stopped = await failure(world.operation().create({ name: "Frankfurt", region: "eur", adopt: true }));

            expect(stopped).to.be.instanceOf(PartialFailure);
            const { id, properties, reasons } = stopped as PartialFailure;
            expect(undefinedIn({ id, properties, reasons })).to.deep.equal([]);
        });
    }

    it("of a check that finds mistakes, nor of a group that is gone", async () => {
        const { operation } = await given();

        for (const wrong of [{}, { name: null }, { name: 5 }, { name: "A", region: [] }, { name: "A", adopt: {} }]) {
            expect(await failure(operation().checkNew(wrong))).to.be.instanceOf(CheckFailed);
        }
        expect(await operation().refresh({ id: "gone", inputs: {}, outputs: { name: "Frankfurt" } })).to.equal(
            undefined,
        );
    });

    it("is looked for in every corner of an answer", () => {
        expect(undefinedIn({ a: [{ b: undefined }], c: new Date(), d: { e: null } })).to.deep.equal([".a.0.b", ".c"]);
        expect(undefinedIn(undefined)).to.deep.equal(["(the whole)"]);
    });
});

/** A tenant whose one group is shown, in the list and by itself, in this form. */
async function answering(group: object, patchStatus = 204): Promise<Given> {
    const world = await given();
    const { emulator } = world;
    const found = { method: "GET", effect: "answerBeforeActing", status: 200, times: Infinity } as const;
    emulator.inject({ ...found, path: /connectorGroups(\?|$)/, body: { value: [group] } });
    emulator.inject({ ...found, path: /(members|applications)$/, body: { value: [] } });
    emulator.inject({ ...found, path: /connectorGroups\/it$/, body: group });
    // The tenant itself knows no such group: writes are answered for it.
    emulator.inject({ ...found, method: "PATCH", status: patchStatus });
    emulator.inject({ ...found, method: "DELETE", status: 204 });
    return world;
}
