import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { CreationNotes } from "../../../provider/lifecycle/creationNotes";
import { closeAfterTest } from "../../closing";

const group = (id: string, name = "Frankfurt") => ({
    id,
    name,
    isDefault: false,
    connectorGroupType: "applicationProxy",
});

function folderOfTest(): string {
    const folder = mkdtempSync(join(tmpdir(), "creations-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** A process of its own, with nothing in common with the other but the folder. */
const processOver = (folder: string, warnings: string[] = []) =>
    new CreationNotes(folder, (sentence) => warnings.push(sentence));

describe("the notes about creations", () => {
    it("let another process find the group whose creation was asked for and never answered", () => {
        const folder = folderOfTest();
        processOver(folder).begin("tenant", "Frankfurt", [group("old")]);
        const found = processOver(folder).leftBehind("tenant", "FRANKFURT", [group("old"), group("new")]);
        expect(found?.id).to.equal("new");
    });

    it("let another process find the group that was answered, even when it was renamed since", () => {
        const folder = folderOfTest();
        const killed = processOver(folder);
        killed.begin("tenant", "Frankfurt", []);
        killed.answered("tenant", "Frankfurt", "new");
        const found = processOver(folder).leftBehind("tenant", "Frankfurt", [group("new", "Renamed"), group("other")]);
        expect(found?.id).to.equal("new");
    });

    it("say nothing where two new groups could be meant, nor about another tenant", () => {
        const folder = folderOfTest();
        processOver(folder).begin("tenant", "Frankfurt", []);
        expect(processOver(folder).leftBehind("tenant", "Frankfurt", [group("1"), group("2")])).to.equal(undefined);
        expect(processOver(folder).leftBehind("another", "Frankfurt", [group("1")])).to.equal(undefined);
    });

    it("say nothing about another tenant that cannot be told by its name, but by its default group", () => {
        const folder = folderOfTest();
        const standard = (id: string) => ({ ...group(id, "Default"), isDefault: true });
        processOver(folder).begin("whoever is signed in", "Frankfurt", [standard("one")]);
        const inTenantOf = (id: string) =>
            processOver(folder).leftBehind("whoever is signed in", "Frankfurt", [standard(id), group("new")])?.id;
        expect(inTenantOf("one")).to.equal("new");
        expect(inTenantOf("two")).to.equal(undefined);
    });

    it("go away once the state is known to hold the id", () => {
        const folder = folderOfTest();
        const killed = processOver(folder);
        killed.begin("tenant", "Frankfurt", []);
        killed.answered("tenant", "Frankfurt", "new");
        processOver(folder).forgetId("new");
        expect(readdirSync(folder)).to.deep.equal([]);
    });

    it("go away at an orderly end where an answer came, and stay where none did", () => {
        const folder = folderOfTest();
        const notes = processOver(folder);
        notes.begin("tenant", "Answered", []);
        notes.answered("tenant", "Answered", "1");
        notes.begin("tenant", "Unanswered", []);
        notes.forgetAnswered();
        const kept = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).name);
        expect(kept).to.deep.equal(["Unanswered"]);
    });

    it("are one warning, not a failure, where the folder cannot be written", () => {
        const folder = join(folderOfTest(), "taken");
        writeFileSync(folder, "a file stands where the folder should be");
        const warnings: string[] = [];
        const notes = processOver(folder, warnings);
        notes.begin("tenant", "Frankfurt", []);
        notes.answered("tenant", "Frankfurt", "1");
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.include(folder).and.to.include("ENTRA_APP_PROXY_STATE_DIR");
    });

    it("that are half written by another are a warning, and count as none", () => {
        const folder = folderOfTest();
        const warnings: string[] = [];
        processOver(folder).begin("tenant", "Frankfurt", []);
        const [file] = readdirSync(folder);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, file ?? ""), "{");
        expect(processOver(folder, warnings).leftBehind("tenant", "Frankfurt", [group("1")])).to.equal(undefined);
        expect(warnings).to.have.length(1);
    });
});
