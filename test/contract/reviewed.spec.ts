import { writeFileSync } from "node:fs";
import { expect } from "chai";
import type { Emulator } from "../../emulator/index";
import { allFactsAbout, digestOf, reviewOf } from "../reviewed";
import { everyTry, groups, requests, writes } from "./support/given";
import { frankfurt, givenLoose, inFrankfurt, placed } from "./support/loose";
import { givenOccupied, inRegion, occupy } from "./support/occupied";
import { declared, givenSites, placesIn, sorted } from "./support/sites";
import { givenStack, type Program } from "./support/stack";

const inMain: Program = { frankfurt: { name: "Frankfurt am Main", region: "eur" } };

/** A group in use, and a review of it that is named from here on. */
async function givenReviewed() {
    const given = await givenOccupied({ active: 2, applications: 1 });
    const { emulator, stack } = given;
    emulator.tenant.addGroup({ name: "London" });
    stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "Frankfurt", "London", "Berlin")));
    return given;
}

describe("an update that names the digest of its review", () => {
    it("goes through while the tenant is as it was reviewed, and says so", async () => {
        const { emulator, stack } = await givenReviewed();

        const { said } = await stack.up(inMain);

        expect(emulator.tenant.group("Frankfurt am Main")).to.not.equal(undefined);
        expect(said.join("\n")).to.match(
            /^The tenant is as it was reviewed in \S+review\.json \(ENTRA_APP_PROXY_REVIEWED\): \d+ facts compared\.$/m,
        );
    });

    it("asks for each fact once, with its first write", async () => {
        const { emulator, stack } = await givenReviewed();
        const ids = ["Frankfurt", "London"].map((name) => emulator.tenant.group(name)?.id);

        await stack.up(inMain);

        for (const list of ids.flatMap((id) => [`${id}/members`, `${id}/applications`])) {
            expect(
                requests(emulator).filter((request) => request === `GET ${groups}/${list}`),
                list,
            ).to.have.length(1);
        }
        expect(requests(emulator).at(-1)).to.match(/^PATCH /);
        expect(requests(emulator).filter((request) => request === `GET ${groups}`)).to.have.length(1);
    });

    const elsewhere: Readonly<Record<string, readonly [(emulator: Emulator) => void, string]>> = {
        "a connector has gone inactive": [
            ({ tenant }) => tenant.setConnectorStatus("Frankfurt-1", "inactive"),
            'connector "Frankfurt-1" (id …) in "Frankfurt" is inactive instead of active',
        ],
        "a connector was moved": [
            ({ tenant }) => tenant.moveConnector("Frankfurt-1", "London"),
            'connector "Frankfurt-1" (id …) has moved from "Frankfurt" to "London"',
        ],
        "a connector has come": [
            ({ tenant }) => void tenant.addConnector({ machineName: "new", groupId: "Frankfurt" }),
            'connector "new" (id …) has come to "Frankfurt"',
        ],
        "a connector was uninstalled": [
            ({ tenant }) => tenant.removeConnector("Frankfurt-1"),
            'connector "Frankfurt-1" (id …) is gone',
        ],
        "an application was moved": [
            ({ tenant }) => tenant.assignApplication("Frankfurt app 1", "London"),
            'application "Frankfurt app 1" (id …) has moved from "Frankfurt" to "London"',
        ],
        "an application is not published any more": [
            ({ tenant }) => tenant.setPublished("Frankfurt app 1", false),
            'application "Frankfurt app 1" (id …) is gone, or not published any more',
        ],
        "a group was renamed": [
            ({ tenant }) => tenant.renameGroup("London", "Londinium"),
            'connector group "London" (id …) is called "Londinium"',
        ],
        "a group was given another region": [
            ({ tenant }) => tenant.setRegion("London", "asia"),
            'connector group "London" (id …) is in region asia instead of nam',
        ],
        "a group was removed": [
            ({ tenant }) => tenant.removeGroup("London"),
            'connector group "London" (id …) is gone',
        ],
        "a name was taken": [
            ({ tenant }) => void tenant.addGroup({ name: "Berlin" }),
            'the name "Berlin" is borne by the group … now',
        ],
        "a group is to replace one": [
            ({ tenant }) => void tenant.addGroup({ name: `London [replaces ${tenant.group("London")?.id}]` }),
            'connector group "London [replaces …]" (id …) is to replace "London"',
        ],
    };

    for (const [what, [change, words]] of Object.entries(elsewhere)) {
        it(`writes nothing where ${what} since, and says so`, async () => {
            const { emulator, stack } = await givenReviewed();
            change(emulator);

            const message = await stack.failingUp(inMain);

            expect(writes(emulator)).to.deep.equal([]);
            expect(withoutIds(message)).to.equal(
                'Connector group "Frankfurt" (id …) is not updated. Since the review in … (ENTRA_APP_PROXY_REVIEWED), ' +
                    `${words}. Nothing was changed. What an earlier update of this stack has done counts as well. Run ` +
                    "the review again (`entra-app-proxy review`), and then this command with the new digest.",
            );
        });
    }

    it("names the first five changes, and counts the rest", async () => {
        const { emulator, stack } = await givenReviewed();
        occupy(emulator, "London", { active: 4, applications: 3 });

        const message = await stack.failingUp(inMain);

        expect(message.match(/has come to "London"/g)).to.have.length(5);
        expect(message).to.include("; and 2 more. Nothing was changed.");
    });

    it("does not mind what the review does not rest on", async () => {
        const { emulator, stack } = await givenReviewed();
        emulator.tenant.addGroup({ name: "Paris" });
        emulator.tenant.addConnector({ machineName: "par-1", groupId: "Paris" });
        emulator.tenant.addApplication({ displayName: "Elsewhere", groupId: "Paris" });

        await stack.up(inMain);
    });

    it("asks nothing where there is nothing to change, however old the review is", async () => {
        const { emulator, stack } = await givenReviewed();
        emulator.tenant.setConnectorStatus("Frankfurt-1", "inactive");
        emulator.clearRequests();

        const { said } = await stack.up(inRegion("eur"));

        expect(emulator.requests).to.deep.equal([]);
        expect(said).to.deep.equal([]);
    });

    it("compares nothing in a preview, which writes nothing", async () => {
        const { emulator, stack } = await givenReviewed();
        const compared = emulator.tenant.group("London")?.id ?? "";
        emulator.tenant.setConnectorStatus("Frankfurt-1", "inactive");

        const { plan } = await stack.preview(inRegion("asia"));

        expect(plan).to.deep.equal({ frankfurt: "replace" });
        expect(requests(emulator).filter((request) => request.includes(compared))).to.deep.equal([]);
    });

    it("takes a group over that is as declared, which needs no write, and does not take over what needs one", async () => {
        const { emulator, stack } = await givenReviewed();
        emulator.tenant.renameGroup("Frankfurt", "Elsewhere");
        const london: Program = { london: { name: "London", adopt: true } };

        await stack.up({ ...inRegion("eur"), ...london }).catch(() => undefined);
        expect(writes(emulator)).to.deep.equal([]);
        expect(stack.state).to.deep.equal(["frankfurt", "london"]);

        const paris = emulator.tenant.addGroup({ name: "Paris", region: "nam" }).id;
        const message = await stack.failingUp({
            ...inRegion("eur"),
            ...london,
            paris: { name: "Paris", region: "eur", adopt: true },
        });
        expect(message).to.include('Connector group "Paris" is not created. Since the review');
        expect(stack.ids).to.not.include(paris);
    });

    it("cannot know what it could not ask for, and writes nothing, and asks nothing twice", async () => {
        const { emulator, stack } = await givenReviewed();
        const london = emulator.tenant.group("London")?.id;
        const path = new RegExp(`${london}/members`);
        emulator.inject({ effect: "answerBeforeActing", status: 503, path, ...everyTry });

        const message = await stack.failingUp({ ...inMain, berlin: { name: "Berlin" } });

        expect(writes(emulator)).to.deep.equal([]);
        expect(
            message.match(/could not be found out, so nothing was changed\. Run the same command again\./g),
        ).to.have.length(2);
        expect(message).to.include(`${london}/members failed: 503`);
        expect(requests(emulator).filter((request) => path.test(request))).to.have.length(everyTry.times);

        await stack.up(inMain);
    });

    it("has nobody wait for the name of a group whose renaming is refused", async () => {
        const { emulator, stack } = await givenStack();
        const a = (name: string): Program => ({ a: { name, region: "eur" } });
        const b = (name: string): Program => ({ b: { name, region: "eur" } });
        await stack.up({ ...a("A"), ...b("B") });
        stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "A")));
        emulator.tenant.addConnector({ machineName: "x", groupId: "A" });

        const message = await stack.failingUp({ ...a("C"), ...b("A"), c: { name: "B", region: "eur" } });

        expect(message.match(/Since the review/g)).to.have.length(3);
    });

    it("whose digest is broken writes nothing", async () => {
        const { emulator, stack } = await givenReviewed();
        const digest = digestOf([]);
        writeFileSync(digest, "{");
        stack.holdAgainst(digest);

        const message = await stack.failingUp(inMain);

        expect(message).to.equal(
            `Connector group "Frankfurt" (id ${stack.idOf("frankfurt")}) is not updated. The digest of the review, ` +
                `${digest} (ENTRA_APP_PROXY_REVIEWED), is not JSON. Nothing was changed. Name the file that ` +
                "`entra-app-proxy review --digest` has written.",
        );
        expect(emulator.requests.filter(({ path }) => path.includes("/members"))).to.deep.equal([]);
        expect(writes(emulator)).to.deep.equal([]);
    });
});

