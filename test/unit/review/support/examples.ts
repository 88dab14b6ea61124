/** One review of each kind, as a tenant with two datacenters would have it. */
import type { DriftReport, PicturedGroup, Review, Write } from "../../../../review/review";
import {
    type Application,
    application,
    applicationSubject,
    type Connector,
    change,
    connector,
    connectorSubject,
    counts,
    factOf,
    finding,
    group,
    groupSubject,
    nameOf,
    review,
    urnOf,
    write,
} from "./build";

export const frankfurtId = "2f1c6a2e-3c5d-4a2b-8f3e-6a1d2c3b4e5f";
const first = connector("fra-proxy-01.contoso.example");
const second = connector("fra-proxy-02.contoso.example");
const payroll = application("Payroll");
const wiki = application("Wiki");

export function noChange(): Review {
    return review({ verdict: "no change", reason: "The tenant is as the program declares it." });
}

/** A new datacenter with a connector and an application from the default group. */
export function safeCreate(): Review {
    const osaka = connector("osa-proxy-01.contoso.example");
    const stock = application("Stock");
    const standard = group({ id: "default-id", name: "Default", isDefault: true });
    const before = { ...standard, connectors: [osaka, first], applications: [stock] };
    const made = group({ id: "new:osaka", name: "Osaka", region: "asia" });
    const to = nameOf(made);
    return review({
        counts: counts({ created: 3, connectorsMoved: 1, applicationsMoved: 1, writes: 3 }),
        changes: [
            change({
                resource: "osaka",
                operation: "create",
                subject: groupSubject(made),
                properties: [
                    { property: "name", to: "Osaka" },
                    { property: "region", to: "asia" },
                ],
                writes: [
                    write({
                        order: 1,
                        sentence: 'creates connector group "Osaka" in region asia',
                        subject: groupSubject(made),
                    }),
                ],
            }),
            change({
                resource: "osaka-proxy",
                operation: "create",
                subject: connectorSubject(osaka),
                to,
                writes: [moveConnector(2, osaka, before, made, [2, 1], [0, 1], [1, 0])],
            }),
            change({
                resource: "osaka-stock",
                operation: "create",
                subject: applicationSubject(stock),
                to,
                writes: [moveApplication(3, stock, before, made)],
            }),
        ],
        before: [before],
        after: [
            { ...standard, connectors: [first] },
            { ...made, connectors: [osaka], applications: [stock] },
        ],
        facts: [factOf(before)],
    });
}

/** The region of a group in use changes, and there are two connectors. */
export function replaceWithTwo(): Review {
    const old = frankfurt("nam", [first, second], [payroll, wiki]);
    const made = { ...old, id: "new:frankfurt", region: "eur" };
    const step = moves(old, made);
    return review({
        counts: counts({ replaced: 1, updated: 2, connectorsMoved: 2, applicationsMoved: 2, writes: 7 }),
        changes: [
            change({
                resource: "frankfurt",
                operation: "replace",
                subject: groupSubject(old),
                properties: [{ property: "region", from: "nam", to: "eur" }],
                words: [
                    `Connector group "Frankfurt" (id ${frankfurtId}): region nam => eur needs a replacement, because 2 connectors ` +
                        "(fra-proxy-01.contoso.example, fra-proxy-02.contoso.example) and 2 applications (Payroll, Wiki) are " +
                        "assigned to it, and a region can only be set on a group that nothing is assigned to. A new group is " +
                        "created, everything is moved to it, and this one is deleted. 2 connectors are active, so no " +
                        "application is without one at any moment.",
                ],
                writes: [
                    write({
                        order: 1,
                        sentence: `creates connector group "Frankfurt [replaces ${frankfurtId}]" in region eur`,
                        subject: groupSubject(made),
                    }),
                    step.connector(2, first, [2, 1], [0, 1], [2, 0]),
                    step.application(3, payroll),
                    step.application(4, wiki),
                    step.connector(5, second, [1, 0], [1, 2], [0, 2]),
                    write({
                        order: 6,
                        method: "DELETE",
                        path: `/onPremisesPublishingProfiles/applicationProxy/connectorGroups/${frankfurtId}`,
                        sentence: 'deletes connector group "Frankfurt" in region nam',
                        subject: groupSubject(old),
                    }),
                    write({
                        order: 7,
                        method: "PATCH",
                        path: "/onPremisesPublishingProfiles/applicationProxy/connectorGroups/new:frankfurt",
                        sentence: 'names the new connector group "Frankfurt"',
                        subject: groupSubject(made),
                    }),
                ],
            }),
            change({
                resource: "frankfurt-proxy",
                operation: "update",
                subject: connectorSubject(first),
                to: nameOf(made),
                properties: [{ property: "connectorGroupId", from: frankfurtId, to: "new:frankfurt" }],
            }),
            change({
                resource: "frankfurt-wiki",
                operation: "update",
                subject: applicationSubject(wiki),
                to: nameOf(made),
                properties: [{ property: "connectorGroupId", from: frankfurtId, to: "new:frankfurt" }],
            }),
        ],
        before: [old],
        after: [made],
        facts: [factOf(old)],
    });
}

