import { expect } from "chai";
import { pictureOf } from "../../../review/render/picture";
import type { PicturedGroup } from "../../../review/review";
import { application, connector, group } from "./support/build";

const size = { groups: 10, itemsOfEach: 10 };

describe("the picture of a change", () => {
    const [one, two, three] = [connector("one"), connector("two"), connector("three", "inactive")];
    const wiki = application("Wiki");

    it("puts a group that goes beside the new one that takes over what is on it", () => {
        const old = group({ id: "old", name: "A", connectors: [one], applications: [wiki] });
        const other = group({ id: "new:b", name: "B", connectors: [two] });
        const heir = group({ id: "new:a", name: "A", connectors: [one], applications: [wiki] });

        expect(namesOf({ before: [old], after: [other, heir] })).to.deep.equal([
            ["A goes away", "A new"],
            [undefined, "B new"],
        ]);
    });

    it("puts a group that stays beside itself, whatever it is called by then", () => {
        const before = group({ id: "a", name: "A" });

        expect(namesOf({ before: [before], after: [{ ...before, name: "B" }] })).to.deep.equal([
            ["A stays", "B stays"],
        ]);
    });

    it("leaves the other half empty for what goes without an heir, and for what is new", () => {
        const [gone, made] = [group({ id: "a", name: "A", connectors: [one] }), group({ id: "new:b", name: "B" })];

        expect(namesOf({ before: [gone], after: [made] })).to.deep.equal([
            ["A goes away", undefined],
            [undefined, "B new"],
        ]);
    });

    it("marks what changes its group, and what carries no traffic", () => {
        const from = group({ id: "a", name: "A", connectors: [one, three] });
        const to = group({ id: "b", name: "B" });
        const { rows } = pictureOf(
            {
                before: [from, to],
                after: [
                    { ...from, connectors: [three] },
                    { ...to, connectors: [one] },
                ],
            },
            size,
        );

        expect(rows.map(({ before, after }) => [before?.connectors, after?.connectors])).to.deep.equal([
            [
                [
                    { name: "one", detail: "active", isMoving: true, isIdle: false },
                    { name: "three", detail: "inactive", isMoving: false, isIdle: true },
                ],
                [{ name: "three", detail: "inactive", isMoving: false, isIdle: true }],
            ],
            [[], [{ name: "one", detail: "active", isMoving: true, isIdle: false }]],
        ]);
    });

    it("draws the groups that change first, of each what moves first, and counts the rest", () => {
        const still = group({
            id: "still",
            name: "Still",
            connectors: [connector("x"), connector("y")],
            applications: [wiki],
        });
        const from = group({ id: "a", name: "A", connectors: [two, three, one] });
        const made = group({ id: "new:b", name: "B", connectors: [one] });
        const { rows, rest } = pictureOf(
            { before: [still, from], after: [still, { ...from, connectors: [two, three] }, made] },
            { groups: 2, itemsOfEach: 2 },
        );

        expect(rows.map(({ before, after }) => before?.name ?? after?.name)).to.deep.equal(["A", "B"]);
        expect(rows[0]?.before?.connectors.map(({ name }) => name)).to.deep.equal(["one", "two"]);
        expect(rows[0]?.before?.moreConnectors).to.equal(1);
        expect(rest).to.equal("Not drawn: 1 more connector group with 2 connectors and 1 application.");
    });

    function namesOf(scene: { readonly before: readonly PicturedGroup[]; readonly after: readonly PicturedGroup[] }) {
        return pictureOf(scene, size).rows.map(({ before, after }) => [
            before && `${before.name} ${before.fate}`,
            after && `${after.name} ${after.fate}`,
        ]);
    }
});
