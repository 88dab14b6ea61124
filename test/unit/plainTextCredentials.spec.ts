import { expect } from "chai";
import { secretStackKeys } from "../../provider/identity/sources";
import { refusePlainTextCredentials } from "../../provider/plainTextCredentials";

/** What a check of that configuration comes to. */
function check(config: Readonly<Record<string, string>>, isConfigSecret?: (key: string) => boolean) {
    const warnings: string[] = [];
    let refusal: string | undefined;
    try {
        refusePlainTextCredentials({ allConfig: () => config, ...(isConfigSecret && { isConfigSecret }) }, (sentence) =>
            warnings.push(sentence),
        );
    } catch (error) {
        refusal = (error as Error).message;
    }
    return { warnings, refusal };
}

describe("a credential in the stack's configuration", () => {
    for (const key of secretStackKeys) {
        it(`is refused as ${key} in plain text, with the command that mends it, and taken as a secret`, () => {
            const config = { [key]: "hidden-word", "entraAppProxy:cloud": "public" };
            const { refusal } = check(config, () => false);
            expect(refusal).to.include(`\`pulumi config set --secret ${key}\``).and.not.include("hidden-word");
            expect(check(config, (asked) => asked === key)).to.deep.equal({ warnings: [], refusal: undefined });
        });
    }

    it("is neither called plain nor refused where the SDK does not tell, but warned about", () => {
        const { refusal, warnings } = check({ "azuread:clientSecret": "hidden-word", "azuread:tenantId": "t" });
        expect(refusal).to.equal(undefined);
        expect(warnings).to.have.length(1);
        expect(warnings[0])
            .to.match(/does not tell .*azuread:clientSecret/)
            .and.include("`pulumi config set --secret azuread:clientSecret`")
            .and.not.include("hidden-word");
    });

    it("is no matter where there is none", () => {
        expect(check({ "azuread:tenantId": "t" })).to.deep.equal({ warnings: [], refusal: undefined });
        expect(check({ "azuread:tenantId": "t" }, () => false)).to.deep.equal({ warnings: [], refusal: undefined });
    });
});