/** The same with one connector, so that the applications are without one for a while. */
export function gapWithOne(): Review {
    const old = frankfurt("nam", [first, connector("fra-proxy-03.contoso.example", "inactive")], [payroll, wiki]);
    const made = { ...old, id: "new:frankfurt", region: "eur" };
    const step = moves(old, made);
    return review({
        verdict: "gap",
        reason: "2 applications are without an active connector for a while.",
        counts: counts({ replaced: 1, connectorsMoved: 2, applicationsMoved: 2, writes: 4, gaps: 2, warnings: 1 }),
        changes: [
            change({
                resource: "frankfurt",
                operation: "replace",
                subject: groupSubject(old),
                properties: [{ property: "region", from: "nam", to: "eur" }],
                words: [
                    "A short gap cannot be avoided, because one active connector alone (fra-proxy-01.contoso.example) serves " +
                        "the applications; with a second one there would be none.",
                ],
                writes: [
                    write({
                        order: 1,
                        sentence: 'creates connector group "Frankfurt" in region eur',
                        subject: groupSubject(made),
                    }),
                    step.connector(2, first, [1, 0], [0, 1], [2, 0]),
                    step.application(3, payroll),
                    step.application(4, wiki),
                ],
            }),
        ],
        gaps: [
            { application: payroll, group: nameOf(old), from: 2, to: 3 },
            { application: wiki, group: nameOf(old), from: 2, to: 4 },
        ],
        findings: [
            finding({
                group: nameOf(made),
                sentence: 'Connector group "Frankfurt" has 1 active connector and serves 2 applications.',
            }),
            finding({
                group: { id: "default-id", name: "Default" },
                rule: "application-on-default",
                sentence: 'The application "Intranet" is on the default group.',
                standing: "former",
            }),
        ],
        before: [old],
        after: [made],
        facts: [factOf(old)],
    });
}

/** The name of the new group is taken, and what should go on it is not come to. */
export function willFail(): Review {
    const made = group({ id: "new:munich", name: "Munich" });
    const standard = group({
        id: "default-id",
        name: "Default",
        isDefault: true,
        connectors: [first],
        applications: [payroll],
    });
    return review({
        verdict: "will fail",
        reason: 'Connector group "Munich" is not created.',
        counts: counts({ created: 2 }),
        changes: [
            change({
                resource: "munich",
                operation: "create",
                subject: groupSubject(made),
                failure:
                    'Connector group "Munich" is not created: a group of that name exists already (id 77). Three ways out: ' +
                    "adopt: true takes the group over, `pulumi import --file` brings it into the state as it is.",
            }),
            change({
                resource: "munich-proxy",
                operation: "create",
                subject: connectorSubject(first),
                to: nameOf(made),
                isNotReached: true,
            }),
        ],
        notes: ["The id of the connector of `munich-proxy` is known only in the update."],
        before: [standard],
        after: [standard],
        facts: [factOf(standard)],
    });
}

/** A group that is still in use is taken out of the program. */
export function blockedByRule(): Review {
    const old = frankfurt("eur", [first, second], [payroll]);
    return review({
        verdict: "blocked by rule",
        reason: "The change breaks a rule of the level error.",
        counts: counts({ deleted: 1, errors: 1, warnings: 1, drifted: 2 }),
        changes: [change({ resource: "frankfurt", operation: "delete", subject: groupSubject(old) })],
        findings: [
            finding({
                group: nameOf(old),
                rule: "occupied-deletion",
                level: "error",
                sentence: 'Connector group "Frankfurt" is deleted while 1 application is on it.',
                source: "Microsoft Graph, connectorGroup: delete",
            }),
            finding({
                group: nameOf(old),
                sentence: 'Connector group "Frankfurt" has fewer than two active connectors.',
            }),
            finding({
                group: nameOf(old),
                rule: "unknown-region",
                sentence: 'Connector group "Frankfurt" is in an unknown region.',
                standing: "mended",
            }),
        ],
        drift: drifted().drift,
        before: [old],
        after: [],
        facts: [factOf(old)],
    });
}

