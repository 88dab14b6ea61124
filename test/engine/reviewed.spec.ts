import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";
import type { Emulator } from "../../emulator/index";
import type { Run, Stack } from "../../tools/stack";
import { allFactsAbout, reviewOf } from "../reviewed";
import { given, writes } from "./support/given";

interface Site {
    readonly name?: string;
    readonly region?: string;
}

/** A group with two connectors and an application, which an earlier update has created. */
async function givenSite() {
    const { emulator, stack } = await given();
    const { tenant } = emulator;
    const connectors = ["fra-1", "fra-2"].map((machineName) => tenant.addConnector({ machineName }).id);
    const applicationId = tenant.addApplication({ displayName: "Payroll" }).id;
    tenant.addConnector({ machineName: "idle" });
    const site =
        ({ name = "Frankfurt", region = "eur" }: Site = {}) =>
        async () => {
            const { id: connectorGroupId } = new ConnectorGroup("group", { name, region });
            const dependsOn = connectors.map(
                (connectorId, n) => new ConnectorMembership(`m${n}`, { connectorId, connectorGroupId }),
            );
            new ApplicationAssignment("a", { applicationId, connectorGroupId }, { dependsOn });
        };
    const up = await stack.up(site());
    expect(up.code, up.output).to.equal(0);
    tenant.forgetGaps();
    emulator.clearRequests();
    return { emulator, stack, site };
}

/** The digest of a review of the group, if it is there, and of the default group. */
async function review(emulator: Emulator): Promise<string> {
    return await reviewOf(emulator, allFactsAbout(emulator, "Frankfurt", "Default"));
}

/** The stack as a pipeline runs it that has just reviewed it. */
async function reviewed(stack: Stack, emulator: Emulator): Promise<Stack> {
    return stack.with({ ENTRA_APP_PROXY_REVIEWED: await review(emulator) });
}

function expectRefused(run: Run, emulator: Emulator, ...words: readonly string[]): void {
    expect(run.code, run.output).to.not.equal(0);
    expect(writes(emulator), run.output).to.deep.equal([]);
    for (const word of ["Nothing was changed.", ...words]) {
        expect(run.output).to.include(word);
    }
}

const isInactive = /connector "fra-1" \(id [^)]*\) in "Frankfurt" is inactive instead of active/;

