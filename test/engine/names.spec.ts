import { expect } from "chai";
import { ConnectorGroup } from "pulumi-entra-app-proxy";
import { given, stackFor, writes } from "./support/given";
import { changedLines } from "./support/output";

/** A program of groups: the resource's name, and the group's. */
const groups = (names: Readonly<Record<string, string>>) => async () =>
    Object.fromEntries(
        Object.entries(names).map(([resource, name]) => [resource, new ConnectorGroup(resource, { name }).id]),
    );

describe("names of connector groups on the real engine", function () {
    this.timeout(120_000);

    it("that exist already stop the preview of a new resource, with the id and the ways out", async () => {
        const { emulator, stack } = await given();
        const { id } = emulator.tenant.addGroup({ name: "Frankfurt" });

        const preview = await stack.preview(groups({ a: "FRANKFURT" }));
        const up = await stack.up(groups({ a: "FRANKFURT" }));

        for (const run of [preview, up]) {
            expect(run.code).to.not.equal(0);
            expect(run.output).to.include(`exists already (id ${id})`);
            expect(run.output).to.include("adopt: true").and.to.include("pulumi import").and.to.include("aliases");
        }
        expect(writes(emulator)).to.deep.equal([]);
    });

    it("belong to one new resource: the second of the same name fails, and the first is kept", async () => {
        for (const names of ["free", "unique"] as const) {
            const { emulator, stack } = await given({ switches: { names } });

            const up = await stack.up(groups({ a: "Frankfurt", b: "Frankfurt" }));

            expect(up.code).to.not.equal(0);
            expect(up.output).to.include('Connector group "Frankfurt"');
            expect(emulator.tenant.groups().filter(({ name }) => name === "Frankfurt")).to.have.length(1);
            const known = [await stack.resource("a"), await stack.resource("b")].filter((kept) => kept !== undefined);
            expect(known.map(({ id }) => id)).to.deep.equal([emulator.tenant.group("Frankfurt")?.id]);
        }
    });

    it("can be swapped in one update, whether or not the service lets two groups bear one name", async () => {
        for (const names of ["free", "unique"] as const) {
            const { emulator, stack } = await given({ switches: { names } });
            await stack.up(groups({ a: "A", b: "B" }));
            const { a, b } = await stack.outputs();

            const up = await stack.up(groups({ a: "B", b: "A" }));

            expect(up.code, up.output).to.equal(0);
            expect(emulator.tenant.group("B")?.id).to.equal(a);
            expect(emulator.tenant.group("A")?.id).to.equal(b);
            expect(writes(emulator).filter((write) => write.startsWith("PATCH"))).to.have.length(3);
            expect((await stack.preview(groups({ a: "B", b: "A" }), "--expect-no-changes")).code).to.equal(0);
        }
    });

    it("that another group gives up in the same update are free for a new one", async () => {
        const { emulator, stack } = await given({ switches: { names: "unique" } });
        await stack.up(groups({ a: "Frankfurt" }));
        const { a } = await stack.outputs();
        const program = async () => {
            const moved = new ConnectorGroup("a", { name: "Frankfurt (old)" });
            new ConnectorGroup("b", { name: "Frankfurt" }, { dependsOn: moved });
        };

        const preview = await stack.preview(program);
        const up = await stack.up(program);

        expect(preview.code, preview.output).to.equal(0);
        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group("Frankfurt (old)")?.id).to.equal(a);
        expect(emulator.tenant.group("Frankfurt")?.id).to.not.equal(a);
    });

    it("that a group outside the stack bears are not given a second time by a rename", async () => {
        const { emulator, stack } = await given();
        await stack.up(groups({ a: "A" }));
        const other = emulator.tenant.addGroup({ name: "B" });
        emulator.clearRequests();

        const preview = await stack.preview(groups({ a: "B" }));
        const up = await stack.up(groups({ a: "B" }));

        expect(preview.output).to.include(`another group bears that name now (id ${other.id})`);
        expect(up.code).to.not.equal(0);
        expect(up.output).to.include(`is borne by another group (id ${other.id})`);
        expect(writes(emulator)).to.deep.equal([]);
    });
});

