/** What has changed in the tenant since a review, in words: each change is told once, however many facts show it. */
import { fold, sameId } from "../names";
import { regionWord } from "../words";
import { type ConnectorValue, type Fact, type FactKind, inOrder, type NamedId, saysTheSame } from "./facts";

/**
 * Each change between the facts of a review and the same facts now, in an order that depends on nothing else: the
 * default group, then groups, connectors, applications, names, successors. Empty exactly when all of them say the same.
 */
export function changesSince(reviewed: readonly Fact[], now: readonly Fact[]): readonly string[] {
    const changed = changedFacts(reviewed, now);
    const names = namesIn([...reviewed, ...now]);
    const told = new Set(of("group", changed).map(({ was }) => fold(was.id)));
    const changes = [
        ...of("defaultGroup", changed).map(({ was, is }) => defaultGroupWords(was.value, is.value)),
        ...of("group", changed).map(groupWords),
        ...of("connectors", changed).flatMap((change) => statusWords(names, change)),
        ...placeWords(names, "connector", of("connectors", changed), of("connector", changed)),
        ...placeWords(names, "application", of("applications", changed), of("application", changed)),
        ...of("name", changed).flatMap((change) => nameWords(told, change)),
        ...of("successors", changed).flatMap((change) => successorWords(names, change)),
    ];
    // A list can also differ in showing one thing twice. Nothing that differs may count as unchanged.
    return changes.length > 0
        ? changes
        : changed.map(({ was }) => `the list of ${was.kind} of ${shown(was.id)} differs`);
}

