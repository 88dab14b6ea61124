import { expect } from "chai";
import fc from "fast-check";
import { type Fact, saysTheSame } from "../../../../provider/lifecycle/reviewed/facts";
import { changesSince, listedWords, shown } from "../../../../provider/lifecycle/reviewed/words";

const frankfurt = { id: "g1", name: "Frankfurt" };
const london = { id: "g2", name: "London" };
const payroll = { id: "a1", name: "Payroll" };
const fra1 = { id: "c1", name: "fra-1", status: "active" };

function group({ id, name }: { id: string; name: string }, more: object = {}): Fact {
    return { kind: "group", id, value: { name, region: "eur", isDefault: false, ...more } };
}

const connectors = (id: string, ...value: { id: string; name: string; status?: string }[]): Fact => ({
    kind: "connectors",
    id,
    value,
});
const applications = (id: string, ...value: { id: string; name: string }[]): Fact => ({
    kind: "applications",
    id,
    value,
});

describe("what has changed since a review", () => {
    it("is nothing where all facts say the same, whatever their order", () => {
        const facts = [group(frankfurt), connectors("g1", fra1), applications("g1", payroll)];
        expect(changesSince(facts, [...facts].reverse())).to.deep.equal([]);
    });

    it("is a connector that has become inactive, with its group and both values", () => {
        const [was, is] = [fra1, { ...fra1, status: "inactive" }].map((one) => [
            group(frankfurt),
            connectors("g1", one),
        ]);
        expect(changesSince(was ?? [], is ?? [])).to.deep.equal([
            'connector "fra-1" (id c1) in "Frankfurt" is inactive instead of active',
        ]);
    });

    it("is one move of an application, however many facts show it", () => {
        const was: Fact[] = [
            group(frankfurt),
            group(london),
            applications("g1", payroll),
            applications("g2"),
            { kind: "application", id: "a1", value: frankfurt },
        ];
        const is: Fact[] = [
            group(frankfurt),
            group(london),
            applications("g1"),
            applications("g2", payroll),
            { kind: "application", id: "a1", value: london },
        ];
        const moved = ['application "Payroll" (id a1) has moved from "Frankfurt" to "London"'];

        expect(changesSince(was, is)).to.deep.equal(moved);
        expect(changesSince(was.slice(0, 4), is.slice(0, 4))).to.deep.equal(moved);
    });

    it("says only from where, or only where to, as far as the facts know it", () => {
        const [without, withIt] = [connectors("g1"), connectors("g1", fra1)].map((fact) => [group(frankfurt), fact]);
        expect(changesSince(withIt ?? [], without ?? [])).to.deep.equal([
            'connector "fra-1" (id c1) has left "Frankfurt"',
        ]);
        expect(changesSince(without ?? [], withIt ?? [])).to.deep.equal([
            'connector "fra-1" (id c1) has come to "Frankfurt"',
        ]);
    });

    it("is what is gone, or not published any more", () => {
        const was: Fact[] = [
            { kind: "connector", id: "c1", value: frankfurt },
            { kind: "application", id: "a1", value: frankfurt },
            group(london),
        ];
        const is = was.map((fact) => ({ ...fact, value: null }) as Fact);
        expect(changesSince(was, is)).to.deep.equal([
            'connector group "London" (id g2) is gone',
            "connector c1 is gone",
            "application a1 is gone, or not published any more",
        ]);
    });

    it("is a group's name and region, the former and the present ones, and its name is not told of twice", () => {
        const was: Fact[] = [group(frankfurt), { kind: "name", id: "Frankfurt", value: [frankfurt] }];
        const is: Fact[] = [
            group({ ...frankfurt, name: "Main" }, { region: "nam" }),
            { kind: "name", id: "Frankfurt", value: [] },
        ];
        expect(changesSince(was, is)).to.deep.equal([
            'connector group "Frankfurt" (id g1) is called "Main" and is in region nam instead of eur',
        ]);
    });

    it("is a group that has taken a name, or has begun to replace another", () => {
        const successor = { id: "g3", name: "Frankfurt [replaces g1]" };
        const was: Fact[] = [
            { kind: "name", id: "London", value: [] },
            group(frankfurt),
            { kind: "successors", id: "g1", value: [] },
        ];
        const is: Fact[] = [
            { kind: "name", id: "London", value: [london] },
            group(frankfurt),
            { kind: "successors", id: "g1", value: [successor] },
        ];
        expect(changesSince(was, is)).to.deep.equal([
            'the name "London" is borne by the group g2 now',
            'connector group "Frankfurt [replaces g1]" (id g3) is to replace "Frankfurt"',
        ]);
    });

    it("begins with another default group, which another tenant has", () => {
        const was: Fact[] = [
            group(frankfurt),
            { kind: "defaultGroup", id: "default", value: { id: "d1", name: "Default" } },
        ];
        const is: Fact[] = [
            { kind: "group", id: "g1", value: null },
            { kind: "defaultGroup", id: "default", value: { id: "d2", name: "Default" } },
        ];
        expect(changesSince(was, is)).to.deep.equal([
            'the default group is "Default" (id d2) instead of "Default" (id d1), as if this were another tenant',
            'connector group "Frankfurt" (id g1) is gone',
        ]);
    });

    it("tells groups of one name apart by their ids", () => {
        const twin = { ...london, name: "frankfurt" };
        const was = [group(frankfurt), group(twin), connectors("g1", fra1), connectors("g2")];
        const is = [group(frankfurt), group(twin), connectors("g1"), connectors("g2", fra1)];
        expect(changesSince(was, is)).to.deep.equal([
            'connector "fra-1" (id c1) has moved from "Frankfurt" (id g1) to "frankfurt" (id g2)',
        ]);
    });

    it("is never nothing where a fact says something else, and always on one line", () => {
        const name = fc.oneof(fc.constantFrom("a", "b", "A", "a\n\u001b[31m", "\u202egpj", "\ud800"), fc.string());
        const id = fc.constantFrom("x", "y", "z", "X");
        const namedId = fc.record({ id, name });
        const value = {
            group: fc.option(
                fc.record(
                    { name, region: fc.constantFrom("eur", "nam"), isDefault: fc.boolean() },
                    { requiredKeys: ["name", "isDefault"] },
                ),
            ),
            connectors: fc.array(
                fc.record(
                    { id, name, status: fc.constantFrom("active", "inactive") },
                    { requiredKeys: ["id", "name"] },
                ),
            ),
            applications: fc.array(namedId),
            connector: fc.option(namedId),
            application: fc.option(namedId),
            name: fc.array(namedId),
            successors: fc.array(namedId),
            defaultGroup: fc.option(namedId),
        };
        const pair = fc.oneof(
            ...Object.entries(value).map(([kind, of]) =>
                fc
                    .record({ id: kind === "defaultGroup" ? fc.constant("default") : id, was: of, is: of })
                    .map(({ id, was, is }) => ({
                        was: { kind, id, value: was } as Fact,
                        is: { kind, id, value: is } as Fact,
                    })),
            ),
        );
        const keyOf = ({ was }: { was: Fact }) => `${was.kind} ${was.id.toLowerCase()}`;
        fc.assert(
            fc.property(fc.uniqueArray(pair, { selector: keyOf, maxLength: 6 }), (pairs) => {
                const changes = changesSince(
                    pairs.map(({ was }) => was),
                    pairs.map(({ is }) => is),
                );
                expect(changes.length > 0).to.equal(pairs.some(({ was, is }) => !saysTheSame(was, is)));
                expect(changes.join("")).to.not.match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
            }),
            { numRuns: 2000 },
        );
    });
});

describe("an enumeration of changes", () => {
    it("names the first ones, and counts the rest", () => {
        expect(listedWords(["a", "b", "c"], 2)).to.equal("a; b; and 1 more");
        expect(listedWords(["a", "b"], 2)).to.equal("a; b");
    });
});

describe("a text that is shown", () => {
    it("hides nothing, moves nothing and stays on its line, and keeps what people write", () => {
        expect(shown("Zürich 東京 مكتب")).to.equal("Zürich 東京 مكتب");
        expect(shown("a\nb\u001b[2K\u202ec\u2028\u{e0041}")).to.equal(
            "a\\u{a}b\\u{1b}[2K\\u{202e}c\\u{2028}\\u{e0041}",
        );
    });
});
