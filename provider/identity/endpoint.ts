import { ConfigurationError } from "./errors";

/**
 * The root of Microsoft Graph as it is used: no version, no slash at the end.
 *
 * Only https, or http on the loopback interface: a token is never sent in clear text over a network. Throws a
 * {@link ConfigurationError} that names `from`, the key or variable the text came from.
 */
export function parseEndpoint(text: string, from: string): string {
    const refuse = (reason: string): never => {
        throw new ConfigurationError(
            `${from} cannot be used as the endpoint: ${reason}. Nothing was changed. ${example}`,
        );
    };
    const url = URL.canParse(text) ? new URL(text) : refuse("it is not a URL");
    if (url.username !== "" || url.password !== "") {
        refuse("it carries a user name or password");
    }
    if (url.search !== "" || url.hash !== "") {
        refuse("it carries a query or a fragment");
    }
    if (url.protocol !== "https:" && url.protocol !== "http:") {
        refuse(`${url.protocol}// is neither https nor http`);
    }
    if (url.protocol === "http:" && !isLoopback(url.hostname)) {
        refuse(`${url.host} would get the token in clear text, since http is accepted on the loopback interface only`);
    }
    const path = url.pathname.replace(/\/+$/, "");
    const version = /\/(beta|v1\.0)$/i.exec(path);
    if (version) {
        refuse(`it ends in /${version[1]}, and the version is added here`);
    }
    return `${url.origin}${path}`;
}

/** Whether a URL's host name means this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

const example = "Give the root of Microsoft Graph without a version, for example https://graph.microsoft.com.";