/** The first `most` of them as one enumeration, and how many more there are. */
export function listedWords(changes: readonly string[], most: number): string {
    const rest = changes.length - most;
    return changes.slice(0, most).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

/** A text on one line, in which nothing is invisible and nothing turns the direction of what follows. */
export function shown(text: string): string {
    return text.replace(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
        (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}

interface Change<F extends Fact> {
    readonly was: F;
    readonly is: F;
}

type FactOf<K extends FactKind> = Extract<Fact, { readonly kind: K }>;

function changedFacts(reviewed: readonly Fact[], now: readonly Fact[]): readonly Change<Fact>[] {
    const keyOf = ({ kind, id }: Fact) => JSON.stringify([kind, fold(id)]);
    const current = new Map(now.map((fact) => [keyOf(fact), fact]));
    return inOrder(reviewed).flatMap((was) => {
        const is = current.get(keyOf(was));
        if (!is) {
            throw new Error(`The fact ${keyOf(was)} was not read.`);
        }
        return saysTheSame(was, is) ? [] : [{ was, is }];
    });
}

function of<K extends FactKind>(kind: K, changes: readonly Change<Fact>[]): readonly Change<FactOf<K>>[] {
    return changes.filter((change): change is Change<FactOf<K>> => change.was.kind === kind);
}

function defaultGroupWords(was: NamedId | null, is: NamedId | null): string {
    const word = (group: NamedId | null) => (group ? thing(group) : "none");
    return `the default group is ${word(is)} instead of ${word(was)}, as if this were another tenant`;
}

function groupWords({ was, is }: Change<FactOf<"group">>): string {
    const group = `connector group ${thing({ id: was.id, name: (was.value ?? is.value)?.name ?? "" })}`;
    if (!was.value || !is.value) {
        return is.value ? `${group} has come into being` : `${group} is gone`;
    }
    const [before, after] = [was.value, is.value];
    const regions = [before, after].map(({ region }) => regionWord(region));
    return `${group} ${[
        before.name !== after.name && `is called ${quoted(after.name)}`,
        fold(before.region ?? "") !== fold(after.region ?? "") &&
            `is in region ${shown(regions[1] ?? "")} instead of ${shown(regions[0] ?? "")}`,
        before.isDefault !== after.isDefault &&
            (after.isDefault ? "has become the default group" : "is not the default group any more"),
    ]
        .filter(Boolean)
        .join(" and ")}`;
}

/** Of the connectors that are in the group as before, those that have begun or ceased to carry traffic. */
function statusWords(names: Names, { was, is }: Change<FactOf<"connectors">>): readonly string[] {
    const word = ({ status }: ConnectorValue) => (status === undefined ? "without a status" : shown(status));
    return byName(was.value).flatMap((before) => {
        const after = is.value.find(({ id }) => sameId(id, before.id));
        return after && (after.status ?? "") !== (before.status ?? "")
            ? [`connector ${thing(before)} in ${names.group(was.id)} is ${word(after)} instead of ${word(before)}`]
            : [];
    });
}

/** Where connectors or applications have gone, by the lists of what is on a group and by the group of each. */
function placeWords(
    names: Names,
    noun: "connector" | "application",
    lists: readonly Change<FactOf<"connectors" | "applications">>[],
    singles: readonly Change<FactOf<"connector" | "application">>[],
): readonly string[] {
    const places = new Map<string, Place>();
    const placeOf = (id: string): Place => {
        const place = places.get(fold(id)) ?? { id, isGone: false };
        places.set(fold(id), place);
        return place;
    };
    for (const { was, is } of lists) {
        for (const { id } of without(was.value, is.value)) {
            placeOf(id).from = was.id;
        }
        for (const { id } of without(is.value, was.value)) {
            placeOf(id).to = was.id;
        }
    }
    for (const { was, is } of singles) {
        Object.assign(placeOf(was.id), { from: was.value?.id, to: is.value?.id, isGone: is.value === null });
    }
    const named = [...places.values()].map((place) => ({ ...place, name: names.of(noun, place.id) ?? "" }));
    return byName(named).map((place) => `${noun} ${thing(place)} ${placeChange(names, noun, place)}`);
}

interface Place {
    readonly id: string;
    /** The ids of the groups, where they are known. */
    from?: string | undefined;
    to?: string | undefined;
    isGone: boolean;
}

function placeChange(names: Names, noun: "connector" | "application", { from, to, isGone }: Place): string {
    if (isGone) {
        return noun === "connector" ? "is gone" : "is gone, or not published any more";
    }
    return [
        from === undefined ? "has come" : to === undefined ? "has left" : "has moved from",
        from !== undefined && names.group(from),
        to !== undefined && `to ${names.group(to)}`,
    ]
        .filter(Boolean)
        .join(" ");
}

/** A group that is told of already is not told of a second time for its name. */
function nameWords(told: ReadonlySet<string>, { was, is }: Change<FactOf<"name">>): readonly string[] {
    const untold = (groups: readonly NamedId[]) => byName(groups).filter(({ id }) => !told.has(fold(id)));
    return [
        ...untold(without(is.value, was.value)).map(
            ({ id }) => `the name ${quoted(was.id)} is borne by the group ${shown(id)} now`,
        ),
        ...untold(without(was.value, is.value)).map(
            ({ id }) => `the name ${quoted(was.id)} is not borne by the group ${shown(id)} any more`,
        ),
    ];
}

function successorWords(names: Names, { was, is }: Change<FactOf<"successors">>): readonly string[] {
    return [
        ...byName(without(is.value, was.value)).map(
            (successor) => `connector group ${thing(successor)} is to replace ${names.group(was.id)}`,
        ),
        ...byName(without(was.value, is.value)).map(
            (successor) => `connector group ${thing(successor)} is not to replace ${names.group(was.id)} any more`,
        ),
    ];
}

/** What everything was called in the review, or is called now where the review did not say. */
interface Names {
    of(noun: Noun, id: string): string | undefined;
    /** A connector group within a sentence about something else: by its name, where no other bears it. */
    group(id: string): string;
}

type Noun = "connector group" | "connector" | "application";

function namesIn(facts: readonly Fact[]): Names {
    const known = new Map<string, string>();
    const note = (noun: Noun, { id, name }: NamedId) => {
        const key = `${noun} ${fold(id)}`;
        known.set(key, known.get(key) ?? name);
    };
    for (const fact of facts) {
        for (const named of namedIn(fact)) {
            note(nounIn(fact), named);
        }
    }
    const of: Names["of"] = (noun, id) => known.get(`${noun} ${fold(id)}`);
    const groups = [...known].filter(([key]) => key.startsWith("connector group ")).map(([, name]) => fold(name));
    const group: Names["group"] = (id) => {
        const name = of("connector group", id);
        if (name === undefined) {
            return `the group ${shown(id)}`;
        }
        const isUnique = groups.filter((other) => other === fold(name)).length === 1;
        return isUnique ? quoted(name) : thing({ id, name });
    };
    return { of, group };
}

function namedIn(fact: Fact): readonly NamedId[] {
    if (fact.value === null) {
        return [];
    }
    return fact.kind === "group" ? [{ id: fact.id, name: fact.value.name }] : [fact.value].flat();
}

function nounIn({ kind }: Fact): Noun {
    switch (kind) {
        case "connectors":
            return "connector";
        case "applications":
            return "application";
        default:
            return "connector group";
    }
}

function thing({ id, name }: NamedId): string {
    return name === "" ? shown(id) : `${quoted(name)} (id ${shown(id)})`;
}

function quoted(name: string): string {
    return shown(JSON.stringify(name));
}

function without<T extends NamedId>(some: readonly T[], others: readonly NamedId[]): readonly T[] {
    return some.filter(({ id }) => !others.some((other) => sameId(other.id, id)));
}

function byName<T extends NamedId>(things: readonly T[]): readonly T[] {
    const rank = ({ name, id }: NamedId) => JSON.stringify([name, fold(id)]);
    return [...things].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
