import { join } from "node:path";
import { expect } from "chai";
import { executable, Machine, pinnedVersion, pinnedYamlVersion, workingGo } from "./machine";

const kept = `yaml-host-${pinnedYamlVersion}-HERE`;

describe("the YAML language host for an engine", () => {
    let machine: Machine;
    let engine: string;

    beforeEach(async () => {
        machine = await Machine.make();
        engine = await machine.copy(machine.cache, `built-${pinnedVersion}`, `v${pinnedVersion}`);
    });

    afterEach(() => machine.remove());

    it("is the one beside the engine, as a release brings it", async () => {
        await executable(join(engine, ".."), "pulumi-language-yaml", "exit");
        await machine.program("pulumi-language-yaml", "exit");

        expect(await machine.yamlHost(engine)).to.equal(`/cache/built-${pinnedVersion}-HERE/bin`);
        expect(machine.lines).to.deep.equal([]);
    });

    it("is the one on PATH where the engine has none", async () => {
        await machine.program("pulumi-language-yaml", "exit");

        expect(await machine.yamlHost(engine)).to.equal("/programs");
    });

    it("is built where there is none, in a place of its own so that the engine stays as it is, and kept", async () => {
        await machine.program("go", workingGo);

        expect(await machine.yamlHost(engine)).to.equal(`/cache/${kept}/bin`);
        expect(machine.lines).to.deep.equal([
            `engine: there is no pulumi-language-yaml; building ${pinnedYamlVersion} from its Go modules`,
        ]);
        expect(await machine.contents(machine.cache)).to.deep.equal([`built-${pinnedVersion}-HERE`, kept]);

        await machine.program("go", "exit 1");
        expect(await machine.yamlHost(engine)).to.equal(`/cache/${kept}/bin`);
        expect(machine.lines).to.have.length(1);
    });

    it("says in one line why it cannot be built, and keeps nothing", async () => {
        await machine.program("go", "echo 'module lookup disabled' >&2; exit 1");

        expect(await failureOf(machine.yamlHost(engine))).to.equal(
            "There is no pulumi-language-yaml, and it could not be built: module lookup disabled (exit 1)",
        );
        expect(await machine.contents(machine.cache)).to.deep.equal([`built-${pinnedVersion}-HERE`]);
    });

    it("says what to install where there is no Go either", async () => {
        expect(await failureOf(machine.yamlHost(engine))).to.include("Install the Pulumi CLI or Go");
    });
});

async function failureOf(attempt: Promise<unknown>): Promise<string> {
    return await attempt.then(
        () => "it did not fail",
        (error: Error) => error.message,
    );
}
