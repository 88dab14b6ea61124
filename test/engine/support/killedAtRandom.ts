/**
 * A stack of fifty resources that changes again and again, whose every update is killed at some moment and run again.
 */
import { expect } from "chai";
import fc from "fast-check";
import { ApplicationAssignment, ConnectorGroup, ConnectorMembership } from "pulumi-entra-app-proxy";
import type { Emulator } from "../../../emulator/index";
import { shapeOf } from "../../contract/support/stack";
import { given } from "./given";
import { killProviderWhen, killWhen, unlock } from "./kill";

/** What a program declares: six groups, each with two connectors that stay, and what comes and goes. */
interface Declared {
    readonly regions: readonly string[];
    /** The group that each of the moving connectors is in, by number; none where it is not declared. */
    readonly connectors: readonly (number | undefined)[];
    readonly applications: readonly (number | undefined)[];
}

interface Round {
    readonly declared: Declared;
    /** What is killed: the engine with its provider, or the provider alone. */
    readonly victim: "engine" | "provider";
    /** After which share of the requests that an undisturbed update would send, roughly, in percent. */
    readonly at: number;
}

const groups = 6;
const moving = { connectors: 6, applications: 26 };

const place = fc.oneof({ weight: 9, arbitrary: fc.nat(groups - 1) }, { weight: 1, arbitrary: fc.constant(undefined) });
const declaration: fc.Arbitrary<Declared> = fc.record({
    regions: fc.array(fc.constantFrom("nam", "eur", "asia"), { minLength: groups, maxLength: groups }),
    connectors: fc.array(place, { minLength: moving.connectors, maxLength: moving.connectors }),
    applications: fc.array(place, { minLength: moving.applications, maxLength: moving.applications }),
});
const round: fc.Arbitrary<Round> = fc.record({
    declared: declaration,
    victim: fc.constantFrom("engine" as const, "provider" as const),
    at: fc.integer({ min: 1, max: 100 }),
});

/**
 * Kills an update so many times, always the same ones for a seed, and runs each again. After each, the tenant is as an undisturbed update would have left it: nothing twice, nothing lost, nothing left behind.
 */
export async function killAtRandom({ times, seed }: { readonly times: number; readonly seed: number }) {
    const { emulator, stack } = await given();
    const { tenant } = emulator;
    const ids = populate(emulator);
    const programOf = (declared: Declared) => async () => declare(declared, ids);
    let declared: Declared = {
        regions: Array(groups).fill("nam"),
        connectors: ids.connectors.map((_, n) => n % groups),
        applications: ids.applications.map((_, n) => n % groups),
    };
    let kills = 0;
    // Some updates are over before they can be killed.
    for (const next of [undefined, ...fc.sample(round, { numRuns: 3 * times, seed })]) {
        if (kills === times) {
            break;
        }
        declared = next?.declared ?? declared;
        const program = programOf(declared);
        const about = next ? `${next.victim} killed at ${next.at} % after ${kills} others` : "the first update";
        if (next) {
            const enough = emulator.requests.length + next.at * requestsInPercent;
            const running = stack.up(program);
            const isEnough = () => emulator.requests.length >= enough;
            const isOver = running.then(() => true);
            await (next.victim === "engine" ? killWhen : killProviderWhen)(stack, isEnough, isOver);
            const { signal, code } = await running;
            kills += signal === "SIGKILL" || code !== 0 ? 1 : 0;
            await unlock(stack);
        }
        const up = await stack.up(program);
        expect(up.code, `${about}\n${up.output}`).to.equal(0);
        expect(shapeOf(emulator), about).to.deep.equal(shapeFor(declared));
        const { resources } = await stack.exported();
        const ours = resources.filter(({ type }) => type.includes("entraAppProxy"));
        const kept = ours.map(({ id, type }) => `${type} ${id}`);
        expect(new Set(kept).size, `${about}: ids in the state`).to.equal(kept.length);
        expect(kept, about).to.have.length(countOf(declared));
    }
    expect((await stack.preview(programOf(declared), "--expect-no-changes")).code).to.equal(0);
    const down = await stack.destroy();
    expect(down.code, down.output).to.equal(0);
    expect(tenant.groups().map(({ name }) => name)).to.deep.equal([tenant.defaultGroup.name]);
    return { kills };
}

/** An update of this stack sends some four hundred requests. */
const requestsInPercent = 4;

interface Ids {
    readonly staying: readonly string[];
    readonly connectors: readonly string[];
    readonly applications: readonly string[];
}

function populate({ tenant }: Emulator): Ids {
    const many = (count: number) => Array.from({ length: count }, (_, n) => n);
    tenant.addConnector({ machineName: "nobody's" });
    return {
        staying: many(groups * 2).map((n) => tenant.addConnector({ machineName: `staying ${n}` }).id),
        connectors: many(moving.connectors).map((n) => tenant.addConnector({ machineName: `moving ${n}` }).id),
        applications: many(moving.applications).map((n) => tenant.addApplication({ displayName: `app ${n}` }).id),
    };
}

function declare({ regions, connectors, applications }: Declared, ids: Ids): void {
    const made = regions.map((region, n) => new ConnectorGroup(`group-${n}`, { name: `Group ${n}`, region }));
    const idOf = (group: number) => {
        const found = made[group];
        if (!found) {
            throw new Error(`There is no group ${group}.`);
        }
        return found.id;
    };
    const staying = ids.staying.map(
        (connectorId, n) =>
            new ConnectorMembership(`staying-${n}`, { connectorId, connectorGroupId: idOf(n % groups) }),
    );
    for (const [n, connectorId] of ids.connectors.entries()) {
        const group = connectors[n];
        if (group !== undefined) {
            new ConnectorMembership(`moving-${n}`, { connectorId, connectorGroupId: idOf(group) });
        }
    }
    for (const [n, applicationId] of ids.applications.entries()) {
        const group = applications[n];
        if (group !== undefined) {
            const dependsOn = staying.slice(group, group + 1);
            new ApplicationAssignment(`app-${n}`, { applicationId, connectorGroupId: idOf(group) }, { dependsOn });
        }
    }
}

function countOf({ connectors, applications }: Declared): number {
    return groups * 3 + [...connectors, ...applications].filter((group) => group !== undefined).length;
}

function shapeFor({ regions, connectors, applications }: Declared) {
    const named = (what: string, places: readonly (number | undefined)[], group: number | undefined) =>
        places.flatMap((place, n) => (place === group ? [`${what} ${n}`] : []));
    return [
        ...regions.map((region, group) => ({
            name: `Group ${group}`,
            region,
            connectors: [...named("moving", connectors, group), `staying ${group}`, `staying ${group + groups}`].sort(),
            applications: named("app", applications, group).sort(),
        })),
        {
            name: "Default",
            region: "nam",
            connectors: ["nobody's", ...named("moving", connectors, undefined)].sort(),
            applications: named("app", applications, undefined).sort(),
        },
    ].sort(byName);
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
    return one.name < other.name ? -1 : 1;
}
