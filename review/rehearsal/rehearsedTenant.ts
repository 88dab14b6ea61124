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
        this.#applications.set(fold(application.id), application);
        const standard = [...this.#groups.values()].find(({ isDefault }) => isDefault);
        if (standard) {
            this.#applicationGroup.set(fold(application.id), standard.id);
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
        const isNew = this.known.group(groupId) === undefined;
        const before: Contents = isNew ? { connectors: [], applications: [] } : this.#learned("contents", groupId);
        const stays = (places: ReadonlyMap<string, string>) => (it: { readonly id: string }) =>
            sameId(places.get(fold(it.id)) ?? groupId, groupId);
        const come = <T extends { readonly id: string }>(
            places: ReadonlyMap<string, string>,
            all: ReadonlyMap<string, T>,
            there: readonly T[],
        ) =>
            [...places]
                .filter(([id, place]) => sameId(place, groupId) && !there.some((other) => fold(other.id) === id))
                .map(([id]) => all.get(id))
                .filter((it): it is T => it !== undefined);
        const connectors = before.connectors.filter(stays(this.#connectorGroup));
        const applications = before.applications.filter(stays(this.#applicationGroup));
        return {
            connectors: [...connectors, ...come(this.#connectorGroup, this.#connectors, connectors)],
            applications: [...applications, ...come(this.#applicationGroup, this.#applications, applications)],
        };
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
                    () => {
                        this.#connectors.set(fold(id), this.#movingConnector(id).connector);
                        this.#connectorGroup.set(fold(id), groupId);
                    },
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
        const servedBefore = this.#servedIn(concerned);
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
        this.#observe(concerned, servedBefore);
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
        const { connectors, applications } = this.contentsOf(groupId);
        return {
            active: activeAmong(connectors).length,
            applications: applications.length,
        };
    }

    /** The ids of the applications on these groups that an active connector serves. */
    #servedIn(groups: readonly ConnectorGroup[]): ReadonlySet<string> {
        const served = groups.filter(({ id }) => this.#serviceOf(id).active > 0);
        return new Set(served.flatMap(({ id }) => this.contentsOf(id).applications.map((it) => fold(it.id))));
    }

    #observe(groups: readonly ConnectorGroup[], servedBefore: ReadonlySet<string>): void {
        const order = this.writes.length;
        const served = this.#servedIn(groups);
        for (const [nth, stretch] of this.unserved.entries()) {
            if (stretch.to === undefined && served.has(fold(stretch.application.id))) {
                this.unserved[nth] = { ...stretch, to: order };
            }
        }
        for (const group of groups.filter(({ id }) => this.#groups.has(fold(id)))) {
            for (const application of this.contentsOf(group.id).applications) {
                const id = fold(application.id);
                if (servedBefore.has(id) && !served.has(id) && this.#wasServedAtFirst(id)) {
                    this.unserved.push({ application, group, from: order });
                }
            }
        }
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
        this.#applications.set(fold(id), this.#movingApplication(id).application);
        this.#applicationGroup.set(fold(id), groupId);
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
