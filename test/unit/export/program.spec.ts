import { expect } from "chai";
import fc from "fast-check";
import * as ts from "typescript";
import { type Formatter, loadFormatter } from "../../../export/format";
import { NameCounts } from "../../../export/nameCounts";
import { PlacementPlanner, planGroups } from "../../../export/plan";
import { renderGroup, renderIndex } from "../../../export/program";

describe("the text of an exported program", () => {
    let format: Formatter;

    before(async () => {
        format = await loadFormatter();
    });

    it("parses whatever the names are, and its literals are the very names", async () => {
        await fc.assert(
            fc.asyncProperty(anyName, anyName, anyName, async (group, machine, application) => {
                const text = await format(rendered(group, machine, application));
                const literals = literalsIn(text);
                expect(literals).to.include.members([group, machine, application]);
            }),
            { seed: 20261124, numRuns: 150 },
        );
    });

    it("parses where every name has to stand in a comment, and nothing of a name becomes code", async () => {
        await fc.assert(
            fc.asyncProperty(anyName, anyName, async (machine, application) => {
                const text = await format(rendered("Frankfurt", machine, application, { twice: true }));
                const statements = parsed(text).statements.map(({ kind }) => ts.SyntaxKind[kind]);
                expect(statements).to.deep.equal([
                    "ImportDeclaration",
                    "FirstStatement",
                    "FirstStatement",
                    "FirstStatement",
                    "FirstStatement",
                    "ForOfStatement",
                ]);
                expect(text).to.include('"connector-id"').and.to.include('"application-id"');
                expect(text).to.not.include("Output(");
            }),
            { seed: 20261124, numRuns: 150 },
        );
    });

    it("shows what a reader would not see: no control, no mark of direction, no unusual space stands in it", async () => {
        await fc.assert(
            fc.asyncProperty(anyName, async (name) => {
                const text = await format(rendered(name, name, name, { twice: true }));
                expect(text.replaceAll("\n", "")).to.not.match(/(?! )[\p{C}\p{Z}]/u);
            }),
            { seed: 20261124, numRuns: 100 },
        );
    });

    it("leaves the region out where the group has none, or none that can be declared", () => {
        for (const region of [undefined, "unknownFutureValue"]) {
            expect(rendered("Frankfurt", "a", "b", { region })).to.include('{ name: "Frankfurt" }');
        }
        expect(rendered("Osaka", "a", "b", { region: "japan" })).to.include('{ name: "Osaka", region: "japan" }');
    });

    it("points applications at the group once its first connector has arrived, which is an active one where there is one", () => {
        expect(rendered("Frankfurt", "a", "b")).to.include("{ protect: true, dependsOn: memberships.slice(0, 1) }");

        const { memberships } = new PlacementPlanner(countsOf("a", "b"), countsOf()).plan(
            [
                { id: "1", machineName: "a", status: "inactive" },
                { id: "2", machineName: "b", status: "active" },
            ],
            [],
        );
        expect(memberships.map(({ resourceName }) => resourceName)).to.deep.equal(["b", "a"]);
    });

    it("calls what has no name by its id, and says that it has none", async () => {
        const text = await format(rendered("Frankfurt", "connector-id", "application-id"));
        expect(text).to.include('// It has no name.\n    connector: "connector-id",');
        expect(text).to.include('// It has no name.\n    application: "application-id",');
    });

    it("exports nothing from its index, so that the stack has no output that the import did not have", () => {
        const groups = planGroups([groupOf("Default"), groupOf("Frankfurt")]);
        expect(renderIndex(groups).split("\n").slice(1)).to.deep.equal([
            'import "./groups/default";',
            'import "./groups/frankfurt";',
            "",
        ]);
    });

    it("says of a connector that it was inactive", () => {
        const counts = countsOf("old");
        const { memberships } = new PlacementPlanner(counts, counts).plan(
            [{ id: "1", machineName: "old", status: "inactive" }],
            [],
        );
        expect(memberships).to.deep.equal([
            { resourceName: "old", subjectId: "1", lookup: "old", remark: "It was inactive when it was exported." },
        ]);
    });
});

function rendered(
    group: string,
    machineName: string,
    displayName: string,
    { twice = false, region }: { twice?: boolean; region?: string | undefined } = {},
): string {
    const times = twice ? 2 : 1;
    const planner = new PlacementPlanner(
        countsOf(...Array<string>(times).fill(machineName)),
        countsOf(...Array<string>(times).fill(displayName)),
    );
    const [planned] = planGroups([groupOf(group, region)]);
    if (!planned) {
        throw new Error("nothing was planned");
    }
    const contents = planner.plan([{ id: "connector-id", machineName }], [{ id: "application-id", displayName }]);
    return renderGroup(planned, contents, { protect: true });
}

function groupOf(name: string, region?: string) {
    return {
        id: `id of ${name}`,
        name,
        ...(region !== undefined && { region }),
        isDefault: false,
        connectorGroupType: "applicationProxy",
    };
}

function countsOf(...names: readonly string[]): NameCounts {
    const counts = new NameCounts();
    for (const name of names) {
        counts.add(name);
    }
    return counts;
}

/** Throws where the compiler finds a mistake in the syntax. */
function parsed(text: string): ts.SourceFile {
    const { diagnostics } = ts.transpileModule(text, {
        reportDiagnostics: true,
        compilerOptions: { target: ts.ScriptTarget.ES2022 },
    });
    expect(diagnostics?.map(({ messageText }) => messageText)).to.deep.equal([]);
    return ts.createSourceFile("group.ts", text, ts.ScriptTarget.ES2022);
}

function literalsIn(text: string): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isStringLiteral(node)) {
            found.push(node.text);
        }
        ts.forEachChild(node, visit);
    };
    visit(parsed(text));
    return found;
}

/** A name that a group can have: JSON has no lone halves of characters, and the service takes no blank name. */
const anyName = fc
    .oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength: 200 }),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
        fc.string({
            unit: fc.constantFrom(
                '"',
                "'",
                "`",
                "\\",
                "$",
                "{",
                "}",
                "*",
                "/",
                "\n",
                "\r",
                "\u2028",
                "\u202e",
                "u",
                "x",
                "0",
                " ",
            ),
            minLength: 1,
            maxLength: 30,
        }),
        fc.constantFrom("__proto__", "constructor", "*/", "-->", "<!--"),
    )
    .filter((name) => name.trim() !== "");
