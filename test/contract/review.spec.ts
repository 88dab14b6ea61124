import { expect } from "chai";
import { createGraphTenant } from "../../provider/lifecycle/graphTenant";
import { fingerprintOf, saysTheSame } from "../../provider/lifecycle/reviewed/facts";
import { readFacts } from "../../provider/lifecycle/reviewed/readFacts";
import { driftOver, type HeldResource } from "../../review/drift";
import { parsePreview } from "../../review/preview";
import { KnownTenant } from "../../review/rehearsal/knownTenant";
import { tenantIn } from "../reviewed";
import { requests, writes } from "./support/given";
import { occupy } from "./support/occupied";
import { previewed, reviewed, urnOf } from "./support/previewed";
import { givenStack, type Program } from "./support/stack";

const groupUrn = (name: string) => urnOf(name, { name });

describe("a review", () => {
    it("writes nothing, and asks for each thing once", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        occupy(emulator, "Frankfurt", { active: 2, applications: 2 });
        emulator.clearRequests();

        await reviewed(emulator, previewed(stack, { frankfurt: { name: "Frankfurt", region: "aus" } }));

        expect(writes(emulator)).to.deep.equal([]);
        const asked = requests(emulator);
        expect(asked).to.have.length(new Set(asked).size);
    });

    it("says the same of the same, to the byte", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        occupy(emulator, "Frankfurt", { active: 3, inactive: 1, applications: 3 });
        const preview = previewed(stack, { frankfurt: { name: "Frankfurt", region: "aus" } });

        const [one, other] = [await reviewed(emulator, preview), await reviewed(emulator, preview)];

        expect(JSON.stringify(one)).to.equal(JSON.stringify(other));
    });

    it("names the applications by what people know them by: their names and addresses", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        occupy(emulator, "Frankfurt", { active: 2 });
        const externalUrl = "https://payroll.contoso.example/";
        const { id } = emulator.tenant.addApplication({ displayName: "Payroll", externalUrl, groupId: "Frankfurt" });

        const { before, after, changes } = await reviewed(
            emulator,
            previewed(stack, { frankfurt: { name: "Frankfurt", region: "aus" } }),
        );

        for (const groups of [before, after]) {
            const applications = groups.flatMap((group) => group.applications);
            expect(applications).to.have.length(1);
            expect(applications[0]).to.include({ name: "Payroll", externalUrl });
        }
        const subjects = changes.flatMap((change) => change.writes.map(({ subject }) => subject));
        expect(subjects.filter(({ kind }) => kind === "application")).to.deep.equal([
            { kind: "application", id, name: "Payroll", externalUrl },
        ]);
    });

    it("holds nothing of the state but what it shows: neither a provider's text nor foreign inputs", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        const secret = "a value of another resource";
        const preview = parsePreview(
            JSON.stringify({
                duration: 1,
                steps: [
                    {
                        op: "update",
                        urn: groupUrn("frankfurt"),
                        oldState: {
                            id: stack.idOf("frankfurt"),
                            inputs: { name: "Frankfurt", __provider: secret },
                            outputs: { ...stack.outputsOf("frankfurt"), __provider: secret },
                        },
                        newState: { inputs: { name: "Berlin", __provider: secret, more: secret } },
                    },
                    {
                        op: "create",
                        urn: "urn:pulumi:dev::tenant::a:b:C::d",
                        newState: { inputs: { password: secret } },
                    },
                ],
            }),
            "the preview",
        );

        const review = await reviewed(emulator, preview);

        expect(review.changes).to.have.length(1);
        expect(JSON.stringify(review)).to.not.include(secret);
    });

    it("tells two resources of one name in two components apart", async () => {
        const { emulator } = await givenStack();
        const step = (component: string, name: string) => ({
            op: "create",
            urn: `urn:pulumi:dev::tenant::my:index:${component}$pulumi-nodejs:dynamic/entraAppProxy:ConnectorGroup::group`,
            newState: { inputs: { name } },
        });
        const preview = parsePreview(
            JSON.stringify({ duration: 1, steps: [step("A", "One"), step("B", "Two")] }),
            "it",
        );

        const { after } = await reviewed(emulator, preview);

        expect(after.map(({ id, name }) => `${id} ${name}`)).to.deep.equal(["new:group One", "new:group-2 Two"]);
    });

    it("follows an application that another package makes in the same update", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt" } });
        occupy(emulator, "Frankfurt", { active: 1 });
        const application = "urn:pulumi:dev::tenant::azuread:index/application:Application::payroll";
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const inputs = { applicationId: unknown, connectorGroupId: stack.idOf("frankfurt") };
        const preview = parsePreview(
            JSON.stringify({
                duration: 1,
                steps: [
                    { op: "create", urn: application, newState: { inputs: {} } },
                    {
                        op: "create",
                        urn: urnOf("a", inputs),
                        newState: { inputs, propertyDependencies: { applicationId: [application] } },
                    },
                ],
            }),
            "the preview",
        );

        const { verdict, changes } = await reviewed(emulator, preview);

        expect(verdict).to.equal("safe");
        expect(changes.map(({ subject }) => subject)).to.deep.equal([
            { kind: "application", id: "new:payroll", name: "payroll" },
        ]);
        expect(changes[0]?.writes.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
            "PUT /applications/new:payroll/connectorGroup/$ref",
        ]);
    });

    it("says what nobody can tell before the update, and takes it for a gap", async () => {
        const { emulator } = await givenStack();
        const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
        const preview = parsePreview(
            JSON.stringify({
                duration: 1,
                steps: [{ op: "create", urn: groupUrn("g"), newState: { inputs: { name: unknown } } }],
            }),
            "the preview",
        );

        const { verdict, notes } = await reviewed(emulator, preview);

        expect(verdict).to.equal("gap");
        expect(notes).to.deep.equal(["g: name is known only in the update, so what comes of it cannot be foretold."]);
    });

    it("of a preview that has failed says why, and foretells nothing of it", async () => {
        const { emulator } = await givenStack();
        const preview = parsePreview(
            JSON.stringify({
                duration: 1,
                steps: [{ op: "create", urn: groupUrn("fine"), newState: { inputs: { name: "Fine" } } }],
                diagnostics: [{ severity: "error", urn: groupUrn("g"), message: "error: it cannot be\n" }],
            }),
            "the preview",
        );

        const { verdict, reason, changes, counts } = await reviewed(emulator, preview);

        expect({ verdict, reason, writes: counts.writes }).to.deep.equal({
            verdict: "will fail",
            reason: "it cannot be",
            writes: 0,
        });
        expect(changes.map(({ resource, failure }) => ({ resource, failure }))).to.deep.equal([
            { resource: "g", failure: "it cannot be" },
        ]);
    });

    it("decides by the tenant as it is, not as it was when the preview ran", async () => {
        const { emulator, stack } = await givenStack();
        const connectorId = emulator.tenant.addConnector({ machineName: "fra-1" }).id;
        emulator.tenant.addConnector({ machineName: "idle" });
        const program = (region: string): Program => ({
            frankfurt: { name: "Frankfurt", region },
            member: { connectorId, connectorGroupId: { idOf: "frankfurt" } },
        });
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        const preview = previewed(stack, { ...program("aus"), member: program("aus").member ?? {} });
        emulator.tenant.moveConnector(connectorId, "Frankfurt");

        const { changes } = await reviewed(emulator, preview);

        expect(changes.map(({ resource, operation }) => `${resource} ${operation}`)).to.deep.equal([
            "frankfurt replace",
            "member create",
        ]);
        expect(changes[1]?.to?.id, "the member goes to the new group").to.equal("new:frankfurt");
        expect(changes[1]?.writes, "which has taken it along").to.deep.equal([]);
    });

    it("rests on facts of what it touches, and of nothing else in the tenant", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" } });
        occupy(emulator, "Frankfurt", { active: 1 });
        const elsewhere = emulator.tenant.addGroup({ name: "Elsewhere" });
        occupy(emulator, "Elsewhere", { active: 1, applications: 1 });

        const { facts } = await reviewed(emulator, previewed(stack, { frankfurt: { name: "Berlin", region: "aus" } }));

        expect(facts.map(({ kind, id }) => `${kind} ${id}`)).to.include.members([
            `group ${stack.idOf("frankfurt")}`,
            `connectors ${stack.idOf("frankfurt")}`,
            `applications ${stack.idOf("frankfurt")}`,
            `successors ${stack.idOf("frankfurt")}`,
            "name Berlin",
            "defaultGroup default",
        ]);
        expect(JSON.stringify(facts)).to.not.include(elsewhere.id);
    });

    it("rests on facts that an update reads in the same words", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt: { name: "Frankfurt", region: "eur" }, gone: { name: "Gone" } });
        occupy(emulator, "Frankfurt", { active: 1, inactive: 1, applications: 2 });
        const applicationId = emulator.tenant.addApplication({ displayName: "Payroll" }).id;
        const connectorId = emulator.tenant.addConnector({ machineName: "idle" }).id;
        const program: Program = {
            frankfurt: { name: "Berlin", region: "aus" },
            a: { applicationId, connectorGroupId: { idOf: "frankfurt" } },
            c: { connectorId, connectorGroupId: { idOf: "frankfurt" } },
        };

        const { facts } = await reviewed(emulator, previewed(stack, program));

        expect(new Set(facts.map(({ kind }) => kind))).to.have.length(8);
        const read = await readFacts(tenantIn(emulator), facts);
        expect(read.filter((fact, nth) => !saysTheSame(fact, facts[nth] ?? fact))).to.deep.equal([]);
        expect(fingerprintOf(read)).to.equal(fingerprintOf(facts));
    });

    it("has no facts but which tenant it is where nothing is written", async () => {
        const { emulator, stack } = await givenStack();
        const program: Program = { frankfurt: { name: "Frankfurt", region: "eur" } };
        await stack.up(program);

        const { verdict, facts } = await reviewed(emulator, previewed(stack, program));

        expect(verdict).to.equal("no change");
        expect(facts.map(({ kind }) => kind)).to.deep.equal(["defaultGroup"]);
    });
});

