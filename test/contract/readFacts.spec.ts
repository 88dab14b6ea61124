import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { type EmulatorOptions, startEmulator } from "../../emulator/index";
import { mostAtOnce } from "../../provider/graph/pace";
import { readFacts, type WantedFact } from "../../provider/lifecycle/reviewed/readFacts";
import { closeAfterTest } from "../closing";
import { tenantIn } from "../reviewed";
import { everyTry, groups, requests } from "./support/given";

async function given(options: EmulatorOptions = {}) {
    const emulator = await startEmulator(options);
    closeAfterTest(() => emulator.stop());
    const { tenant } = emulator;
    const frankfurt = tenant.addGroup({ name: "Frankfurt", region: "eur" }).id;
    const london = tenant.addGroup({ name: "London", region: null }).id;
    const fra1 = tenant.addConnector({ machineName: "fra-1", groupId: frankfurt }).id;
    const fra2 = tenant.addConnector({ machineName: "fra-2", groupId: frankfurt, status: "inactive" }).id;
    const payroll = tenant.addApplication({ displayName: "Payroll", groupId: frankfurt }).id;
    const wiki = tenant.addApplication({ displayName: "Wiki" }).id;
    const read = (...wanted: readonly WantedFact[]) => readFacts(tenantIn(emulator), wanted);
    return { emulator, frankfurt, london, fra1, fra2, payroll, wiki, read };
}

const nowhere = "00000000-0000-0000-0000-000000000000";

