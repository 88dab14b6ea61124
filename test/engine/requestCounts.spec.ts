/** How many requests the main operations make on the real engine. Round trips are counted: a batch is one. */
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup } from "pulumi-entra-app-proxy";
import type { Emulator } from "../../emulator/index";
import { type Given, given } from "./support/given";

const pageSize = 10;
const many = 40;
/** The groups of the stack and the default group. */
const pagesOfMany = Math.ceil((many + 1) / pageSize);

const declareMany = async () => {
    for (let n = 0; n < many; n += 1) {
        new ConnectorGroup(`site-${n}`, { name: `Site ${n}`, region: "eur" });
    }
};

async function givenMany(): Promise<Given> {
    const all = await given({ pageSize });
    await expectDone(all.stack.up(declareMany));
    return all;
}

async function expectDone(run: Promise<{ readonly code: number | null; readonly output: string }>): Promise<void> {
    const { code, output } = await run;
    expect(code, output).to.equal(0);
}

/** The round trips since the log was cleared that are of a method, and not of it. */
function roundTrips({ exchanges }: Emulator, method: string): { readonly own: number; readonly others: number } {
    const own = exchanges.filter((one) => one.method === method && !one.path.endsWith("/$batch")).length;
    return { own, others: exchanges.length - own };
}

describe(`the requests for ${many} connector groups, on the real engine`, function () {
    this.timeout(120_000);

    it("are one for each that is created, beside three lists at most", async () => {
        const { emulator, stack } = await given({ pageSize });

        await expectDone(stack.up(declareMany));

        const { own, others } = roundTrips(emulator, "POST");
        expect(own).to.equal(many);
        expect(others).to.be.at.most(3 * pagesOfMany);
        expect(emulator.tenant.groups()).to.have.length(many + 1);
    });

    it("are none in a preview without a change", async () => {
        const { emulator, stack } = await givenMany();
        emulator.clearRequests();

        const { output, code } = await stack.preview(declareMany);

        expect(code, output).to.equal(0);
        expect(output).to.include(`${many + 1} unchanged`);
        expect(emulator.exchanges).to.deep.equal([]);
    });

    it("are no more in a refresh than the list has pages, and two for what has gone", async () => {
        const { emulator, stack } = await givenMany();
        const [gone, renamed] = [emulator.tenant.group("Site 7"), emulator.tenant.group("Site 8")];
        emulator.tenant.removeGroup(gone?.id ?? "");
        emulator.tenant.renameGroup(renamed?.id ?? "", "Site eight");
        emulator.clearRequests();

        await expectDone(stack.refresh());

        expect(emulator.exchanges.length).to.be.at.most(pagesOfMany + 2);
        expect(await stack.resource("site-7")).to.equal(undefined);
        expect((await stack.resource("site-8"))?.outputs?.name).to.equal("Site eight");
    });

    it("are one for each that is deleted, beside one for each four that are looked into", async () => {
        const { emulator, stack } = await givenMany();
        emulator.clearRequests();

        await expectDone(stack.destroy());

        const { own, others } = roundTrips(emulator, "DELETE");
        expect(own).to.equal(many);
        expect(others).to.be.at.most(many / 4 + pagesOfMany + 5);
        expect(emulator.tenant.groups()).to.have.length(1);
        const looked = emulator.requests.filter(({ path }) => /\/(members|applications)$/.test(path));
        expect(looked).to.have.length.at.least(2 * many);
    });

    it("are made one by one where batches are refused", async () => {
        const { emulator, stack } = await given({ switches: { batch: "refused" } });
        await expectDone(stack.up(declareMany));
        emulator.clearRequests();

        await expectDone(stack.destroy());

        expect(emulator.tenant.groups()).to.have.length(1);
        const asked = emulator.exchanges.map(({ path }) => path);
        expect(asked.filter((path) => /\/(members|applications)$/.test(path))).to.have.length.at.least(2 * many);
        expect(asked.filter((path) => path.endsWith("/$batch"))).to.have.length.at.least(1);
    });
});

describe("the requests for 200 application assignments in 20 groups, on the real engine", function () {
    this.timeout(120_000);

    it("are in a refresh those for the groups' own lists, and one by itself for what is not on them", async () => {
        const sites = Array.from({ length: 20 }, (_, n) => n);
        const applications = Array.from({ length: 200 }, (_, n) => ({ displayName: `Application ${n}` }));
        const { emulator, stack } = await given({ pageSize, seed: { applications } });
        const { tenant } = emulator;
        const ids = tenant.applications().map(({ id }) => id);
        await expectDone(
            stack.up(async () => {
                const groups = sites.map((n) => new ConnectorGroup(`site-${n}`, { name: `Site ${n}` }));
                for (const [n, applicationId] of ids.entries()) {
                    const connectorGroupId = groups[n % groups.length]?.id ?? "";
                    new ApplicationAssignment(`application-${n}`, { applicationId, connectorGroupId });
                }
            }),
        );
        const elsewhere = tenant.group("Site 3")?.id ?? "";
        tenant.assignApplication(ids[0] ?? "", elsewhere);
        emulator.clearRequests();

        await expectDone(stack.refresh());

        expect(emulator.exchanges.length).to.be.at.most(20 / 20 + 200 / pageSize + 10);
        const alone = emulator.requests.filter(({ path }) => /\/applications\/[^/]+\/connectorGroup$/.test(path));
        expect(alone.map(({ path }) => path)).to.deep.equal([`/beta/applications/${ids[0]}/connectorGroup`]);
        expect((await stack.resource("application-0"))?.outputs?.connectorGroupId).to.equal(elsewhere);
    });
});
