import { counted } from "../../provider/lifecycle/words";
import type { PicturedGroup } from "../review";
import { byId, type GroupChange, type Moment } from "./groupChange";
import type { Judgement } from "./rule";

/** What is wrong with one group at one moment. */
export interface Breach {
    /** The sentence while it holds, and the one for when it is over. */
    readonly is: string;
    readonly was: string;
    /** More is worse. @default 0 */
    readonly badness?: number;
    /** The applications that suffer from it: one more is worse. @default none */
    readonly applications?: PicturedGroup["applications"];
    /** The value that is wrong: another one is another breach. */
    readonly value?: string;
}

/** Looks at the tenant at one moment, and then at one group after the other. */
export type Look = (moment: Moment) => (group: PicturedGroup) => Breach | undefined;

/** Tells what the change breaks or makes worse from what was broken before, and from what it mends. */
export function tellApart(change: GroupChange, look: Look): readonly Judgement[] {
    const before = brokenAt(change.before, look);
    const after = brokenAt(change.after, look);
    const [wasBroken, isBroken] = [byId(before), byId(after)];
    const mended = before.filter(({ id }) => !change.heirsOf(id).some(isBroken));
    return [
        ...after.map((broken) =>
            standing(
                broken,
                change.predecessorsOf(broken.id).flatMap((id) => wasBroken(id) ?? []),
            ),
        ),
        ...mended.map(({ group, breach }) => judgement(group, "mended", breach.was)),
    ];
}

interface Broken {
    readonly id: string;
    readonly group: PicturedGroup;
    readonly breach: Breach;
}

function brokenAt(moment: Moment, look: Look): readonly Broken[] {
    const at = look(moment);
    return moment.touched.flatMap((group) => {
        const breach = at(group);
        return breach ? [{ id: group.id, group, breach }] : [];
    });
}

function standing({ group, breach }: Broken, former: readonly Broken[]): Judgement {
    if (former.length === 0) {
        return judgement(group, "new", breach.is);
    }
    const breaches = former.map((broken) => broken.breach);
    const added = addedTo(breaches, breach);
    const isWorse =
        badnessOf(breach) > Math.max(...breaches.map(badnessOf)) ||
        breaches.every(({ value }) => value !== breach.value);
    return isWorse || added.length > 0
        ? judgement(group, "new", added.length > 0 ? `${breach.is} ${addedWords(added)}` : breach.is)
        : judgement(group, "former", breach.is);
}

function badnessOf({ badness = 0 }: Breach): number {
    return badness;
}

function addedTo(former: readonly Breach[], { applications = [] }: Breach): PicturedGroup["applications"] {
    const suffered = byId(former.flatMap((breach) => breach.applications ?? []));
    return applications.filter(({ id }) => !suffered(id));
}

function addedWords(added: PicturedGroup["applications"]): string {
    const names = added.map(({ name }) => name);
    return `Of these, the change adds ${counted("application", names)}.`;
}

function judgement({ id, name }: PicturedGroup, standing: Judgement["standing"], sentence: string): Judgement {
    return { group: { id, name }, standing, sentence };
}
