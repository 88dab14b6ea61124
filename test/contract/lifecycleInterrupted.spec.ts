import { expect } from "chai";
import type { Fault } from "../../emulator/index";
import { given, groups, names, writes } from "./support/given";
import { refusal } from "./support/operation";

const frankfurt = { name: "Frankfurt", region: "eur" };

describe("a creation whose engine was killed", () => {
    it("after the answer, before the state was written, goes on with that group and says so", async () => {
        const { emulator, operation, notes } = await given();
        const { id } = await operation().declare(frankfurt);
        expect(notes()).to.have.length(1);
        const preview = operation();
        await preview.checkNew(frankfurt);
        const up = operation();

        const again = await up.declare(frankfurt);

        expect(again.id).to.equal(id);
        for (const { said } of [preview, up]) {
            expect(said[0]).to.include(`Connector group "Frankfurt" (id ${id}) was created by an earlier update`);
        }
        expect(writes(emulator)).to.have.length(1);
    });

    it("between the request and the answer goes on with the group that has appeared", async () => {
        const { emulator, operation } = await given();
        emulator.inject({ method: "POST", effect: "hangAfterActing" });
        void operation()
            .declare(frankfurt)
            .catch(() => undefined);
        await until(() => emulator.tenant.group("Frankfurt") !== undefined);

        const up = operation();
        const { id } = await up.declare(frankfurt);

        expect(id).to.equal(emulator.tenant.group("Frankfurt")?.id);
        expect(up.said[0]).to.include("goes on with that group");
        expect(writes(emulator)).to.have.length(1);
    });

    it("before the request had an effect creates the group in the next update", async () => {
        const { emulator, operation } = await given();
        emulator.inject({ method: "POST", effect: "hangBeforeActing" });
        void operation()
            .declare(frankfurt)
            .catch(() => undefined);
        await until(() => emulator.requests.some(({ method }) => method === "POST"));

        await operation().declare(frankfurt);

        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("is brought in line with what the program declares by now", async () => {
        const { emulator, operation } = await given();
        const { id } = await operation().declare(frankfurt);

        const again = await operation().declare({ name: "Frankfurt", region: "nam" });

        expect(again.outputs).to.include({ region: "nam" });
        expect(emulator.tenant.group("Frankfurt")).to.include({ id, region: "nam" });
    });

    it("on another machine, which has no note, stops at the name guard with the id", async () => {
        const { emulator, operation, otherMachine } = await given();
        const { id } = await operation().declare(frankfurt);

        const message = await refusal(operation(otherMachine()).checkNew(frankfurt));

        expect(message).to.include(`id ${id}`).and.to.include("pulumi import");
        expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
    });

    it("does not make a stranger's group of that name ours", async () => {
        const { emulator, operation } = await given();
        const made = await operation().declare(frankfurt);
        emulator.tenant.removeGroup(made.id);
        const stranger = emulator.tenant.addGroup({ name: "Frankfurt" });

        expect(await refusal(operation().checkNew(frankfurt))).to.include(`id ${stranger.id}`);
    });

    it("has its note go once any method is told the id from the state", async () => {
        for (const method of ["diff", "read", "update", "delete"] as const) {
            const { operation, notes } = await given();
            const group = await operation().declare(frankfurt);
            expect(notes(), method).to.have.length(1);
            const next = operation();
            if (method === "diff") {
                await next.preview(group, frankfurt);
            } else if (method === "read") {
                await next.refresh(group);
            } else if (method === "update") {
                await next.update(group, frankfurt);
            } else {
                await next.delete(group);
            }
            expect(notes(), method).to.deep.equal([]);
        }
    });

    it("has its note go at the orderly end of the update that went on with the group, so that it is not found again", async () => {
        const { emulator, operation, notes } = await given();
        emulator.inject({ method: "POST", effect: "hangAfterActing" });
        void operation()
            .declare(frankfurt)
            .catch(() => undefined);
        await until(() => emulator.tenant.group("Frankfurt") !== undefined);
        const up = operation();
        await up.declare(frankfurt);

        up.end();

        expect(notes()).to.deep.equal([]);
    });

    it("leaves no note after an orderly end", async () => {
        const { operation, notes } = await given();
        const up = operation();
        await up.declare(frankfurt);

        up.end();

        expect(notes()).to.deep.equal([]);
    });

    it("keeps in its note the name and the id, and nothing that would let anybody in", async () => {
        const { emulator, operation, notes } = await given({ token: "a-token-nobody-may-see" });
        const { id } = await operation().declare(frankfurt);

        expect(notes()[0]).to.include({ name: "Frankfurt", id });
        expect(JSON.stringify(notes())).to.not.include(emulator.token);
    });
});

describe("a creation whose answer is lost", () => {
    const acted: readonly (readonly [string, Fault])[] = [
        ["the connection was cut", { effect: "cutAfterActing" }],
        ["a gateway gave up (504)", { effect: "answerAfterActing", status: 504, body: "<h1>Gateway Time-out</h1>" }],
        ["the service stumbled (500)", { effect: "answerAfterActing", status: 500 }],
        ["the answer is no JSON", { effect: "answerAfterActing", status: 201, body: "<h1>Welcome</h1>" }],
        ["the answer is empty", { effect: "answerAfterActing", status: 200, body: "" }],
    ];
    for (const [what, fault] of acted) {
        for (const lagMs of [0, 20_000]) {
            it(`because ${what} is found in the list, ${lagMs / 1000} seconds later, and never asked for twice`, async () => {
                const { emulator, operation } = await given({ lagMs });
                emulator.inject({ method: "POST", ...fault });
                const up = operation();

                const { id, outputs } = await up.declare(frankfurt);

                expect(emulator.tenant.groups().filter(({ name }) => name === "Frankfurt")).to.have.length(1);
                expect(id).to.equal(emulator.tenant.group("Frankfurt")?.id);
                expect(outputs).to.include({ region: "eur" });
                expect(up.said[0]).to.include(`(id ${id}) was created, although the service's answer was lost`);
                expect(writes(emulator)).to.have.length(1);
            });
        }
    }

    const notActed: readonly (readonly [string, Fault])[] = [
        ["the connection was cut", { effect: "cutBeforeActing" }],
        ["a gateway gave up (504)", { effect: "answerBeforeActing", status: 504 }],
        ["the service was overloaded (503)", { effect: "answerBeforeActing", status: 503 }],
    ];
    for (const [what, fault] of notActed) {
        it(`because ${what}, and that had no effect, is an error and not a second request; the next update creates`, async () => {
            const { emulator, operation, notes } = await given();
            emulator.inject({ method: "POST", ...fault });

            const message = await refusal(operation().declare(frankfurt));

            expect(message).to.include('Connector group "Frankfurt"').and.to.include("was not asked for a second time");
            expect(message).to.include("Run `pulumi up` again");
            expect(writes(emulator)).to.have.length(1);
            expect(names(emulator)).to.deep.equal(["Default"]);
            expect(notes()).to.have.length(1);

            await operation().declare(frankfurt);
            expect(names(emulator)).to.deep.equal(["Default", "Frankfurt"]);
        });
    }

    it("and that shows only after the update gave up is gone on with by the next one", async () => {
        const { emulator, operation } = await given({ lagMs: 3_600_000 });
        emulator.inject({ method: "POST", effect: "cutAfterActing" });
        await refusal(operation().declare(frankfurt));
        emulator.tenant.settle();
        const up = operation();

        const { id } = await up.declare(frankfurt);

        expect(id).to.equal(emulator.tenant.group("Frankfurt")?.id);
        expect(writes(emulator)).to.have.length(1);
    });

    it("is still found where the list cannot be had for a moment either", async () => {
        const { emulator, operation } = await given();
        emulator.inject({ method: "POST", effect: "cutAfterActing" });
        emulator.inject({ method: "GET", path: /connectorGroups(\?|$)/, skip: 1, times: 3, effect: "cutBeforeActing" });

        const { id } = await operation().declare(frankfurt);

        expect(id).to.equal(emulator.tenant.group("Frankfurt")?.id);
    });

    it("by a tenant that is gone for good is an error that claims neither that it was made nor that it was not", async () => {
        const { emulator, operation, notes } = await given();
        const up = operation();
        const inputs = await up.checkNew(frankfurt);
        await emulator.stop();

        const message = await refusal(up.create(inputs));

        expect(message).to.include("the service's answer to its creation was lost").and.to.include("ECONNREFUSED");
        expect(message).to.not.include("is not created").and.to.not.include("was created");
        expect(notes()).to.have.length(1);
    });

    it("in a replacement is found under its mark", async () => {
        const { emulator, operation, made } = await given();
        const group = await made(frankfurt);
        emulator.inject({ method: "POST", effect: "cutAfterActing" });
        const up = operation();

        const changed = await up.change(group, { name: "Frankfurt", region: "nam" }, { replaceOnChanges: true });
        await up.delete(group);

        expect(emulator.tenant.group("Frankfurt")).to.include({ id: changed.resource.id, region: "nam" });
        expect(writes(emulator)[0]).to.deep.equal([
            `POST ${groups}`,
            { name: `Frankfurt [replaces ${group.id}]`, region: "nam" },
        ]);
        expect(writes(emulator).filter(([request]) => request === `POST ${groups}`)).to.have.length(1);
    });
});

async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
        await new Promise((done) => setImmediate(done));
    }
}