describe("drift", () => {
    async function driftOf(change: (tenant: Awaited<ReturnType<typeof givenStack>>["emulator"]["tenant"]) => void) {
        const { emulator, stack } = await givenStack();
        const connectorId = emulator.tenant.addConnector({ machineName: "fra-1" }).id;
        const applicationId = emulator.tenant.addApplication({ displayName: "Payroll" }).id;
        await stack.up({
            frankfurt: { name: "Frankfurt", region: "eur" },
            plain: { name: "Plain" },
            member: { connectorId, connectorGroupId: { idOf: "frankfurt" } },
            assignment: { applicationId, connectorGroupId: { idOf: "frankfurt" } },
        });
        change(emulator.tenant);
        emulator.clearRequests();
        const held = stack.names.map((name): HeldResource => {
            const urn = urnOf(name, stack.inputsOf(name) ?? {});
            const [, type] = /:(Connector\w+|ApplicationAssignment)::/.exec(urn) ?? [];
            return {
                urn,
                name,
                type: type as HeldResource["type"],
                id: stack.idOf(name),
                outputs: stack.outputsOf(name),
            };
        });
        const env = { ENTRA_APP_PROXY_ENDPOINT: emulator.url, ENTRA_APP_PROXY_ACCESS_TOKEN: emulator.token };
        const found = await driftOver(
            createGraphTenant(() => undefined, env),
            new KnownTenant(),
            held,
        );
        expect(writes(emulator)).to.deep.equal([]);
        return found.map(({ resource, property, from, to }) => ({ resource, property, from, to }));
    }

    it("is none where nobody has changed anything", async () => {
        expect(await driftOf(() => undefined)).to.deep.equal([]);
    });

    it("is another name, said with the one that the program declares", async () => {
        expect(await driftOf((tenant) => tenant.renameGroup("Plain", "Renamed"))).to.deep.equal([
            { resource: "plain", property: "name", from: "Plain", to: "Renamed" },
        ]);
    });

    it("is another region only where the program declares one", async () => {
        const drift = await driftOf((tenant) => {
            tenant.setRegion("Plain", "asia");
            tenant.setRegion("Frankfurt", "aus");
        });

        expect(drift).to.deep.equal([{ resource: "frankfurt", property: "region", from: "eur", to: "aus" }]);
    });

    it("is a connector or an application that is elsewhere, said with both groups", async () => {
        const ids: string[] = [];
        const drift = await driftOf((tenant) => {
            ids.push(String(tenant.group("Frankfurt")?.id), String(tenant.group("Plain")?.id), tenant.defaultGroup.id);
            tenant.moveConnector(String(tenant.membersOf("Frankfurt")[0]?.id), "Plain");
            tenant.assignApplication(String(tenant.applicationsOf("Frankfurt")[0]?.id), undefined);
        });

        const [frankfurt, plain, standard] = ids;
        const property = "connectorGroupId";
        const from = `Frankfurt (${frankfurt})`;
        expect(drift).to.deep.equal([
            { resource: "member", property, from, to: `Plain (${plain})` },
            { resource: "assignment", property, from, to: `Default (${standard})` },
        ]);
    });

    it("is what is gone", async () => {
        const drift = await driftOf((tenant) => {
            tenant.removeGroup("Plain");
            tenant.removeConnector(String(tenant.membersOf("Frankfurt")[0]?.id));
        });

        expect(drift).to.deep.equal([
            { resource: "plain", property: undefined, from: undefined, to: undefined },
            { resource: "member", property: undefined, from: undefined, to: undefined },
        ]);
    });
});
