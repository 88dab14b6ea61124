import { listApplications, someApplicationsBeginning } from "../../provider/graph/applications";
import type { GraphClient } from "../../provider/graph/client";
import { listConnectorGroups } from "../../provider/graph/connectorGroups";
import { listConnectors, listMembers } from "../../provider/graph/connectors";
import { isGraphError } from "../../provider/graph/errors";
import type { Connector, ConnectorGroup } from "../../provider/graph/types";
import { readClaims, type TokenClaims } from "../../provider/identity/claims";
import type { TokenSource } from "../../provider/identity/credential";
import { presentable } from "../../provider/identity/errors";
import type { Check, CheckName, LeftBehind, ReportedTenant } from "./report";
import { tryWriting } from "./tryWriting";

/** What an examination works with. */
export interface Access {
    readonly tokenSource: TokenSource;
    readonly client: GraphClient;
    /** What must not appear in any detail. */
    readonly secrets: readonly string[];
    readonly clock: Clock;
    /** The name of the temporary group. */
    readonly temporaryName: string;
    /** Lets `act` end before an interruption takes effect. */
    uninterrupted<T>(act: () => Promise<T>): Promise<T>;
}

/** Milliseconds. */
export interface Clock {
    now(): number;
    sleep(milliseconds: number): Promise<unknown>;
}

/** What an examination found. */
export interface Findings {
    readonly claims?: TokenClaims;
    readonly checks: readonly Check[];
    readonly tenant: ReportedTenant;
    readonly leftBehind?: LeftBehind;
    readonly wrote: boolean;
}

/**
 * Asks for a token and tries every kind of read that a stack needs; with `write`, and once all reads have passed, also a
 * creation, a renaming and a deletion. Without `write` it changes nothing.
 */
export async function examine(access: Access, { write }: { readonly write: boolean }): Promise<Findings> {
    const { tokenSource, client } = access;
    const examination = new Examination(access.secrets);
    const nothing = { groups: null, connectors: null };

    const token = await examination.check("token", () => tokenSource.getToken(), spoken);
    if (token === undefined) {
        return { checks: examination.checks, tenant: nothing, wrote: false };
    }
    examination.hide(token);
    const claims = readClaims(token);

    const groups = await examination.check("groups", () => listConnectorGroups(client), groupsInWords);
    if (examination.unanswered) {
        // Each further call would wait as long, to say the same.
        return { ...(claims && { claims }), checks: examination.checks, tenant: nothing, wrote: false };
    }
    const connectors = await examination.check("connectors", () => listConnectors(client), connectorsInWords);
    await examination.check("applications", () => someApplicationsBeginning(client, "A"), answered);
    const group = groups?.find(({ isDefault }) => isDefault) ?? groups?.find(ofApplicationProxy);
    if (group) {
        const of = (count: number) => `${count} of ${JSON.stringify(group.name)}`;
        await examination.check(
            "members of a group",
            () => listMembers(client, group.id),
            ({ length }) => of(length),
        );
        await examination.check(
            "applications of a group",
            () => listApplications(client, group.id),
            ({ length }) => of(length),
        );
    }

    const wrote = write && examination.passed;
    const leftBehind = wrote ? await access.uninterrupted(() => tryWriting(access, examination)) : undefined;
    return {
        ...(claims && { claims }),
        checks: examination.checks,
        tenant: {
            groups: groups ? groups.filter(ofApplicationProxy).length : null,
            connectors: connectors ? byActivity(connectors) : null,
        },
        ...(leftBehind && { leftBehind }),
        wrote,
    };
}

/** The checks so far. One that fails is noted, and does not keep the others from being made. */
export class Examination {
    private readonly made: Check[] = [];
    private readonly hidden: string[];
    private lastAnswered = true;

    constructor(secrets: readonly string[]) {
        this.hidden = [...secrets];
    }

    get checks(): readonly Check[] {
        return this.made;
    }

    /** Whether the last check was a call that got no answer. */
    get unanswered(): boolean {
        return !this.lastAnswered;
    }

    get passed(): boolean {
        return this.made.every(({ passed }) => passed);
    }

    hide(secret: string): void {
        this.hidden.push(secret);
    }

    /** What `act` answers; undefined when it failed, which is noted with its reason. */
    async check<T>(name: CheckName, act: () => Promise<T>, inWords: (answer: T) => string): Promise<T | undefined> {
        try {
            const answer = await act();
            this.lastAnswered = true;
            this.note(name, true, inWords(answer));
            return answer;
        } catch (thrown) {
            this.lastAnswered = !isGraphError(thrown) || thrown.status !== undefined;
            this.note(name, false, thrown instanceof Error ? thrown.message : String(thrown));
            return undefined;
        }
    }

    note(name: CheckName, passed: boolean, detail: string): void {
        this.made.push({ name, passed, detail: presentable(detail, this.hidden, 4000) });
    }
}

function spoken(): string {
    return "was given";
}

function answered(): string {
    return "can be listed";
}

function groupsInWords(groups: readonly ConnectorGroup[]): string {
    const others = groups.filter((group) => !ofApplicationProxy(group)).length;
    return `${groups.length - others}${others === 0 ? "" : `, and ${others} of other agents`}`;
}

function connectorsInWords(connectors: readonly Connector[]): string {
    const { active, inactive } = byActivity(connectors);
    return `${active + inactive}: ${active} active, ${inactive} not`;
}

function byActivity(connectors: readonly Connector[]): { readonly active: number; readonly inactive: number } {
    const active = connectors.filter(({ status }) => status === "active").length;
    return { active, inactive: connectors.length - active };
}

function ofApplicationProxy({ connectorGroupType }: ConnectorGroup): boolean {
    return connectorGroupType === "applicationProxy";
}
