/** As much of a live tenant as is known to a review. */
import type { Application, Connector, ConnectorGroup } from "../../provider/graph/types";
import { fold } from "../../provider/lifecycle/names";
import type { Contents } from "../../provider/lifecycle/tenant";

/** Something about the tenant that has to be known. The id of `groups`, the list of all of them, is empty. */
export interface Need {
    readonly kind: "groups" | "group" | "contents" | "connector" | "application" | "appId" | "address";
    readonly id: string;
}

/** Where something is. */
export interface Placed<T> {
    readonly it: T;
    /** Absent where it is in no group: an application that is not published. */
    readonly groupId?: string;
}

export class KnownTenant {
    #groups: readonly ConnectorGroup[] | undefined;
    #groupsById: ReadonlyMap<string, ConnectorGroup> = new Map();
    readonly #single = new Map<string, ConnectorGroup | undefined>();
    readonly #contents = new Map<string, Contents>();
    readonly #connectors = new Map<string, Placed<Connector> | undefined>();
    readonly #applications = new Map<string, Placed<Application> | undefined>();
    readonly #byAppId = new Map<string, Application | undefined>();
    readonly #addresses = new Set<string>();

    knows({ kind, id }: Need): boolean {
        switch (kind) {
            case "groups":
                return this.#groups !== undefined;
            case "group":
                return this.group(id) !== undefined || this.#single.has(fold(id));
            case "contents":
                return this.#contents.has(fold(id));
            case "connector":
                return this.#connectors.has(fold(id));
            case "application":
                return this.#applications.has(fold(id));
            case "appId":
                return this.#byAppId.has(fold(id));
            case "address":
                return this.#addresses.has(fold(id));
        }
    }

    /** Every group of application proxy. */
    get groups(): readonly ConnectorGroup[] {
        return this.#groups ?? [];
    }

    /** A group of application proxy, or one of another agent that was asked for by its id. */
    group(id: string): ConnectorGroup | undefined {
        return this.#groupsById.get(fold(id)) ?? this.#single.get(fold(id));
    }

    contents(groupId: string): Contents {
        return this.#contents.get(fold(groupId)) ?? { connectors: [], applications: [] };
    }

    connector(id: string): Placed<Connector> | undefined {
        return this.#connectors.get(fold(id));
    }

    application(id: string): Placed<Application> | undefined {
        return this.#applications.get(fold(id));
    }

    byAppId(appId: string): Application | undefined {
        return this.#byAppId.get(fold(appId));
    }

    learnGroups(groups: readonly ConnectorGroup[]): void {
        this.#groups = groups;
        this.#groupsById = new Map(groups.map((group) => [fold(group.id), group]));
    }

    learnGroup(id: string, group: ConnectorGroup | undefined): void {
        this.#single.set(fold(id), group);
    }

    /** What is on a group is placed by that, too. */
    learnContents(groupId: string, contents: Contents): void {
        this.#contents.set(fold(groupId), contents);
        for (const it of contents.connectors) {
            this.#connectors.set(fold(it.id), { it, groupId });
        }
        for (const it of contents.applications) {
            this.#applications.set(fold(it.id), { it, groupId });
        }
    }

    learnConnector(id: string, placed: Placed<Connector> | undefined): void {
        this.#connectors.set(fold(id), placed);
    }

    learnApplication(id: string, placed: Placed<Application> | undefined): void {
        this.#applications.set(fold(id), placed);
    }

    /** How applications are published, which the lists of what is on a group do not say. */
    learnAddresses(ids: readonly string[], found: readonly Application[]): void {
        const published = new Map(found.map((application) => [fold(application.id), application]));
        const addressed = (it: Application): Application => {
            const publishing = published.get(fold(it.id))?.publishing;
            return publishing ? { ...it, publishing } : it;
        };
        for (const id of ids) {
            this.#addresses.add(fold(id));
            const placed = this.#applications.get(fold(id));
            if (placed) {
                this.#applications.set(fold(id), { ...placed, it: addressed(placed.it) });
            }
        }
        for (const [groupId, { connectors, applications }] of this.#contents) {
            this.#contents.set(groupId, { connectors, applications: applications.map(addressed) });
        }
    }

    learnAppId(appId: string, application: Application | undefined): void {
        this.#byAppId.set(fold(appId), application);
    }
}
