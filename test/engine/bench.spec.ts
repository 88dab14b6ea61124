import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse } from "parse5";
import { closeAfterTest } from "../closing";

const root = resolve(__dirname, "..", "..");

function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "bench-"));
    closeAfterTest(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

/** The lines of a table, each by the names in its head. */
function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
    const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
    const names = head.split(",");
    return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index] ?? "", cell])));
}

describe("the benchmark, on the real engine", function () {
    this.timeout(300_000);

    it("measures small stacks of everyone, and writes tables, picture and page", async () => {
        const folder = temporaryFolder();
        const page = join(folder, "README.md");
        copyFileSync(join(root, "bench", "README.md"), page);

        const command = ["--import", "tsx", "bench/bench.ts", "--quick", "--results", folder, "--page", page];
        await promisify(execFile)(process.execPath, command, { cwd: root });

        const runs = rowsOf(join(folder, "runs.csv"));
        const ours = runs.filter(({ contestant, assignments }) => contestant === "ours" && assignments === "0");
        expect(ours.map(({ operation }) => operation)).to.have.members([
            "create",
            "preview without change",
            "refresh",
            "one region change",
            "refresh after drift in 1 %",
            "export",
            "destroy",
        ]);
        const roundTrips = (contestant: string, operation: string) =>
            runs.find((run) => run.contestant === contestant && run.operation === operation)?.roundTripsByKind;
        expect(roundTrips("ours", "create")).to.equal("4 POST connectorGroups + 1 GET connectorGroups");
        expect(roundTrips("ours", "preview without change")).to.equal("");
        expect(roundTrips("ours", "refresh")).to.equal("1 GET connectorGroups");
        expect(roundTrips("plain", "refresh")).to.equal("4 GET connectorGroups/{id}");
        expect(roundTrips("plain", "destroy")).to.equal("4 DELETE connectorGroups/{id}");
        for (const operation of ["create", "refresh", "destroy"]) {
            expect(roundTrips("floor", operation)).to.equal("");
        }
        for (const { engineMs, wholeMs, operation, stateBytes } of runs) {
            expect(Number(wholeMs)).to.be.greaterThan(operation === "export" ? 0 : Number(engineMs));
            expect(Number(stateBytes) > 500, operation).to.equal(operation === "create");
        }
        expect(rowsOf(join(folder, "medians.csv"))).to.have.length(runs.length);
        expect(JSON.stringify(parse(readFileSync(join(folder, "times.svg"), "utf8")), withoutParents)).to.include(
            '"this package"',
        );
        expect(readFileSync(page, "utf8")).to.include("| 4 groups at 0 ms | create | ours |").and.include("| holds |");
    });
});

function withoutParents(key: string, value: unknown): unknown {
    return key === "parentNode" ? undefined : value;
}
