import { expect } from "chai";
import { type Emulator, type EmulatorOptions, type LoggedRequest, startEmulator } from "../../emulator/index";
import { mostInBatch } from "../../provider/graph/batch";
import { mostAtOnce, mostReadsAtOnce } from "../../provider/graph/pace";
import { openTenantReads, type TenantReads } from "../../provider/tenantReads";
import { closeAfterTest } from "../closing";

async function given(options: EmulatorOptions = {}): Promise<{ emulator: Emulator; reads: TenantReads }> {
    const emulator = await startEmulator(options);
    closeAfterTest(() => emulator.stop());
    const stack = new Map([
        ["entraAppProxy:endpoint", emulator.url],
        ["entraAppProxy:accessToken", emulator.token],
    ]);
    return { emulator, reads: openTenantReads((key) => stack.get(key), {}) };
}

/** A tenant of groups with one published application each. */
function withGroups(emulator: Emulator, count: number): readonly string[] {
    return Array.from({ length: count }, (_, n) => {
        const { id } = emulator.tenant.addGroup({ name: `Site ${n}` });
        const externalUrl = `https://site-${n}.contoso.example/`;
        emulator.tenant.addApplication({ displayName: `App ${n}`, groupId: id, externalUrl });
        return id;
    });
}

describe("what a program reads of its tenant", () => {
    it("never asks more at once than is allowed, and as much as that", async () => {
        const { emulator, reads } = await given({ latencyMs: 20, switches: { batch: "refused" } });
        const ids = withGroups(emulator, 2 * mostAtOnce);

        await reads.contents(ids);

        expect(mostUnderWay(emulator.exchanges)).to.equal(mostAtOnce);
    });

    it("fills some batches at once, and not all that there could be", async () => {
        const { emulator, reads } = await given({ latencyMs: 20 });
        const ids = withGroups(emulator, 2 * mostReadsAtOnce);

        await reads.contents(ids);

        expect(mostUnderWay(emulator.exchanges)).to.be.within(2, mostReadsAtOnce / mostInBatch);
        expect(emulator.requests.filter(({ batch }) => batch !== undefined)).to.have.length.at.least(
            4 * mostReadsAtOnce,
        );
    });

    it("shares the requests for the addresses of all groups' applications", async () => {
        const { emulator, reads } = await given();
        const ids = withGroups(emulator, 40);

        const contents = await reads.contents(ids);

        expect(contents.map(({ applications }) => applications.map(({ publishing }) => publishing))).to.deep.equal(
            ids.map((_, n) => [{ externalUrl: `https://site-${n}.contoso.example/` }]),
        );
        // 40 addresses at 15 a request are 3, beside the members and applications of each group.
        expect(emulator.requests).to.have.length(2 * 40 + 3);
    });

    it("asks for a single application where no list says how it is published", async () => {
        for (const onPremisesPublishing of [undefined, null]) {
            const { emulator, reads } = await given();
            const ids = withGroups(emulator, 1);
            const [application] = emulator.tenant.applications();
            emulator.inject({
                effect: "answerBeforeActing",
                path: /filter=id/,
                status: 200,
                body: { value: [{ id: application?.id, displayName: "App 0", onPremisesPublishing }] },
            });

            const [contents] = await reads.contents(ids);

            expect(contents?.applications[0]?.publishing).to.deep.equal({
                externalUrl: "https://site-0.contoso.example/",
            });
            expect(emulator.requests.at(-1)?.path).to.include(`/applications/${application?.id}?$select=`);
        }
    });

    it("asks for a single application where the list of a name does not say how it is published", async () => {
        const { emulator, reads } = await given();
        withGroups(emulator, 1);
        const [application] = emulator.tenant.applications();
        emulator.inject({
            effect: "answerBeforeActing",
            path: /filter=displayName/,
            status: 200,
            body: { value: [{ id: application?.id, displayName: "App 0" }] },
        });

        const [named] = await reads.applicationsNamed("App 0");

        expect(named?.publishing).to.deep.equal({ externalUrl: "https://site-0.contoso.example/" });
        expect(emulator.requests).to.have.length(2);
    });

    it("reads one page alone of the applications that could have been meant", async () => {
        const { emulator, reads } = await given({ pageSize: 2 });
        withGroups(emulator, 5);

        const some = await reads.applicationsBeginning("app");

        expect(some.map(({ displayName }) => displayName)).to.deep.equal(["App 0", "App 1"]);
        expect(emulator.requests).to.have.length(1);
    });

    it("takes it from a group's own list where that says it", async () => {
        const { emulator, reads } = await given();
        const ids = withGroups(emulator, 1);
        const publishing = { externalUrl: "https://said.contoso.example/", somethingNew: 1 };
        emulator.inject({
            effect: "answerBeforeActing",
            path: /\/connectorGroups\/[^/]+\/applications/,
            status: 200,
            body: { value: [{ id: "a-1", displayName: "App", onPremisesPublishing: publishing }] },
        });

        const [contents] = await reads.contents(ids);

        expect(contents?.applications[0]?.publishing).to.deep.equal({ externalUrl: publishing.externalUrl });
        expect(emulator.requests).to.have.length(2);
    });

    it("finds applications by name as a whole, without regard to case, quotes and all, and each of that name", async () => {
        const { emulator, reads } = await given();
        const names = ["O'Neill, (co)", "Wiki", "wiki", "Wiki 2", 'a "b" & c=d+e%20'];
        for (const displayName of names) {
            emulator.tenant.addApplication({ displayName });
        }

        const found = await Promise.all(
            ["o'neill, (CO)", "WIKI", "Wik", 'a "b" & c=d+e%20'].map((name) => reads.applicationsNamed(name)),
        );

        expect(found.map((applications) => applications.map(({ displayName }) => displayName))).to.deep.equal([
            ["O'Neill, (co)"],
            ["Wiki", "wiki"],
            [],
            ['a "b" & c=d+e%20'],
        ]);
        expect(emulator.requests).to.have.length(1);
    });

    it("follows the pages of every list", async () => {
        const { emulator, reads } = await given({ pageSize: 2 });
        const ids = withGroups(emulator, 3);
        const names = ["App 0", "App 1", "App 2"];

        const contents = await reads.contents(ids);
        const named = await Promise.all(names.map((name) => reads.applicationsNamed(name)));

        expect((await reads.groups()).map(({ id }) => id)).to.include.members([...ids]);
        expect(contents.map(({ applications }) => applications[0]?.displayName)).to.deep.equal(names);
        expect(named.map(([one]) => one?.displayName)).to.deep.equal(names);
    });
});

function mostUnderWay(requests: readonly LoggedRequest[]): number {
    return Math.max(
        ...requests.map(
            ({ startedAt }) =>
                requests.filter((other) => other.startedAt <= startedAt && (other.endedAt ?? Infinity) > startedAt)
                    .length,
        ),
    );
}
