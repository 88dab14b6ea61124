// The package ships no types.
declare module "proxy-from-env" {
    /** The proxy for a URL by HTTPS_PROXY, ALL_PROXY and NO_PROXY, or an empty string. */
    export function getProxyForUrl(url: string | URL): string;
}
