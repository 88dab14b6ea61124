import { expect } from "chai";
import { activeIfOnlyOne, givenKey, onlyTrue, text, theOne, thereIs } from "../../provider/chooseOne";
import { getApplication, getConnector, getConnectorGroup, getConnectorGroupOutput } from "../../provider/lookups";

const kind = { noun: "connector", nameOf: ({ machineName }: { readonly machineName: string }) => machineName };
const connectors = (...names: string[]) => names.map((machineName, n) => ({ id: `id-${n}`, machineName }));

describe("the key of a lookup", () => {
    const rules = { id: text, name: text, default: onlyTrue };
    const given = (args: unknown) =>
        givenKey<{ readonly id: string; readonly name: string; readonly default: true }>("getThing", args, rules);

    it("is the one property that has a value", () => {
        expect(given({ id: "1" })).to.deep.equal({ key: "id", value: "1" });
        expect(given({ id: undefined, name: "A" })).to.deep.equal({ key: "name", value: "A" });
        expect(given({ default: true })).to.deep.equal({ key: "default", value: true });
    });

    it("is missed by name where there are none, several or another", () => {
        for (const [args, words] of [
            [{}, "is given none"],
            [undefined, "is given none"],
            [{ name: undefined }, "is given none"],
            [{ id: "1", name: "A" }, "is given id and name"],
            [{ displayName: "A" }, "is given displayName"],
            [{ toString: "A" }, "is given toString"],
        ] as const) {
            expect(() => given(args))
                .to.throw("getThing takes exactly one of id, name, default")
                .with.property("message")
                .that.includes(words);
        }
    });

    it("has to have a value that can be looked up", () => {
        for (const args of [{ name: " " }, { name: 5 }, { id: null }, { id: ["1"] }]) {
            expect(() => given(args)).to.throw("must be a string that is not empty");
        }
        expect(() => given({ default: false })).to.throw("default must be true, not false");
    });

    it("stands alone as far as the compiler can see", () => {
        // Never called: what counts is that the compiler takes the first ones, and refuses each of the rest.
        const compiled = (id: string) => [
            () => getConnectorGroup({ id }),
            () => getConnectorGroup({ name: id }),
            () => getConnectorGroup({ default: true }),
            () => getConnectorGroupOutput({ name: Promise.resolve(id) }),
            // @ts-expect-error two keys
            () => getConnectorGroup({ id, name: id }),
            // @ts-expect-error two keys
            () => getConnectorGroup({ name: id, default: true }),
            // @ts-expect-error no key
            () => getConnectorGroup({}),
            // @ts-expect-error the default group cannot be asked away
            () => getConnectorGroup({ default: false }),
            // @ts-expect-error two keys
            () => getConnectorGroupOutput({ id, name: Promise.resolve(id) }),
            // @ts-expect-error the key of another lookup
            () => getConnector({ name: id }),
            // @ts-expect-error two keys
            () => getApplication({ appId: id, displayName: id }),
        ];
        expect(compiled).to.be.a("function");
    });
});

describe("choosing one among what a lookup found", () => {
    it("takes the only one", () => {
        const [only] = connectors("fra-1");
        expect(theOne(kind, "the machine name", only ? [only] : [], "")).to.equal(only);
    });

    it("takes none of several, and lists them with their ids", () => {
        expect(() => theOne(kind, 'the machine name "fra-1"', connectors("fra-1", "FRA-1"), "")).to.throw(
            '2 connectors have the machine name "fra-1": "fra-1" (id id-0), "FRA-1" (id id-1).',
        );
    });

    it("says what there is where nothing was found", () => {
        const there = thereIs(kind, connectors("fra-1", "fra-2"));
        expect(() => theOne(kind, 'the machine name "fra-9"', [], there)).to.throw(
            /^No connector has the machine name "fra-9"\. .*"fra-1" \(id id-0\), "fra-2" \(id id-1\)\.$/,
        );
        expect(thereIs(kind, [])).to.equal("The tenant has no connector at all.");
    });

    it("lists so many that a person can read them, and counts the rest", () => {
        for (const count of [1, 9, 50]) {
            const said = thereIs(kind, connectors(...Array.from({ length: count }, (_, n) => `fra-${n}`)));
            const shown = said.match(/\(id /g)?.length ?? 0;
            const more = Number(/ and (\d+) more\.$/.exec(said)?.[1] ?? 0);
            expect(shown + more).to.equal(count);
            expect(said).to.have.length.below(600);
        }
    });

    it("is told apart as a failure that needs no stack", () => {
        expect(() => theOne(kind, "the id", [], ""))
            .to.throw()
            .with.property("__pulumiRunError", true);
    });
});

describe("several connectors of one machine", () => {
    const record = (id: string, status?: string) => ({ id, machineName: "fra-1", ...(status && { status }) });

    it("are one where a single one of them is active", () => {
        const found = [record("old", "inactive"), record("new", "active"), record("odd", "somethingNew")];
        expect(activeIfOnlyOne(found).map(({ id }) => id)).to.deep.equal(["new"]);
    });

    it("stay several where none or two of them are active", () => {
        for (const found of [
            [record("a", "inactive"), record("b")],
            [record("a", "active"), record("b", "active"), record("c", "inactive")],
        ]) {
            expect(activeIfOnlyOne(found)).to.deep.equal(found);
        }
    });
});
