import { Refusal } from "./answers";

/** Lets through a number of requests a second; what is refused counts too, as it does at Microsoft Graph. */
export class Throttle {
    private recent: number[] = [];

    constructor(private readonly now: () => number) {}

    /** Throws 429 with `Retry-After` if this request is one too many. */
    check(requestsPerSecond: number | undefined): void {
        if (requestsPerSecond === undefined) {
            return;
        }
        const at = this.now();
        this.recent = [...this.recent.filter((earlier) => earlier > at - 1000), at];
        if (this.recent.length > requestsPerSecond) {
            throw new Refusal(429, "TooManyRequests", "Please retry again later.", { "Retry-After": "1" });
        }
    }
}
