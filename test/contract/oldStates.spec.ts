import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type EmulatedGroup, type Emulator, sampleTenant } from "../../emulator/index";
import { version } from "../../package.json";
import { pinnedProvider } from "../pinnedProvider";
import { given, names, writes } from "./support/given";
import { type Resource, refusal } from "./support/operation";

const folder = join(__dirname, "..", "fixtures", "state");
const fixturesOf = (file: string): Record<string, Resource> => JSON.parse(readFileSync(join(folder, file), "utf8"));

/** What a state may be down to that was written by hand, or came in by an import file. */
const handWritten: Record<string, Resource> = {
    "a name and nothing else": {
        id: "10000000-0000-4000-8000-000000000001",
        inputs: { name: "Frankfurt" },
        outputs: { name: "Frankfurt" },
    },
    "no __declared and no connectorGroupType": {
        id: "10000000-0000-4000-8000-000000000002",
        inputs: { name: "Frankfurt", region: "eur" },
        outputs: { name: "Frankfurt", region: "eur", isDefault: false },
    },
    "nulls for what it lacks": {
        id: "10000000-0000-4000-8000-000000000003",
        inputs: { name: "Frankfurt", region: null, adopt: null },
        outputs: { name: "Frankfurt", region: null, isDefault: null, connectorGroupType: null },
    },
};

for (const [written, fixtures] of [
    ...readdirSync(folder).map((file) => [`by version ${file.replace(/\.json$/, "")}`, fixturesOf(file)] as const),
    ["by hand", handWritten] as const,
]) {
    describe(`a state written ${written}`, () => {
        for (const [shape, resource] of Object.entries(fixtures)) {
            const { name } = resource.inputs as { name: string };

            describe(`with ${shape}`, () => {
                it("shows no change for the same program, and does not ask the tenant for it", async () => {
                    const { emulator, operation } = await tenantWith(resource);
                    const news = withoutProvider(resource.inputs);

                    expect(await operation().preview(resource, news)).to.equal("same");

                    expect(emulator.requests).to.deep.equal([]);
                });

                it("is refreshed without a difference in the inputs", async () => {
                    const { operation } = await tenantWith(resource);

                    const read = await operation().refresh(resource);

                    expect(read).to.deep.include({ id: resource.id, inputs: resource.inputs });
                    expect(read?.outputs).to.include({ name, connectorGroupType: "applicationProxy" });
                });

                it("is refreshed to a renamed group, and to nothing where the group is gone", async () => {
                    const { emulator, operation } = await tenantWith(resource);
                    emulator.tenant.renameGroup(resource.id, "Changed in the portal");
                    const read = await operation().refresh(resource);
                    expect(read?.inputs).to.include({ name: "Changed in the portal" });

                    if (!isDefault(emulator, resource)) {
                        emulator.tenant.removeGroup(resource.id);
                        expect(await operation().refresh(read ?? resource)).to.equal(undefined);
                    }
                });

                it("is renamed", async () => {
                    const { emulator, operation } = await tenantWith(resource);

                    const { how } = await operation().change(resource, { ...resource.inputs, name: "Hamburg" });

                    expect(how).to.equal("update");
                    expect(emulator.tenant.group(resource.id)).to.include({ name: "Hamburg" });
                });

                it("has its region changed while nothing is assigned", async () => {
                    const { emulator, operation } = await tenantWith(resource);

                    const { resource: after } = await operation().change(resource, {
                        ...resource.inputs,
                        region: "aus",
                    });

                    expect(emulator.tenant.group(resource.id)).to.include({ region: "aus" });
                    expect(after.outputs).to.include({ region: "aus" });
                });

                it("is decided about from the tenant once something is assigned", async () => {
                    const { emulator, operation } = await tenantWith(resource);
                    emulator.tenant.addConnector({ machineName: "fra-1", groupId: resource.id });
                    const changed = operation().preview(resource, { ...resource.inputs, region: "aus" });

                    if (isDefault(emulator, resource)) {
                        expect(await refusal(changed)).to.include("is the tenant's default group");
                    } else {
                        expect(await changed).to.equal("replace");
                    }
                });

                it("is replaced where the program asks for that, and the old group deleted", async () => {
                    const { emulator, operation } = await tenantWith(resource);
                    const before = emulator.tenant.groups().length;
                    const up = operation();

                    const changed = await up.change(
                        resource,
                        { ...resource.inputs, name: "Hamburg" },
                        { replaceOnChanges: true },
                    );
                    await up.delete(resource);

                    expect(emulator.tenant.group("Hamburg")?.id).to.equal(changed.resource.id);
                    expect(emulator.tenant.groups()).to.have.length(before + (isDefault(emulator, resource) ? 1 : 0));
                });

                it("is created again from its inputs", async () => {
                    const { operation } = await given();

                    const { outputs } = await operation().create(resource.inputs);

                    expect(outputs).to.include({ name });
                });

                it("is deleted, unless it is the default group", async () => {
                    const { emulator, operation } = await tenantWith(resource);
                    const stays = isDefault(emulator, resource);

                    await operation().delete(resource);

                    expect(names(emulator).includes(name)).to.equal(stays);
                    expect(writes(emulator)).to.have.length(stays ? 0 : 1);
                });
            });
        }
    });
}

describe("the states of this version", () => {
    it("stand among the fixtures, exactly as they are written now", async () => {
        expect(await statesOfThisVersion()).to.deep.equal(fixturesOf(`${version}.json`));
    });
});

/** A tenant in which the group of a state stands as the state says. */
async function tenantWith({ id, outputs }: Resource) {
    const { name, region, isDefault } = outputs as Partial<EmulatedGroup>;
    return await given({
        seed: { groups: [{ id, name: name ?? "", region: region ?? "nam", isDefault: isDefault ?? false }] },
    });
}

function isDefault(emulator: Emulator, { id }: Resource): boolean {
    return emulator.tenant.defaultGroup.id === id;
}

function withoutProvider(inputs: object): object {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== "__provider"));
}

/** What the engine would have in the state, for one group of each shape, with ids that are the same each time. */
async function statesOfThisVersion(): Promise<Record<string, Resource>> {
    let last = 0;
    const newId = () => `00000000-0000-4000-8000-${String(++last).padStart(12, "0")}`;
    const { emulator, operation } = await given({ seed: sampleTenant(), newId });
    const [first, second] = [operation(), operation()];
    const adopted = { name: "Osaka plant", region: "Japan", adopt: true };
    const unlocated = await first.declare({ name: "Nowhere" });
    const states = {
        "a region that the service chose": await first.declare({ name: "Frankfurt" }),
        "a declared region": await first.declare({ name: "Munich", region: "EUR", adopt: false }),
        "a group that was adopted": await first.declare(adopted),
        "the default group": await first.declare({ name: "Default", adopt: true }),
    };
    const value = [{ ...emulator.tenant.group(unlocated.id), region: null }];
    emulator.inject({ method: "GET", effect: "answerBeforeActing", status: 200, body: { value } });
    const nowhere = { "no region at all": (await second.refresh(unlocated)) ?? unlocated };
    return Object.fromEntries(
        Object.entries({ ...states, ...nowhere }).map(([shape, state]) => [shape, withProvider(state)]),
    );
}

/** The dynamic-provider server adds it to inputs and outputs. */
function withProvider({ id, inputs, outputs }: Resource): Resource {
    const __provider = pinnedProvider;
    return { id, inputs: { ...inputs, __provider }, outputs: { ...outputs, __provider } };
}
