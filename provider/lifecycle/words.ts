/**
 * The sentences about connector groups that more than one place says, and the long ones. What a dynamic provider prints
 * appears without the resource it belongs to, so each sentence names its group.
 */
import type { ConnectorGroup } from "../graph/types";
import { activeAmong } from "./carry/plan";
import type { Contents } from "./tenant";

/** How a group is named in a sentence: by the name the program gives it, and its id where it has one. */
export function groupWord(name: string, id?: string): string {
    return id === undefined
        ? `Connector group ${JSON.stringify(name)}`
        : `Connector group ${JSON.stringify(name)} (id ${id})`;
}

/** `2 connectors (srv1, srv2) and 1 application (Payroll)`: how many of each, and the first five by name. */
export function contentsWords({ connectors, applications }: Contents): string {
    return `${connectorsWords(connectors)} and ${applicationsWords(applications)}`;
}

/** `2 connectors (srv1, srv2 [inactive])`: how many, and the first five by name. */
export function connectorsWords(connectors: Contents["connectors"]): string {
    return counted(
        "connector",
        connectors.map(({ machineName, status }) =>
            status === undefined || status === "active" ? machineName : `${machineName} [${status}]`,
        ),
    );
}

/** `1 application (Payroll)`: how many, and the first five by name. */
export function applicationsWords(applications: Contents["applications"]): string {
    return counted(
        "application",
        applications.map(({ displayName }) => displayName),
    );
}

/** `2 neighbours (a, b)`: how many, and the first five by name. */
export function counted(noun: string, names: readonly string[]): string {
    const shown = names.slice(0, 5).join(", ");
    const rest = names.length > 5 ? ` and ${names.length - 5} more` : "";
    return `${names.length} ${noun}${names.length === 1 ? "" : "s"}${names.length > 0 ? ` (${shown}${rest})` : ""}`;
}

export function regionWord(region: string | undefined): string {
    return region ?? "none";
}

/** Why a region change is a replacement, what `up` will do about it, and whether anyone will notice. */
export function replaceWords(name: string, live: ConnectorGroup, region: string, contents: Contents): string {
    return (
        `${groupWord(name, live.id)}: region ${regionWord(live.region)} => ${region} needs a replacement, because ` +
        `${contentsWords(contents)} are assigned to it, and a region can only be set on a group that nothing is ` +
        "assigned to. A new group is created, everything is moved to it, and this one is deleted. " +
        gapWords(contents)
    );
}

function gapWords({ connectors, applications }: Contents): string {
    const active = activeAmong(connectors);
    if (applications.length === 0) {
        return `No application points at the group; ${counted("connector", namesOf(active))} active.`;
    }
    switch (active.length) {
        case 0:
            return "No active connector serves the applications now, nor while they are moved.";
        case 1:
            return (
                `A short gap cannot be avoided, because one active connector alone (${namesOf(active).join()}) serves ` +
                "the applications; with a second one there would be none."
            );
        default:
            return `${active.length} connectors are active, so no application is without one at any moment.`;
    }
}

function namesOf(connectors: Contents["connectors"]): readonly string[] {
    return connectors.map(({ machineName }) => machineName);
}

/** A successor stands beside the group already, because an update was stopped. */
export function interruptedReplacementWords(name: string, id: string, successor: ConnectorGroup): string {
    return (
        `${groupWord(name, id)}: an earlier update was stopped while it replaced this group by the group ` +
        `${successor.id} (region ${regionWord(successor.region)}). This update finishes the replacement: what is still ` +
        "on this group is moved, and then it is deleted."
    );
}

/** A default group that is in use cannot be replaced, whatever asks for it. */
export function defaultGroupNotReplacedWords(name: string, live: ConnectorGroup, contents: Contents): string {
    return (
        `${groupWord(name, live.id)} is the tenant's default group and ${contentsWords(contents)} are assigned to ` +
        "it, so it cannot be replaced: a default group cannot be deleted, and another cannot become the default. " +
        "Nothing was changed. Move what is assigned to other groups first, or take the change back."
    );
}

export function defaultGroupRegionWords(name: string, live: ConnectorGroup, contents: Contents): string {
    return (
        `${groupWord(name, live.id)} is the tenant's default group and ${contentsWords(contents)} are assigned to ` +
        "it, so its region can neither be changed nor the group replaced: a default group cannot be deleted, and " +
        "another cannot become the default. Nothing was changed. Move what is assigned to other groups first, or " +
        `take the region back to ${regionWord(live.region)}.`
    );
}

export function tenantNotAskedWords(name: string, id: string, reason: string): string {
    return (
        `${groupWord(name, id)}: whether the new region is an update or a replacement depends on what is assigned ` +
        `to the group, and the tenant could not be asked: ${reason} Nothing was changed.`
    );
}

