import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { NotAsReviewed } from "../../../../provider/lifecycle/errors";
import { readDigest } from "../../../../provider/lifecycle/reviewed/digestFile";
import { digestNamed } from "../../../../provider/lifecycle/reviewed/digestNamed";
import { type Fact, fingerprintOf } from "../../../../provider/lifecycle/reviewed/facts";
import { closeAfterTest } from "../../../closing";

const facts: readonly Fact[] = [
    { kind: "group", id: "g1", value: { name: "Frankfurt", isDefault: false } },
    { kind: "connectors", id: "g1", value: [{ id: "c1", name: "fra-1", status: "active" }] },
];
const digest = { version: 1, verdict: "safe", facts, fingerprint: fingerprintOf(facts) };

/** A folder that holds these files, those of inner folders included; a project stands two folders further down. */
function folderWith(files: Readonly<Record<string, unknown>>): { readonly root: string; readonly program: string } {
    const root = mkdtempSync(join(tmpdir(), "digest-"));
    closeAfterTest(() => rmSync(root, { recursive: true, force: true }));
    const program = join(root, "project", "src");
    mkdirSync(program, { recursive: true });
    for (const [path, content] of Object.entries({ "project/Pulumi.yaml": "", ...files })) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
    }
    return { root, program };
}

const named = (value: string) => ({ value, from: "entraAppProxy:reviewed" });

async function faultOf(content: unknown): Promise<string> {
    const { program } = folderWith({ "project/review.json": content });
    return await refusal(readDigest(named("review.json"), program));
}

async function refusal(reading: Promise<unknown>): Promise<string> {
    const thrown = await reading.then(
        () => undefined,
        (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(NotAsReviewed);
    const { message } = thrown as Error;
    expect(message).to.include("Nothing was changed.").and.not.include("\n");
    return message;
}

describe("the digest of a review", () => {
    it("is found in the program's folder and in those above it, as far as the project's, the nearest first", async () => {
        const inProject = folderWith({ "project/review.json": digest });
        const inBoth = folderWith({ "project/review.json": "the farther one", "project/src/review.json": digest });

        expect((await readDigest(named("review.json"), inProject.program)).facts).to.deep.equal(facts);
        expect((await readDigest(named("review.json"), inBoth.program)).facts).to.deep.equal(facts);
        expect((await readDigest(named("../project/./review.json"), inProject.program)).facts).to.have.length(2);
    });

    it("is not looked for beyond the project", async () => {
        const { root, program } = folderWith({ "review.json": digest });

        const message = await refusal(readDigest(named("review.json"), program));

        expect(message).to.include(`review.json (entraAppProxy:reviewed), does not exist`);
        expect(message).to.include(`(looked for in ${program}, ${join(root, "project")})`);
    });

    it("is looked for in the program's folder alone where there is no project", async () => {
        const { root, program } = folderWith({ "review.json": digest });
        rmSync(join(root, "project", "Pulumi.yaml"));

        expect(await refusal(readDigest(named("review.json"), program))).to.include(`(looked for in ${program})`);
    });

    it("is found by an absolute path, wherever that leads", async () => {
        const { root, program } = folderWith({ "review.json": digest });

        expect((await readDigest(named(join(root, "review.json")), program)).fingerprint).to.equal(digest.fingerprint);
        expect(await refusal(readDigest(named(join(root, "other.json")), program))).to.include(
            `does not exist (looked for in ${root})`,
        );
    });

    it("is no folder", async () => {
        const { program } = folderWith({ "project/review.json/x": "" });
        expect(await refusal(readDigest(named("review.json"), program)))
            .to.include("cannot be read")
            .and.include("EISDIR");
    });

    it("is JSON, and what stands in another file is not shown", async () => {
        expect(await faultOf("client secret: hunter2"))
            .to.include("is not JSON")
            .and.not.include("hunter2");
    });

    it("is the object that a review writes, and the fault in another one is named", async () => {
        for (const [content, fault] of [
            [[], "is not the digest of a review"],
            [{ steps: [] }, "is not the digest of a review (version: "],
            [{ ...digest, facts: undefined }, "is not the digest of a review (facts: "],
            [{ ...digest, fingerprint: 1 }, "is not the digest of a review (fingerprint: "],
            [{ ...digest, facts: [{ ...facts[0], kind: "weather" }] }, "is not the digest of a review (facts.0.kind: "],
            [{ ...digest, facts: [{ ...facts[0], value: {} }] }, "is not the digest of a review (facts.0.value.name: "],
            [{ ...digest, facts: [{ ...facts[0], id: ".." }] }, "is not the digest of a review (facts.0.id: is no id"],
        ] as const) {
            expect(await faultOf(content)).to.include(fault);
        }
    });

    it("of another version is left to the version of the package that wrote it", async () => {
        expect(await faultOf({ version: 2, facts: "in some other form" })).to.include("is a digest of version 2");
    });

    it("whose facts were changed after it was written does not match its fingerprint", async () => {
        const changed = { ...digest, facts: facts.slice(1) };
        expect(await faultOf(changed)).to.include("does not match its own fingerprint");
    });

    it("may say more than this version reads", async () => {
        const more = { ...digest, facts: [{ ...facts[0], since: "then" }, facts[1]], notes: ["more"] };
        const { program } = folderWith({ "project/review.json": more });
        expect((await readDigest(named("review.json"), program)).facts).to.deep.equal(facts);
    });
});

describe("the file of the digest", () => {
    const naming = (stack: string | undefined, variable: string | undefined) =>
        digestNamed((key) => (key === "entraAppProxy:reviewed" ? stack : undefined), {
            ENTRA_APP_PROXY_REVIEWED: variable,
        });

    it("is named by the stack configuration before the environment, and an empty value names none", () => {
        expect(naming("a.json", "b.json")).to.deep.equal({ value: "a.json", from: "entraAppProxy:reviewed" });
        expect(naming(" ", "b.json")).to.deep.equal({ value: "b.json", from: "ENTRA_APP_PROXY_REVIEWED" });
        expect(naming(undefined, "")).to.equal(undefined);
    });
});
