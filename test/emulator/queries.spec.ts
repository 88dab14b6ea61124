import { expect } from "chai";
import type { Emulator } from "../../emulator/index.js";
import { call, profile, started } from "./calling.js";

const groups = `${profile}/connectorGroups`;

async function tenantOf(...names: string[]): Promise<Emulator> {
    const emulator = await started();
    for (const name of names) {
        emulator.tenant.addGroup({ name });
    }
    return emulator;
}

async function names(emulator: Emulator, query: Record<string, string>): Promise<unknown[]> {
    const { body } = await call(emulator, "GET", `${groups}?${new URLSearchParams(query)}`);
    return body.value.map(({ name }) => name);
}

describe("emulator: queries", () => {
    it("filters groups by name and by its beginning, quotes and all", async () => {
        const emulator = await tenantOf("Europe", "Europe 2", "O'Neill, and (co)");
        expect(await names(emulator, { $filter: "name eq 'Europe'" })).to.deep.equal(["Europe"]);
        expect(await names(emulator, { $filter: "Name eq 'europe'" })).to.deep.equal(["Europe"]);
        expect(await names(emulator, { $filter: "startswith(name,'Eu')" })).to.deep.equal(["Europe", "Europe 2"]);
        expect(await names(emulator, { $filter: "name eq 'O''Neill, and (co)'" })).to.deep.equal(["O'Neill, and (co)"]);
        expect(await names(emulator, { $filter: "name eq 'x' OR startswith(name,'O')" })).to.have.length(1);
        expect(
            await names(emulator, { $filter: "(name eq 'Europe' or name eq 'x') and name eq 'Europe'" }),
        ).to.have.length(1);
        expect(await names(emulator, { $filter: "startswith(name,'E') and name eq 'Europe 2'" })).to.have.length(1);
        expect(await names(emulator, { $filter: "name eq 'nobody'" })).to.deep.equal([]);
    });

    it("refuses a filter it cannot read, and says so where it cannot filter", async () => {
        const emulator = await tenantOf();
        const status = async (filter: string) =>
            (await call(emulator, "GET", `${groups}?${new URLSearchParams({ $filter: filter })}`)).status;
        expect(await status("name eq 'x")).to.equal(400);
        expect(await status("name eq")).to.equal(400);
        expect(await status("name eq 'x' name")).to.equal(400);
        expect(await status("name ne 'x'")).to.equal(501);
        expect(await status("region eq 'eur'")).to.equal(501);
        expect((await call(emulator, "GET", `${groups}?$expand=members`)).status).to.equal(501);
    });

    it("hands out a long list in pages that follow each other, each group once", async () => {
        const emulator = await tenantOf("A", "B", "C", "D");
        emulator.settings.pageSize = 2;
        const seen: unknown[] = [];
        let pages = 0;
        for (let next: unknown = `${groups}?$select=name`; next !== undefined; pages++) {
            const { body } = await call(emulator, "GET", String(next));
            seen.push(...body.value);
            next = body["@odata.nextLink"];
        }
        expect(seen).to.deep.equal(["Default", "A", "B", "C", "D"].map((name) => ({ name })));
        expect(pages).to.equal(3);
    });

    it("leaves no group out when one of the page before has gone meanwhile", async () => {
        for (const gone of ["A", "B"]) {
            const emulator = await tenantOf("A", "B", "C");
            emulator.settings.pageSize = 3;
            const first = await call(emulator, "GET", groups);
            emulator.tenant.removeGroup(gone);
            const second = await call(emulator, "GET", String(first.body["@odata.nextLink"]));
            expect(second.body.value.map(({ name }) => name)).to.deep.equal(["C"]);
        }
    });

    it("takes $top as the size of a page, up to the largest", async () => {
        const emulator = await tenantOf("A", "B", "C");
        const one = await call(emulator, "GET", `${groups}?$top=1`);
        expect(one.body.value).to.have.length(1);
        expect(one.body["@odata.nextLink"]).to.include("top=1");
        emulator.settings.pageSize = 1;
        emulator.settings.largestPage = 3;
        expect((await call(emulator, "GET", groups)).body.value).to.have.length(1);
        expect((await call(emulator, "GET", `${groups}?$top=2`)).body.value).to.have.length(2);
        expect((await call(emulator, "GET", `${groups}?$top=100000`)).body.value).to.have.length(3);
        expect((await call(emulator, "GET", `${groups}?$top=0`)).status).to.equal(400);
    });

    it("finds applications by appId and by name", async () => {
        const emulator = await started();
        const wanted = emulator.tenant.addApplication({ displayName: "Intranet" });
        emulator.tenant.addApplication({ displayName: "Wiki" });
        for (const filter of [`appId eq '${wanted.appId}'`, "displayName eq 'Intranet'"]) {
            const query = new URLSearchParams({ $filter: filter, $select: "id" });
            const { body } = await call(emulator, "GET", `/beta/applications?${query}`);
            expect(body.value).to.deep.equal([{ id: wanted.id }]);
        }
        expect((await call(emulator, "GET", "/beta/applications")).body.value).to.have.length(2);
    });

    it("finds several applications at once, by id and by name, fifteen at most", async () => {
        const emulator = await started();
        const ids = ["Intranet", "O'Neill, (co)", "Wiki"].map(
            (displayName) => emulator.tenant.addApplication({ displayName }).id,
        );
        const found = async (filter: string) => {
            const query = new URLSearchParams({ $filter: filter, $select: "id" });
            const { status, body } = await call(emulator, "GET", `/beta/applications?${query}`);
            return status === 200 ? body.value.map(({ id }) => id) : status;
        };
        expect(await found("displayName in ('wiki', 'O''Neill, (co)','nobody')")).to.deep.equal([ids[1], ids[2]]);
        expect(await found(`id in ('${ids[0]}')`)).to.deep.equal([ids[0]]);
        expect(await found(`id in ('${ids[0]}') or displayName in ('wiki')`)).to.deep.equal([ids[0], ids[2]]);
        expect(await found(`id in (${ids.concat(Array(12).fill("x")).map((id) => `'${id}'`)})`)).to.have.length(3);
        expect(await found(`id in (${ids.concat(Array(13).fill("x")).map((id) => `'${id}'`)})`)).to.equal(400);
        expect(await found("id in ()")).to.equal(400);
        expect(await found("id in ('x'")).to.equal(400);
        expect(await found("id in 'x'")).to.equal(400);
    });
});