export function drifted(): DriftReport {
    const old = frankfurt("eur", [first], []);
    return {
        checked: 12,
        drift: [
            {
                resource: "frankfurt",
                urn: urnOf("ConnectorGroup", "frankfurt"),
                type: "ConnectorGroup",
                subject: groupSubject(old),
                property: "name",
                from: "Frankfurt",
                to: "Frankfurt (old)",
            },
            {
                resource: "frankfurt-wiki",
                urn: urnOf("ApplicationAssignment", "frankfurt-wiki"),
                type: "ApplicationAssignment",
                subject: applicationSubject(wiki),
            },
        ],
    };
}

/** So many sites are created, each with a connector and an application from the default group: three changes each. */
export function manySites(sites: number): Review {
    const standard = group({ id: "default-id", name: "Default", isDefault: true });
    const made = Array.from({ length: sites }, (_, index) => {
        const number = String(index + 1).padStart(4, "0");
        return group({
            id: `new:site-${number}`,
            name: `Site ${number}`,
            connectors: [connector(`proxy-${number}.contoso.example`)],
            applications: [application(`App-${number}`)],
        });
    });
    const before = {
        ...standard,
        connectors: made.flatMap(({ connectors }) => connectors),
        applications: made.flatMap(({ applications }) => applications),
    };
    return review({
        counts: counts({ created: 3 * sites, connectorsMoved: sites, applicationsMoved: sites, writes: 3 * sites }),
        changes: made.flatMap((site, index) => {
            const [number] = /\d+/.exec(site.name) ?? [];
            const to = nameOf(site);
            return [
                change({
                    resource: `site-${number}`,
                    operation: "create",
                    subject: groupSubject(site),
                    writes: [
                        write({
                            order: 3 * index + 1,
                            sentence: `creates connector group "${site.name}"`,
                            subject: groupSubject(site),
                        }),
                    ],
                }),
                ...site.connectors.map((each) =>
                    change({
                        resource: `site-${number}-proxy`,
                        operation: "create",
                        subject: connectorSubject(each),
                        to,
                        writes: [
                            moveConnector(
                                3 * index + 2,
                                each,
                                before,
                                site,
                                [sites - index, sites - index - 1],
                                [0, 1],
                                [sites - index, 0],
                            ),
                        ],
                    }),
                ),
                ...site.applications.map((each) =>
                    change({
                        resource: `site-${number}-app`,
                        operation: "create",
                        subject: applicationSubject(each),
                        to,
                        writes: [moveApplication(3 * index + 3, each, before, site)],
                    }),
                ),
            ];
        }),
        before: [before],
        after: [standard, ...made],
        facts: [factOf(before)],
    });
}

export const examples: Readonly<Record<string, () => Review>> = {
    "no change": noChange,
    "safe create": safeCreate,
    "replace with two connectors": replaceWithTwo,
    "gap with one connector": gapWithOne,
    "will fail": willFail,
    "blocked by rule": blockedByRule,
    "300 changes": () => manySites(100),
};

function frankfurt(
    region: string,
    connectors: readonly Connector[],
    applications: readonly Application[],
): PicturedGroup {
    return group({ id: frankfurtId, name: "Frankfurt", region, connectors, applications });
}

function moves(from: PicturedGroup, to: PicturedGroup) {
    return {
        connector: (
            order: number,
            moved: Connector,
            old: readonly [number, number],
            made: readonly [number, number],
            applications: readonly [number, number],
        ) => moveConnector(order, moved, from, to, old, made, applications),
        application: (order: number, moved: Application) => moveApplication(order, moved, from, to),
    };
}

function moveConnector(
    order: number,
    moved: Connector,
    from: PicturedGroup,
    to: PicturedGroup,
    [oldBefore, oldAfter]: readonly [number, number],
    [newBefore, newAfter]: readonly [number, number],
    [onOld, onNew]: readonly [number, number],
): Write {
    return write({
        order,
        path: `/onPremisesPublishingProfiles/applicationProxy/connectors/${moved.id}/memberOf/$ref`,
        sentence: `moves connector ${moved.name} from "${from.name}" to "${to.name}"`,
        subject: connectorSubject(moved),
        serving: [
            { group: nameOf(from), activeBefore: oldBefore, activeAfter: oldAfter, applications: onOld },
            { group: nameOf(to), activeBefore: newBefore, activeAfter: newAfter, applications: onNew },
        ],
    });
}

function moveApplication(order: number, moved: Application, from: PicturedGroup, to: PicturedGroup): Write {
    return write({
        order,
        method: "PUT",
        path: `/applications/${moved.id}/connectorGroup/$ref`,
        sentence: `points application ${moved.name} at "${to.name}" instead of "${from.name}"`,
        subject: applicationSubject(moved),
    });
}
