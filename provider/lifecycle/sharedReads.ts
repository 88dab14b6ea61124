import type { Application, Connector } from "../graph/types";
import type { Clock } from "./context";
import { sameId } from "./names";
import { Rounds, SharedContents } from "./sharedContents";
import { type Groups, SharedGroups } from "./sharedGroups";
import type { Tenant } from "./tenant";

/**
 * The same tenant, with few requests for what many ask.
 *
 * Who does not say how old an answer may be gets the list of groups as it was asked for after the last write of ours, a
 * few seconds old at most, and what is assigned to a group as it is now. Who does say so gets an answer that is
 * shared by all: the list of groups with our own writes since worked in, because the answer to a write can be trusted
 * although not every read shows it at once; and what is assigned to a group unless something of ours was moved since.
 */
export function withSharedReads(tenant: Tenant, clock: Clock): Tenant {
    const { now } = clock;
    const groups = new SharedGroups(() => tenant.listGroups(), now);
    const known = { ids: async () => (await groups.seen()).map(({ id }) => id), timesAsked: () => groups.timesAsked };
    const rounds = new Rounds(clock);
    const members = new SharedContents<Connector>((id) => tenant.listMembers(id), rounds, now, known);
    const applications = new SharedContents<Application>((id) => tenant.listApplications(id), rounds, now, known);
    const moving = async (write: Promise<void>): Promise<void> => {
        const forget = () => {
            members.forget();
            applications.forget();
        };
        forget();
        await write.finally(forget);
    };
    return {
        ...tenant,
        listGroups: (age) => (age ? groups.atMost(age.mostAgeMs) : groups.sinceOwnWrites()),
        listMembers: (id, age) => (age ? members.atMost(id, age) : tenant.listMembers(id)),
        listApplications: (id, age) => (age ? applications.atMost(id, age) : tenant.listApplications(id)),
        createGroup: (group) =>
            groups.writing(tenant.createGroup(group), (known, created) => [...without(known, created.id), created]),
        updateGroup: (id, change) =>
            groups.writing(tenant.updateGroup(id, change), (known) =>
                known.map((group) => (sameId(group.id, id) ? { ...group, ...change } : group)),
            ),
        deleteGroup: (id) => groups.writing(tenant.deleteGroup(id), (known) => without(known, id)),
        moveConnector: (id, groupId) => moving(tenant.moveConnector(id, groupId)),
        assignApplication: (id, groupId) => moving(tenant.assignApplication(id, groupId)),
        unassignApplication: (id) => moving(tenant.unassignApplication(id)),
    };
}

function without(groups: Groups, id: string): Groups {
    return groups.filter((group) => !sameId(group.id, id));
}
