import { constants, createHash, verify, X509Certificate } from "node:crypto";
import type { Claims, RegisteredApplication } from "./loginService";

export type Proof = "secret" | "certificate" | "federated token" | "nothing";

/** What an application proves itself with in a request for a token. */
export function proofIn(form: URLSearchParams): Proof {
    if (form.has("client_secret")) {
        return "secret";
    }
    if (form.get("client_assertion_type") !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
        return "nothing";
    }
    const { issuer } = jwtParts(form.get("client_assertion") ?? "");
    return issuer === form.get("client_id") ? "certificate" : "federated token";
}

/**
 * Whether an assertion is signed with the key of the registered certificate, for this service, and for now.
 *
 * Source: https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function provesPossession(assertion: string, application: RegisteredApplication, audience: string): boolean {
    const { header, payload, issuer, signed, signature } = jwtParts(assertion);
    if (application.certificate === undefined || !header || !payload) {
        return false;
    }
    const certificate = new X509Certificate(application.certificate);
    const now = Date.now() / 1000;
    return (
        header.alg === "PS256" &&
        header["x5t#S256"] === createHash("sha256").update(certificate.raw).digest("base64url") &&
        issuer === application.clientId &&
        payload.sub === application.clientId &&
        payload.aud === audience &&
        Number(payload.nbf) <= now + 5 &&
        Number(payload.exp) > now &&
        verify(
            "sha256",
            Buffer.from(signed),
            { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
            Buffer.from(signature, "base64url"),
        )
    );
}

function jwtParts(token: string) {
    const [head = "", body = "", signature = ""] = token.split(".");
    const [header, payload] = [jsonIn(head), jsonIn(body)];
    return { header, payload, issuer: payload?.iss, signed: `${head}.${body}`, signature };
}

function jsonIn(part: string): Claims | undefined {
    try {
        return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Claims;
    } catch {
        // A federated token need not be a JWT here.
        return undefined;
    }
}
