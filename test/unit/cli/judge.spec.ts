import { expect } from "chai";
import type { Findings } from "../../../cli/doctor/examine";
import { judge } from "../../../cli/doctor/judge";
import { resolveSettings } from "../../../provider/identity/configuration";

const sound: Findings = {
    claims: {
        appOnly: false,
        permissions: ["Directory.ReadWrite.All"],
        directoryRoles: ["62E90394-69f5-4237-9190-012177145e10"],
    },
    checks: [{ name: "token", passed: true, detail: "" }],
    tenant: { groups: 1, connectors: { active: 1, inactive: 0 } },
    wrote: false,
};

function judged(findings: Partial<Findings>, clockSkewSeconds: number | null = 0, tenant = "contoso.example") {
    const settings = resolveSettings(() => undefined, { ENTRA_APP_PROXY_TENANT_ID: tenant });
    return judge({ settings, findings: { ...sound, ...findings }, clockSkewSeconds, plainTextKeys: [] });
}

describe("the doctor's verdict", () => {
    it("is that it works for a Global Administrator too, in whatever case the role is written", () => {
        expect(judged({})).to.deep.equal({ verdict: "works", reasons: [], notes: [] });
    });

    it("takes no tenant for another one that the configuration names by its domain", () => {
        expect(
            judged({
                claims: {
                    ...sound.claims,
                    permissions: ["Directory.ReadWrite.All"],
                    directoryRoles: ["62e90394-69f5-4237-9190-012177145e10"],
                    appOnly: false,
                    tenantId: "t",
                },
            }).verdict,
        ).to.equal("works");
    });

    it("asks for the application permission where an application lacks it", () => {
        const { verdict, reasons } = judged({ claims: { appOnly: true, permissions: [], directoryRoles: [] } });
        expect(verdict).to.equal("unproven");
        expect(reasons.join("\n")).to.match(/Directory\.ReadWrite\.All.* application permissions/);
    });

    it("keeps as notes what a write trial has proven in spite of the token", () => {
        const { verdict, reasons, notes } = judged({
            wrote: true,
            claims: { appOnly: true, permissions: [], directoryRoles: [] },
        });
        expect(verdict).to.equal("works");
        expect(reasons).to.deep.equal([]);
        expect(notes.join("\n"))
            .to.include("creating a group alone")
            .and.include("Directory.ReadWrite.All")
            .and.include("Moving connectors and assigning applications was not tried");
    });

    it("is not that it works where the token tells neither a user nor an application", () => {
        const { verdict, reasons } = judged({
            claims: { permissions: ["Directory.ReadWrite.All"], directoryRoles: [] },
        });
        expect(verdict).to.equal("unproven");
        expect(reasons[0]).to.include("does not tell whether a user or an application acts");
    });

    it("mentions a clock that is a minute or more off, and in which direction", () => {
        expect(judged({}, 59).notes).to.deep.equal([]);
        expect(judged({}, null).notes).to.deep.equal([]);
        expect(judged({}, 60).notes.join()).to.include("60 seconds ahead of the service's");
        expect(judged({}, -400).notes.join()).to.include("400 seconds behind the service's");
    });

    it("fails for every check that failed, in order", () => {
        const checks = [
            { name: "groups", passed: false, detail: "one" },
            { name: "connectors", passed: true, detail: "two" },
            { name: "applications", passed: false, detail: "three" },
        ] as const;
        expect(judged({ checks })).to.deep.include({
            verdict: "fails",
            reasons: ["groups: one", "applications: three"],
        });
    });
});
