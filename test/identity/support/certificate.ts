import { createPrivateKey } from "node:crypto";
import { generate } from "selfsigned";

/** A certificate and its private key, in PEM form. */
export interface Certificate {
    readonly certificate: string;
    readonly privateKey: string;
}

/** A certificate for a server of these host names on this machine, which is its own authority. */
export async function serverCertificate(hosts: readonly string[]): Promise<Certificate> {
    const made = await generate([{ name: "commonName", value: "A login service on this machine" }], {
        algorithm: "sha256",
        keyType: "ec",
        extensions: [
            { name: "basicConstraints", cA: true },
            { name: "keyUsage", digitalSignature: true, keyCertSign: true },
            { name: "extKeyUsage", serverAuth: true },
            { name: "subjectAltName", altNames: hosts.map((value) => ({ type: 2 as const, value })) },
        ],
    });
    return { certificate: made.cert, privateKey: made.private };
}

/** The certificate of an application, as it is registered in Entra. */
export async function applicationCertificate(): Promise<Certificate> {
    const made = await generate([{ name: "commonName", value: "An application" }], { algorithm: "sha256" });
    return { certificate: made.cert, privateKey: made.private };
}

/** The file that an application signs in with; its key is encrypted where there is a password. */
export function pemFile({ certificate, privateKey }: Certificate, password?: string): string {
    const key = createPrivateKey(privateKey).export({
        type: "pkcs8",
        format: "pem",
        ...(password !== undefined && { cipher: "aes-256-cbc", passphrase: password }),
    });
    return `${key}${certificate}\n`;
}
