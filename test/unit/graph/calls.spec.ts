import { expect } from "chai";
import { listApplications } from "../../../provider/graph/applications";
import {
    createConnectorGroup,
    deleteConnectorGroup,
    getConnectorGroup,
    listConnectorGroups,
    updateConnectorGroup,
} from "../../../provider/graph/connectorGroups";
import { listMembers } from "../../../provider/graph/connectors";
import { type Answer, failureOf, graphErrorOf, serve } from "./service";

const groups = "/beta/onPremisesPublishingProfiles/applicationProxy/connectorGroups";
const wire = { id: "g-1", name: "Frankfurt", region: "eur", isDefault: false, connectorGroupType: "applicationProxy" };

async function answering(answer: Answer) {
    const service = await serve(() => answer);
    return {
        client: service.client(),
        asked: () => service.received.map(({ method, url, body }) => [method, url, body]),
    };
}

describe("connector groups over REST", () => {
    it("are listed as they are: unknown fields ignored, unknown values kept, a null region dropped", async () => {
        const { client, asked } = await answering({
            body: {
                "@odata.context": "x",
                value: [
                    { ...wire, "members@odata.count": 3, region: "japan" },
                    { ...wire, id: "g-2", region: null, isDefault: true, connectorGroupType: "syncFabric" },
                ],
            },
        });
        expect(await listConnectorGroups(client)).to.deep.equal([
            { ...wire, region: "japan" },
            { id: "g-2", name: "Frankfurt", isDefault: true, connectorGroupType: "syncFabric" },
        ]);
        expect(asked()).to.deep.equal([["GET", `${groups}?$top=999`, ""]]);
    });

    it("are not listed when one has no id", async () => {
        const { client } = await answering({ body: { value: [wire, { ...wire, id: 7 }] } });
        const error = await graphErrorOf(listConnectorGroups(client));
        expect(error.message).to.match(/^GET \/…\/connectorGroups was answered with an item that has no id/);
        expect(error.mayHaveActed).to.equal(false);
    });

    for (const status of [200, 201]) {
        it(`are created with name and region alone, also where the answer is ${status}`, async () => {
            const { client, asked } = await answering({ status, body: wire });
            const group = { name: "Frankfurt", region: "eur", isDefault: true, adopt: true };
            expect(await createConnectorGroup(client, group)).to.deep.equal(wire);
            expect(asked()).to.deep.equal([["POST", groups, '{"name":"Frankfurt","region":"eur"}']]);
        });
    }

    it("are created without a region where none is wanted", async () => {
        const { client, asked } = await answering({ status: 201, body: wire });
        await createConnectorGroup(client, { name: "Frankfurt" });
        expect(asked()[0]?.[2]).to.equal('{"name":"Frankfurt"}');
    });

    for (const body of [undefined, {}, { ...wire, id: null }, [wire]]) {
        it(`may exist when the answer to their creation is ${JSON.stringify(body)}`, async () => {
            const { client } = await answering({ status: 201, body });
            const error = await graphErrorOf(createConnectorGroup(client, { name: "Frankfurt" }));
            expect(error).to.include({ status: 201, mayHaveActed: true });
            expect(error.message).to.include("most likely carried it out");
        });
    }

    it("are read by id, which is one segment of the path", async () => {
        const { client, asked } = await answering({ body: wire });
        expect(await getConnectorGroup(client, "a/../b")).to.deep.equal(wire);
        expect(asked()[0]?.[1]).to.equal(`${groups}/a%2F..%2Fb`);
    });

    it("are not asked for by an id that would be another path", async () => {
        const { client, asked } = await answering({ body: { value: [] } });
        for (const id of ["", " ", ".", ".."]) {
            expect((await failureOf(deleteConnectorGroup(client, id))).message).to.include("cannot be an id");
        }
        expect(asked()).to.deep.equal([]);
    });

    it("are gone when the service knows none of that id, and only then", async () => {
        const gone = await answering({
            status: 404,
            body: { error: { code: "ConnectorGroup_NotFound", message: "" } },
        });
        expect(await getConnectorGroup(gone.client, "g-1")).to.equal(undefined);
        await deleteConnectorGroup(gone.client, "g-1");
        const refused = await answering({ status: 403 });
        expect((await graphErrorOf(getConnectorGroup(refused.client, "g-1"))).status).to.equal(403);
        expect((await graphErrorOf(deleteConnectorGroup(refused.client, "g-1"))).status).to.equal(403);
        const gateway = await answering({ status: 404, body: "<html>not here</html>" });
        expect((await graphErrorOf(getConnectorGroup(gateway.client, "g-1"))).foreign).to.equal(true);
    });

    it("are updated with what changes alone, whether the service answers with the group or with nothing", async () => {
        const nothing = await answering({ status: 204 });
        await updateConnectorGroup(nothing.client, "g-1", { region: "nam" });
        expect(nothing.asked()).to.deep.equal([["PATCH", `${groups}/g-1`, '{"region":"nam"}']]);
        const group = await answering({ status: 200, body: wire });
        await updateConnectorGroup(group.client, "g-1", { name: "Frankfurt", ...{ id: "g-1", isDefault: false } });
        expect(group.asked()[0]?.[2]).to.equal('{"name":"Frankfurt"}');
    });

    it("are deleted", async () => {
        const { client, asked } = await answering({ status: 204 });
        await deleteConnectorGroup(client, "g-1");
        expect(asked()).to.deep.equal([["DELETE", `${groups}/g-1`, ""]]);
    });
});

describe("what is assigned to a group, over REST", () => {
    it("is its connectors", async () => {
        const connector = { id: "c-1", machineName: "srv1", externalIp: "192.0.2.1", status: "active", version: "1.5" };
        const { client, asked } = await answering({
            body: {
                value: [
                    { ...connector, extra: 1 },
                    { id: "c-2", status: null },
                ],
            },
        });
        expect(await listMembers(client, "g-1")).to.deep.equal([connector, { id: "c-2", machineName: "c-2" }]);
        expect(asked()[0]?.[1]).to.equal(`${groups}/g-1/members`);
    });

    it("is its applications", async () => {
        const application = { id: "a-1", appId: "app-1", displayName: "Wiki" };
        const { client, asked } = await answering({ body: { value: [{ ...application, tags: [] }, { id: "a-2" }] } });
        expect(await listApplications(client, "g-1")).to.deep.equal([application, { id: "a-2", displayName: "a-2" }]);
        expect(asked()[0]?.[1]).to.equal(`${groups}/g-1/applications`);
    });

    it("is nothing where the service says so by an error, and by that error alone", async () => {
        const error = (code: string) => ({ status: 404, body: { error: { code, message: "none" } } });
        const members = await answering(error("ConnectorGroup_NotFound"));
        expect(await listMembers(members.client, "g-1")).to.deep.equal([]);
        expect((await graphErrorOf(listApplications(members.client, "g-1"))).status).to.equal(404);
        const applications = await answering(error("ApplicationsForGroup_NotFound"));
        expect(await listApplications(applications.client, "g-1")).to.deep.equal([]);
        expect((await graphErrorOf(listMembers(applications.client, "g-1"))).status).to.equal(404);
    });
});