describe("a resource that is renamed or moved in the program", function () {
    this.timeout(120_000);

    it("keeps its group with an alias, and nothing is written", async () => {
        const { emulator, stack } = await given();
        await stack.up(groups({ a: "Frankfurt" }));
        const { id } = (await stack.resource("a")) ?? {};
        emulator.clearRequests();

        const up = await stack.up(async () => {
            new ConnectorGroup("b", { name: "Frankfurt" }, { aliases: [{ name: "a" }] });
        });

        expect(up.code, up.output).to.equal(0);
        expect((await stack.resource("b"))?.id).to.equal(id);
        expect(emulator.requests).to.deep.equal([]);
    });

    it("stops without an alias, and the words offer one", async () => {
        const { emulator, stack } = await given();
        await stack.up(groups({ a: "Frankfurt" }));
        emulator.clearRequests();

        const up = await stack.up(groups({ b: "Frankfurt" }));

        expect(up.code).to.not.equal(0);
        expect(up.output).to.include("aliases");
        expect(writes(emulator)).to.deep.equal([]);
        expect(await stack.resource("a")).to.not.equal(undefined);
    });

    it("keeps its group without an alias where it adopts, and the old resource's deletion leaves the group", async () => {
        const { emulator, stack } = await given();
        await stack.up(groups({ a: "Frankfurt" }));
        const { id } = (await stack.resource("a")) ?? {};
        emulator.clearRequests();

        const up = await stack.up(async () => {
            new ConnectorGroup("b", { name: "Frankfurt", adopt: true });
        });

        expect(up.code, up.output).to.equal(0);
        expect(up.output).to.include("is not deleted: another resource of this program stands for the same group");
        expect((await stack.resource("b"))?.id).to.equal(id);
        expect(await stack.resource("a")).to.equal(undefined);
        expect(writes(emulator)).to.deep.equal([]);
        expect(emulator.tenant.group("Frankfurt")?.id).to.equal(id);
    });

    it("keeps its group when it moves under a component with an alias", async () => {
        const { emulator, stack } = await given();
        await stack.up(groups({ a: "Frankfurt" }));
        emulator.clearRequests();
        const { ComponentResource, rootStackResource } = await import("@pulumi/pulumi");

        const up = await stack.up(async () => {
            const site = new ComponentResource("test:site:Site", "site");
            new ConnectorGroup("a", { name: "Frankfurt" }, { parent: site, aliases: [{ parent: rootStackResource }] });
        });

        expect(up.code, up.output).to.equal(0);
        expect(emulator.requests).to.deep.equal([]);
        expect((await stack.resource("a"))?.urn).to.include("test:site:Site$");
    });
});

describe("adopting a group", function () {
    this.timeout(120_000);

    it("says at preview which one, what will change on it, and that the stack will own it", async () => {
        const { emulator, stack } = await given();
        const { id } = emulator.tenant.addGroup({ name: "frankfurt", region: "nam" });
        const program = async () => {
            new ConnectorGroup("a", { name: "Frankfurt", region: "eur", adopt: true });
        };

        const preview = await stack.preview(program);
        expect(preview.output).to.include(`(id ${id}) exists and is taken over (adopt)`);
        expect(preview.output).to.include(
            'its name ("frankfurt" => "Frankfurt") and its region (nam => eur) will change',
        );
        expect(preview.output).to.include("The stack owns the group from then on");
        expect(writes(emulator)).to.deep.equal([]);

        const up = await stack.up(program);
        expect(up.code, up.output).to.equal(0);
        expect(emulator.tenant.group(id)).to.include({ name: "Frankfurt", region: "eur" });
        expect((await stack.preview(program, "--expect-no-changes")).code).to.equal(0);
    });

    it("in another region is refused at preview while something is assigned, and possible in two steps", async () => {
        const { emulator, stack } = await given();
        const { id } = emulator.tenant.addGroup({ name: "Frankfurt", region: "nam" });
        emulator.tenant.addConnector({ machineName: "fra-1", groupId: id });
        const program = (region: string) => async () => {
            new ConnectorGroup("a", { name: "Frankfurt", region, adopt: true });
        };

        const refused = await stack.preview(program("eur"));
        expect(refused.code).to.not.equal(0);
        expect(refused.output).to.include("Declare the region it has first");

        expect((await stack.up(program("nam"))).code).to.equal(0);
        const preview = await stack.preview(program("eur"), "--diff");
        expect(preview.code, preview.output).to.equal(0);
        expect(changedLines(preview.stdout)).to.deep.equal(['~ region: "nam" => "eur"']);
        expect(preview.output).to.include("needs a replacement");
    });

    it("of two groups of that name takes neither, and lists both", async () => {
        const { emulator, stack } = await given();
        const [first, second] = ["nam", "eur"].map((region) => emulator.tenant.addGroup({ name: "Twin", region }));

        const preview = await stack.preview(async () => {
            new ConnectorGroup("a", { name: "Twin", adopt: true });
        });

        expect(preview.code).to.not.equal(0);
        expect(preview.output).to.include(String(first?.id)).and.to.include(String(second?.id));
    });

    it("that another stack has just created is no accident of the machine: without adopt it stops", async () => {
        const { emulator, stack } = await given();
        await stack.up(groups({ a: "Frankfurt" }));
        const other = await stackFor(emulator, {
            ENTRA_APP_PROXY_STATE_DIR: `${stack.folder}/home/.entra-app-proxy/creations`,
        });

        const up = await other.up(groups({ a: "Frankfurt" }));

        expect(up.code).to.not.equal(0);
        expect(up.output).to.include("exists already");
    });
});
