/**
 * A tenant in memory that starts as the live one is, takes writes as the service would, and keeps a record of them: what
 * the provider does to it in a rehearsal is what it will do to the live one.
 */
import { GraphError } from "../../provider/graph/errors";
import type { Application, Connector, ConnectorGroup } from "../../provider/graph/types";
import { activeAmong, isActive } from "../../provider/lifecycle/carry/plan";
import type { Clock } from "../../provider/lifecycle/context";
import { fold, sameId, sameRegion } from "../../provider/lifecycle/names";
import type { ConnectorGroupChange, Contents, Tenant } from "../../provider/lifecycle/tenant";
import type { KnownTenant, Need } from "./knownTenant";

/** A write that the provider has asked for. */
export type Asked =
    | {
          readonly kind: "createGroup";
          readonly groupId: string;
          readonly name: string;
          readonly region: string | undefined;
      }
    | {
          readonly kind: "updateGroup";
          readonly groupId: string;
          readonly former: ConnectorGroup;
          readonly change: ConnectorGroupChange;
      }
    | { readonly kind: "deleteGroup"; readonly former: ConnectorGroup }
    | {
          readonly kind: "moveConnector";
          readonly connector: Connector;
          readonly from: ConnectorGroup;
          readonly to: ConnectorGroup;
      }
    | {
          readonly kind: "assign" | "unassign";
          readonly application: Application;
          readonly from: ConnectorGroup;
          readonly to: ConnectorGroup;
      };

/** What has become of it. */
export interface Rehearsed {
    readonly asked: Asked;
    /** The resource on whose behalf it was asked. */
    readonly urn: string;
    readonly isRefused: boolean;
    /** The groups whose service it changes. */
    readonly serving: readonly Served[];
}

export interface Served {
    readonly group: ConnectorGroup;
    readonly activeBefore: number;
    readonly activeAfter: number;
    readonly applications: number;
}

interface Holding {
    readonly connectors: Map<string, Connector>;
    readonly applications: Map<string, Application>;
}

/** A stretch in which an application that was served is not: from one write to another, by their place in the record. */
export interface UnservedStretch {
    readonly application: Application;
    readonly group: ConnectorGroup;
    readonly from: number;
    readonly to?: number;
}

/** How long a request takes, in milliseconds. */
export type Pace = (what: "read" | "write") => number;

export class RehearsedTenant {
    /** What the rehearsal has asked for and nobody knows yet. With any of these its outcome means nothing. */
    readonly missing = new Map<string, Need>();
    /** What the outcome rests on. */
    readonly usedNeeds = new Map<string, Need>();
    readonly writes: Rehearsed[] = [];
    readonly unserved: UnservedStretch[] = [];
    readonly #groups = new Map<string, ConnectorGroup>();
    readonly #connectorGroup = new Map<string, string>();
    readonly #applicationGroup = new Map<string, string>();
    readonly #connectors = new Map<string, Connector>();
    readonly #applications = new Map<string, Application>();
    readonly #deleted = new Set<string>();
    /** What is on the groups now, of those that it was asked of. */
    readonly #holdings = new Map<string, Holding>();
    /** Of the stretches that have not ended, their places in the list and the ids of their applications. */
    readonly #open = new Map<number, string>();

    constructor(
        private readonly known: KnownTenant,
        private readonly clock: Clock,
        private readonly pace: Pace,
    ) {
        for (const group of known.groups) {
            this.#groups.set(fold(group.id), group);
        }
    }

    /** An application that the same update makes, by the name of its resource. It is nowhere else yet. */
    addApplication(application: Application): void {
        const standard = this.groups().find(({ isDefault }) => isDefault);
        if (standard) {
            this.#placeApplication(application, standard.id);
        } else {
            this.#applications.set(fold(application.id), application);
        }
    }

    /** The ids of the groups that anything is done to, or from or to which anything goes. */
    touched(): readonly string[] {
        const ids = this.writes.flatMap(({ asked }) => touchedBy(asked));
        return [...new Map(ids.map((id) => [fold(id), id])).values()];
    }

    /** Has the addresses known of the applications that a person will be told of. */
    needAddresses(): void {
        const told = [
            ...this.touched().flatMap((id) => [
                ...this.known.contents(id).applications,
                ...this.contentsOf(id).applications,
            ]),
            ...[...this.usedNeeds.values()].flatMap(({ kind, id }) => {
                const placed = kind === "application" ? this.known.application(id) : undefined;
                return placed ? [placed.it] : [];
            }),
        ];
        for (const { id, publishing } of told) {
            if (publishing === undefined && !isNewId(id)) {
                this.#need("address", id);
            }
        }
    }