describe("a deletion under a review", () => {
    it("goes through while nothing has changed, and is refused once something has", async () => {
        const { emulator, stack } = await givenStack();
        await stack.up({ frankfurt, berlin: { name: "Berlin" } });
        stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "Frankfurt")));
        emulator.tenant.setRegion("Frankfurt", "nam");

        const message = await stack.failingUp({});
        expect(message).to.include('Connector group "Berlin"').and.include("is not deleted. Since the review");
        expect(writes(emulator)).to.deep.equal([]);
        expect(emulator.tenant.groups()).to.have.length(3);

        emulator.tenant.setRegion("Frankfurt", "eur");
        await stack.up({});
        expect(emulator.tenant.groups()).to.have.length(1);
    });
});

describe("a replacement under a review", () => {
    it("goes through, although it changes the reviewed facts on its way", async () => {
        const { emulator, stack } = await givenReviewed();

        await stack.up(inRegion("asia"));

        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "asia" });
        expect(emulator.tenant.membersOf("Frankfurt")).to.have.length(3);
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("that is refused is not begun: to take it back, nobody has to look at the tenant", async () => {
        const { emulator, stack } = await givenReviewed();
        emulator.tenant.setConnectorStatus("Frankfurt-2", "inactive");

        const message = await stack.failingUp(inRegion("asia"));

        expect(message).to.include('Connector group "Frankfurt" is not created. Since the review');
        expect(writes(emulator)).to.deep.equal([]);
        expect(stack.state).to.deep.equal(["frankfurt"]);
        emulator.clearRequests();
        await stack.up(inRegion("eur"));
        expect(emulator.requests).to.deep.equal([]);
    });

    it("that stopped half-way needs a new review, because what it has moved counts as well", async () => {
        const { emulator, stack } = await givenReviewed();
        emulator.inject({ method: "PUT", effect: "answerBeforeActing", status: 403 });
        expect(await stack.failingUp(inRegion("asia"))).to.include("is replaced only in part");
        emulator.clearRequests();

        const message = await stack.failingUp(inRegion("asia"));

        expect(writes(emulator)).to.deep.equal([]);
        expect(message)
            .to.match(/connector group "Frankfurt \[replaces [^"]*"/)
            .and.include("is to replace");
        expect(message).to.include("What an earlier update of this stack has done counts as well.");

        stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "Frankfurt")));
        await stack.up(inRegion("asia"));
        expect(emulator.tenant.group("Frankfurt")).to.include({ region: "asia" });
        expect(emulator.tenant.gaps()).to.deep.equal([]);
    });

    it("that stopped half-way is left as it is when its going on is refused", async () => {
        const { emulator, stack } = await givenReviewed();
        emulator.inject({ method: "PUT", effect: "answerBeforeActing", status: 403 });
        await stack.failingUp(inRegion("asia"));
        const [state, outputs] = [stack.state, stack.outputsOf("frankfurt")];

        await stack.failingUp(inRegion("asia"));

        expect(stack.state).to.deep.equal(state);
        expect(stack.outputsOf("frankfurt")).to.deep.equal(outputs);
    });
});