describe("the facts of a tenant", () => {
    it("are what the tenant holds, in the order in which they are asked for", async () => {
        const { emulator, frankfurt, london, fra1, fra2, payroll, wiki, read } = await given();
        const mark = `London [replaces ${frankfurt}]`;
        emulator.tenant.renameGroup(london, mark);
        const { id: defaultId, name: defaultName } = emulator.tenant.defaultGroup;

        const facts = await read(
            { kind: "application", id: wiki },
            { kind: "group", id: frankfurt },
            { kind: "group", id: london },
            { kind: "connectors", id: frankfurt },
            { kind: "applications", id: frankfurt },
            { kind: "connector", id: fra2 },
            { kind: "application", id: payroll },
            { kind: "name", id: "frankFURT" },
            { kind: "successors", id: frankfurt },
            { kind: "defaultGroup", id: "default" },
        );

        expect(facts.map(({ value }) => value)).to.deep.equal([
            { id: defaultId, name: defaultName },
            { name: "Frankfurt", region: "eur", isDefault: false },
            { name: mark, isDefault: false },
            [
                { id: fra1, name: "fra-1", status: "active" },
                { id: fra2, name: "fra-2", status: "inactive" },
            ],
            [{ id: payroll, name: "Payroll" }],
            { id: frankfurt, name: "Frankfurt" },
            { id: frankfurt, name: "Frankfurt" },
            [{ id: frankfurt, name: "Frankfurt" }],
            [{ id: london, name: mark }],
            { id: defaultId, name: defaultName },
        ]);
        expect(facts.map(({ kind }) => kind).slice(0, 2)).to.deep.equal(["application", "group"]);
    });

    it("of what is not there are null, or empty", async () => {
        const { emulator, read } = await given();
        emulator.tenant.addApplication({ displayName: "unpublished", id: "not-published", published: false });

        const facts = await read(
            { kind: "group", id: nowhere },
            { kind: "connectors", id: nowhere },
            { kind: "applications", id: nowhere },
            { kind: "connector", id: nowhere },
            { kind: "application", id: nowhere },
            { kind: "application", id: "not-published" },
            { kind: "name", id: "Nobody's" },
            { kind: "successors", id: nowhere },
        );

        expect(facts.map(({ value }) => value)).to.deep.equal([null, [], [], null, null, null, [], []]);
    });

    it("of a group of another agent are found, although it is not listed", async () => {
        const { emulator, read } = await given();
        const { id } = emulator.tenant.addGroup({ name: "Sync", connectorGroupType: "syncFabric" });
        emulator.tenant.addConnector({ id: "agent", machineName: "sync-1", groupId: id });

        const facts = await read(
            { kind: "group", id },
            { kind: "connectors", id },
            { kind: "connector", id: "agent" },
            { kind: "name", id: "Sync" },
        );

        expect(facts.map(({ value }) => value)).to.deep.equal([
            { name: "Sync", region: "nam", isDefault: false },
            [{ id: "agent", name: "sync-1", status: "active" }],
            { id, name: "Sync" },
            [],
        ]);
    });

    it("cost one list of groups, and one of connectors and of applications for each group", async () => {
        const { emulator, frankfurt, london, fra1, fra2, payroll, read } = await given();

        await read(
            { kind: "defaultGroup", id: "default" },
            { kind: "name", id: "Frankfurt" },
            { kind: "successors", id: frankfurt },
            ...[frankfurt, london].map((id) => ({ kind: "group", id }) as const),
            ...[frankfurt, london].map((id) => ({ kind: "connectors", id }) as const),
            ...[frankfurt, london.toUpperCase(), london].map((id) => ({ kind: "applications", id }) as const),
            ...[fra1, fra2].map((id) => ({ kind: "connector", id }) as const),
            { kind: "application", id: payroll },
        );

        expect([...requests(emulator)].sort()).to.deep.equal(
            [
                `GET ${groups}`,
                `GET ${groups}/${frankfurt}/members`,
                `GET ${groups}/${london}/members`,
                `GET ${groups}/${frankfurt}/applications`,
                `GET ${groups}/${london.toUpperCase()}/applications`,
            ].sort(),
        );
    });

    it("cost one request more for a connector or an application that no list shows, and no list that is not needed", async () => {
        const { emulator, frankfurt, fra1, wiki, read } = await given();
        const { defaultGroup } = emulator.tenant;

        const facts = await read({ kind: "connector", id: fra1 }, { kind: "application", id: wiki });

        expect(requests(emulator)).to.have.members([
            `GET ${groups.replace("connectorGroups", "connectors")}/${fra1}/memberOf`,
            `GET /beta/applications/${wiki}/connectorGroup`,
        ]);
        expect(facts.map(({ value }) => value)).to.deep.equal([
            { id: frankfurt, name: "Frankfurt" },
            { id: defaultGroup.id, name: defaultGroup.name },
        ]);
    });

    it("of a connector that two lists show at once are asked for once more", async () => {
        const { emulator, frankfurt, london, fra1 } = await given();
        emulator.inject({
            effect: "meanwhile",
            path: new RegExp(`${london}/members`),
            run: () => emulator.tenant.moveConnector(fra1, london),
        });
        // The second list is read once the first one has shown it.
        const tenant = tenantIn(emulator);
        const first = tenant.listMembers(frankfurt);
        const listMembers = async (id: string) => {
            await first;
            return id === frankfurt ? await first : await tenant.listMembers(id);
        };

        const facts = await readFacts({ ...tenant, listMembers }, [
            { kind: "connectors", id: frankfurt },
            { kind: "connectors", id: london },
            { kind: "connector", id: fra1 },
        ]);

        expect(facts[2]?.value).to.deep.equal({ id: london, name: "London" });
    });

    it("are asked for a few at a time, and no more once one could not be had", async () => {
        const { emulator, frankfurt } = await given();
        const ids = Array.from({ length: 10 * mostAtOnce }, () => emulator.tenant.addGroup({ name: "More" }).id);
        const path = new RegExp(`${frankfurt}/members`);
        emulator.inject({ effect: "answerBeforeActing", status: 403, path, ...everyTry });
        const tenant = tenantIn(emulator);
        let underWay = 0;
        let most = 0;
        const listMembers = async (id: string) => {
            most = Math.max(most, ++underWay);
            return await tenant.listMembers(id).finally(() => --underWay);
        };

        const reading = readFacts(
            { ...tenant, listMembers },
            [frankfurt, ...ids].map((id) => ({ kind: "connectors", id }) as const),
        );

        expect(await reading.catch(({ status }: { status: number }) => status)).to.equal(403);
        expect(most).to.equal(mostAtOnce);
        // Long enough for all of them, if they were made.
        await setTimeout(500);
        expect(emulator.requests.length).to.be.lessThan(1 + 3 * mostAtOnce);
    });

    it("are asked for anew each time", async () => {
        const { emulator, frankfurt, fra1, read } = await given();
        const wanted = { kind: "connectors", id: frankfurt } as const;
        const before = await read(wanted);
        emulator.tenant.removeConnector(fra1);
        const after = await read(wanted);
        expect(before[0]?.value).to.have.length(2);
        expect(after[0]?.value).to.have.length(1);
    });
});