    /** An application that the update makes, or that has been moved. */
    applicationById(id: string): Application | undefined {
        return this.#applications.get(fold(id));
    }

    /** The name of a group, also of one that is gone by now. */
    nameOf(groupId: string): string | undefined {
        return (this.#groups.get(fold(groupId)) ?? this.known.group(groupId))?.name;
    }

    groups(): readonly ConnectorGroup[] {
        return [...this.#groups.values()];
    }

    /** What is on a group now. */
    contentsOf(groupId: string): Contents {
        const { connectors, applications } = this.#holdingOf(groupId);
        return { connectors: [...connectors.values()], applications: [...applications.values()] };
    }

    #holdingOf(groupId: string): Holding {
        if (this.known.group(groupId) !== undefined) {
            this.#need("contents", groupId);
        }
        const held = this.#holdings.get(fold(groupId));
        if (held) {
            return held;
        }
        const before = this.known.contents(groupId);
        const isHere = (places: ReadonlyMap<string, string>, id: string) => sameId(places.get(id) ?? groupId, groupId);
        const here = <T extends { readonly id: string }>(
            places: ReadonlyMap<string, string>,
            all: ReadonlyMap<string, T>,
            known: readonly T[],
        ) =>
            new Map([
                ...known.map((it) => [fold(it.id), it] as const).filter(([id]) => isHere(places, id)),
                ...[...all].filter(([id]) => places.has(id) && isHere(places, id)),
            ]);
        const holding = {
            connectors: here(this.#connectorGroup, this.#connectors, before.connectors),
            applications: here(this.#applicationGroup, this.#applications, before.applications),
        };
        this.#holdings.set(fold(groupId), holding);
        return holding;
    }

    #placeConnector(connector: Connector, groupId: string): void {
        const id = fold(connector.id);
        for (const { connectors } of this.#holdings.values()) {
            connectors.delete(id);
        }
        this.#holdings.get(fold(groupId))?.connectors.set(id, connector);
        this.#connectors.set(id, connector);
        this.#connectorGroup.set(id, groupId);
    }

    #placeApplication(application: Application, groupId: string): void {
        const id = fold(application.id);
        for (const { applications } of this.#holdings.values()) {
            applications.delete(id);
        }
        this.#holdings.get(fold(groupId))?.applications.set(id, application);
        this.#applications.set(id, application);
        this.#applicationGroup.set(id, groupId);
    }

    /** The tenant as one resource of the stack sees it: what it writes is recorded as done for it. */
    seenBy(urn: string, newGroupId: string): Tenant {
        const answer = async <T>(read: () => T): Promise<T> => {
            await this.clock.sleep(this.pace("read"));
            return read();
        };
        const carryOut = async <T>(act: () => T): Promise<T> => {
            await this.clock.sleep(this.pace("write"));
            return act();
        };
        const write = (ask: () => Asked, take: () => void, refusal?: () => string | undefined) =>
            carryOut(() => this.#write(urn, ask(), take, refusal?.()));
        return {
            key: "a rehearsal",
            listGroups: () =>
                answer(() => {
                    this.#need("groups", "");
                    return this.groups();
                }),
            getGroup: (id) => answer(() => this.#groupAnywhere(id)),
            createGroup: ({ name, region }) =>
                carryOut(() => {
                    const made = this.#newGroup(newGroupId, name, region);
                    this.#write(urn, { kind: "createGroup", groupId: made.id, name, region }, () =>
                        this.#groups.set(fold(made.id), made),
                    );
                    return made;
                }),
            updateGroup: (id, change) =>
                write(
                    () => ({ kind: "updateGroup", groupId: id, former: this.#group(id), change }),
                    () => this.#groups.set(fold(id), { ...this.#group(id), ...change }),
                    () => this.#whyNotInRegion(id, change.region),
                ),
            deleteGroup: (id) =>
                write(
                    () => ({ kind: "deleteGroup", former: this.#group(id) }),
                    () => {
                        this.#groups.delete(fold(id));
                        this.#deleted.add(fold(id));
                    },
                    () => this.#whyNotDeleted(id),
                ),
            listMembers: (id) => answer(() => this.contentsOf(id).connectors),
            listApplications: (id) => answer(() => this.contentsOf(id).applications),
            listConnectors: unforeseen,
            getConnector: (id) => answer(() => this.#connector(id)?.it),
            groupOfConnector: (id) => answer(() => this.#groupOfConnector(id)),
            moveConnector: (id, groupId) =>
                write(
                    () => ({ kind: "moveConnector", ...this.#movingConnector(id), to: this.#group(groupId) }),
                    () => this.#placeConnector(this.#movingConnector(id).connector, groupId),
                    () => this.#whyNotMoved(id, groupId),
                ),
            getApplication: (id) => answer(() => this.#application(id)?.it),
            findApplicationByAppId: (appId) =>
                answer(() => {
                    this.#need("appId", appId);
                    return this.known.byAppId(appId);
                }),
            findApplications: unforeseen,
            someApplicationsBeginning: unforeseen,
            groupOfApplication: (id) => answer(() => this.#groupOfApplication(id)),
            assignApplication: (id, groupId) =>
                write(
                    () => ({ kind: "assign", ...this.#movingApplication(id), to: this.#group(groupId) }),
                    () => this.#point(id, groupId),
                ),
            unassignApplication: (id) =>
                write(
                    () => ({ kind: "unassign", ...this.#movingApplication(id), to: this.#standard() }),
                    () => this.#point(id, this.#standard().id),
                ),
        };
    }

    #write(urn: string, asked: Asked, take: () => unknown, refusal?: string): void {
        const concerned = groupsIn(asked);
        const before = concerned.map(({ id }) => this.#serviceOf(id));
        if (refusal === undefined) {
            take();
        }
        const isRefused = refusal !== undefined;
        const serving = isRefused
            ? []
            : concerned.flatMap((group, nth) => {
                  const was = before[nth];
                  const is = this.#serviceOf(group.id);
                  return was && (was.active !== is.active || was.applications !== is.applications)
                      ? [{ group, activeBefore: was.active, activeAfter: is.active, applications: is.applications }]
                      : [];
              });
        this.writes.push({ asked, urn, isRefused, serving });
        this.#observe(asked, serving);
        if (refusal !== undefined) {
            throw new GraphError(refusal, {
                method: "POST",
                path: "",
                status: 400,
                codes: ["badRequest"],
                retryable: false,
                mayHaveActed: false,
            });
        }
    }

    #serviceOf(groupId: string) {
        const { connectors, applications } = this.#holdingOf(groupId);
        return {
            active: activeAmong([...connectors.values()]).length,
            applications: applications.size,
        };
    }

    /** Notes who is served from now on, and who is not any more. What is on no group of `serving` fares as before. */
    #observe(asked: Asked, serving: readonly Served[]): void {
        const order = this.writes.length;
        for (const { group, activeAfter } of serving.filter(({ group }) => this.#groups.has(fold(group.id)))) {
            const { applications } = this.#holdingOf(group.id);
            if (activeAfter > 0) {
                this.#endStretches(applications, order);
                continue;
            }
            for (const application of this.#servedBefore(asked, serving, group)) {
                if (this.#wasServedAtFirst(application.id)) {
                    this.#open.set(this.unserved.length, fold(application.id));
                    this.unserved.push({ application, group, from: order });
                }
            }
        }
    }

    #endStretches(served: ReadonlyMap<string, Application>, to: number): void {
        for (const [nth, id] of this.#open) {
            const stretch = this.unserved[nth];
            if (stretch && served.has(id)) {
                this.unserved[nth] = { ...stretch, to };
                this.#open.delete(nth);
            }
        }
    }

    /** Of the applications on a group, those that an active connector served before a write, there or elsewhere. */
    #servedBefore(asked: Asked, serving: readonly Served[], group: ConnectorGroup): readonly Application[] {
        const wasServed = (id: string) =>
            serving.some(({ group, activeBefore }) => sameId(group.id, id) && activeBefore > 0);
        const { applications } = this.#holdingOf(group.id);
        const moved = "application" in asked ? fold(asked.application.id) : undefined;
        const others = wasServed(group.id) ? [...applications].filter(([id]) => id !== moved) : [];
        const arrived =
            moved !== undefined && "from" in asked && wasServed(asked.from.id) ? applications.get(moved) : undefined;
        return [...others.map(([, application]) => application), ...(arrived ? [arrived] : [])];
    }

    /** What nobody served before the change does not fare worse by being unserved again in the course of it. */
    #wasServedAtFirst(applicationId: string): boolean {
        const groupId = this.known.application(applicationId)?.groupId;
        return groupId === undefined || this.#learned("contents", groupId).connectors.some(isActive);
    }

    #newGroup(id: string, name: string, region: string | undefined): ConnectorGroup {
        const standard = this.#standard().region;
        const given = region ?? standard;
        return {
            id,
            name,
            ...(given !== undefined && { region: given }),
            isDefault: false,
            connectorGroupType: "applicationProxy",
        };
    }

    #standard(): ConnectorGroup {
        this.#need("groups", "");
        return this.groups().find(({ isDefault }) => isDefault) ?? nowhere;
    }

    #group(id: string): ConnectorGroup {
        return this.#groupAnywhere(id) ?? { ...nowhere, id };
    }

    #groupAnywhere(id: string): ConnectorGroup | undefined {
        if (this.#deleted.has(fold(id))) {
            return undefined;
        }
        const listed = this.#groups.get(fold(id));
        if (listed || isNewId(id)) {
            return listed;
        }
        this.#need("group", id);
        return this.known.group(id);
    }

    #connector(id: string) {
        const moved = this.#connectors.get(fold(id));
        if (moved) {
            return { it: moved };
        }
        this.#need("connector", id);
        return this.known.connector(id);
    }

    #groupOfConnector(id: string): ConnectorGroup | undefined {
        const moved = this.#connectorGroup.get(fold(id));
        if (moved === undefined) {
            this.#need("connector", id);
        }
        const groupId = moved ?? this.known.connector(id)?.groupId;
        return groupId === undefined ? undefined : this.#groupAnywhere(groupId);
    }

    #movingConnector(id: string) {
        return {
            connector: this.#connector(id)?.it ?? { id, machineName: id },
            from: this.#groupOfConnector(id) ?? nowhere,
        };
    }

    #application(id: string) {
        const made = this.#applications.get(fold(id));
        if (made) {
            return { it: made };
        }
        this.#need("application", id);
        return this.known.application(id);
    }

    #groupOfApplication(id: string): ConnectorGroup | undefined {
        const moved = this.#applicationGroup.get(fold(id));
        if (moved === undefined) {
            this.#need("application", id);
        }
        const groupId = moved ?? this.known.application(id)?.groupId;
        return groupId === undefined ? undefined : this.#groupAnywhere(groupId);
    }

    #movingApplication(id: string) {
        return {
            application: this.#application(id)?.it ?? { id, displayName: id },
            from: this.#groupOfApplication(id) ?? nowhere,
        };
    }

    #point(id: string, groupId: string): void {
        this.#placeApplication(this.#movingApplication(id).application, groupId);
    }

    /** Source of this rule and the next two: https://learn.microsoft.com/graph/api/resources/connectorgroup?view=graph-rest-beta */
    #whyNotInRegion(id: string, region: string | undefined): string | undefined {
        const { connectors, applications } = this.contentsOf(id);
        return region !== undefined && connectors.length + applications.length > 0
            ? "The service lets a region be set only while nothing is assigned to the group."
            : undefined;
    }