/** Someone else has changed the region, which the preview of another change could not know from the state. */
export function regionDriftedWords(name: string, live: ConnectorGroup, region: string, contents: Contents): string {
    return (
        `${groupWord(name, live.id)} is not updated: it is in region ${regionWord(live.region)} by now, while the ` +
        `state and the program say ${region}, and ${contentsWords(contents)} are assigned to it, so it cannot be set ` +
        "back in place. Nothing was changed. Run `pulumi refresh`: the next preview then shows what the region comes to."
    );
}

/** The name guard: a group of this name exists, and what its owner can do about it. */
export function nameTakenWords(name: string, existing: readonly ConnectorGroup[]): string {
    const ids = existing.map(({ id }) => id).join(", ");
    const one = existing.length === 1;
    return (
        `${groupWord(name)} is not created: ${one ? "a group" : `${existing.length} groups`} of that name ` +
        `exist${one ? "s" : ""} already (id ${ids}). ` +
        (one ? "Three ways out: adopt: true takes the group over, " : "Ways out: rename the others first, ") +
        "`pulumi import --file` brings it into the state as it is, and the option aliases keeps it where this " +
        "resource was only renamed or moved in the program. If another resource of this program gives up the name " +
        "in this same update, let this one depend on it (dependsOn). If the run was forced with `--replace`, " +
        "`replaceWith` or after `pulumi state taint`, leave that out (`pulumi state untaint`): the group itself " +
        "needs no replacement."
    );
}

export function claimedNameWords(name: string, id: string): string {
    return (
        `${groupWord(name, id)} is managed by another resource of this program already, so it is neither created ` +
        "nor taken over a second time. Give this resource another name, or remove one of the two."
    );
}

export function severalToAdoptWords(name: string, existing: readonly ConnectorGroup[]): string {
    return (
        `${groupWord(name)} is not taken over: ${existing.length} groups bear that name ` +
        `(${existing.map(({ id, region }) => `${id} in ${regionWord(region)}`).join(", ")}), and nothing tells which ` +
        "is meant. Rename the others, or bring the right one in by its id with `pulumi import --file`."
    );
}

export function adoptWords(declaredName: string, live: ConnectorGroup, changes: readonly string[]): string {
    return (
        `${groupWord(declaredName, live.id)} exists and is taken over (adopt): ` +
        `${changes.length > 0 ? `${changes.join(" and ")} will change on it` : "nothing will change on it"}. The ` +
        `stack owns the group from then on${
            live.isDefault ? "; as the default group it is never deleted." : " and deletes it when the resource goes."
        }`
    );
}

export function adoptOccupiedWords(name: string, live: ConnectorGroup, region: string, contents: Contents): string {
    return (
        `${groupWord(name, live.id)} is not taken over: it is in region ${regionWord(live.region)}, ${region} is ` +
        `declared, and ${contentsWords(contents)} are assigned to it. Nothing was changed. Declare the region it has ` +
        "first, and change the region in a later update."
    );
}

export function leftBehindWords(name: string, id: string): string {
    return (
        `${groupWord(name, id)} was created by an earlier update that was stopped before the state knew it; this ` +
        "update goes on with that group instead of creating another."
    );
}

export function deletionBlockedWords(name: string, id: string, contents: Contents): string {
    return (
        `${groupWord(name, id)} is not deleted: ${contentsWords(contents)} are still assigned to it. The group ` +
        "stays. Move them to another group, then run the same command again."
    );
}

/** The program has given the group up while another is being put in its place. */
export function deletionUnfinishedWords(
    name: string,
    id: string,
    onOld: Contents,
    successor: ConnectorGroup,
    onNew: Contents,
): string {
    return (
        `${groupWord(name, id)} is not deleted: an earlier update was stopped while it replaced this group by the ` +
        `group ${successor.id}. ${contentsWords(onOld)} are on this one, and ${contentsWords(onNew)} on the other. ` +
        "Nothing was changed. Declare the group as before and run `pulumi up`, without `--target`, which finishes the replacement; then " +
        "move what is assigned to it, and delete it. Or move everything to another group, then run the same command " +
        "again."
    );
}

/** The same, where nothing is on either of the two. */
export function successorKeptWords(name: string, id: string, successorId: string): string {
    return (
        `${groupWord(name, id)} was being replaced by the group ${successorId} when an earlier update was stopped. That ` +
        "one is empty too and stays in the tenant under the plain name, unless this stack holds and deletes it."
    );
}

export function defaultGroupKeptWords(name: string, id: string): string {
    return (
        `${groupWord(name, id)} is the tenant's default group: it stays in the tenant as it is and is only dropped ` +
        "from the stack."
    );
}

export function claimedIdKeptWords(name: string, id: string): string {
    return (
        `${groupWord(name, id)} is not deleted: another resource of this program stands for the same group now. ` +
        "Nothing was changed in the tenant."
    );
}

export function goneWords(name: string, id: string): string {
    return (
        `${groupWord(name, id)} no longer exists in the tenant; nothing was changed. Run \`pulumi refresh\`, then ` +
        "`pulumi up` creates it anew."
    );
}
