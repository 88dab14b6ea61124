/** Why a connection failed. */
export interface ConnectionFailure {
    /** The system's name of the failure, such as `ENOTFOUND`. */
    readonly code: string;
    /** The cause in words, with what to do where that depends on the cause alone. */
    readonly words: string;
    /** Whether it is certain that no request reached the service. */
    readonly neverSent: boolean;
    /** Whether the same request may succeed a moment later. */
    readonly transient: boolean;
}

/** Finds out why a connection failed, from anything that was thrown; undefined when it was something else. */
export function connectionFailure(thrown: unknown): ConnectionFailure | undefined {
    const code = codesIn(thrown).find((candidate) => causes.has(candidate)) ?? codeInText(thrown);
    const cause = code === undefined ? undefined : causes.get(code);
    return code !== undefined && cause
        ? { code, words: `${cause.words} (${code})`, neverSent: cause.neverSent, transient: cause.transient }
        : undefined;
}

type Cause = Omit<ConnectionFailure, "code">;

const unresolved = { words: "the host name could not be resolved", neverSent: true, transient: false };
const unroutable = { words: "there is no route to it", neverSent: true, transient: true };
const cut = { words: "the connection was cut", neverSent: false, transient: true };
const slow = { words: "the connection timed out", neverSent: false, transient: true };
const untrusted = {
    words:
        "its certificate is not trusted here; where a proxy inspects TLS, put its root certificate into the file named " +
        "by NODE_EXTRA_CA_CERTS",
    neverSent: true,
    transient: false,
};

const causes: ReadonlyMap<string, Cause> = new Map(
    Object.entries({
        ENOTFOUND: unresolved,
        EAI_AGAIN: { words: "the name service gave no answer", neverSent: true, transient: true },
        ECONNREFUSED: { words: "the connection was refused", neverSent: true, transient: true },
        EHOSTUNREACH: unroutable,
        ENETUNREACH: unroutable,
        ETIMEDOUT: slow,
        ECONNRESET: cut,
        ECONNABORTED: cut,
        EPIPE: cut,
        ERR_STREAM_PREMATURE_CLOSE: cut,
        UND_ERR_SOCKET: cut,
        UND_ERR_CONNECT_TIMEOUT: { ...slow, neverSent: true },
        EPROXYREFUSED: { words: "the proxy refused to connect to it", neverSent: true, transient: false },
        SELF_SIGNED_CERT_IN_CHAIN: untrusted,
        DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
        UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
        UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
        UNABLE_TO_GET_ISSUER_CERT: untrusted,
        CERT_HAS_EXPIRED: { words: "its certificate has expired", neverSent: true, transient: false },
        ERR_TLS_CERT_ALTNAME_INVALID: {
            words: "its certificate is for another host",
            neverSent: true,
            transient: false,
        },
        // What the login library makes of all of these; the system's own name of the failure is lost there.
        network_error: {
            words:
                "the network failed, or its certificate is not trusted here (where a proxy inspects TLS, " +
                "NODE_EXTRA_CA_CERTS has to name a file with its root certificate)",
            neverSent: false,
            transient: true,
        },
    }),
);

function codesIn(thrown: unknown): readonly string[] {
    const codes: string[] = [];
    for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
        if ("code" in error && typeof error.code === "string") {
            codes.push(error.code);
        }
    }
    return codes;
}

/** The login libraries wrap some failures in errors of their own and keep the code in the text only. */
function codeInText(thrown: unknown): string | undefined {
    const text = thrown instanceof Error ? thrown.message : "";
    return text.match(/\w+/g)?.find((word) => causes.has(word));
}