    #whyNotDeleted(id: string): string | undefined {
        const { connectors, applications } = this.contentsOf(id);
        return this.#group(id).isDefault || connectors.length + applications.length > 0
            ? "The service deletes neither the default group nor one that something is assigned to."
            : undefined;
    }

    /** Source: https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-network-topology */
    #whyNotMoved(id: string, groupId: string): string | undefined {
        const from = this.#groupOfConnector(id);
        const to = this.#group(groupId);
        const standard = this.#standard();
        const isAllowed =
            sameRegion(from?.region, to.region) ||
            sameRegion(from?.region, standard.region) ||
            sameRegion(to.region, standard.region);
        return isAllowed
            ? undefined
            : "The service lets a connector into a group only from one that uses the default region.";
    }

    #learned(kind: "contents", groupId: string): Contents {
        this.#need(kind, groupId);
        return this.known.contents(groupId);
    }

    #need(kind: Need["kind"], id: string): void {
        const key = `${kind} ${fold(id)}`;
        if (this.usedNeeds.has(key)) {
            return;
        }
        const need = { kind, id };
        this.usedNeeds.set(key, need);
        if (!this.known.knows(need)) {
            this.missing.set(key, need);
        }
    }
}

/** The ids of groups that a change makes: the service gives them in the update. */
export function newId(resource: string): string {
    return `new:${resource}`;
}

export function isNewId(id: string): boolean {
    return id.startsWith("new:");
}

/** Stands for a group that nobody knows, in a rehearsal that is made again once it is known. */
const nowhere: ConnectorGroup = { id: "", name: "", isDefault: false, connectorGroupType: "applicationProxy" };

function groupsIn(asked: Asked): readonly ConnectorGroup[] {
    switch (asked.kind) {
        case "createGroup":
        case "updateGroup":
        case "deleteGroup":
            return [];
        case "moveConnector":
        case "assign":
        case "unassign":
            return sameId(asked.from.id, asked.to.id) ? [asked.from] : [asked.from, asked.to];
    }
}

function touchedBy(asked: Asked): readonly string[] {
    switch (asked.kind) {
        case "createGroup":
        case "updateGroup":
            return [asked.groupId];
        case "deleteGroup":
            return [asked.former.id];
        case "moveConnector":
        case "assign":
        case "unassign":
            return [asked.from.id, asked.to.id];
    }
}

async function unforeseen(): Promise<never> {
    throw new Error("The lifecycle asks for a list that no rehearsal foresees. That is a mistake in this package.");
}
