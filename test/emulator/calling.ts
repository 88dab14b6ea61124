import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.js";
import { closeAfterTest } from "../closing.js";

export const profile = "/beta/onPremisesPublishingProfiles/applicationProxy";

/** An emulator that stops after the running test. */
export async function started(options: EmulatorOptions = {}): Promise<Emulator> {
    const emulator = await startEmulator(options);
    closeAfterTest(() => emulator.stop());
    return emulator;
}

export interface Reply {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Body;
}

/** What the tests read out of answers. */
export interface Body {
    readonly id?: string;
    readonly name?: string;
    readonly region?: string;
    readonly value: readonly Record<string, unknown>[];
    readonly error: { readonly code: string; readonly message: string; readonly innerError: Record<string, string> };
    readonly [name: string]: unknown;
}

/** Sends a plain request, with the right token unless `headers` says otherwise. */
export async function call(
    emulator: Emulator,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
): Promise<Reply> {
    const response = await fetch(path.startsWith("http") ? path : emulator.url + path, {
        method,
        headers: { authorization: `Bearer ${emulator.token}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : { text }) as Body };
}

/** The body of a `$ref` call. */
export function reference(emulator: Emulator, kind: "connectorGroups" | "connectors", id: string) {
    return { "@odata.id": `${emulator.url}${profile}/${kind}/${id}` };
}
