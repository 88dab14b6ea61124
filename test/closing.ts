type Closing = () => void | Promise<void>;

const afterTest: Closing[] = [];
const afterFile: Closing[] = [];

/** Has something closed after the running test, last opened first. */
export function closeAfterTest(closing: Closing): void {
    afterTest.push(closing);
}

/**
 * Has something that tests share closed after the last of them, last opened first: after each file where files are run
 * side by side, in processes that go on to the next one, and else after all.
 */
export function closeAfterFile(closing: Closing): void {
    afterFile.push(closing);
}

export async function closeAllOfTest(): Promise<void> {
    await closeAll(afterTest);
}

export async function closeAllOfFile(): Promise<void> {
    await closeAll(afterFile);
}

async function closeAll(open: Closing[]): Promise<void> {
    for (let closing = open.pop(); closing; closing = open.pop()) {
        await closing();
    }
}