describe("`pulumi up` under a review, on the real engine", function () {
    this.timeout(300_000);

    it("goes through while nothing has changed, and asks for each fact once", async () => {
        const { emulator, stack, site } = await givenSite();
        const lists = ["Frankfurt", "Default"].map((name) => emulator.tenant.group(name)?.id);
        const under = await reviewed(stack, emulator);

        const up = await under.up(site({ name: "Frankfurt am Main" }));

        expect(up.code, up.output).to.equal(0);
        expect(up.output).to.include("The tenant is as it was reviewed in");
        expect(writes(emulator)).to.have.length(1);
        for (const path of lists.flatMap((id) => [`${id}/members`, `${id}/applications`])) {
            expect(
                emulator.requests.filter((request) => request.path.endsWith(path)),
                path,
            ).to.have.length(1);
        }
    });

    it("is refused before its first write once something has, and goes through after a new review", async () => {
        const { emulator, stack, site } = await givenSite();
        const under = await reviewed(stack, emulator);
        emulator.tenant.setConnectorStatus("fra-1", "inactive");

        const up = await under.up(site({ name: "Frankfurt am Main" }));

        expectRefused(up, emulator, 'Connector group "Frankfurt" (id', "is not updated. Since the review in");
        expect(up.output).to.match(isInactive);
        expect(up.output).to.include("Run the review again (`entra-app-proxy review`)");
        const again = await reviewed(stack, emulator);
        expect((await again.up(site({ name: "Frankfurt am Main" }))).code).to.equal(0);
    });

    it("asks nothing and succeeds where there is nothing to change, however old the review is", async () => {
        const { emulator, stack, site } = await givenSite();
        const under = await reviewed(stack, emulator);
        emulator.tenant.setConnectorStatus("fra-1", "inactive");

        const up = await under.up(site(), "--expect-no-changes");

        expect(up.code, up.output).to.equal(0);
        expect(emulator.requests).to.deep.equal([]);
    });

    it("is refused where the digest was changed, or is not there", async () => {
        const { emulator, stack, site } = await givenSite();
        const digest = await review(emulator);
        writeFileSync(digest, JSON.stringify({ version: 1, facts: [], fingerprint: "0".repeat(64) }));

        const changed = await stack.with({ ENTRA_APP_PROXY_REVIEWED: digest }).up(site({ name: "Main" }));
        const missing = await stack.with({ ENTRA_APP_PROXY_REVIEWED: "none.json" }).up(site({ name: "Main" }));

        expectRefused(changed, emulator, `${digest} (ENTRA_APP_PROXY_REVIEWED), does not match its own fingerprint`);
        expectRefused(
            missing,
            emulator,
            `none.json (ENTRA_APP_PROXY_REVIEWED), does not exist (looked for in ${stack.folder})`,
        );
    });

    it("finds a relative path from the program's folder up to the project's", async () => {
        const { emulator, stack, site } = await givenSite();
        mkdirSync(join(stack.folder, "src"));
        writeFileSync(join(stack.folder, "src", "package.json"), JSON.stringify({ private: true }));
        writeFileSync(join(stack.folder, "Pulumi.yaml"), "name: tenant\nruntime: nodejs\nmain: src\n");
        mkdirSync(join(stack.folder, "reviews"));
        copyFileSync(await review(emulator), join(stack.folder, "reviews", "review.json"));

        const missing = await stack.with({ ENTRA_APP_PROXY_REVIEWED: "none.json" }).up(site({ name: "Main" }));
        const up = await stack.with({ ENTRA_APP_PROXY_REVIEWED: "reviews/review.json" }).up(site({ name: "Main" }));

        expect(missing.output).to.include(`(looked for in ${join(stack.folder, "src")}, ${stack.folder})`);
        expect(up.code, up.output).to.equal(0);
        expect(up.output).to.include("The tenant is as it was reviewed in reviews/review.json");
    });

    it("replaces a group in use, although that changes the reviewed facts on its way", async () => {
        const { emulator, stack, site } = await givenSite();
        const under = await reviewed(stack, emulator);

        const up = await under.up(site({ region: "asia" }));

        expect(up.code, up.output).to.equal(0);
        expect(up.output).to.include("The tenant is as it was reviewed in");
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "asia" });
        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(2);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("needs a new review after it has stopped half-way, and says that its own changes count", async () => {
        const { emulator, stack, site } = await givenSite();
        const under = await reviewed(stack, emulator);
        emulator.inject({ method: "PUT", effect: "answerBeforeActing", status: 403 });
        expect((await under.up(site({ region: "asia" }))).code).to.not.equal(0);
        emulator.clearRequests();

        const second = await under.up(site({ region: "asia" }));

        expectRefused(
            second,
            emulator,
            "is to replace",
            "What an earlier update of this stack has done counts as well.",
        );
        const again = await reviewed(stack, emulator);
        const third = await again.up(site({ region: "asia" }));
        expect(third.code, third.output).to.equal(0);
        expect(emulator.tenant.groups()).to.have.length(2);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("compares once, however many resources are changed at the same time", async () => {
        const { emulator, stack } = await given();
        const under = await reviewed(stack, emulator);
        const many = (word: string) => async () => {
            for (let n = 0; n < 30; n += 1) {
                new ConnectorGroup(`g${n}`, { name: `${word} ${n}`, region: "eur" });
            }
        };
        const members = () => emulator.requests.filter(({ path }) => path.endsWith("/members"));

        const up = await under.up(many("Site"));
        expect(up.code, up.output).to.equal(0);
        expect(members()).to.have.length(1);

        emulator.tenant.addConnector({ machineName: "new" });
        emulator.clearRequests();
        const refused = await under.up(many("Place"), "--continue-on-error");
        expectRefused(refused, emulator, 'connector "new" (id');
        expect(members()).to.have.length(1);
        const refusals = refused.output.slice(refused.output.indexOf("Diagnostics:")).match(/Since the review/g);
        expect(refusals).to.have.length(30);
    });
});

describe("`pulumi destroy` under a review, on the real engine", function () {
    this.timeout(300_000);

    it("is refused before its first write once something has changed, and goes through while nothing has", async () => {
        const { emulator, stack } = await givenSite();
        const under = await reviewed(stack, emulator);
        emulator.tenant.setConnectorStatus("fra-1", "inactive");

        const refused = await under.destroy();
        expectRefused(refused, emulator, "is not sent back. Since the review in");
        expect(refused.output).to.match(isInactive);

        emulator.tenant.setConnectorStatus("fra-1", "active");
        emulator.tenant.forgetGaps();
        const destroyed = await under.destroy();
        expect(destroyed.code, destroyed.output).to.equal(0);
        expect(emulator.tenant.groups()).to.have.length(1);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("goes by the configuration of the last update, and by that of now where it runs the program", async () => {
        const { emulator, stack, site } = await givenSite();
        const digest = await review(emulator);
        await stack.setConfig("entraAppProxy:reviewed", digest);
        const update = await stack.up(site(), "--expect-no-changes");
        expect(update.code, update.output).to.equal(0);
        expect(emulator.requests).to.deep.equal([]);
        emulator.tenant.setConnectorStatus("fra-1", "inactive");
        await stack.must("config", "rm", "--stack", "dev", "entraAppProxy:reviewed");

        expectRefused(await stack.destroy(), emulator, `${digest} (entraAppProxy:reviewed)`);
        const running = await stack.destroyRunning(site());
        expect(running.code, running.output).to.equal(0);
        expect(emulator.tenant.groups()).to.have.length(1);
    });

    it("sees a key that was set since the last update where it runs the program", async () => {
        const { emulator, stack, site } = await givenSite();
        await stack.setConfig("entraAppProxy:reviewed", await review(emulator));
        emulator.tenant.setConnectorStatus("fra-1", "inactive");

        expectRefused(await stack.destroyRunning(site()), emulator, "(entraAppProxy:reviewed)");
    });
});

describe("`pulumi up --plan` under a review, on the real engine", function () {
    this.timeout(300_000);

    for (const place of ["the environment", "the stack configuration"] as const) {
        it(`is refused once something has changed, and applies the plan while nothing has (by ${place})`, async () => {
            const { emulator, stack, site } = await givenSite();
            const plan = join(stack.folder, "plan.json");
            const digest = await review(emulator);
            const planning = stack.with({ PULUMI_EXPERIMENTAL: "true" });
            if (place === "the stack configuration") {
                await stack.setConfig("entraAppProxy:reviewed", digest);
            }
            const under = place === "the environment" ? planning.with({ ENTRA_APP_PROXY_REVIEWED: digest }) : planning;
            const preview = await planning.preview(site({ name: "Main" }), "--save-plan", plan);
            expect(preview.code, preview.output).to.equal(0);
            emulator.tenant.setConnectorStatus("fra-1", "inactive");

            const refused = await under.up(site({ name: "Main" }), "--plan", plan);
            expectRefused(refused, emulator, "is not updated. Since the review in");
            expect(refused.output).to.match(isInactive);

            emulator.tenant.setConnectorStatus("fra-1", "active");
            const up = await under.up(site({ name: "Main" }), "--plan", plan);
            expect(up.code, up.output).to.equal(0);
            expect(emulator.tenant.group("Main")).to.not.equal(undefined);
        });
    }
});
