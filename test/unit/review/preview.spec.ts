import { expect } from "chai";
import { isUnknown, parsePreview } from "../../../review/preview";

const stackUrn = "urn:pulumi:dev::tenant::pulumi:pulumi:Stack::tenant-dev";
const groupUrn = (name: string) =>
    `urn:pulumi:dev::tenant::pulumi-nodejs:dynamic/entraAppProxy:ConnectorGroup::${name}`;

function printed(...steps: object[]): string {
    return JSON.stringify({ steps, duration: 1 });
}

describe("what a preview has printed", () => {
    it("is read resource by resource, with what is ours told apart from what is not", () => {
        const { resources } = parsePreview(
            printed(
                { op: "same", urn: stackUrn, newState: { urn: stackUrn } },
                { op: "create", urn: groupUrn("a"), newState: { inputs: { name: "A" } } },
            ),
            "it",
        );

        expect(resources.map(({ name, type, op }) => ({ name, type, op }))).to.deep.equal([
            { name: "tenant-dev", type: undefined, op: "same" },
            { name: "a", type: "ConnectorGroup", op: "create" },
        ]);
    });

    it("may begin with a byte order mark", () => {
        expect(parsePreview(`\uFEFF${printed()}`, "it").resources).to.deep.equal([]);
    });

    it("knows a resource in a component, and one whose name has colons in it", () => {
        const urn =
            "urn:pulumi:dev::tenant::entraAppProxy:index:ConnectorSite$pulumi-nodejs:dynamic/entraAppProxy:ConnectorMembership::a::b";

        const [resource] = parsePreview(printed({ op: "delete", urn, oldState: { id: "1" } }), "it").resources;

        expect(resource).to.include({ name: "a::b", type: "ConnectorMembership" });
    });

    it("waits for what it depends on and for what it stands in", () => {
        const newState = { inputs: {}, dependencies: [groupUrn("a")], parent: stackUrn };

        const [resource] = parsePreview(printed({ op: "create", urn: groupUrn("b"), newState }), "it").resources;

        expect(resource?.new?.dependencies).to.deep.equal([groupUrn("a"), stackUrn]);
    });

    it("leaves alone what the program only reads, and what `--target` leaves out", () => {
        const state = { custom: true, inputs: {} };
        const { resources } = parsePreview(
            printed(
                { op: "read", urn: groupUrn("read"), newState: { ...state, id: "1", external: true } },
                { op: "discard", urn: groupUrn("discarded"), oldState: { ...state, id: "2", external: true } },
                { op: "same", urn: groupUrn("left out"), oldState: state, newState: state },
            ),
            "it",
        );

        expect(resources.map(({ name, type }) => ({ name, type }))).to.deep.equal([
            { name: "read", type: undefined },
            { name: "discarded", type: undefined },
        ]);
    });

    it("has one step for each resource, and one for each that was replaced earlier and not deleted", () => {
        const [oldState, newState] = [{ id: "1" }, { id: "2" }];
        const { resources, refreshed } = parsePreview(
            printed(
                { op: "refresh", urn: groupUrn("a"), oldState, newState: oldState },
                { op: "create-replacement", urn: groupUrn("a"), oldState, newState },
                { op: "replace", urn: groupUrn("a"), oldState, newState },
                { op: "same", urn: groupUrn("b"), oldState: newState, newState },
                { op: "delete-replaced", urn: groupUrn("a"), oldState },
                { op: "delete-replaced", urn: groupUrn("b"), oldState },
            ),
            "it",
        );

        expect(resources.map(({ name, op }) => `${name} ${op}`)).to.deep.equal([
            "a replace",
            "b same",
            "b (replaced earlier) delete-replaced",
        ]);
        expect(refreshed.map(({ name }) => name)).to.deep.equal(["a"]);
    });

    it("that failed leaves out the words with which the engine ends every such preview", () => {
        const diagnostics = [
            { severity: "error", message: "error: Preview failed: it is protected\n", urn: groupUrn("a") },
            { severity: "error", message: "error: preview failed\n" },
        ];

        const { failures } = parsePreview(JSON.stringify({ diagnostics, duration: 1 }), "it");

        expect(failures).to.deep.equal([{ urn: groupUrn("a"), message: "it is protected" }]);
    });

    it("that failed says what has stopped it, and at which resource", () => {
        const diagnostics = [
            { severity: "info", message: "a word" },
            { severity: "error", message: "error: it cannot be\n", urn: groupUrn("a") },
        ];

        const { failures } = parsePreview(JSON.stringify({ steps: null, diagnostics, duration: 1 }), "it");

        expect(failures).to.deep.equal([{ urn: groupUrn("a"), message: "it cannot be" }]);
    });

    it("that failed says so in the provider's words alone", () => {
        const message =
            "error: pulumi-nodejs:dynamic/entraAppProxy:ConnectorGroup resource 'a': property name value {A} has a problem: it is taken";
        const diagnostics = [{ severity: "error", message }];

        const { failures } = parsePreview(JSON.stringify({ diagnostics, duration: 1 }), "it");

        expect(failures).to.deep.equal([{ message: "it is taken" }]);
    });

    for (const [what, text] of [
        ["text", "Previewing update (dev):"],
        ["nothing", ""],
        ["another JSON", '{"version": 3, "deployment": {}}'],
        ["a list", "[]"],
        ["a step without a URN", printed({ op: "same" })],
    ] as const) {
        it(`is refused where it is ${what}, by the name of the file and with what was expected`, () => {
            expect(() => parsePreview(text, "plan.json")).to.throw(
                /^plan\.json .*preview --json.*Nothing was reviewed\.$/,
            );
        });
    }

    it("is refused where it was streamed, with what to do about it", () => {
        const text = '{"sequence":0,"timestamp":1,"preludeEvent":{"config":{}}}\n{"sequence":1,"timestamp":1}\n';

        expect(() => parsePreview(text, "plan.json")).to.throw(/Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW/);
    });

    it("lists what goes in the same order, however the engine has drawn it", () => {
        const gone = (name: string) => ({ op: "delete", urn: groupUrn(name), oldState: { id: name } });
        const stays = { op: "same", urn: groupUrn("z"), oldState: { id: "z" }, newState: { id: "z" } };
        const namesIn = (...steps: object[]) => parsePreview(printed(...steps), "it").resources.map(({ name }) => name);

        expect(namesIn(stays, gone("b"), gone("a"))).to.deep.equal(["z", "a", "b"]);
        expect(namesIn(stays, gone("a"), gone("b"))).to.deep.equal(["z", "a", "b"]);
    });

    it("tells how many resources that stay as they are it does not list", () => {
        const step = { op: "same", urn: stackUrn, newState: {} };

        const { leftOut } = parsePreview(
            JSON.stringify({ steps: [step], changeSummary: { same: 4 }, duration: 1 }),
            "it",
        );

        expect(leftOut).to.equal(3);
    });

    it("hides what is known only in the update, and what is a secret", () => {
        expect(isUnknown("04da6b54-80e4-46f7-96ec-b56ff0331ba9")).to.equal(true);
        expect(isUnknown("[secret]")).to.equal(true);
        expect(isUnknown("a name")).to.equal(false);
    });
});
