import { expect } from "chai";
import { readClaims } from "../../../provider/identity/claims";

function token(claims: unknown): string {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "RS256" })}.${part(claims)}.signature`;
}

describe("what a token says", () => {
    it("of a user: delegated permissions, roles, sign-in name, expiry", () => {
        const claims = readClaims(
            token({ tid: "t", appid: "a", upn: "ada@x", scp: "A.Read B.Read", wids: ["r"], aud: "g", exp: 100 }),
        );
        expect(claims).to.deep.equal({
            tenantId: "t",
            applicationId: "a",
            user: "ada@x",
            appOnly: false,
            permissions: ["A.Read", "B.Read"],
            directoryRoles: ["r"],
            audience: "g",
            expiresAt: 100_000,
        });
    });

    it("of an application: its own permissions, and that no user is in it", () => {
        expect(readClaims(token({ idtyp: "app", azp: "a", roles: ["A.All"] }))).to.deep.equal({
            applicationId: "a",
            appOnly: true,
            permissions: ["A.All"],
            directoryRoles: [],
        });
    });

    const kinds: readonly [claims: object, appOnly: boolean | undefined][] = [
        [{ idtyp: "user", roles: ["A.All"] }, false],
        [{ scp: "A.Read", roles: ["A.All"] }, false],
        [{ roles: ["A.All"] }, true],
        [{ idtyp: "app" }, true],
        [{}, undefined],
    ];
    for (const [claims, appOnly] of kinds) {
        it(`is ${appOnly === undefined ? "nothing" : appOnly ? "an application" : "a user"} for ${JSON.stringify(claims)}`, () => {
            expect(readClaims(token(claims))?.appOnly).to.equal(appOnly);
        });
    }

    it("is nothing where it is no JSON Web Token", () => {
        for (const opaque of ["emulator-token", "", "a.b", "a.b.c", "a.bnVsbA.c", "a.b.c.d.e"]) {
            expect(readClaims(opaque), opaque).to.equal(undefined);
        }
    });

    it("is on one line, whatever stands in it", () => {
        expect(readClaims(token({ upn: "ada\n  ok  token" }))?.user).to.equal("ada ok token");
    });
});
