type Closing = () => void | Promise<void>;

const open: Closing[] = [];

/** Has something closed after the running test, last opened first. */
export function closeAfterTest(closing: Closing): void {
    open.push(closing);
}

export async function closeAll(): Promise<void> {
    for (let closing = open.pop(); closing; closing = open.pop()) {
        await closing();
    }
}