describe("many resources of one update under a review", () => {
    it("are compared with it once, and the first that is refused says in full why", async () => {
        const { emulator, stack } = await givenStack();
        stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "Default")));
        const many: Program = Object.fromEntries(
            Array.from({ length: 30 }, (_, n) => [`g${n}`, { name: `Site ${n}`, region: "eur" }]),
        );
        const lists = `GET ${groups}/${emulator.tenant.defaultGroup.id}/members`;

        await stack.up(many);
        expect(requests(emulator).filter((request) => request === lists)).to.have.length(1);
        expect(writes(emulator)).to.have.length(30);

        emulator.tenant.addConnector({ machineName: "x" });
        emulator.tenant.addConnector({ machineName: "y" });
        emulator.clearRequests();
        const more = Object.fromEntries(
            Object.keys(many).map((name) => [name, { name: `${name} renamed`, region: "eur" }]),
        );
        const message = await stack.failingUp(more);

        expect(writes(emulator)).to.deep.equal([]);
        expect(requests(emulator).filter((request) => request === lists)).to.have.length(1);
        expect(message.match(/is not updated\. Since the review/g)).to.have.length(30);
        expect(message.match(/Run the review again/g)).to.have.length(1);
        expect(
            message.match(/connector "x" \(id [^)]*\) has come to "Default"; and 1 more\. Nothing was changed\.$/gm),
        ).to.have.length(29);
    });

    it("wait for one another as long as without it, however long it takes to compare", async () => {
        const places = { frankfurt: ["c1", "c2", "a1", "a2"], tokyo: ["c3", "a3"] };
        const moved = { frankfurt: ["c3", "a3"], tokyo: ["c1", "c2", "a1", "a2"] };
        for (const to of [moved, {}]) {
            const sites = await givenSites(places);
            const { emulator, stack, clock } = sites;
            stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "Frankfurt", "Tokyo", "Default")));
            let left = 2;
            emulator.inject({
                effect: "meanwhile",
                path: new RegExp(`${emulator.tenant.defaultGroup.id}/(members|applications)`),
                times: 2,
                run: () => {
                    left -= 1;
                    clock.advance(45_000);
                },
            });

            const { warned } = await stack.up(declared(sites, to));

            expect(left).to.equal(0);
            expect(placesIn(sites)).to.deep.equal(sorted({ frankfurt: [], tokyo: [], ...to }));
            expect(warned.filter((sentence) => sentence.includes("nobody serves them now"))).to.deep.equal([]);
            expect(emulator.tenant.gaps()).to.deep.equal([]);
        }
    });
});

describe("a connector and an application under a review", () => {
    it("are neither moved nor sent back once something has changed, and are left alone where they are", async () => {
        const { emulator, stack, c1, c2, a1 } = await givenLoose();
        stack.holdAgainst(await reviewOf(emulator, allFactsAbout(emulator, "Frankfurt", "Default")));
        emulator.tenant.removeConnector(c2);

        const message = await stack.failingUp(placed(c1, a1));
        expect(message).to.include(`Connector ${c1} is not moved. Since the review`);
        expect(message).to.include(`Application ${a1} is not moved. Since the review`);
        expect(writes(emulator)).to.deep.equal([]);

        emulator.tenant.moveConnector(c1, "Frankfurt");
        emulator.clearRequests();
        await stack.up({ frankfurt, membership: { connectorId: c1, connectorGroupId: inFrankfurt } });
        expect(writes(emulator)).to.deep.equal([]);

        expect(await stack.failingUp({ frankfurt })).to.include(`Connector ${c1} is not sent back. Since the review`);
        expect(writes(emulator)).to.deep.equal([]);
    });
});

function withoutIds(message: string): string {
    return message.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "…").replace(/in \S+review\.json/, "in …");
}
