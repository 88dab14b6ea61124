import { ensureProgram, NoGo, type ProgramName } from "../../../tools/workflows/programs";

/** The path of the program; skips the tests, with the reason printed, where there is none and no Go to build it. */
export async function programOrSkip(name: ProgramName, context: Mocha.Context): Promise<string> {
    context.timeout(6 * 60_000);
    try {
        return await ensureProgram(name);
    } catch (error) {
        if (!(error instanceof NoGo)) {
            throw error;
        }
        process.stdout.write(`    skipped: ${error.message}\n`);
        return context.skip();
    }
}
