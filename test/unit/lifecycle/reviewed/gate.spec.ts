import { tmpdir } from "node:os";
import { expect } from "chai";
import { NotAsReviewed } from "../../../../provider/lifecycle/errors";
import { createGraphTenant } from "../../../../provider/lifecycle/graphTenant";
import { heldAgainstReview } from "../../../../provider/lifecycle/reviewed/gate";
import type { Tenant } from "../../../../provider/lifecycle/tenant";

const methods = Object.entries(createGraphTenant(() => undefined, { ENTRA_APP_PROXY_ACCESS_TOKEN: "t" }))
    .filter(([, member]) => typeof member === "function")
    .map(([name]) => name);
const isRead = (method: string) => /^(list|get|find|some|groupOf)/.test(method);

/** A tenant that notes what it is asked, and a process that names a review which is not there. */
function given(env: Readonly<Record<string, string>>) {
    const called: string[] = [];
    const tenant = Object.fromEntries(
        methods.map((method) => [
            method,
            async () => {
                called.push(method);
            },
        ]),
    ) as unknown as Tenant;
    const surroundings = { stack: () => undefined, folder: tmpdir(), say: () => undefined, env };
    const held = heldAgainstReview({ open: () => tenant, ...surroundings });
    const call = async (method: string) =>
        await (held.tenant() as unknown as Readonly<Record<string, () => Promise<unknown>>>)[method]?.();
    return { called, call, held, tenant };
}

describe("a tenant that is held against a review", () => {
    it("refuses every call that writes, and answers all that read", async () => {
        const { called, call } = given({ ENTRA_APP_PROXY_REVIEWED: "no such review.json" });

        const refused = await Promise.all(
            methods.map(async (method) =>
                call(method).then(
                    () => undefined,
                    (error: unknown) => (error instanceof NotAsReviewed ? method : `${error}`),
                ),
            ),
        );

        expect(refused.filter(Boolean)).to.have.members(methods.filter((method) => !isRead(method)));
        expect(called).to.have.members(methods.filter(isRead));
        expect(called).to.include.members(["listGroups", "groupOfConnector"]);
    });

    it("is the tenant itself where no review is named", () => {
        const { held, tenant } = given({});
        expect(held.tenant()).to.equal(tenant);
        expect(held.mayWrite).to.equal(undefined);
    });
});
